/** What is to be done, and when? Rows of `work.item`: found again after any restart, taken by one worker at a time. What a kind means is its step's. */
import { sql } from 'kysely';
import { iso } from '../db/instant.ts';
import type { Transaction } from '../db/transaction.ts';

export interface DueItem {
  readonly n: number;
  readonly workspace_id: string;
  readonly row_id: string;
}

/** Due items of a kind, locked until the transaction ends; items another worker holds are skipped, and those of `except`, which are workspaces. */
export function dueItems(tx: Transaction, kind: string, at: number, most: number, except: readonly string[] = []): Promise<DueItem[]> {
  return tx.rows(sql<DueItem>`
    select n, workspace_id, row_id from work.item where kind = ${kind} and due_at <= ${iso(at)} and workspace_id <> all(${except}::uuid[])
    order by due_at, n limit ${most} for update skip locked`);
}

/** When the first item of a kind falls due, whoever holds it; null where there is none. `except` are workspaces. */
export async function firstDueAt(tx: Transaction, kind: string, except: readonly string[] = []): Promise<number | null> {
  const row = await tx.row(sql<{ due_at: number | null }>`
    select min(due_at) as due_at from work.item where kind = ${kind} and workspace_id <> all(${except}::uuid[])`);
  return row?.due_at ?? null;
}

export async function dropItem(tx: Transaction, workspaceId: string, kind: string, rowId: string): Promise<void> {
  await tx.run(sql`delete from work.item where workspace_id = ${workspaceId} and kind = ${kind} and row_id = ${rowId}`);
}

export async function putItem(tx: Transaction, workspaceId: string, item: { kind: string; rowId: string; dueAt: number }): Promise<void> {
  await tx.run(sql`
    insert into work.item (kind, workspace_id, row_id, due_at) values (${item.kind}, ${workspaceId}, ${item.rowId}, ${iso(item.dueAt)})
    on conflict (workspace_id, kind, row_id) do update set due_at = excluded.due_at`);
}

/** Locks this item until the transaction ends; false when another worker has it, or it is not due or gone. */
export async function claimItem(tx: Transaction, item: { workspaceId: string; kind: string; rowId: string }, at: number): Promise<boolean> {
  const found = await tx.row(sql`
    select n from work.item where workspace_id = ${item.workspaceId} and kind = ${item.kind} and row_id = ${item.rowId} and due_at <= ${iso(at)} for update skip locked`);
  return found !== undefined;
}

export async function putItems(
  tx: Transaction,
  workspaceId: string,
  items: { readonly kind: string; readonly rowIds: readonly string[]; readonly dueAt: number },
): Promise<void> {
  if (items.rowIds.length === 0) return;
  await tx.run(sql`
    insert into work.item (kind, workspace_id, row_id, due_at) select ${items.kind}, ${workspaceId}::uuid, r.id, ${iso(items.dueAt)}::timestamptz
    from unnest(${items.rowIds}::uuid[]) as r (id) on conflict (workspace_id, kind, row_id) do update set due_at = excluded.due_at`);
}
