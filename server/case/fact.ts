/** What do we know of this customer already, and from where? Noted once; a new value takes the old one's place and both stay to be seen. */
import { afterNew, isSameFact, isSingle, type FactKind, type FactSource } from '@meanwhile/core/identity/fact.ts';
import type { Proof } from '@meanwhile/core/identity/proof.ts';
import type { CustomerFact } from '@meanwhile/wire/facts.ts';
import type { Here } from '../platform/here.ts';
import { wireInstant, wireInstantOrNull } from '../platform/present.ts';
import type { Transaction } from '../platform/db/transaction.ts';
import { endFacts, knownRows, insertFact, lockForFacts, type FactRow } from './fact.store.ts';

export interface Said {
  readonly kind: FactKind;
  readonly label: string;
  /** In the one spelling of its kind. */
  readonly value: string;
  readonly source: FactSource;
  readonly proof: Proof;
  readonly messageId: string | null;
  readonly caseId: string | null;
  /** Who noted it, as in the log: `member:…`, `customer`. */
  readonly by: string;
}

/** Notes it, one at a time per customer. True when anything is known that was not. */
export async function noteFact(
  here: Pick<Here, 'platform' | 'tx' | 'workspaceId' | 'at'>,
  customerId: string,
  said: Said,
): Promise<boolean> {
  const { tx, workspaceId, at, platform } = here;
  await lockForFacts(tx, workspaceId, customerId);
  const standing = (await knownRows(tx, workspaceId, customerId)).filter(
    (row) => row.ended_at === null && isSameFact(row, said) && (isSingle(said.kind) || row.value === said.value),
  );
  const fates = standing.map((row) => ({ row, fate: afterNew(row, said, said.source) }));
  if (fates.some(({ fate, row }) => fate === 'same' && row === standing[0])) return false;
  const isOutranked = fates.some(({ fate }) => fate === 'stands');
  // Of somebody merged into them, theirs stays as it was: should they be told apart again, it is theirs still.
  const ended = isOutranked ? [] : standing.filter((row) => row.customer_id === customerId).map((row) => row.id);
  await endFacts(tx, workspaceId, ended, { ending: 'superseded', at });
  await insertFact(tx, workspaceId, {
    id: platform.clock.newId<'fact'>(),
    customer_id: customerId,
    kind: said.kind,
    label: said.label,
    value: said.value,
    source: said.source,
    proof: said.proof,
    message_id: said.messageId,
    case_id: said.caseId,
    recorded_by: said.by,
    recorded_at: at,
    ended_at: isOutranked ? at : null,
    ending: isOutranked ? 'outranked' : null,
  });
  return true;
}

/** Newest first, what stands no more too. */
export async function presentFacts(tx: Transaction, workspaceId: string, customerId: string): Promise<CustomerFact[]> {
  const rows = await knownRows(tx, workspaceId, customerId);
  return rows.map((row, index) => ({
    id: row.id,
    kind: row.kind,
    label: row.label,
    value: row.value,
    source: row.source,
    proof: row.proof,
    messageId: row.message_id,
    caseId: row.case_id,
    recordedBy: row.name,
    recordedAt: wireInstant(row.recorded_at),
    endedAt: wireInstantOrNull(row.ended_at),
    ending: row.ending,
    stands: row.ended_at === null && !isBehind(rows.slice(0, index), row),
  }));
}

/** Two people found to be one may each have a value that stands: the newer is shown as such, and neither is changed. */
const isBehind = (newer: readonly FactRow[], row: FactRow): boolean =>
  newer.some((one) => one.ended_at === null && isSameFact(one, row) && (isSingle(row.kind) || one.value === row.value));
