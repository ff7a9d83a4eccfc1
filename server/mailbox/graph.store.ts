/**
 * SQL of mailboxes fetched by Graph: each mail gets a number once, in the same transaction in which the place in the list of changes moves on.
 * So nothing is numbered twice or skipped, wherever a process ends; what is done with the numbers is the same as with IMAP's. Numbers are kept for
 * good: a mailbox that is read from the beginning again names its oldest mails too.
 */
import { sql } from 'kysely';
import { iso } from '../platform/db/instant.ts';
import type { Transaction } from '../platform/db/transaction.ts';

export interface GraphItem {
  /** An immutable id of Graph; upper and lower case differ. */
  readonly item: string;
  readonly arrivedAt: number;
}

export interface NumberedItem extends GraphItem {
  readonly uid: number;
}

/** Null: its changes are read from the beginning. */
export async function deltaLinkOf(tx: Transaction, workspaceId: string, mailboxId: string): Promise<string | null> {
  const row = await tx.row(
    sql<{ delta_link: string | null }>`select delta_link from tenant.mailbox where workspace_id = ${workspaceId} and id = ${mailboxId}`,
  );
  return row?.delta_link ?? null;
}

/** Numbers what has none yet, in the order given, after all there are. `link` undefined: the place stays where it is. */
export async function numberItems(
  tx: Transaction,
  workspaceId: string,
  mailboxId: string,
  { items, link }: { items: readonly GraphItem[]; link?: string | null },
): Promise<void> {
  // The row's lock: two who number at once would give one number twice.
  await tx.run(sql`select 1 from tenant.mailbox where workspace_id = ${workspaceId} and id = ${mailboxId} for update`);
  await tx.run(sql`
    insert into tenant.mailbox_item (workspace_id, mailbox_id, uid, item, arrived_at)
    select ${workspaceId}::uuid, ${mailboxId}::uuid,
      (select coalesce(max(uid), 0) from tenant.mailbox_item where workspace_id = ${workspaceId} and mailbox_id = ${mailboxId}) + row_number() over (order by t.place), t.item, t.at
    from (select distinct on (item) item, at, place from unnest(${items.map((one) => one.item)}::text[], ${items.map((one) => iso(one.arrivedAt))}::timestamptz[])
      with ordinality as u (item, at, place) order by item, place) t
    where not exists (select 1 from tenant.mailbox_item known where known.workspace_id = ${workspaceId} and known.mailbox_id = ${mailboxId} and known.item = t.item)`);
  if (link !== undefined)
    await tx.run(sql`update tenant.mailbox set delta_link = ${link} where workspace_id = ${workspaceId} and id = ${mailboxId}`);
}

const columns = sql`uid, item, arrived_at as "arrivedAt"`;

/** Lowest first. */
export function itemsFrom(tx: Transaction, workspaceId: string, mailboxId: string, uid: number): Promise<NumberedItem[]> {
  return tx.rows(
    sql<NumberedItem>`select ${columns} from tenant.mailbox_item where workspace_id = ${workspaceId} and mailbox_id = ${mailboxId} and uid >= ${uid} order by uid`,
  );
}

export function itemsByUid(tx: Transaction, workspaceId: string, mailboxId: string, uids: readonly number[]): Promise<NumberedItem[]> {
  return tx.rows(
    sql<NumberedItem>`select ${columns} from tenant.mailbox_item where workspace_id = ${workspaceId} and mailbox_id = ${mailboxId} and uid = any(${uids}::bigint[]) order by uid`,
  );
}

export async function uidsOfItems(tx: Transaction, workspaceId: string, mailboxId: string, items: readonly string[]): Promise<number[]> {
  const rows = await tx.rows(sql<{ uid: number }>`
    select uid from tenant.mailbox_item where workspace_id = ${workspaceId} and mailbox_id = ${mailboxId} and item = any(${items}::text[]) order by uid`);
  return rows.map((row) => row.uid);
}

/** The number the next mail will get. */
export async function nextUid(tx: Transaction, workspaceId: string, mailboxId: string): Promise<number> {
  const row = await tx.row(
    sql<{
      next: number;
    }>`select coalesce(max(uid), 0) + 1 as next from tenant.mailbox_item where workspace_id = ${workspaceId} and mailbox_id = ${mailboxId}`,
  );
  return Number(row!.next);
}
