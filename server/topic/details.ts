/**
 * What is a case's customer still to be asked, and by which link? Only what the workspace gave a reason for, stands in no field yet and is known
 * of the customer from nowhere. The link is a signed name of the case and of the address it was made for: it lives as long as both, and a month.
 */
import { dayMs } from '@meanwhile/core/kernel/instant.ts';
import { sql } from 'kysely';
import { presentFacts } from '../case/case.ts';
import { survivorOf } from '../platform/db/survivor.ts';
import type { Transaction } from '../platform/db/transaction.ts';
import { sign, verifySigned } from '../platform/keys.ts';
import { packIds, unpackIds } from '../platform/packed-ids.ts';
import type { Platform } from '../platform/platform.ts';
import { listFields, valuesOf, type FieldRow } from './field.store.ts';

export interface DetailsLink {
  readonly workspaceId: string;
  readonly caseId: string;
  /** Who is asked: as whom they wrote when the link was made. */
  readonly identityId: string;
}

const goodForMs = 30 * dayMs;

export function detailsLink(platform: Platform, { workspaceId, caseId, identityId }: DetailsLink): string {
  const until = Math.floor((platform.clock.nowAt() + goodForMs) / 1_000);
  const packed = packIds([workspaceId, caseId, identityId], until.toString(16).padStart(10, '0'));
  return `${platform.settings.publicUrl}/details/${sign(platform.keys, 'details-link', packed)}`;
}

/** Null when it was not signed here, or is too old. */
export function readDetailsLink(platform: Platform, code: string): DetailsLink | null {
  const packed = verifySigned(platform.keys, 'details-link', code);
  if (packed === null) return null;
  const { ids, behind } = unpackIds(packed, 3);
  if (Number.parseInt(behind, 16) * 1_000 < platform.clock.nowAt()) return null;
  return { workspaceId: ids[0]!, caseId: ids[1]!, identityId: ids[2]! };
}

export interface DetailsCase {
  readonly case_id: string;
  readonly topic_id: string | null;
  readonly conversation_id: string;
  /** After merges. */
  readonly customer_id: string;
  readonly locale: string;
  readonly zone: string | null;
  readonly brand: string;
  /** Who is asked, and where they wrote last. */
  readonly identity_id: string;
  readonly scheme: string;
  readonly value: string;
  readonly channel_id: string;
}

/**
 * Undefined once the case is closed, is spam, its customer is blocked, or who is asked wrote nothing in it. A merged case is the one it was merged
 * into. `identityId` null: whoever wrote last.
 */
export function detailsCase(
  tx: Transaction,
  { workspaceId, caseId, identityId }: Omit<DetailsLink, 'identityId'> & { readonly identityId: string | null },
): Promise<DetailsCase | undefined> {
  return tx.row(sql<DetailsCase>`
    select t.id as case_id, t.topic_id, t.conversation_id, cu.id as customer_id, coalesce(cu.locale, w.locale) as locale, cu.zone, w.brand,
      i.id as identity_id, i.scheme, i.value, m.channel_id
    from tenant."case" mc
    join tenant."case" t on t.workspace_id = mc.workspace_id and t.id = coalesce(mc.merged_into_id, mc.id)
    join tenant.workspace w on w.workspace_id = t.workspace_id
    join tenant.conversation co on co.workspace_id = t.workspace_id and co.id = t.conversation_id
    left join tenant.customer_merge mg on mg.workspace_id = co.workspace_id and mg.from_customer_id = co.customer_id and mg.undone_at is null
    join tenant.customer cu on cu.workspace_id = co.workspace_id and cu.id = ${survivorOf('mg', 'co.customer_id')}
    join lateral (select x.identity_id, x.channel_id from tenant.message x where x.workspace_id = t.workspace_id and x.case_id = any(array[t.id, mc.id])
      and (${identityId}::uuid is null or x.identity_id = ${identityId}) and x.conversation_id = t.conversation_id and x.author_kind = 'customer' and not x.automatic and x.state = 'stored'
      and (x.match_reason is null or x.match_reason not like 'stranger%') and x.match_reason is distinct from 'by_link' order by x.received_at desc, x.id desc limit 1) m on true
    join tenant.identity i on i.workspace_id = t.workspace_id and i.id = m.identity_id
    where mc.workspace_id = ${workspaceId} and mc.id = ${caseId} and t.state = 'open' and t.spam_at is null and cu.blocked_at is null`);
}

/** In the order in which the fields were made. */
export async function openQuestions(
  tx: Transaction,
  workspaceId: string,
  of: Pick<DetailsCase, 'case_id' | 'topic_id' | 'customer_id'>,
): Promise<readonly FieldRow[]> {
  const asked = (await listFields(tx, workspaceId)).filter(
    (field) => field.asked_because !== null && (field.topic_id === null || field.topic_id === of.topic_id),
  );
  if (asked.length === 0) return [];
  const filled = new Set((await valuesOf(tx, workspaceId, of.case_id)).map((one) => one.fieldId));
  const isKnown = await knownOf(tx, workspaceId, of);
  return asked.filter((field) => !filled.has(field.id) && !isKnown(field));
}

/** What is noted of them, and the addresses they write from. An order number is known in its own case alone. */
async function knownOf(
  tx: Transaction,
  workspaceId: string,
  of: Pick<DetailsCase, 'case_id' | 'customer_id'>,
): Promise<(field: FieldRow) => boolean> {
  const facts = (await presentFacts(tx, workspaceId, of.customer_id)).filter(
    ({ stands, kind, caseId }) => stands && (kind !== 'order' || caseId === null || caseId === of.case_id),
  );
  const addresses = await tx.rows(
    sql<{
      scheme: string;
    }>`select distinct scheme from tenant.identity where workspace_id = ${workspaceId} and customer_id = ${of.customer_id}`,
  );
  const schemes = new Set(addresses.map((row) => row.scheme));
  return ({ fact_kind: kind, name }) =>
    kind !== null &&
    (((kind === 'email' || kind === 'phone') && schemes.has(kind)) ||
      facts.some((one) => one.kind === kind && (kind !== 'other' || one.label.toLowerCase() === name.toLowerCase())));
}
