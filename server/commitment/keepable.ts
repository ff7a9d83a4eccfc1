/**
 * Can this reply time be kept with the people planned and the work that waits? Asked before a time is published: refused with the shortest that can
 * be kept, unless a reason is given, which stands in the log. Where too little was measured nothing is refused.
 */
import { add } from '@meanwhile/core/calendar/business-time.ts';
import type { CalendarVersion } from '@meanwhile/core/calendar/calendar.ts';
import { compiledFor } from '@meanwhile/core/calendar/horizon.ts';
import { checkKeepable, type ForecastStep, type Keepable } from '@meanwhile/core/commitment/estimate-gate.ts';
import { dayMs, hourMs, minuteMs } from '@meanwhile/core/kernel/instant.ts';
import { checkPolicy } from '@meanwhile/core/commitment/policy.ts';
import { refuse, type Refusal } from '@meanwhile/core/kernel/refusal.ts';
import { sql } from 'kysely';
import { iso } from '../platform/db/instant.ts';
import type { Here } from '../platform/here.ts';
import { newestCalendar, newestPolicy, versionOf } from './calendar.store.ts';
import { poolOf, type Pool } from './estimate.ts';
import { productiveShare, type WorkFigures } from './work-figures.ts';

export interface Publishing {
  readonly calendar: CalendarVersion;
  readonly replyWithinMs: number;
  readonly keptBecause: string | undefined;
}

export type At = Pick<Here, 'tx' | 'workspaceId' | 'at'>;

/** In open hours: what may be told instead. */
const windowsMs = [1, 2, 3, 4, 6, 8, 10, 12, 16, 20, 24, 32, 40, 60, 80].map((hours) => hours * hourMs);
const weekMs = 7 * dayMs;
const countedWeeks = 4;
const forecastHours = 14 * 24;

/** `refusal`: it cannot be kept and nobody says why all the same. `kept`: what the log says of one published in spite of it; else empty. */
export async function mayPublish(here: At, asked: Publishing): Promise<{ refusal: Refusal | null; kept: object }> {
  const found = await keepable(here, asked);
  return found.verdict === 'refused' ? refusedTime(found, asked) : { refusal: null, kept: {} };
}

/** The same of a time that is told already and can no longer be kept. */
export async function unkeepable(
  here: At,
  of: { readonly policyId: string; readonly found: RefusedTime },
  keptBecause: string | undefined,
): ReturnType<typeof mayPublish> {
  const named = await namedTime(here, of.policyId);
  if (named === null) throw new Error('a time was looked at that no policy names');
  return refusedTime(of.found, { ...named, keptBecause });
}

type RefusedTime = Extract<Keepable, { verdict: 'refused' }>;

function refusedTime(found: RefusedTime, asked: Publishing): { refusal: Refusal | null; kept: object } {
  const finding = {
    field: 'replyWithinMinutes',
    toldMinutes: asked.replyWithinMs / minuteMs,
    lateInHundred: Math.round(found.lateShare * 100),
    achievableMinutes: found.achievableMs === null ? null : found.achievableMs / minuteMs,
  };
  if (asked.keptBecause !== undefined) return { refusal: null, kept: { publishedInSpite: { because: asked.keptBecause, ...finding } } };
  const instead =
    finding.achievableMinutes === null
      ? 'No reply time of up to eighty open hours can be kept with the people planned.'
      : `${finding.achievableMinutes / 60} open hours can be kept.`;
  const detail = `With the people planned about ${finding.lateInHundred} in 100 replies would be late. ${instead}`;
  return { refusal: { ...refuse('reply_time_unkeepable', detail), findings: [finding] }, kept: {} };
}

interface Window {
  readonly replyWithinMs: number;
  readonly calendarId: string;
}

/** Shorter than before, or counted in other hours; what gives more time is published without a question. */
export function asksMore(next: Window, before: Window): boolean {
  return next.replyWithinMs < before.replyWithinMs || next.calendarId !== before.calendarId;
}

export interface Naming {
  readonly policy_id: string | null;
  readonly state: 'open' | 'closed';
}

/** A channel that customers write to names another reply time: asked only where that is shorter or counts in other hours. */
export async function mayName(
  here: At,
  { before, after, keptBecause }: { before: Naming; after: Naming; keptBecause: string | undefined },
): ReturnType<typeof mayPublish> {
  const next = after.state !== 'open' || after.policy_id === before.policy_id ? null : await namedTime(here, after.policy_id);
  const old = next === null ? null : await namedTime(here, before.policy_id);
  if (next === null || (old !== null && !asksMore(windowOf(next), windowOf(old)))) return { refusal: null, kept: {} };
  return mayPublish(here, { ...next, keptBecause });
}

const windowOf = ({ replyWithinMs, calendar }: Omit<Publishing, 'keptBecause'>): Window => ({ replyWithinMs, calendarId: calendar.id });

async function namedTime({ tx, workspaceId }: At, policyId: string | null): Promise<Omit<Publishing, 'keptBecause'> | null> {
  const policy = policyId === null ? undefined : await newestPolicy(tx, workspaceId, policyId);
  const calendar = policy === undefined ? undefined : await newestCalendar(tx, workspaceId, policy.calendar_id);
  return policy === undefined || calendar === undefined ? null : { calendar: versionOf(calendar), replyWithinMs: policy.reply_within_ms };
}

async function keepable(here: At, asked: Publishing): Promise<Keepable> {
  const pool = await poolOf(here.tx, here.workspaceId, here.at);
  return keepableBy(pool, await expectedArrivals(here), asked, here.at);
}

function keepableBy(
  pool: Pool,
  forecast: readonly ForecastStep[],
  { calendar, replyWithinMs }: Omit<Publishing, 'keptBecause'>,
  at: number,
): Keepable {
  if (!pool.isPlanned) return { verdict: 'unmeasured' };
  const compiled = compiledFor(calendar, at);
  const plan = {
    capacity: pool.capacity,
    forecast,
    backlogMs: (pool.waiting[0]?.all_count ?? 0) * pool.handle.meanMs,
    handleMs: pool.handle.meanMs,
    scores: pool.learned(null).calibration.scores,
    dueAt: (receivedAt: number, windowMs: number) => add(compiled, receivedAt, windowMs),
  };
  return checkKeepable(plan, replyWithinMs, pool.level, windowsMs);
}

/** The plan of a workspace against what its channels tell: what the second of the three tests goes by. */
export interface StaffingPlan {
  /** Person-ms planned in the coming two weeks, and what the messages expected in them take of it. */
  readonly plannedMs: number;
  readonly neededMs: number;
  readonly expectedCount: number;
  readonly figures: WorkFigures;
  readonly level: number;
  /** Answers a measured share rests on. */
  readonly answerCount: number;
  /** Can the time of this policy be kept? Null: it names none that can be told. */
  keepable(policyId: string | null): Promise<Keepable | null>;
}

export async function staffingPlan(here: At): Promise<StaffingPlan> {
  const { tx, workspaceId, at } = here;
  const pool = await poolOf(tx, workspaceId, at);
  const forecast = await expectedArrivals(here);
  const expectedCount = forecast.reduce((sum, step) => sum + step.count, 0);
  return {
    plannedMs: pool.plannedMs(at + forecastHours * hourMs),
    neededMs: (expectedCount * pool.handle.meanMs) / productiveShare,
    expectedCount,
    figures: { perReplyMs: pool.handle.meanMs, source: pool.handle.basis, productiveShare },
    level: pool.level,
    answerCount: pool.learned(null).calibration.scores.length,
    async keepable(policyId) {
      const named = await namedTime(here, policyId);
      if (named === null || checkPolicy(named, compiledFor(named.calendar, at), at) !== null) return null;
      return keepableBy(pool, forecast, named, at);
    },
  };
}

/** Two weeks by the hour: as many as in that hour of the week were told a time, on average of the last four or of those there were. */
async function expectedArrivals({ tx, workspaceId, at }: At): Promise<ForecastStep[]> {
  const rows = await tx.rows(sql<{ hour: number; count: number; first_at: number }>`
    select (floor(extract(epoch from c.told_at) / 3600)::bigint % 168)::int as hour, count(*)::int as count, min(c.told_at) as first_at
    from tenant.channel ch join tenant.commitment c on c.workspace_id = ch.workspace_id and c.channel_id = ch.id
    where ch.workspace_id = ${workspaceId} and ch.removed_at is null and c.kind = 'reply' and c.after_id is null and c.work_ms is not null
      and c.told_at > ${iso(at - countedWeeks * weekMs)} and c.told_at <= ${iso(at)} group by 1`);
  const firstAt = Math.min(at, ...rows.map((row) => row.first_at));
  const weeks = Math.max(1, Math.ceil((at - firstAt) / weekMs));
  const byHour = new Map(rows.map((row) => [row.hour, row.count / weeks]));
  return Array.from({ length: forecastHours + 1 }, (_, index) => {
    const stepAt = at + index * hourMs;
    return { at: stepAt, count: index === forecastHours ? 0 : (byHour.get(Math.floor(stepAt / hourMs) % 168) ?? 0) };
  });
}
