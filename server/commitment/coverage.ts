/**
 * Were the times told on a channel kept, and how sharp were they? Counted from the ledger's own rows, with `core`'s rules; nothing told is changed by
 * it. Open time is counted in the channel's hours of today.
 */
import { between } from '@meanwhile/core/calendar/business-time.ts';
import type { CalendarVersion } from '@meanwhile/core/calendar/calendar.ts';
import { compiledFor } from '@meanwhile/core/calendar/horizon.ts';
import { coverageOf, driftAlarm, sharpnessOf, wilsonInterval, type ToldTime } from '@meanwhile/core/commitment/estimate-honesty.ts';
import { isOftenSooner, windowsByLevel } from '@meanwhile/core/commitment/estimate-told.ts';
import { localDate } from '@meanwhile/core/commitment/zoned-parts.ts';
import { minuteMs } from '@meanwhile/core/kernel/instant.ts';
import type { ChannelCoverage } from '@meanwhile/wire/coverage.ts';
import { wireInstant, wireInstantOrNull } from '../platform/present.ts';
import type { PassedRow } from './coverage.store.ts';
import type { EstimateRow } from './estimate.store.ts';

/** What came before says little about the times told next. */
const recentCount = 500;

interface Asked {
  readonly channelId: string;
  readonly fromAt: number;
  readonly nowAt: number;
  /** The workspace's; days are told apart by it. */
  readonly zone: string;
  /** Null: the channel tells no time at present, and open time is not known. */
  readonly calendar: CalendarVersion | null;
  readonly isCapped: boolean;
  /** The share aimed for. */
  readonly level: number;
  readonly estimate: EstimateRow | undefined;
}

/** `rows`: what has passed, the newest first, as `passedTimes` gives them. */
export function coverageReport(rows: readonly PassedRow[], asked: Asked): ChannelCoverage {
  const { nowAt, calendar, isCapped } = asked;
  const counted = rows.filter((row) => !row.is_released);
  const first = counted.filter((row) => !row.is_again);
  const again = counted.filter((row) => row.is_again);
  const noticed = counted.filter((row) => row.was_noticed);
  const sharp = sharpnessOf(first.map(toldTime), nowAt);
  const recent = calendar === null ? [] : first.slice(0, recentCount).map((row) => openLengths(row, calendar, nowAt));
  const oldestAt = isCapped ? (rows.at(-1)?.due_at ?? asked.fromAt) : asked.fromAt;
  return {
    channelId: asked.channelId,
    from: wireInstant(oldestAt),
    until: wireInstant(nowAt),
    isCapped,
    level: asked.level,
    first: countOf(first, nowAt),
    again: countOf(again, nowAt),
    notices: {
      count: noticed.length,
      needlessCount: noticed.filter((row) => row.answered_at !== null && row.answered_at <= row.due_at).length,
    },
    releasedCount: rows.length - counted.length,
    sparedMinutes: { half: minutesOf(sharp.spareP50Ms), nineInTen: minutesOf(sharp.spareP90Ms) },
    lateMinutes: sharp.meanLateMs === null ? null : Math.ceil(sharp.meanLateMs / minuteMs),
    estimate: presentEstimate(asked.estimate),
    ...byDay(first, asked),
    isOftenSooner: isOftenSooner(recent),
    windows: windowsByLevel(recent.map((one) => one.tookMs)).map(({ level, windowMs }) => ({
      level,
      replyWithinMinutes: minutesOf(windowMs),
    })),
  };
}

function presentEstimate(row: EstimateRow | undefined): ChannelCoverage['estimate'] {
  if (row === undefined) return null;
  return {
    madeAt: wireInstant(row.made_at),
    answeredBy: wireInstantOrNull(row.estimated_at),
    why: row.why,
    waitingCount: row.waiting_count,
    answerCount: row.score_count,
    handleMinutes: Math.round(row.handle_ms / (minuteMs / 10)) / 10,
    handleBasis: row.handle_basis,
  };
}

const toldTime = (row: PassedRow): ToldTime => ({ dueAt: row.due_at, answeredAt: row.answered_at });

const minutesOf = (ms: number | null): number | null => (ms === null ? null : Math.floor(ms / minuteMs));

function countOf(rows: readonly PassedRow[], nowAt: number): ChannelCoverage['first'] {
  const counted = coverageOf(rows.map(toldTime), nowAt);
  return { ...counted, ...wilsonInterval(counted.keptCount, counted.maturedCount) };
}

/** A day that is not over says nothing yet about drift. */
function byDay(first: readonly PassedRow[], { nowAt, zone, level }: Asked): Pick<ChannelCoverage, 'days' | 'alarm'> {
  const groups = Map.groupBy(first.toReversed(), (row) => localDate(row.due_at, zone));
  const days = [...groups].map(([date, rows]) => ({ date, ...countOf(rows, nowAt) }));
  const today = localDate(nowAt, zone);
  return {
    days,
    alarm: driftAlarm(
      days.filter((day) => day.date !== today),
      level,
    ),
  };
}

/** Whoever still waits has waited until now: leaving them out would make the rest look quicker than it is. */
export function openLengths(
  row: Pick<PassedRow, 'asked_at' | 'due_at' | 'answered_at'>,
  calendar: CalendarVersion,
  nowAt: number,
): { readonly toldMs: number; readonly tookMs: number } {
  const compiled = compiledFor(calendar, row.asked_at);
  return {
    toldMs: between(compiled, row.asked_at, row.due_at),
    tookMs: between(compiled, row.asked_at, row.answered_at ?? nowAt),
  };
}
