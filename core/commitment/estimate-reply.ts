/**
 * The one answer to “by when?” for everything a customer reads: the sentence above the field, the confirmation, the line under the message and a new
 * time after a missed one. It is the policy's window or the estimate, and says which.
 */
import { nextCloseAt } from '../calendar/business-time.ts';
import type { CompiledCalendar } from '../calendar/calendar.ts';
import { minuteMs, type Instant } from '../kernel/instant.ts';
import { roundUp } from './estimate-rounding.ts';
import { timeToTell } from './estimate-told.ts';

/** Made ahead of time for a channel. */
export interface ChannelEstimate {
  readonly madeAt: Instant;
  /** V + E[h] of a message that comes then, ms. */
  readonly workMs: number;
  /** Kept at the level, not rounded; null where too little is known. */
  readonly estimatedAt: Instant | null;
  /** The same with half as many misses. */
  readonly againAt: Instant | null;
  /** False: a young channel with many misses; such an estimate may lengthen what is told and never shorten it. */
  readonly isAtLevel: boolean;
  readonly isOftenSooner: boolean;
}

export interface Asking {
  /** By the standing window. */
  readonly standingAt: Instant;
  readonly nowAt: Instant;
  /** The reader's where it is known, else the calendar's. */
  readonly zone: string;
  readonly compiled: CompiledCalendar;
  readonly maySooner: boolean;
  readonly estimate: ChannelEstimate | null;
  /** A new time after a missed one. */
  readonly isAgain?: boolean;
}

export interface ReplyTime {
  readonly dueAt: Instant;
  readonly basis: 'policy' | 'estimate';
  /** What was estimated, for the ledger; both null where nothing was. */
  readonly workMs: number | null;
  readonly estimatedAt: Instant | null;
}

/** An older estimate says nothing about now: whoever makes them is not running. */
export const freshForMs = 15 * minuteMs;

export function replyTime({ standingAt, nowAt, zone, compiled, maySooner, estimate, isAgain }: Asking): ReplyTime {
  if (estimate === null || nowAt - estimate.madeAt > freshForMs)
    return { dueAt: standingAt, basis: 'policy', workMs: null, estimatedAt: null };
  const { workMs, madeAt } = estimate;
  const exactAt = isAgain === true ? estimate.againAt : estimate.estimatedAt;
  const estimatedAt = exactAt === null ? null : roundedAt(Math.max(exactAt, nowAt), { nowAt: madeAt, zone, compiled });
  // A second time is never shorter than the window: a second miss costs more.
  const allowsShorter = maySooner && estimate.isAtLevel && isAgain !== true;
  return { ...timeToTell({ standingAt, estimatedAt, allowsShorter }), workMs, estimatedAt };
}

/** To the minute at least: nobody is told seconds. Everything told by one estimate is rounded from the instant it was made, so that it is the same. */
function roundedAt(at: Instant, { nowAt, zone, compiled }: { nowAt: Instant; zone: string; compiled: CompiledCalendar }): Instant {
  const rounded = roundUp({ nowAt, at, zone, closesAt: nextCloseAt(compiled, at - 1) });
  return Math.ceil(Math.max(rounded, at) / minuteMs) * minuteMs;
}
