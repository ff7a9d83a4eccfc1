/** SQL of replies: lock the conversation, read what an answer changes, write it. */
import { sql } from 'kysely';
import { survivorOf } from '../platform/db/survivor.ts';
import { iso } from '../platform/db/instant.ts';
import type { Transaction } from '../platform/db/transaction.ts';
import type { MessageFacts } from '../case/case.ts';

export interface LockedConversation {
  readonly id: string;
  readonly customer_id: string;
  readonly last_seq: number;
  readonly last_seen_at: number | null;
  readonly survivor_id: string;
}

export function lockConversation(tx: Transaction, workspaceId: string, conversationId: string): Promise<LockedConversation | undefined> {
  return tx.row(sql<LockedConversation>`
    select c.id, c.customer_id, c.last_seq, cu.last_seen_at, coalesce(m.into_customer_id, c.customer_id) as survivor_id
    from tenant.conversation c
    left join tenant.customer_merge m on m.workspace_id = c.workspace_id and m.from_customer_id = c.customer_id and m.undone_at is null
    join tenant.customer cu on cu.workspace_id = c.workspace_id and cu.id = ${survivorOf('m', 'c.customer_id')}
    where c.workspace_id = ${workspaceId} and c.id = ${conversationId} for update of c`);
}

/** Whose conversation it is now, after merges. */
export async function survivorOfConversation(tx: Transaction, workspaceId: string, conversationId: string): Promise<string> {
  const row = await tx.row(sql<{ id: string }>`
    select coalesce(m.into_customer_id, c.customer_id) as id from tenant.conversation c
    left join tenant.customer_merge m on m.workspace_id = c.workspace_id and m.from_customer_id = c.customer_id and m.undone_at is null
    where c.workspace_id = ${workspaceId} and c.id = ${conversationId}`);
  return row!.id;
}

export async function nextSeq(tx: Transaction, workspaceId: string, conversationId: string): Promise<number> {
  const row = await tx.row(sql<{ last_seq: number }>`
    update tenant.conversation set last_seq = last_seq + 1 where workspace_id = ${workspaceId} and id = ${conversationId} returning last_seq`);
  return row!.last_seq;
}

export interface StoredMessage extends MessageFacts {
  readonly identity_id: string | null;
  readonly mail_message_id: string | null;
  readonly then_verb: 'stay' | 'wait' | 'resolve' | null;
  readonly send_at: number | null;
  readonly held_back_at: number | null;
  /** What it will have promised once it goes out; null after that, when the ledger has it. */
  readonly promise_words: string | null;
  readonly promise_due_at: number | null;
  /** Why a program asks in it for what is known. */
  readonly ask_reason: string | null;
}

const messageColumns = sql`
  m.id, m.conversation_id, m.case_id, m.seq, m.state, m.author_kind, m.author_id, m.channel_id, ch.type as channel_type, m.subject, m.text, m.html,
  m.visible_text, m.received_at, m.provider_at, m.audience, m.automatic, m.sender_proof, m.match_reason, m.participants, m.release_at, m.send_at, m.held_back_at, m.identity_id,
  m.mail_message_id, m.then_verb, m.promise_words, m.promise_due_at, m.ask_reason,
  case m.author_kind when 'agent' then (select me.name from tenant.member me where me.workspace_id = m.workspace_id and me.id = m.author_id)
    when 'customer' then (select coalesce(i.display, cu.name) from tenant.identity i join tenant.customer cu on cu.workspace_id = i.workspace_id and cu.id = i.customer_id
      where i.workspace_id = m.workspace_id and i.id = m.identity_id)
    else (select w.brand from tenant.workspace w where w.workspace_id = m.workspace_id) end as author_name`;
const messageSource = sql`tenant.message m join tenant.channel ch on ch.workspace_id = m.workspace_id and ch.id = m.channel_id`;

export function messageById(tx: Transaction, workspaceId: string, id: string): Promise<StoredMessage | undefined> {
  return tx.row(sql<StoredMessage>`select ${messageColumns} from ${messageSource} where m.workspace_id = ${workspaceId} and m.id = ${id}`);
}

export function messagesById(tx: Transaction, workspaceId: string, ids: readonly string[]): Promise<StoredMessage[]> {
  return tx.rows(
    sql<StoredMessage>`select ${messageColumns} from ${messageSource} where m.workspace_id = ${workspaceId} and m.id = any(${ids}::uuid[])`,
  );
}

export interface MessagePage {
  readonly conversationIds?: readonly string[];
  readonly caseId?: string;
  /** Only older than this place. */
  readonly before?: { at: number; id: string } | undefined;
  readonly audience?: 'everyone';
  readonly limit: number;
}

/** Newest first; keyset by (received_at, id). */
export function messagePage(tx: Transaction, workspaceId: string, page: MessagePage): Promise<StoredMessage[]> {
  const parts = [sql`m.workspace_id = ${workspaceId}`];
  if (page.conversationIds !== undefined) parts.push(sql`m.conversation_id = any(${page.conversationIds}::uuid[])`);
  if (page.caseId !== undefined) parts.push(sql`m.case_id = ${page.caseId}`);
  if (page.audience !== undefined) parts.push(sql`m.audience = 'everyone' and m.state = 'stored'`);
  if (page.before !== undefined) parts.push(sql`(m.received_at, m.id) < (${iso(page.before.at)}::timestamptz, ${page.before.id}::uuid)`);
  return tx.rows(sql<StoredMessage>`
    select ${messageColumns} from ${messageSource} where ${sql.join(parts, sql` and `)} order by m.received_at desc, m.id desc limit ${page.limit}`);
}

export interface ReplyIdentity {
  readonly id: string;
  readonly scheme: string;
  readonly value: string;
  readonly display: string | null;
  readonly proof: 'claimed' | 'channel' | 'site' | 'verified';
}

/** All addresses of a customer, merged ones included; proved before claimed, oldest first. */
export function identitiesOf(tx: Transaction, workspaceId: string, customerId: string): Promise<ReplyIdentity[]> {
  return tx.rows(sql<ReplyIdentity>`
    select i.id, i.scheme, i.value, i.display, i.proof from tenant.identity i
    where i.workspace_id = ${workspaceId} and i.customer_id = any(${customerId}::uuid || array(select x.from_customer_id from tenant.customer_merge x
      where x.workspace_id = ${workspaceId} and x.into_customer_id = ${customerId} and x.undone_at is null))
    order by (i.proof = 'claimed'), i.created_at`);
}

/** The identity the customer last wrote from in this case. */
export async function lastWriter(
  tx: Transaction,
  workspaceId: string,
  caseId: string,
): Promise<{ identity_id: string | null; channel_id: string; match_reason: string | null } | undefined> {
  return tx.row(sql<{ identity_id: string | null; channel_id: string; match_reason: string | null }>`
    select identity_id, channel_id, match_reason from tenant.message
    where workspace_id = ${workspaceId} and case_id = ${caseId} and author_kind = 'customer' and match_reason not like 'stranger%' order by received_at desc, id desc limit 1`);
}
