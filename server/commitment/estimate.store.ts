/** SQL of estimates: who is planned, who waits, how long answers took, and what was told with which estimate. What follows from it is `core`'s. */
import type { Handled } from '@meanwhile/core/commitment/estimate-handle.ts';
import { sql } from 'kysely';
import { iso, isoOrNull } from '../platform/db/instant.ts';
import type { Transaction } from '../platform/db/transaction.ts';
import { answeredAt } from './coverage.store.ts';

export interface ShiftSpan {
  readonly member_id: string;
  readonly starts_at: number;
  readonly ends_at: number;
  /** Away by their own word, since then. */
  readonly away_since: number | null;
}

/** Shifts for answering in writing that touch the span, of people who are still here. */
export function writingShifts(tx: Transaction, workspaceId: string, span: { fromAt: number; untilAt: number }): Promise<ShiftSpan[]> {
  return tx.rows(sql<ShiftSpan>`
    select s.member_id, s.starts_at, s.ends_at, m.away_since from tenant.shift s
    join tenant.member m on m.workspace_id = s.workspace_id and m.id = s.member_id
    where s.workspace_id = ${workspaceId} and s.pool = 'async' and s.ends_at > ${iso(span.fromAt)} and s.starts_at < ${iso(span.untilAt)}
      and (m.removed_at is null or s.ends_at <= m.removed_at) order by s.starts_at, s.id limit 20000`);
}

export function leaveSpans(
  tx: Transaction,
  workspaceId: string,
  span: { fromAt: number; untilAt: number },
): Promise<Omit<ShiftSpan, 'away_since'>[]> {
  return tx.rows(sql<Omit<ShiftSpan, 'away_since'>>`
    select member_id, starts_at, ends_at from tenant.member_leave
    where workspace_id = ${workspaceId} and ends_at > ${iso(span.fromAt)} and starts_at < ${iso(span.untilAt)}`);
}

export interface WaitingCase {
  readonly id: string;
  readonly due_at: number | null;
  readonly is_urgent: boolean;
  readonly waiting_since: number;
  /** Of all that wait, also those beyond `most`. */
  readonly all_count: number;
}

/** Cases that wait for our answer, the soonest due first. */
export function casesThatWait(tx: Transaction, workspaceId: string, most: number): Promise<WaitingCase[]> {
  return tx.rows(sql<WaitingCase>`
    select id, due_at, urgency is not null as is_urgent, unanswered_since as waiting_since, (count(*) over ())::int as all_count from tenant."case"
    where workspace_id = ${workspaceId} and state = 'open' and ball = 'us' and unanswered_since is not null and snoozed_until is null
      and merged_into_id is null and spam_at is null order by sort_at, id limit ${most}`);
}

/** Newest cases somebody took for themselves from a queue, with their first answer to each. */
export async function handledCases(tx: Transaction, workspaceId: string, span: { sinceAt: number; most: number }): Promise<Handled[]> {
  const rows = await tx.rows(sql<{ member_id: string; taken_at: number; answered_at: number }>`
    select a.member_id, a.assigned_at as taken_at, (select min(m.received_at) from tenant.message m where m.workspace_id = a.workspace_id
      and m.conversation_id = c.conversation_id and m.case_id = a.case_id and m.author_kind = 'agent' and m.author_id = a.member_id and m.received_at > a.assigned_at) as answered_at
    from tenant.assignment a join tenant."case" c on c.workspace_id = a.workspace_id and c.id = a.case_id
    where a.workspace_id = ${workspaceId} and a.how = 'taken' and a.member_id is not null and a.assigned_at > ${iso(span.sinceAt)}
    order by a.assigned_at desc limit ${span.most}`);
  return rows.flatMap((row) =>
    row.answered_at === null ? [] : [{ memberId: row.member_id, takenAt: row.taken_at, answeredAt: row.answered_at }],
  );
}

export interface EstimatedRow {
  readonly channel_id: string;
  readonly told_at: number;
  readonly asked_at: number;
  readonly due_at: number;
  readonly work_ms: number;
  readonly estimated_at: number | null;
  readonly answered_at: number | null;
}

/** Newest first times told with an estimate, on each channel; those after which nobody needed an answer any more are left out. */
export function estimatedTimes(
  tx: Transaction,
  workspaceId: string,
  of: { readonly channelIds: readonly string[]; readonly most: number; readonly sinceAt: number },
): Promise<EstimatedRow[]> {
  return tx.rows(sql<EstimatedRow>`
    select c.channel_id, c.told_at, coalesce(turn.received_at, c.told_at) as asked_at, c.due_at, c.work_ms, c.estimated_at, ${answeredAt} as answered_at
    from unnest(${of.channelIds}::uuid[]) ch (id)
    cross join lateral (select * from tenant.commitment n where n.workspace_id = ${workspaceId} and n.channel_id = ch.id and n.work_ms is not null and n.kind = 'reply'
      and n.after_id is null and n.told_at > ${iso(of.sinceAt)} order by n.told_at desc limit ${of.most}) c
    left join tenant.message turn on turn.workspace_id = c.workspace_id and turn.id = c.message_id
    left join tenant."case" tc on tc.workspace_id = turn.workspace_id and tc.id = turn.case_id
    where c.ending is distinct from 'released' order by c.told_at desc`);
}

export interface EstimateSettingsRow {
  readonly kept_percent: 90 | 95 | 98;
  readonly starter_handle_minutes: number;
}

export async function estimateSettings(tx: Transaction, workspaceId: string): Promise<EstimateSettingsRow> {
  const row = await tx.row(
    sql<EstimateSettingsRow>`select kept_percent, starter_handle_minutes from tenant.workspace where workspace_id = ${workspaceId}`,
  );
  return row!;
}

export async function saveEstimateSettings(tx: Transaction, workspaceId: string, wanted: EstimateSettingsRow): Promise<void> {
  await tx.run(sql`update tenant.workspace set kept_percent = ${wanted.kept_percent}, starter_handle_minutes = ${wanted.starter_handle_minutes}
    where workspace_id = ${workspaceId}`);
}

export interface EstimateRow {
  readonly channel_id: string;
  readonly made_at: number;
  readonly work_ms: number;
  readonly estimated_at: number | null;
  readonly again_at: number | null;
  readonly why: 'few_scores' | 'no_quantile' | 'plan_ends' | null;
  readonly waiting_count: number;
  readonly score_count: number;
  readonly handle_ms: number;
  readonly handle_basis: 'starter' | 'measured';
  readonly is_often_sooner: boolean;
}

export async function dropEstimates(tx: Transaction, workspaceId: string, except: readonly string[]): Promise<void> {
  await tx.run(sql`delete from tenant.channel_commitment where workspace_id = ${workspaceId} and channel_id <> all(${except}::uuid[])`);
}

export async function saveEstimate(tx: Transaction, workspaceId: string, row: EstimateRow): Promise<void> {
  await tx.run(sql`
    insert into tenant.channel_commitment (workspace_id, channel_id, made_at, work_ms, estimated_at, again_at, why, waiting_count, score_count, handle_ms, handle_basis, is_often_sooner)
    values (${workspaceId}, ${row.channel_id}, ${iso(row.made_at)}, ${row.work_ms}, ${isoOrNull(row.estimated_at)}, ${isoOrNull(row.again_at)}, ${row.why}, ${row.waiting_count},
      ${row.score_count}, ${row.handle_ms}, ${row.handle_basis}, ${row.is_often_sooner})
    on conflict (workspace_id, channel_id) do update set made_at = excluded.made_at, work_ms = excluded.work_ms, estimated_at = excluded.estimated_at,
      again_at = excluded.again_at, why = excluded.why, waiting_count = excluded.waiting_count, score_count = excluded.score_count, handle_ms = excluded.handle_ms,
      handle_basis = excluded.handle_basis, is_often_sooner = excluded.is_often_sooner`);
}

export function estimateOf(tx: Transaction, workspaceId: string, channelId: string): Promise<EstimateRow | undefined> {
  return tx.row(sql<EstimateRow>`
    select channel_id, made_at, work_ms, estimated_at, again_at, why, waiting_count, score_count, handle_ms, handle_basis, is_often_sooner
    from tenant.channel_commitment where workspace_id = ${workspaceId} and channel_id = ${channelId}`);
}

export async function channelIdsOf(tx: Transaction, workspaceId: string): Promise<string[]> {
  const rows = await tx.rows(
    sql<{ id: string }>`select id from tenant.channel where workspace_id = ${workspaceId} and removed_at is null order by id`,
  );
  return rows.map((row) => row.id);
}
