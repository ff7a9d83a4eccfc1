/** SQL of forgetting a customer: who is meant with those merged into them, what still stands in the way, and each table's own emptying. */
import { sql } from 'kysely';
import { iso } from '../platform/db/instant.ts';
import type { Transaction } from '../platform/db/transaction.ts';

export interface Meant {
  /** The customer and everybody merged into them. */
  readonly customerIds: readonly string[];
  readonly conversationIds: readonly string[];
  readonly since: number;
  readonly erased: boolean;
}

/** Locked, so that nothing is merged into or out of them meanwhile. Undefined: not here, or merged into somebody else. */
export async function lockMeant(tx: Transaction, workspaceId: string, customerId: string): Promise<Meant | undefined> {
  const rows = await tx.rows(sql<{ id: string; created_at: number; erased_at: number | null }>`
    select cu.id, cu.created_at, cu.erased_at from tenant.customer cu where cu.workspace_id = ${workspaceId} and (cu.id = ${customerId}
      or cu.id in (select m.from_customer_id from tenant.customer_merge m where m.workspace_id = ${workspaceId} and m.into_customer_id = ${customerId} and m.undone_at is null))
      and not exists (select 1 from tenant.customer_merge m where m.workspace_id = ${workspaceId} and m.from_customer_id = ${customerId} and m.undone_at is null)
    order by cu.id for update of cu`);
  const own = rows.find((row) => row.id === customerId);
  if (own === undefined) return undefined;
  const customerIds = rows.map((row) => row.id);
  const conversations = await tx.rows(sql<{ id: string; created_at: number }>`
    select id, created_at from tenant.conversation where workspace_id = ${workspaceId} and customer_id = any(${customerIds}::uuid[])`);
  return {
    customerIds,
    conversationIds: conversations.map((row) => row.id),
    since: Math.min(...rows.map((row) => row.created_at), ...conversations.map((row) => row.created_at)),
    erased: own.erased_at !== null,
  };
}

/** A case that is open, an answer that waits, or mail on its way: then they are still being served. Spam stands in nobody's way. */
export async function isBusy(tx: Transaction, workspaceId: string, { conversationIds }: Meant): Promise<boolean> {
  const found = await tx.row(sql<{ busy: boolean }>`
    select exists (select 1 from tenant."case" c where c.workspace_id = ${workspaceId} and c.conversation_id = any(${conversationIds}::uuid[])
        and c.state = 'open' and c.merged_into_id is null and c.spam_at is null)
      or exists (select 1 from tenant.message m where m.workspace_id = ${workspaceId} and m.conversation_id = any(${conversationIds}::uuid[]) and m.state = 'held')
      or exists (select 1 from tenant.message m join tenant.delivery d on d.workspace_id = m.workspace_id and d.message_id = m.id
        where m.workspace_id = ${workspaceId} and m.conversation_id = any(${conversationIds}::uuid[]) and d.state in ('queued', 'sending')) as busy`);
  return found!.busy;
}

/** Everything they and we said to each other, in this order because of what points to what. Gives the keys of files whose bytes go after the commit. */
export async function emptyConversations(tx: Transaction, workspaceId: string, { conversationIds, customerIds }: Meant): Promise<string[]> {
  const theirs = sql`workspace_id = ${workspaceId} and conversation_id = any(${conversationIds}::uuid[])`;
  const messages = sql`select m.id from tenant.message m where m.workspace_id = ${workspaceId} and m.conversation_id = any(${conversationIds}::uuid[])`;
  const files = await tx.rows(sql<{ blob_key: string }>`delete from tenant.attachment where ${theirs} returning blob_key`);
  const originals = await tx.rows(sql<{ blob_key: string | null }>`
    with theirs as (select i.id, i.received_at, i.blob_key from tenant.inbound i where i.workspace_id = ${workspaceId} and i.id in (${messages})),
      emptied as (update tenant.inbound i set raw = null, blob_key = null, parsed = null, envelope = '{}' from theirs
        where i.workspace_id = ${workspaceId} and i.id = theirs.id and i.received_at = theirs.received_at)
    select blob_key from theirs where blob_key is not null`);
  await tx.run(sql`delete from tenant.message_key where workspace_id = ${workspaceId} and inbound_id in (${messages})`);
  await tx.run(sql`delete from tenant.customer_link where workspace_id = ${workspaceId} and customer_id = any(${customerIds}::uuid[])`);
  await tx.run(sql`delete from tenant.delivery_part where workspace_id = ${workspaceId} and delivery_id in (
    select d.id from tenant.delivery d where d.workspace_id = ${workspaceId} and d.message_id in (${messages}))`);
  await tx.run(
    sql`update tenant.delivery set recipient = '', outcome = null, provider_id = null where workspace_id = ${workspaceId} and message_id in (${messages})`,
  );
  await tx.run(sql`update tenant.message set subject = null, text = '', html = null, visible_text = null, participants = null, identity_id = null,
    mail_message_id = null, mail_references = null, match_reason = null, ask_reason = null where ${theirs}`);
  await tx.run(sql`update tenant.commitment set words = '' where ${theirs} and kind = 'promise'`);
  await tx.run(sql`update tenant.note set text = '' where ${theirs}`);
  await tx.run(
    sql`delete from tenant.case_field where workspace_id = ${workspaceId} and case_id in (select id from tenant."case" where ${theirs})`,
  );
  await tx.run(
    sql`delete from tenant.draft where workspace_id = ${workspaceId} and case_id in (select id from tenant."case" where ${theirs})`,
  );
  await tx.run(sql`update tenant."case" set subject = null, unanswered_text = null, last_text = null where ${theirs}`);
  await tx.run(sql`delete from tenant.search_document where workspace_id = ${workspaceId}
    and (conversation_id = any(${conversationIds}::uuid[]) or id = any(${customerIds}::uuid[]))`);
  return [...files, ...originals].flatMap((row) => (row.blob_key === null ? [] : [row.blob_key]));
}

export async function emptyCustomers(tx: Transaction, workspaceId: string, { customerIds }: Meant, at: number): Promise<void> {
  await tx.run(sql`delete from tenant.customer_fact where workspace_id = ${workspaceId} and customer_id = any(${customerIds}::uuid[])`);
  await tx.run(sql`delete from tenant.identity where workspace_id = ${workspaceId} and customer_id = any(${customerIds}::uuid[])`);
  await tx.run(sql`update tenant.customer set name = null, locale = null, zone = null, tier = null, last_seen_at = null, erased_at = ${iso(at)}
    where workspace_id = ${workspaceId} and id = any(${customerIds}::uuid[])`);
}

/** Month by month: each statement then reads one partition. */
export async function emptyLog(tx: Transaction, { customerIds, conversationIds, since }: Meant, until: number): Promise<void> {
  const first = new Date(since);
  for (let month = Date.UTC(first.getUTCFullYear(), first.getUTCMonth()); month < until;) {
    const start = new Date(month);
    const next = Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + 1);
    await tx.run(sql`select tenant.erase_from_log(${customerIds}::uuid[], ${conversationIds}::uuid[], ${iso(month)}, ${iso(next)})`);
    month = next;
  }
}
