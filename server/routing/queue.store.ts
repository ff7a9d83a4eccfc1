/** SQL of queues: a short list in its order, who answers in each, and which cases lie in it. */
import type { QueueConditions } from '@meanwhile/core/routing/queue-of.ts';
import { sql } from 'kysely';
import { iso } from '../platform/db/instant.ts';
import type { Transaction } from '../platform/db/transaction.ts';

export interface QueueRow {
  readonly id: string;
  readonly name: string;
  readonly place: number;
  readonly channel_ids: string[];
  readonly topic_ids: string[];
  readonly languages: string[];
  readonly skills: string[];
  readonly hand_out: 'pushed' | 'pulled';
  readonly member_ids: string[];
}

export interface CountedQueueRow extends QueueRow {
  readonly open_count: number;
}

const columns = sql`q.id, q.name, q.place, q.channel_ids::text[] as channel_ids, q.topic_ids::text[] as topic_ids, q.languages, q.skills, q.hand_out,
  array(select m.member_id::text from tenant.queue_member m where m.workspace_id = q.workspace_id and m.queue_id = q.id order by m.member_id) as member_ids`;

/** In the order they are asked in. */
export function listQueues(tx: Transaction, workspaceId: string): Promise<QueueRow[]> {
  return tx.rows(
    sql<QueueRow>`select ${columns} from tenant.queue q where q.workspace_id = ${workspaceId} and q.removed_at is null order by q.place, q.id`,
  );
}

export function listCountedQueues(tx: Transaction, workspaceId: string): Promise<CountedQueueRow[]> {
  return tx.rows(sql<CountedQueueRow>`
    select ${columns}, (select count(*)::int from tenant."case" c where c.workspace_id = q.workspace_id and c.queue_id = q.id and c.state = 'open'
      and c.merged_into_id is null and c.spam_at is null) as open_count
    from tenant.queue q where q.workspace_id = ${workspaceId} and q.removed_at is null order by q.place, q.id`);
}

/** What decides where a new case goes; nothing in most workspaces. */
export async function queueConditions(tx: Transaction, workspaceId: string): Promise<QueueConditions[]> {
  const rows = await tx.rows(sql<Pick<QueueRow, 'id' | 'channel_ids' | 'topic_ids' | 'languages'>>`
    select id, channel_ids::text[] as channel_ids, topic_ids::text[] as topic_ids, languages from tenant.queue
    where workspace_id = ${workspaceId} and removed_at is null order by place, id`);
  return rows.map((row) => ({ id: row.id, channelIds: row.channel_ids, topicIds: row.topic_ids, languages: row.languages }));
}

/** Adds the queue, or writes it anew. False: another queue has the name. */
export async function saveQueueRow(tx: Transaction, workspaceId: string, row: QueueRow, at: number): Promise<boolean> {
  const taken = await tx.row(
    sql`select 1 from tenant.queue where workspace_id = ${workspaceId} and lower(name) = lower(${row.name}) and removed_at is null and id <> ${row.id}`,
  );
  if (taken !== undefined) return false;
  await tx.run(sql`
    insert into tenant.queue (workspace_id, id, name, place, channel_ids, topic_ids, languages, skills, hand_out, created_at)
    values (${workspaceId}, ${row.id}, ${row.name}, ${row.place}, ${row.channel_ids}::uuid[], ${row.topic_ids}::uuid[], ${row.languages}::text[],
      ${row.skills}::text[], ${row.hand_out}, ${iso(at)})
    on conflict (workspace_id, id) do update set name = excluded.name, place = excluded.place, channel_ids = excluded.channel_ids,
      topic_ids = excluded.topic_ids, languages = excluded.languages, skills = excluded.skills, hand_out = excluded.hand_out`);
  await tx.run(sql`delete from tenant.queue_member where workspace_id = ${workspaceId} and queue_id = ${row.id}`);
  await tx.run(sql`
    insert into tenant.queue_member (workspace_id, queue_id, member_id)
    select ${workspaceId}::uuid, ${row.id}::uuid, m from unnest(${row.member_ids}::uuid[]) m`);
  return true;
}

/** Undefined where there is no such queue (any more). */
export async function findQueue(tx: Transaction, workspaceId: string, id: string): Promise<QueueRow | undefined> {
  return (await listQueues(tx, workspaceId)).find((row) => row.id === id);
}

export function removeQueueRow(tx: Transaction, workspaceId: string, id: string, at: number): Promise<number> {
  return tx.run(
    sql`update tenant.queue set removed_at = ${iso(at)} where workspace_id = ${workspaceId} and id = ${id} and removed_at is null`,
  );
}

/** Are all of them channels, topics and members of this workspace that are still there? */
export async function namesOwnThings(
  tx: Transaction,
  workspaceId: string,
  row: Pick<QueueRow, 'channel_ids' | 'topic_ids' | 'member_ids'>,
): Promise<boolean> {
  const found = await tx.row(sql<{ channels: number; topics: number; members: number }>`select
    (select count(*)::int from tenant.channel where workspace_id = ${workspaceId} and id = any(${row.channel_ids}::uuid[]) and removed_at is null) as channels,
    (select count(*)::int from tenant.topic where workspace_id = ${workspaceId} and id = any(${row.topic_ids}::uuid[]) and removed_at is null) as topics,
    (select count(*)::int from tenant.member where workspace_id = ${workspaceId} and id = any(${row.member_ids}::uuid[]) and removed_at is null) as members`);
  return found?.channels === row.channel_ids.length && found.topics === row.topic_ids.length && found.members === row.member_ids.length;
}

export interface CaseToPlace {
  readonly id: string;
  readonly conversation_id: string;
  readonly channel_id: string;
  readonly topic_id: string | null;
  readonly locale: string | null;
  readonly queue_id: string | null;
}

/** Open cases no person has moved, by id after `afterId`: those whose place the conditions decide. */
export function casesToPlace(
  tx: Transaction,
  workspaceId: string,
  { afterId, most, ids }: { afterId: string | null; most: number; ids: readonly string[] | null },
): Promise<CaseToPlace[]> {
  return tx.rows(sql<CaseToPlace>`
    select c.id, c.conversation_id, c.channel_id, c.topic_id, cu.locale, c.queue_id
    from tenant."case" c join tenant.conversation co on co.workspace_id = c.workspace_id and co.id = c.conversation_id
    join tenant.customer cu on cu.workspace_id = co.workspace_id and cu.id = co.customer_id
    where c.workspace_id = ${workspaceId} and c.state = 'open' and c.merged_into_id is null and c.spam_at is null and not c.queue_by_hand
      and (${afterId}::uuid is null or c.id > ${afterId}::uuid) and (${ids}::uuid[] is null or c.id = any(${ids}::uuid[]))
    order by c.id limit ${most}`);
}

export async function placeCases(
  tx: Transaction,
  workspaceId: string,
  placed: readonly { readonly id: string; readonly queueId: string | null }[],
): Promise<void> {
  if (placed.length === 0) return;
  await tx.run(sql`
    update tenant."case" c set queue_id = p.queue_id
    from unnest(${placed.map((one) => one.id)}::uuid[], ${placed.map((one) => one.queueId)}::uuid[]) as p (id, queue_id)
    where c.workspace_id = ${workspaceId} and c.id = p.id and not c.queue_by_hand`);
}

/** A person's word: conditions move it no more, unless it was taken out of every queue. */
export async function putCaseInQueue(tx: Transaction, workspaceId: string, caseId: string, queueId: string | null): Promise<void> {
  await tx.run(sql`
    update tenant."case" set queue_id = ${queueId}, queue_by_hand = ${queueId !== null} where workspace_id = ${workspaceId} and id = ${caseId}`);
}
