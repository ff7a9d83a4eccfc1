/** SQL of endings: which times told still run in a case, and how each ends, once. The verdict is `core`'s. */
import { sql, type RawBuilder } from 'kysely';
import { iso } from '../platform/db/instant.ts';
import type { Transaction } from '../platform/db/transaction.ts';

export interface RunningRow {
  readonly id: string;
  readonly case_id: string;
  readonly message_id: string;
  readonly kind: 'reply' | 'promise';
  readonly due_at: number;
  /** When the message came for which it was told; of a promise, when it went out. */
  readonly asked_at: number;
}

/** The case and those merged into it, which are of the same conversation. */
function matter(workspaceId: string, caseId: string): RawBuilder<unknown> {
  return sql`with recursive matter (id) as (
      select ${caseId}::uuid union select c.id from tenant."case" c join matter on c.merged_into_id = matter.id
      where c.workspace_id = ${workspaceId} and c.conversation_id = (select x.conversation_id from tenant."case" x where x.workspace_id = ${workspaceId} and x.id = ${caseId}))`;
}

/** By where the messages are now for which the times were told: splits move them, and cases merged into this one count as this one. */
export function runningOfCase(tx: Transaction, workspaceId: string, caseId: string): Promise<RunningRow[]> {
  return tx.rows(sql<RunningRow>`
    ${matter(workspaceId, caseId)}
    select co.id, co.case_id, co.message_id, co.kind, co.due_at, m.received_at as asked_at from tenant.commitment co join tenant.message m on m.workspace_id = co.workspace_id and m.id = co.message_id
    where co.workspace_id = ${workspaceId} and co.conversation_id = m.conversation_id and m.case_id in (select id from matter) and co.ending is null
      and co.conversation_id = (select x.conversation_id from tenant."case" x where x.workspace_id = ${workspaceId} and x.id = ${caseId}) for update of co`);
}

export async function endCommitment(
  tx: Transaction,
  workspaceId: string,
  id: string,
  ending: { ending: string; endedAt: number; byMessageId: string | null; why: string | null },
): Promise<void> {
  await tx.run(sql`
    update tenant.commitment set ending = ${ending.ending}, ended_at = ${iso(ending.endedAt)}, ended_by_message_id = ${ending.byMessageId}, ended_why = ${ending.why}
    where workspace_id = ${workspaceId} and id = ${id} and ending is null`);
  await tx.run(sql`delete from work.item where workspace_id = ${workspaceId} and kind = 'commitment' and row_id = ${id}`);
}

/** Many at once, as `endCommitment` without a message that ended them. Their items are left to `dropEnded`. */
export async function endCommitments(
  tx: Transaction,
  workspaceId: string,
  endings: readonly { readonly id: string; readonly ending: string; readonly endedAt: number }[],
): Promise<void> {
  if (endings.length === 0) return;
  await tx.run(sql`
    update tenant.commitment c set ending = e.ending, ended_at = e.ended_at
    from unnest(${endings.map((one) => one.id)}::uuid[], ${endings.map((one) => one.ending)}::text[], ${endings.map((one) => iso(one.endedAt))}::timestamptz[]) as e (id, ending, ended_at)
    where c.workspace_id = ${workspaceId} and c.id = e.id and c.ending is null`);
}

/** Takes the items of those that have ended, or are gone, from the list of what is due. Gives how many were there. */
export async function dropEnded(tx: Transaction, workspaceId: string, ids: readonly string[]): Promise<number> {
  return tx.run(sql`
    delete from work.item w where w.workspace_id = ${workspaceId} and w.kind = 'commitment' and w.row_id = any(${ids}::uuid[])
      and not exists (select 1 from tenant.commitment c where c.workspace_id = ${workspaceId} and c.id = w.row_id and c.ending is null)`);
}
