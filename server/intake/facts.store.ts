/** SQL of placing: what is already known about senders, conversations and cases, read for a whole batch at once. */
import { sql } from 'kysely';
import type { Transaction } from '../platform/db/transaction.ts';

export interface IdentityFacts {
  readonly id: string;
  readonly customer_id: string;
  readonly scheme: string;
  readonly value: string;
  readonly display: string | null;
  readonly proof: 'claimed' | 'channel' | 'site' | 'verified';
  /** The customer it belongs to after merges. */
  readonly survivor_id: string;
}

/** Identities with one of these (scheme, value) pairs; a claimed and a proved one may share a value. */
export function findIdentities(tx: Transaction, workspaceId: string, wanted: readonly { scheme: string; value: string }[]): Promise<IdentityFacts[]> {
  return tx.rows(sql<IdentityFacts>`
    select i.id, i.customer_id, i.scheme, i.value, i.display, i.proof, coalesce(m.into_customer_id, i.customer_id) as survivor_id
    from (select distinct scheme, value from unnest(${wanted.map((one) => one.scheme)}::text[], ${wanted.map((one) => one.value)}::text[]) as w (scheme, value)) w
    join tenant.identity i on i.workspace_id = ${workspaceId} and i.scheme = w.scheme and i.value = w.value
    left join tenant.customer_merge m on m.workspace_id = i.workspace_id and m.from_customer_id = i.customer_id and m.undone_at is null
    order by i.created_at`);
}

export function identitiesOfCustomers(tx: Transaction, workspaceId: string, customerIds: readonly string[]): Promise<IdentityFacts[]> {
  return tx.rows(sql<IdentityFacts>`
    select i.id, i.customer_id, i.scheme, i.value, i.display, i.proof, coalesce(m.into_customer_id, i.customer_id) as survivor_id
    from tenant.identity i
    left join tenant.customer_merge m on m.workspace_id = i.workspace_id and m.from_customer_id = i.customer_id and m.undone_at is null
    where i.workspace_id = ${workspaceId} and i.customer_id = any(${customerIds}::uuid[] || array(select x.from_customer_id from tenant.customer_merge x
      where x.workspace_id = ${workspaceId} and x.into_customer_id = any(${customerIds}::uuid[]) and x.undone_at is null)) order by i.created_at`);
}

export interface ConversationFacts {
  readonly id: string;
  readonly customer_id: string;
  last_seq: number;
  readonly customer_name: string | null;
  readonly customer_locale: string | null;
  readonly customer_zone: string | null;
  readonly blocked: boolean;
}

/** Locks them in id order, always the same for everybody, so that two workers never wait for each other in a circle. */
export function lockConversations(tx: Transaction, workspaceId: string, by: { ids: readonly string[]; customerIds: readonly string[] }): Promise<ConversationFacts[]> {
  return tx.rows(sql<ConversationFacts>`
    select c.id, c.customer_id, c.last_seq, cu.name as customer_name, cu.locale as customer_locale, cu.zone as customer_zone, cu.blocked_at is not null as blocked
    from tenant.conversation c join tenant.customer cu on cu.workspace_id = c.workspace_id and cu.id = c.customer_id
    where c.workspace_id = ${workspaceId} and (c.id = any(${by.ids}::uuid[]) or c.customer_id = any(${by.customerIds}::uuid[]))
    order by c.id for update of c`);
}

export interface CaseFactsRow {
  readonly id: string;
  readonly number: number;
  readonly conversation_id: string;
  readonly channel_id: string;
  readonly channel_type: string;
  readonly subject: string | null;
  readonly topic_id: string | null;
  readonly tag_ids: string[];
  readonly state: 'open' | 'resolved';
  readonly ball: 'us' | 'customer' | 'other';
  readonly assignee_id: string | null;
  readonly assignee_name: string | null;
  readonly snoozed_until: number | null;
  readonly opened_at: number;
  readonly opened_by: 'customer' | 'us';
  readonly resolved_at: number | null;
  readonly unanswered_since: number | null;
  readonly unanswered_text: string | null;
  readonly last_message_at: number;
  readonly last_text: string | null;
  readonly due_at: number | null;
  readonly told_at: number | null;
  readonly spam_at: number | null;
  readonly merged_into_id: string | null;
  readonly follows_id: string | null;
  readonly first_answered_at: number | null;
}

const caseColumns = sql`
  c.id, c.number, c.conversation_id, c.channel_id, ch.type as channel_type, c.subject, c.topic_id, c.state, c.ball, c.assignee_id, m.name as assignee_name,
  c.snoozed_until, c.opened_at, c.opened_by, c.resolved_at, c.unanswered_since, c.unanswered_text, c.last_message_at, c.last_text, c.due_at, c.told_at,
  c.spam_at, c.merged_into_id, c.follows_id,
  c.first_answered_at, array(select t.tag_id from tenant.case_tag t where t.workspace_id = c.workspace_id and t.case_id = c.id order by t.tag_id) as tag_ids`;

const caseSource = sql`
  tenant."case" c join tenant.channel ch on ch.workspace_id = c.workspace_id and ch.id = c.channel_id
  left join tenant.member m on m.workspace_id = c.workspace_id and m.id = c.assignee_id`;

/** Per conversation the case a new message belongs to by default (open before resolved, newest first), and those named. */
export async function candidateCases(tx: Transaction, workspaceId: string, by: { conversationIds: readonly string[]; caseIds: readonly string[] }): Promise<CaseFactsRow[]> {
  const newest = await tx.rows(sql<CaseFactsRow>`
    select ${caseColumns} from unnest(${by.conversationIds}::uuid[]) as wanted (conversation_id)
    cross join lateral (select x.id from tenant."case" x where x.workspace_id = ${workspaceId} and x.conversation_id = wanted.conversation_id and x.merged_into_id is null
      order by (x.state = 'open') desc, x.last_message_at desc limit 1) pick
    join ${caseSource} on c.workspace_id = ${workspaceId} and c.id = pick.id`);
  if (by.caseIds.length === 0) return newest;
  const named = await casesById(tx, workspaceId, by.caseIds);
  const seen = new Set(newest.map((row) => row.id));
  return [...newest, ...named.filter((row) => !seen.has(row.id))];
}

export function casesById(tx: Transaction, workspaceId: string, ids: readonly string[]): Promise<CaseFactsRow[]> {
  return tx.rows(sql<CaseFactsRow>`select ${caseColumns} from ${caseSource} where c.workspace_id = ${workspaceId} and c.id = any(${ids}::uuid[])`);
}

export interface RunningCommitment {
  readonly conversation_id: string;
  readonly case_id: string;
  readonly due_at: number;
}

/** Commitments without an ending, newest told last. */
export function runningCommitments(tx: Transaction, workspaceId: string, conversationIds: readonly string[]): Promise<RunningCommitment[]> {
  return tx.rows(sql<RunningCommitment>`
    select conversation_id, case_id, due_at from tenant.commitment
    where workspace_id = ${workspaceId} and conversation_id = any(${conversationIds}::uuid[]) and ending is null order by told_at`);
}

export interface KnownMail {
  readonly mail_message_id: string;
  readonly id: string;
  readonly conversation_id: string;
  readonly case_id: string;
  readonly ours: boolean;
}

/** Which of these Message-IDs do we know, ours or customers'? Never asked with an empty id. */
export function knownMails(tx: Transaction, workspaceId: string, messageIds: readonly string[]): Promise<KnownMail[]> {
  return tx.rows(sql<KnownMail>`
    select mail_message_id, id, conversation_id, case_id, author_kind <> 'customer' as ours from tenant.message
    where workspace_id = ${workspaceId} and mail_message_id = any(${messageIds}::text[]) and mail_message_id <> ''`);
}

/** Last automatic and last human message to each of these addresses: the loop guard needs both. */
export function lastAutoReplies(tx: Transaction, workspaceId: string, addresses: readonly string[]): Promise<{ recipient: string; acknowledged_at: number | null; answered_at: number | null }[]> {
  return tx.rows(sql<{ recipient: string; acknowledged_at: number | null; answered_at: number | null }>`
    select w.recipient, max(d.created_at) filter (where d.kind = 'acknowledgement') as acknowledged_at, max(d.created_at) filter (where d.kind = 'reply') as answered_at
    from unnest(${addresses}::text[]) as w (recipient)
    left join tenant.delivery d on d.workspace_id = ${workspaceId} and d.recipient = w.recipient
    group by w.recipient`);
}

export async function takeCaseNumbers(tx: Transaction, workspaceId: string, count: number): Promise<number> {
  const row = await tx.row(sql<{ first: number }>`
    update tenant.workspace set next_case_number = next_case_number + ${count} where workspace_id = ${workspaceId} returning next_case_number - ${count} as first`);
  return row!.first;
}
