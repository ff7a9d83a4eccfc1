/**
 * At which instants is the shop open? Turns wall-clock windows into sorted, disjoint UTC stretches, with summer time, skipped hours and odd
 * midnights. The only file that uses `Temporal`, so server-only; browsers get the result. Reckoning with it is `business-time.ts`.
 */
import type { Instant } from '../kernel/instant.ts';
import { isRefusal, refuse } from '../kernel/refusal.ts';
import type { Refusal } from '../kernel/refusal.ts';
import type { CalendarVersion, CompiledCalendar, Weekday, Window } from './calendar.ts';

interface Stretch {
  startAt: number;
  endAt: number;
}

/**
 * Compiles `[fromAt, toAt]` (ms). Stretches are whole: one that crosses an edge of the horizon keeps its true ends, except that time without
 * a break (24/7) ends a few days outside it. Throws a RangeError for a zone or window text that `checkCalendar` would refuse.
 */
export function compile(calendar: CalendarVersion, fromAt: Instant, toAt: Instant): CompiledCalendar {
  const firstDate = dateAt(fromAt, calendar.zone).subtract({ days: 2 });
  const lastDate = dateAt(toAt, calendar.zone).add({ days: 2 });
  const stretches: Stretch[] = [];
  for (let date = firstDate; Temporal.PlainDate.compare(date, lastDate) <= 0; date = date.add({ days: 1 })) {
    const windows = calendar.exceptions[date.toString()] ?? calendar.weekly[String(date.dayOfWeek) as Weekday];
    for (const window of windows) {
      const startAt = instantOf(date, window.open, calendar.zone);
      const endAt = endOf(date, window, calendar.zone);
      if (endAt > startAt) stretches.push({ startAt, endAt });
    }
  }
  return toArrays(calendar.zone, { fromAt, toAt }, merge(stretches));
}

/**
 * The instant meant by a local wall-clock time `YYYY-MM-DDTHH:MM`: a time in a spring gap moves later by the gap, one that happens twice in
 * autumn is the first. For times people type (snooze, appointments); windows are clipped instead, see `instantOf`.
 */
export function resolveLocal(dateTime: string, zone: string): Instant | Refusal<'time_unreadable'> {
  try {
    return Temporal.PlainDateTime.from(dateTime).toZonedDateTime(zone, { disambiguation: 'compatible' }).epochMilliseconds;
  } catch (cause) {
    if (cause instanceof RangeError) return refuse('time_unreadable', cause.message);
    throw cause;
  }
}

/** The same for times known to be sound; throws where `resolveLocal` refuses. */
export function localInstant(dateTime: string, zone: string): Instant {
  const at = resolveLocal(dateTime, zone);
  if (isRefusal(at)) throw new RangeError(`${dateTime} in ${zone}: ${at.detail ?? 'unreadable'}`);
  return at;
}

function dateAt(at: Instant, zone: string): Temporal.PlainDate {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).toPlainDate();
}

function endOf(date: Temporal.PlainDate, window: Window, zone: string): number {
  if (window.close === '24:00') return instantOf(date.add({ days: 1 }), '00:00', zone);
  // HH:MM compares as text.
  return instantOf(window.close <= window.open ? date.add({ days: 1 }) : date, window.close, zone);
}

/**
 * First instant of `date` at which the wall clock shows `time` or later. In a gap that is the transition itself, for opening and closing
 * alike: New York 2026-03-08, open 02:15 is 03:00; a window wholly inside the gap vanishes. Midnight needs no special code, a day that
 * starts at 01:00 (Cairo, Beirut, Azores) is the same case.
 */
function instantOf(date: Temporal.PlainDate, time: string, zone: string): number {
  const wall = date.toPlainDateTime(Temporal.PlainTime.from(time));
  const resolved = wall.toZonedDateTime(zone, { disambiguation: 'compatible' });
  if (resolved.toPlainDateTime().equals(wall)) return resolved.epochMilliseconds;
  // “Previous” excludes the instant itself, and a missing midnight resolves to exactly the transition.
  const transition = resolved.add({ milliseconds: 1 }).getTimeZoneTransition('previous');
  return (transition ?? resolved).epochMilliseconds;
}

/** Touching and overlapping stretches become one, so 24/7 is a single stretch and days of 23 hours need no special code. */
function merge(stretches: Stretch[]): Stretch[] {
  stretches.sort((a, b) => a.startAt - b.startAt);
  const merged: Stretch[] = [];
  for (const stretch of stretches) {
    const last = merged.at(-1);
    if (last !== undefined && stretch.startAt <= last.endAt) last.endAt = Math.max(last.endAt, stretch.endAt);
    else merged.push({ ...stretch });
  }
  return merged;
}

function toArrays(zone: string, horizon: { fromAt: number; toAt: number }, stretches: Stretch[]): CompiledCalendar {
  const inside = stretches.filter((stretch) => stretch.endAt > horizon.fromAt && stretch.startAt <= horizon.toAt);
  const prefixMs = [0];
  for (const stretch of inside) prefixMs.push((prefixMs.at(-1) as number) + stretch.endAt - stretch.startAt);
  return { zone, ...horizon, startsAt: inside.map((s) => s.startAt), endsAt: inside.map((s) => s.endAt), prefixMs };
}
