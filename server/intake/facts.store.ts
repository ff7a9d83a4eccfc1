/** SQL of placing: what is already known about senders, conversations and cases, read for a whole batch at once. */
import { sql } from 'kysely';
import { survivorOf } from '../platform/db/survivor.ts';
import type { Transaction } from '../platform/db/transaction.ts';

export interface ConversationFacts {
  readonly id: string;
  readonly customer_id: string;
  /** The customer it belongs to after merges: name, language and zone are theirs. */
  readonly survivor_id: string;
  last_seq: number;
  readonly customer_name: string | null;
  readonly customer_locale: string | null;
  readonly customer_tier: string | null;
  readonly customer_zone: string | null;
  readonly blocked: boolean;
}

/** By id, or of these customers and of those merged into them. Locks them in id order, always the same for everybody, so that two workers never wait for each other in a circle. */
export function lockConversations(
  tx: Transaction,
  workspaceId: string,
  by: { ids: readonly string[]; customerIds: readonly string[] },
): Promise<ConversationFacts[]> {
  return tx.rows(
    sql<ConversationFacts>`
    select c.id, c.customer_id, cu.id as survivor_id, c.last_seq, cu.name as customer_name, cu.locale as customer_locale, cu.tier as customer_tier, cu.zone as customer_zone, cu.blocked_at is not null as blocked
    from tenant.conversation c
    left join tenant.customer_merge m on m.workspace_id = c.workspace_id and m.from_customer_id = c.customer_id and m.undone_at is null
    join tenant.customer cu on cu.workspace_id = c.workspace_id and cu.id = ${survivorOf('m', 'c.customer_id')}
    where c.workspace_id = ${workspaceId} and c.id = any(${by.ids}::uuid[] || array(
      select o.id from tenant.conversation o where o.workspace_id = ${workspaceId} and o.customer_id = any(${by.customerIds}::uuid[] || array(
        select x.from_customer_id from tenant.customer_merge x where x.workspace_id = ${workspaceId} and x.into_customer_id = any(${by.customerIds}::uuid[]) and x.undone_at is null))))
    order by c.id for update of c`,
  );
}

export interface RunningCommitment {
  readonly conversation_id: string;
  /** Of a promise the one that goes on with the matter. */
  readonly case_id: string;
  readonly kind: 'reply' | 'promise';
  readonly due_at: number;
}

/** Commitments without an ending, newest told last. */
export function runningCommitments(tx: Transaction, workspaceId: string, conversationIds: readonly string[]): Promise<RunningCommitment[]> {
  return tx.rows(
    sql<RunningCommitment>`
    select c.conversation_id, c.kind, c.due_at, case when c.kind = 'promise' then (select coalesce(k.merged_into_id, k.id) from tenant.message m
        join tenant."case" k on k.workspace_id = m.workspace_id and k.id = m.case_id where m.workspace_id = c.workspace_id and m.id = c.message_id) else c.case_id end as case_id
    from tenant.commitment c where c.workspace_id = ${workspaceId} and c.conversation_id = any(${conversationIds}::uuid[]) and c.ending is null order by c.told_at`,
  );
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
export function lastAutoReplies(
  tx: Transaction,
  workspaceId: string,
  addresses: readonly string[],
): Promise<{ recipient: string; acknowledged_at: number | null; answered_at: number | null }[]> {
  return tx.rows(sql<{ recipient: string; acknowledged_at: number | null; answered_at: number | null }>`
    select w.recipient, max(d.created_at) filter (where d.kind = 'acknowledgement') as acknowledged_at, max(d.created_at) filter (where d.kind = 'reply') as answered_at
    from unnest(${addresses}::text[]) as w (recipient)
    left join tenant.delivery d on d.workspace_id = ${workspaceId} and d.recipient = w.recipient
    group by w.recipient`);
}
