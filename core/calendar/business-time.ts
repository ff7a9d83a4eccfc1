/**
 * How much open time lies between two instants, and when is an amount of it used up? Binary search over a compiled calendar, integer ms,
 * no zones and no Temporal, so it runs in browsers too. Formulas: W(t) = P_k + min(max(t - s_k, 0), e_k - s_k) with k the last stretch
 * starting at or before t; between(a, b) = W(b) - W(a); add is the left-continuous inverse of W.
 */
import type { Instant } from '../kernel/instant.ts';
import type { CompiledCalendar } from './calendar.ts';

/**
 * The instant at which `durationMs` of open time has passed since `at`. An exact fit ends at the closing instant, not at the next opening,
 * so “met at 17:00” and “due 17:00” agree. Throws a RangeError when the answer lies outside the compiled horizon.
 */
export function add(calendar: CompiledCalendar, at: Instant, durationMs: number): Instant {
  if (!Number.isFinite(durationMs) || durationMs < 0) throw new RangeError(`business time to add must be 0 or more, got ${durationMs}`);
  if (durationMs === 0) return at;
  const goalMs = openMsBefore(calendar, at) + durationMs;
  const index = firstAtLeast(calendar.prefixMs, goalMs) - 1;
  const start = calendar.startsAt[index];
  const before = calendar.prefixMs[index];
  if (start === undefined || before === undefined) {
    throw new RangeError(`${durationMs} ms of open time from ${at} reach beyond the compiled horizon ending ${calendar.toAt}`);
  }
  return start + (goalMs - before);
}

/** Open ms from `from` to `to`; negative when `to` is earlier. Additive. */
export function between(calendar: CompiledCalendar, from: Instant, to: Instant): number {
  return openMsBefore(calendar, to) - openMsBefore(calendar, from);
}

/** Is the instant inside an open stretch? The opening instant is, the closing instant is not. */
export function isOpenAt(calendar: CompiledCalendar, at: Instant): boolean {
  assertCovered(calendar, at);
  const end = calendar.endsAt[lastAtMost(calendar.startsAt, at)];
  return end !== undefined && at < end;
}

/** `at` itself when open then, else the next opening; null when nothing opens within the horizon. */
export function nextOpenAt(calendar: CompiledCalendar, at: Instant): Instant | null {
  if (isOpenAt(calendar, at)) return at;
  return calendar.startsAt[lastAtMost(calendar.startsAt, at) + 1] ?? null;
}

/**
 * The closing instant of the stretch that is open at `at`, else of the next one; null when there is none within the horizon.
 * A stretch that runs over the end of the horizon (24/7) ends where it was compiled to.
 */
export function nextCloseAt(calendar: CompiledCalendar, at: Instant): Instant | null {
  const index = lastAtMost(calendar.startsAt, at);
  return calendar.endsAt[isOpenAt(calendar, at) ? index : index + 1] ?? null;
}

/** Does an opening stretch contain the instant, or end exactly there? Where a due instant must lie. */
export function isWithinOrClosing(calendar: CompiledCalendar, at: Instant): boolean {
  assertCovered(calendar, at);
  const end = calendar.endsAt[lastAtMost(calendar.startsAt, at)];
  return end !== undefined && at <= end;
}

/** W(t): open ms since the start of the horizon. */
function openMsBefore(calendar: CompiledCalendar, at: Instant): number {
  assertCovered(calendar, at);
  const index = lastAtMost(calendar.startsAt, at);
  if (index < 0) return 0;
  const start = calendar.startsAt[index] as number;
  const end = calendar.endsAt[index] as number;
  return (calendar.prefixMs[index] as number) + Math.min(at - start, end - start);
}

function assertCovered(calendar: CompiledCalendar, at: Instant): void {
  if (at >= calendar.fromAt && at <= calendar.toAt) return;
  throw new RangeError(`instant ${at} is outside the compiled horizon ${calendar.fromAt} to ${calendar.toAt}`);
}

/** Index of the last value <= `sought` in ascending `values`, -1 when there is none. */
function lastAtMost(values: readonly number[], sought: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((values[middle] as number) <= sought) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** Index of the first value >= `sought` in ascending `values`; `values.length` when there is none. */
function firstAtLeast(values: readonly number[], sought: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((values[middle] as number) < sought) low = middle + 1;
    else high = middle;
  }
  return low;
}
