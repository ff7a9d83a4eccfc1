/** SQL of calendars, reply policies and the ledger as lists: versions are added, never changed; the newest is the one shown. */
import type { CalendarVersion } from '@meanwhile/core/calendar/calendar.ts';
import type { Priority } from '@meanwhile/core/commitment/priority.ts';
import { sql, type RawBuilder } from 'kysely';
import { iso } from '../platform/db/instant.ts';
import type { Transaction } from '../platform/db/transaction.ts';
import { newerThan, olderThan, type Place } from '../platform/http/keyset.ts';

export interface CalendarRow {
  readonly id: string;
  readonly version: number;
  readonly name: string;
  readonly zone: string;
  readonly weekly: CalendarVersion['weekly'];
  readonly exceptions: CalendarVersion['exceptions'];
  readonly exception_names: Record<string, string>;
  readonly valid_from: number;
  /** Of its first version: the order of the list. */
  readonly first_at: number;
}

const newestCalendars: RawBuilder<unknown> = sql`
  select distinct on (c.id) c.id, c.version, c.name, c.zone, c.weekly, c.exceptions, c.exception_names, c.valid_from,
    (select f.valid_from from tenant.calendar f where f.workspace_id = c.workspace_id and f.id = c.id order by f.version limit 1) as first_at
  from tenant.calendar c`;

export function listCalendars(tx: Transaction, workspaceId: string, after: Place | null, most: number): Promise<CalendarRow[]> {
  return tx.rows(sql<CalendarRow>`
    select * from (${newestCalendars} where c.workspace_id = ${workspaceId} order by c.id, c.version desc) n
    where ${newerThan(after, sql`first_at`, sql`id`)} order by first_at, id limit ${most}`);
}

export function newestCalendar(tx: Transaction, workspaceId: string, id: string): Promise<CalendarRow | undefined> {
  return tx.row(sql<CalendarRow>`${newestCalendars} where c.workspace_id = ${workspaceId} and c.id = ${id} order by c.id, c.version desc`);
}

export function versionOf(row: CalendarRow): CalendarVersion {
  return {
    id: row.id as CalendarVersion['id'],
    version: row.version,
    zone: row.zone,
    weekly: row.weekly,
    exceptions: row.exceptions,
    exceptionNames: row.exception_names,
  };
}

/** False when somebody else saved this version first. */
export async function insertCalendar(tx: Transaction, workspaceId: string, row: CalendarRow): Promise<boolean> {
  const made = await tx.run(sql`
    insert into tenant.calendar (workspace_id, id, version, name, zone, weekly, exceptions, exception_names, valid_from)
    values (${workspaceId}, ${row.id}, ${row.version}, ${row.name}, ${row.zone}, ${JSON.stringify(row.weekly)}::jsonb, ${JSON.stringify(row.exceptions)}::jsonb,
      ${JSON.stringify(row.exception_names)}::jsonb, ${iso(row.valid_from)}) on conflict do nothing`);
  return made === 1;
}

export interface PolicyRow {
  readonly id: string;
  readonly version: number;
  readonly name: string;
  readonly calendar_id: string;
  readonly reply_within_ms: number;
  readonly basis: 'starter' | 'chosen';
  readonly valid_from: number;
  readonly first_at: number;
  /** Null: holds only where a channel names it. */
  readonly place: number | null;
  readonly channel_ids: readonly string[];
  readonly topic_ids: readonly string[];
  readonly queue_ids: readonly string[];
  readonly languages: readonly string[];
  readonly priorities: readonly Priority[];
  readonly tiers: readonly string[];
}

const newestPolicies: RawBuilder<unknown> = sql`
  select distinct on (p.id) p.id, p.version, p.name, p.calendar_id, p.reply_within_ms, p.basis, p.valid_from, p.place, p.channel_ids, p.topic_ids, p.queue_ids, p.languages, p.priorities, p.tiers,
    (select f.valid_from from tenant.commitment_policy f where f.workspace_id = p.workspace_id and f.id = p.id order by f.version limit 1) as first_at
  from tenant.commitment_policy p`;

export function listPolicies(tx: Transaction, workspaceId: string, after: Place | null, most: number): Promise<PolicyRow[]> {
  return tx.rows(sql<PolicyRow>`
    select * from (${newestPolicies} where p.workspace_id = ${workspaceId} order by p.id, p.version desc) n
    where ${newerThan(after, sql`first_at`, sql`id`)} order by first_at, id limit ${most}`);
}

export function newestPolicy(tx: Transaction, workspaceId: string, id: string): Promise<PolicyRow | undefined> {
  return tx.row(sql<PolicyRow>`${newestPolicies} where p.workspace_id = ${workspaceId} and p.id = ${id} order by p.id, p.version desc`);
}

export async function isNamedByOpenChannel(tx: Transaction, workspaceId: string, policyId: string): Promise<boolean> {
  const row = await tx.row(sql`
    select 1 from tenant.channel where workspace_id = ${workspaceId} and policy_id = ${policyId} and state = 'open' and removed_at is null limit 1`);
  return row !== undefined;
}

/** Policies whose newest version counts in this calendar. */
export function policiesOnCalendar(tx: Transaction, workspaceId: string, calendarId: string): Promise<PolicyRow[]> {
  return tx.rows(
    sql<PolicyRow>`select * from (${newestPolicies} where p.workspace_id = ${workspaceId} order by p.id, p.version desc) n where calendar_id = ${calendarId}`,
  );
}

/** Are all of these things this workspace's own and still there? */
export async function namesOwnThings(
  tx: Transaction,
  workspaceId: string,
  row: Pick<PolicyRow, 'channel_ids' | 'topic_ids' | 'queue_ids' | 'tiers'>,
  /** What it named before may have gone since. */
  before: Pick<PolicyRow, 'channel_ids' | 'topic_ids' | 'queue_ids' | 'tiers'> | null,
): Promise<boolean> {
  const fresh = (what: 'channel_ids' | 'topic_ids' | 'queue_ids' | 'tiers'): string[] =>
    row[what].filter((id) => before?.[what].includes(id) !== true);
  const [channels, topics, queues, tiers] = [fresh('channel_ids'), fresh('topic_ids'), fresh('queue_ids'), fresh('tiers')];
  const found = await tx.row(sql<{ n: number }>`
    select (select count(*) from tenant.channel where workspace_id = ${workspaceId} and id = any(${channels}::uuid[]) and removed_at is null)
      + (select count(*) from tenant.topic where workspace_id = ${workspaceId} and id = any(${topics}::uuid[]) and removed_at is null)
      + (select count(*) from tenant.queue where workspace_id = ${workspaceId} and id = any(${queues}::uuid[]) and removed_at is null)
      + (select count(*) from tenant.workspace w cross join unnest(w.tiers) as known (key) where w.workspace_id = ${workspaceId} and known.key = any(${tiers}::text[])) as n`);
  return Number(found!.n) === channels.length + topics.length + queues.length + tiers.length;
}

export async function insertPolicy(tx: Transaction, workspaceId: string, row: PolicyRow): Promise<boolean> {
  const made = await tx.run(sql`
    insert into tenant.commitment_policy (workspace_id, id, version, name, calendar_id, reply_within_ms, basis, valid_from, place, channel_ids, topic_ids, queue_ids, languages, priorities, tiers)
    values (${workspaceId}, ${row.id}, ${row.version}, ${row.name}, ${row.calendar_id}, ${row.reply_within_ms}, ${row.basis}, ${iso(row.valid_from)},
      ${row.place}, ${row.channel_ids}::uuid[], ${row.topic_ids}::uuid[], ${row.queue_ids}::uuid[], ${row.languages}::text[], ${row.priorities}::text[], ${row.tiers}::text[]) on conflict do nothing`);
  return made === 1;
}

export interface LedgerRow {
  readonly id: string;
  readonly conversation_id: string;
  readonly case_id: string;
  readonly message_id: string;
  readonly channel_id: string;
  readonly kind: 'reply' | 'promise';
  readonly words: string;
  readonly locale: string;
  readonly place: 'entry' | 'acknowledgement' | 'thread';
  readonly told_at: number;
  readonly due_at: number;
  readonly basis: 'policy' | 'estimate' | 'agent';
  readonly policy_id: string | null;
  readonly policy_version: number | null;
  readonly ending: 'kept' | 'broken' | 'released' | null;
  readonly ended_at: number | null;
  /** The missed time it came after. */
  readonly after_id: string | null;
}

/** The ledger, newest told first; of one conversation or of all. */
export function listCommitments(
  tx: Transaction,
  workspaceId: string,
  { conversationId, after, most }: { conversationId: string | null; after: Place | null; most: number },
): Promise<LedgerRow[]> {
  const of = conversationId === null ? sql`true` : sql`conversation_id = ${conversationId}`;
  return tx.rows(sql<LedgerRow>`
    select id, conversation_id, case_id, message_id, channel_id, kind, words, locale, place, told_at, due_at, basis, policy_id, policy_version, ending, ended_at, after_id
    from tenant.commitment where workspace_id = ${workspaceId} and ${of} and ${olderThan(after, sql`told_at`, sql`id`)} order by told_at desc, id limit ${most}`);
}
