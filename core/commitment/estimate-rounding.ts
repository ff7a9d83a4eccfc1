/**
 * To which clock time is an estimate rounded, so that it reads well and is never earlier than meant? Coarser the further off: within 15 minutes, the
 * next quarter, half or full hour of the local clock. The words are in `when-words.ts`.
 */
import { hourMs, minuteMs, type Instant } from '../kernel/instant.ts';
import { localClock, localDate } from './zoned-parts.ts';

const quarterMs = 15 * minuteMs;

/**
 * `at` rounded up, in `zone` (IANA): up to 15 minutes off, 15 minutes from now; up to an hour, the next quarter; up to four hours, the next half
 * hour; beyond, the next full hour. Never past `closesAt` (the end of opening hours), where that is not earlier than `at` itself.
 */
export function roundUp({ nowAt, at, zone, closesAt }: { nowAt: Instant; at: Instant; zone: string; closesAt?: Instant | null }): Instant {
  const waitMs = at - nowAt;
  const rounded = waitMs <= quarterMs ? nowAt + quarterMs : nextMultiple(at, stepMs(waitMs), zone);
  return closesAt == null || closesAt < at ? rounded : Math.min(rounded, closesAt);
}

/** How a rounded time is best said: “within 15 minutes”, a time today, or a time on another day. */
export function placeOnClock(nowAt: Instant, dueAt: Instant, zone: string): 'within_minutes' | 'today' | 'another_day' {
  if (dueAt - nowAt <= quarterMs) return 'within_minutes';
  return localDate(nowAt, zone) === localDate(dueAt, zone) ? 'today' : 'another_day';
}

function stepMs(waitMs: number): number {
  if (waitMs <= hourMs) return quarterMs;
  return waitMs <= 4 * hourMs ? 2 * quarterMs : hourMs;
}

/** Counted from the local full hour: some zones are half or three quarters of an hour from UTC's. */
function nextMultiple(at: Instant, step: number, zone: string): Instant {
  const overMs = (localClock(at, zone).minute * minuteMs + (at % minuteMs)) % step;
  return overMs === 0 ? at : at + step - overMs;
}
