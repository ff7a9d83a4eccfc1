/**
 * In which time does a clock count? In elapsed time, or in the open time of the calendars that held one after another: what has been counted
 * under an old version stays counted, and what is left goes on in the new one. Server-only, because it compiles calendars.
 */
import { add, between } from '../calendar/business-time.ts';
import type { CalendarVersion, CompiledCalendar } from '../calendar/calendar.ts';
import { compiledFor } from '../calendar/horizon.ts';
import { dayMs, type Instant } from '../kernel/instant.ts';

export interface TimeBase {
  /** In ms; 0 where `toAt` is not after `fromAt`. Additive. */
  between(fromAt: Instant, toAt: Instant): number;
  /** The first instant at which so much has passed since `at`; null where that is not within five years. */
  add(at: Instant, ms: number): Instant | null;
}

export const elapsedTime: TimeBase = {
  between: (fromAt, toAt) => Math.max(0, toAt - fromAt),
  add: (at, ms) => at + ms,
};

export interface CalendarSince {
  readonly fromAt: Instant;
  /** Null: elapsed time. */
  readonly calendar: CalendarVersion | null;
}

interface Stretch {
  readonly compiled: CompiledCalendar | null;
  /** From here on another version holds, or another compilation of the same. */
  readonly untilAt: Instant;
}

const furthestMs = 5 * 366 * dayMs;

/** `calendars` in the order of time, at least one; the first holds for what lies before it too. */
export function openTime(calendars: readonly CalendarSince[]): TimeBase {
  if (calendars.length === 0) throw new RangeError('open time needs a calendar');
  const stretchAt = (at: Instant): Stretch => {
    const index = Math.max(
      0,
      calendars.findLastIndex((one) => one.fromAt <= at),
    );
    const { calendar } = calendars[index]!;
    const nextAt = calendars[index + 1]?.fromAt ?? Infinity;
    if (calendar === null) return { compiled: null, untilAt: nextAt };
    const compiled = compiledFor(calendar, at);
    return { compiled, untilAt: Math.min(compiled.toAt, nextAt) };
  };
  return {
    between(fromAt, toAt) {
      let sumMs = 0;
      for (let at = fromAt; at < toAt;) {
        const { compiled, untilAt } = stretchAt(at);
        const end = Math.min(untilAt, toAt);
        sumMs += compiled === null ? end - at : between(compiled, at, end);
        at = end;
      }
      return sumMs;
    },
    add(from, ms) {
      let leftMs = ms;
      for (let at = from; at < from + furthestMs;) {
        const { compiled, untilAt } = stretchAt(at);
        const hereMs = compiled === null ? untilAt - at : between(compiled, at, untilAt);
        if (leftMs <= hereMs) return compiled === null ? at + leftMs : add(compiled, at, leftMs);
        leftMs -= hereMs;
        at = untilAt;
      }
      return null;
    },
  };
}
