/**
 * When does routing look at a workspace? When something happened that may free a place or leave a case without hands, and every minute, because
 * shifts begin and end by themselves. One row of work stands for it; a workspace without queues has none.
 */
import { sql } from 'kysely';
import { iso } from '../platform/db/instant.ts';
import type { Transaction } from '../platform/db/transaction.ts';
import type { Call } from '../platform/http/route.ts';

export const routingKind = 'route';

/** At the end of the transaction: it may wait for others that ask for the same workspace. True: ring `routing` once it has committed. */
export async function askRouting(tx: Transaction, workspaceId: string, at: number): Promise<boolean> {
  const asked = await tx.run(sql`
    insert into work.item (kind, workspace_id, row_id, due_at)
    select ${routingKind}, ${workspaceId}::uuid, ${workspaceId}::uuid, ${iso(at)}::timestamptz
    where exists (select from tenant.queue where workspace_id = ${workspaceId} and removed_at is null)
      and not exists (select from work.item where kind = ${routingKind} and workspace_id = ${workspaceId} and row_id = ${workspaceId} and due_at <= ${iso(at)})
    on conflict (workspace_id, kind, row_id) do update set due_at = least(work.item.due_at, excluded.due_at)`);
  return asked > 0;
}

/** The same from a route. */
export async function askFrom({
  tx,
  workspaceId,
  at,
  wake,
}: Pick<Call<unknown, unknown, unknown>, 'tx' | 'workspaceId' | 'at' | 'wake'>): Promise<void> {
  if (await askRouting(tx, workspaceId, at)) wake('routing');
}
