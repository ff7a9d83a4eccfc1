/**
 * Does an answer ask its customer for what we know? A program is refused until it says why; what people ask is pointed at where they write.
 * What goes out is counted per day and kind of fact, of nobody in particular.
 */
import { asksIn, mayAsk, type Ask } from '@meanwhile/core/craft/asked-again.ts';
import type { KnownFact } from '@meanwhile/core/craft/writing.ts';
import { refuse, type Refusal } from '@meanwhile/core/kernel/refusal.ts';
import { addFactCounts, presentFacts } from '../case/case.ts';
import { iso } from '../platform/db/instant.ts';
import type { Transaction } from '../platform/db/transaction.ts';
import { identitiesOf, messagePage } from './reply.store.ts';

export interface Asking {
  readonly caseId: string;
  /** Who it goes to, after merges. */
  readonly customerId: string;
  readonly text: string;
}

const turnsMost = 100;

async function asksOf(tx: Transaction, workspaceId: string, { caseId, customerId, text }: Asking): Promise<readonly Ask[]> {
  if (!mayAsk(text)) return [];
  const known = await knownOf(tx, workspaceId, { caseId, customerId });
  const page = await messagePage(tx, workspaceId, { caseId, audience: 'everyone', limit: turnsMost });
  const turns = page
    .filter((one) => one.author_kind === 'customer' && !one.automatic)
    .map((one) => ({ from: 'customer' as const, text: one.visible_text ?? one.text }));
  return asksIn({ draft: text, turns, known });
}

/** Their addresses and what is noted of them; an order number is known in its own case alone. */
async function knownOf(tx: Transaction, workspaceId: string, of: Omit<Asking, 'text'>): Promise<KnownFact[]> {
  const facts = (await presentFacts(tx, workspaceId, of.customerId)).filter(
    ({ stands, kind, caseId }) => stands && (kind !== 'order' || caseId === null || caseId === of.caseId),
  );
  const identities = await identitiesOf(tx, workspaceId, of.customerId);
  return [
    ...facts.map(({ kind, label, value }) => ({ kind, label, value })),
    ...identities.flatMap(({ scheme, value }) => (scheme === 'email' || scheme === 'phone' ? [{ kind: scheme, value } as const] : [])),
  ];
}

/** `fact_known` names the first thing asked for and gives its value where it is noted; null when nothing is asked twice. */
export async function refuseKnown(tx: Transaction, workspaceId: string, asking: Asking): Promise<Refusal | null> {
  const again = (await asksOf(tx, workspaceId, asking)).filter((ask) => ask.isKnown && !ask.isReasoned);
  if (again.length === 0) return null;
  const findings = again.map(({ kind, label, quote, from, value }) => ({ field: 'text', kind, label, quote, from, value }));
  return { ...refuse('fact_known', again.map(({ kind, label }) => label || kind).join(', ')), findings };
}

/** As the answer goes out. `reason`: stated by the program that wrote it. */
export async function countAsks(
  tx: Transaction,
  workspaceId: string,
  asking: Asking & { readonly by: 'agent' | 'program'; readonly reason: string | null; readonly at: number },
): Promise<void> {
  const asks = await asksOf(tx, workspaceId, asking);
  const byKind = Map.groupBy(asks, (ask) => ask.kind);
  const counts = [...byKind].map(([kind, some]) => {
    const again = some.filter((ask) => ask.isKnown);
    return {
      kind,
      asked: some.length,
      again: again.length,
      reasoned: again.filter((ask) => ask.isReasoned || asking.reason !== null).length,
    };
  });
  await addFactCounts(tx, workspaceId, { day: iso(asking.at).slice(0, 10), askedBy: asking.by }, counts);
}
