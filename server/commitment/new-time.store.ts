/** SQL of telling a new time: what was missed and who waits for it, and the rows of what is told. Whether and what is `core`'s. */
import { sql } from 'kysely';
import { iso, isoOrNull } from '../platform/db/instant.ts';
import { survivorOf } from '../platform/db/survivor.ts';
import type { Transaction } from '../platform/db/transaction.ts';

export interface MissedRow {
  readonly id: string;
  readonly customer_id: string;
  readonly conversation_id: string;
  readonly message_id: string;
  readonly locale: string;
  readonly due_at: number;
  readonly ending: string | null;
  /** Where the message is now for which it was told: splits move it. */
  readonly turn_case_id: string;
  readonly asked_at: number;
  readonly was_followed: boolean;
  /** It was itself told after a missed one. */
  readonly is_second: boolean;
}

/** By conversation, as intake takes their locks: two that want several in different orders would wait for each other. Gone ones come last. */
export async function inLockOrder(tx: Transaction, workspaceId: string, ids: readonly string[]): Promise<string[]> {
  const rows = await tx.rows(sql<{ id: string }>`
    select w.id from unnest(${ids}::uuid[]) as w (id) left join tenant.commitment c on c.workspace_id = ${workspaceId} and c.id = w.id
    order by c.conversation_id, w.id`);
  return rows.map((row) => row.id);
}

export function missedById(tx: Transaction, workspaceId: string, id: string): Promise<MissedRow | undefined> {
  return tx.row(sql<MissedRow>`
    select c.id, c.customer_id, c.conversation_id, c.message_id, c.locale, c.due_at, c.ending, m.case_id as turn_case_id, m.received_at as asked_at,
      exists (select 1 from tenant.commitment n where n.workspace_id = c.workspace_id and n.after_id = c.id) as was_followed,
      c.after_id is not null as is_second
    from tenant.commitment c join tenant.message m on m.workspace_id = c.workspace_id and m.id = c.message_id and m.conversation_id = c.conversation_id
    where c.workspace_id = ${workspaceId} and c.id = ${id}`);
}

export interface WaitingRow {
  readonly channel_id: string;
  readonly identity_id: string;
  readonly address: string;
  /** When they wrote last, as the provider counts it. */
  readonly wrote_at: number;
  readonly is_proved: boolean;
  readonly audience: 'everyone' | 'desk';
  readonly locale: string | null;
  readonly tier: string | null;
  readonly zone: string | null;
  readonly blocked: boolean;
  /** When an answer that can still be undone goes out. */
  readonly answer_at: number | null;
}

/** Who waits in these cases, as they wrote last: from where, and what is known of them. */
export function whoWaits(tx: Transaction, workspaceId: string, caseIds: readonly string[]): Promise<WaitingRow | undefined> {
  return tx.row(sql<WaitingRow>`
    select m.channel_id, i.id as identity_id, i.value as address, least(m.received_at, coalesce(m.provider_at, m.received_at)) as wrote_at, i.proof <> 'claimed' as is_proved, m.audience, cu.locale, cu.tier, cu.zone, cu.blocked_at is not null as blocked,
      (select min(h.release_at) from tenant.message h where h.workspace_id = m.workspace_id and h.conversation_id = m.conversation_id and h.state = 'held'
        and h.author_kind = 'agent' and h.send_at is null) as answer_at
    from tenant.message m
    join tenant.identity i on i.workspace_id = m.workspace_id and i.id = m.identity_id
    join tenant.conversation co on co.workspace_id = m.workspace_id and co.id = m.conversation_id
    left join tenant.customer_merge mg on mg.workspace_id = co.workspace_id and mg.from_customer_id = co.customer_id and mg.undone_at is null
    join tenant.customer cu on cu.workspace_id = co.workspace_id and cu.id = ${survivorOf('mg', 'co.customer_id')}
    where m.workspace_id = ${workspaceId} and m.case_id = any(${caseIds}::uuid[]) and m.author_kind = 'customer' and not m.automatic and m.state = 'stored'
      and (m.match_reason is null or m.match_reason not like 'stranger%')
    order by m.received_at desc, m.id desc limit 1`);
}

/** When new times were told in this conversation since then. */
export async function toldAnewSince(tx: Transaction, workspaceId: string, conversationId: string, sinceAt: number): Promise<number[]> {
  const rows = await tx.rows(sql<{ told_at: number }>`
    select told_at from tenant.commitment where workspace_id = ${workspaceId} and conversation_id = ${conversationId} and after_id is not null
      and told_at > ${iso(sinceAt)}`);
  return rows.map((row) => row.told_at);
}

/** Under the conversation's lock. Gives its place in the conversation. */
export async function insertAutomatic(
  tx: Transaction,
  workspaceId: string,
  message: {
    readonly id: string;
    readonly conversationId: string;
    readonly caseId: string;
    readonly channelId: string;
    readonly identityId: string;
    readonly text: string;
    readonly audience: string;
    readonly replyToId: string;
    readonly at: number;
  },
): Promise<number> {
  const row = await tx.row(sql<{ last_seq: number }>`
    update tenant.conversation set last_seq = last_seq + 1 where workspace_id = ${workspaceId} and id = ${message.conversationId} returning last_seq`);
  const seq = row!.last_seq;
  await tx.run(sql`
    insert into tenant.message (workspace_id, id, conversation_id, case_id, seq, state, author_kind, channel_id, identity_id, text, received_at, audience, automatic, reply_to_id)
    values (${workspaceId}, ${message.id}, ${message.conversationId}, ${message.caseId}, ${seq}, 'stored', 'automation', ${message.channelId}, ${message.identityId},
      ${message.text}, ${iso(message.at)}, ${message.audience}, true, ${message.replyToId})`);
  return seq;
}

export interface NewTimeRow {
  readonly id: string;
  readonly customerId: string;
  readonly conversationId: string;
  readonly caseId: string;
  readonly messageId: string;
  readonly channelId: string;
  readonly words: string;
  readonly locale: string;
  readonly toldAt: number;
  readonly dueAt: number;
  readonly basis: 'policy' | 'estimate';
  readonly workMs: number | null;
  readonly estimatedAt: number | null;
  readonly policyId: string;
  readonly policyVersion: number;
  readonly calendarId: string;
  readonly calendarVersion: number;
  /** The missed one; null: it is the first. */
  readonly afterId: string | null;
}

export async function insertNewTime(tx: Transaction, workspaceId: string, row: NewTimeRow): Promise<void> {
  await tx.run(sql`
    insert into tenant.commitment (workspace_id, id, customer_id, conversation_id, case_id, message_id, channel_id, kind, words, locale, place, told_at, due_at,
      basis, policy_id, policy_version, calendar_id, calendar_version, after_id, work_ms, estimated_at)
    values (${workspaceId}, ${row.id}, ${row.customerId}, ${row.conversationId}, ${row.caseId}, ${row.messageId}, ${row.channelId}, 'reply', ${row.words}, ${row.locale},
      'thread', ${iso(row.toldAt)}, ${iso(row.dueAt)}, ${row.basis}, ${row.policyId}, ${row.policyVersion}, ${row.calendarId}, ${row.calendarVersion}, ${row.afterId},
      ${row.workMs}, ${isoOrNull(row.estimatedAt)})`);
}

export async function insertAutomaticMail(
  tx: Transaction,
  workspaceId: string,
  mail: {
    readonly id: string;
    readonly messageId: string;
    readonly conversationId: string;
    readonly channelId: string;
    readonly recipient: string;
    readonly epoch: number;
    readonly at: number;
  },
): Promise<void> {
  await tx.run(sql`
    insert into tenant.delivery (workspace_id, id, message_id, conversation_id, channel_id, kind, recipient, state, epoch, created_at)
    values (${workspaceId}, ${mail.id}, ${mail.messageId}, ${mail.conversationId}, ${mail.channelId}, 'acknowledgement', ${mail.recipient}, 'queued', ${mail.epoch}, ${iso(mail.at)})`);
}
