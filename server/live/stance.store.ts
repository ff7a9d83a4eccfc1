/** SQL of the stance: who is on a live shift, which talks go on, what was seen of a channel, and the periods that follow from it. */
import type { StancePeriod } from '@meanwhile/core/stance/stance-periods.ts';
import type { StanceFacts } from '@meanwhile/core/stance/stance.ts';
import { sql } from 'kysely';
import { liveChannelTypes } from '../channel-registry.ts';
import { iso, isoOrNull } from '../platform/db/instant.ts';
import type { Transaction } from '../platform/db/transaction.ts';

export interface OnShiftRow {
  readonly member_id: string;
  readonly name: string;
  readonly shift_id: string;
  readonly ends_at: number;
  readonly input_at: number | null;
  readonly capacity: number;
}

/** Members whose live shift covers this instant, each with the one that ends last. `longestMs`: no shift is longer, which keeps the range short. */
export function onLiveShift(tx: Transaction, workspaceId: string, at: number, longestMs: number): Promise<OnShiftRow[]> {
  return tx.rows(sql<OnShiftRow>`
    select distinct on (m.id) m.id as member_id, m.name, s.id as shift_id, s.ends_at, m.capacity,
      case when m.away_since is null and not exists (select from tenant.member_leave l where l.workspace_id = m.workspace_id and l.member_id = m.id
        and l.starts_at <= ${iso(at)} and l.ends_at > ${iso(at)}) then m.input_at end as input_at
    from tenant.shift s join tenant.member m on m.workspace_id = s.workspace_id and m.id = s.member_id and m.removed_at is null and m.role <> 'viewer'
    where s.workspace_id = ${workspaceId} and s.pool = 'live' and s.starts_at > ${iso(at - longestMs)} and s.starts_at <= ${iso(at)} and s.ends_at > ${iso(at)}
    order by m.id, s.ends_at desc, s.id`);
}

/** Conversations in which somebody waits live, or was answered since then. */
export async function talkingIn(tx: Transaction, workspaceId: string, sinceAt: number): Promise<string[]> {
  const rows = await tx.rows(sql<{ conversation_id: string }>`
    select conversation_id from tenant.live_turn where workspace_id = ${workspaceId} and ended_at is null
    union select conversation_id from tenant.live_turn where workspace_id = ${workspaceId} and ended_at > ${iso(sinceAt)} and ending = 'answered'`);
  return rows.map((row) => row.conversation_id);
}

export interface AllowedRow {
  readonly id: string;
  readonly is_allowed: boolean;
  readonly state: 'open' | 'closed';
}

/** Null: of all channels. */
export function allowedChannels(tx: Transaction, workspaceId: string, channelIds: readonly string[] | null): Promise<AllowedRow[]> {
  return tx.rows(sql<AllowedRow>`
    select id, state, may_be_live and state = 'open' and type = any(${liveChannelTypes}::text[]) as is_allowed from tenant.channel
    where workspace_id = ${workspaceId} and removed_at is null and (${channelIds}::uuid[] is null or id = any(${channelIds}::uuid[])) order by created_at, id`);
}

export interface EvidenceRow {
  readonly channel_id: string;
  readonly seen_at: number;
  readonly facts: StanceFacts;
}

/** What was seen last, by channel. */
export async function lastSeen(tx: Transaction, workspaceId: string, channelIds: readonly string[]): Promise<Map<string, EvidenceRow>> {
  const rows = await tx.rows(sql<EvidenceRow>`
    select e.channel_id, e.seen_at, e.facts from unnest(${channelIds}::uuid[]) as c (id)
    cross join lateral (select * from tenant.stance_evidence e where e.workspace_id = ${workspaceId} and e.channel_id = c.id order by e.seen_at desc limit 1) e`);
  return new Map(rows.map((row) => [row.channel_id, row]));
}

export async function insertEvidence(tx: Transaction, workspaceId: string, row: EvidenceRow & { readonly id: string }): Promise<void> {
  await tx.run(sql`
    insert into tenant.stance_evidence (workspace_id, id, channel_id, seen_at, facts)
    values (${workspaceId}, ${row.id}, ${row.channel_id}, ${iso(row.seen_at)}, ${JSON.stringify(row.facts)}::jsonb)`);
}

/** The one that runs ends at that instant. */
export async function endPeriod(tx: Transaction, workspaceId: string, channelId: string, untilAt: number): Promise<void> {
  await tx.run(sql`
    update tenant.stance_period set until_at = ${iso(untilAt)} where workspace_id = ${workspaceId} and channel_id = ${channelId} and until_at is null`);
}

export async function insertPeriod(
  tx: Transaction,
  workspaceId: string,
  period: StancePeriod & { readonly id: string; readonly channelId: string },
): Promise<void> {
  await tx.run(sql`
    insert into tenant.stance_period (workspace_id, id, channel_id, from_at, until_at, mode, because)
    values (${workspaceId}, ${period.id}, ${period.channelId}, ${iso(period.fromAt)}, ${isoOrNull(period.untilAt)}, ${period.mode}, ${period.because})`);
}

export interface Span {
  readonly channelId: string;
  readonly fromAt: number;
  readonly toAt: number;
  readonly most: number;
}

/** Those that touch the span, oldest first. */
export function periodsIn(tx: Transaction, workspaceId: string, span: Span) {
  return tx.rows(sql<{ from_at: number; until_at: number | null; mode: StancePeriod['mode']; because: StancePeriod['because'] }>`
    select from_at, until_at, mode, because from tenant.stance_period where workspace_id = ${workspaceId} and channel_id = ${span.channelId}
      and from_at < ${iso(span.toAt)} and coalesce(until_at, 'infinity') > ${iso(span.fromAt)} order by from_at, id limit ${span.most}`);
}

/** What was seen in the span, and the last that was seen before it, oldest first. */
export function evidenceIn(tx: Transaction, workspaceId: string, span: Span): Promise<EvidenceRow[]> {
  return tx.rows(sql<EvidenceRow>`
    select channel_id, seen_at, facts from tenant.stance_evidence where workspace_id = ${workspaceId} and channel_id = ${span.channelId} and seen_at < ${iso(span.toAt)}
      and seen_at >= coalesce((select max(b.seen_at) from tenant.stance_evidence b where b.workspace_id = ${workspaceId} and b.channel_id = ${span.channelId}
        and b.seen_at <= ${iso(span.fromAt)}), ${iso(span.fromAt)}) order by seen_at limit ${span.most}`);
}
