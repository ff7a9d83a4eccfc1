/** SQL of endings: which times told still run in a conversation, and how each ends, once. The verdict is `core`'s. */
import { sql } from 'kysely';
import { iso } from '../platform/db/instant.ts';
import type { Transaction } from '../platform/db/transaction.ts';

export interface RunningRow {
  readonly id: string;
  readonly case_id: string;
  readonly message_id: string;
  readonly due_at: number;
}

export function runningInConversation(tx: Transaction, workspaceId: string, conversationId: string): Promise<RunningRow[]> {
  return tx.rows(sql<RunningRow>`
    select id, case_id, message_id, due_at from tenant.commitment where workspace_id = ${workspaceId} and conversation_id = ${conversationId} and ending is null for update`);
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

/** Met when answered by the due instant, else breached at the due instant. */
export async function stopClocks(tx: Transaction, workspaceId: string, caseId: string, answeredAt: number): Promise<void> {
  await tx.run(sql`
    update tenant.clock set state = case when ${iso(answeredAt)}::timestamptz <= due_at then 'met' else 'breached' end, ended_at = least(${iso(answeredAt)}::timestamptz, due_at)
    where workspace_id = ${workspaceId} and case_id = ${caseId} and state = 'running'`);
}
