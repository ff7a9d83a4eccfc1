/** SQL of merged customers: nothing is rewritten but who belongs to whom, so undoing gives back exactly what was. */
import { sql } from 'kysely';
import { iso } from '../platform/db/instant.ts';
import type { Transaction } from '../platform/db/transaction.ts';

export interface MergeRow {
  readonly id: string;
  readonly from_customer_id: string;
  readonly into_customer_id: string;
  readonly reason: string | null;
  readonly merged_by: string | null;
  readonly name: string | null;
  readonly merged_at: number;
  readonly moved_ids: string[];
}

const columns = sql`m.id, m.from_customer_id, m.into_customer_id, m.reason, m.merged_by, me.name, m.merged_at, m.moved_ids`;
const source = sql`tenant.customer_merge m left join tenant.member me on me.workspace_id = m.workspace_id and me.id = m.merged_by`;

/** The customers, locked in the order of their ids; fewer where one does not exist here. */
export function lockCustomers(tx: Transaction, workspaceId: string, ids: readonly string[]): Promise<{ id: string; is_merged: boolean }[]> {
  return tx.rows(sql<{ id: string; is_merged: boolean }>`
    select cu.id, exists (select 1 from tenant.customer_merge m where m.workspace_id = cu.workspace_id and m.from_customer_id = cu.id and m.undone_at is null) as is_merged
    from tenant.customer cu where cu.workspace_id = ${workspaceId} and cu.id = any(${ids}::uuid[]) and cu.erased_at is null order by cu.id for update of cu`);
}

/** Who was merged into this customer, by whom and why; newest first. */
export function mergesInto(tx: Transaction, workspaceId: string, customerId: string): Promise<MergeRow[]> {
  return tx.rows(
    sql<MergeRow>`select ${columns} from ${source} where m.workspace_id = ${workspaceId} and m.into_customer_id = ${customerId} and m.undone_at is null order by m.merged_at desc, m.id`,
  );
}

export function mergeOf(tx: Transaction, workspaceId: string, fromId: string): Promise<MergeRow | undefined> {
  return tx.row(
    sql<MergeRow>`select ${columns} from ${source} where m.workspace_id = ${workspaceId} and m.from_customer_id = ${fromId} and m.undone_at is null for update of m`,
  );
}

export interface NewMerge {
  readonly id: string;
  readonly fromId: string;
  readonly intoId: string;
  readonly reason: string | null;
  readonly by: string | null;
  readonly at: number;
}

/** Who had been merged into the one belongs to the other from now on, and is noted to go back with an undo. */
export async function insertMerge(tx: Transaction, workspaceId: string, merge: NewMerge): Promise<void> {
  const moved = await tx.rows(sql<{ from_customer_id: string }>`
    update tenant.customer_merge set into_customer_id = ${merge.intoId}
    where workspace_id = ${workspaceId} and into_customer_id = ${merge.fromId} and undone_at is null returning from_customer_id`);
  await tx.run(sql`
    insert into tenant.customer_merge (workspace_id, id, from_customer_id, into_customer_id, merged_by, merged_at, reason, moved_ids)
    values (${workspaceId}, ${merge.id}, ${merge.fromId}, ${merge.intoId}, ${merge.by}::uuid, ${iso(merge.at)}, ${merge.reason}, ${moved.map((one) => one.from_customer_id)}::uuid[])`);
}

export async function undoMerge(tx: Transaction, workspaceId: string, merge: MergeRow, at: number): Promise<void> {
  await tx.run(sql`update tenant.customer_merge set undone_at = ${iso(at)} where workspace_id = ${workspaceId} and id = ${merge.id}`);
  await tx.run(sql`
    update tenant.customer_merge set into_customer_id = ${merge.from_customer_id}
    where workspace_id = ${workspaceId} and from_customer_id = any(${merge.moved_ids}::uuid[]) and into_customer_id = ${merge.into_customer_id} and undone_at is null`);
}
