/**
 * Can this calendar be used to tell customers a time? Checks zone, dates and windows, and that something is open within the next 400 days.
 * It does not judge whether the hours are wise, and needs no Temporal, so a form can call it while someone types.
 */
import { dayMs } from '../kernel/instant.ts';
import type { Instant } from '../kernel/instant.ts';
import { refuse } from '../kernel/refusal.ts';
import type { Refusal } from '../kernel/refusal.ts';
import { weekdays } from './calendar.ts';
import type { CalendarVersion, Weekday, Window } from './calendar.ts';

export type CalendarRefusalCode = 'zone_unknown' | 'window_invalid' | 'date_invalid' | 'never_open' | 'too_many_windows';

const timeShape = /^([01]\d|2[0-3]):[0-5]\d$/;
const dateShape = /^\d{4}-\d{2}-\d{2}$/;
/** An IANA name has a letter first and no offset: `Europe/Berlin`, `UTC`; `+02:00` is refused although Intl takes it. */
const zoneShape = /^[A-Za-z][A-Za-z0-9_+\-/]*$/;
const windowsPerDayLimit = 24;
const exceptionsLimit = 2_000;
const lookAheadDays = 400;

/** All reasons to refuse, empty when the calendar is sound. `nowAt` (ms) is where the 400 days begin. */
export function checkCalendar(calendar: CalendarVersion, nowAt: Instant): Refusal<CalendarRefusalCode>[] {
  const refusals: Refusal<CalendarRefusalCode>[] = [];
  if (!isZone(calendar.zone)) refusals.push(refuse('zone_unknown', `“${calendar.zone}” is not an IANA time zone name.`));
  for (const weekday of weekdays) refusals.push(...checkWindows(calendar.weekly[weekday], `weekday ${weekday}`));
  const dates = Object.entries(calendar.exceptions);
  if (dates.length > exceptionsLimit) refusals.push(refuse('too_many_windows', `At most ${exceptionsLimit} exceptions.`));
  for (const [date, windows] of dates) {
    if (!isDate(date)) refusals.push(refuse('date_invalid', `“${date}” is not a date like 2026-12-24.`));
    refusals.push(...checkWindows(windows, date));
  }
  if (refusals.length === 0 && !isEverOpen(calendar, nowAt)) {
    refusals.push(refuse('never_open', `Nothing is open in the next ${lookAheadDays} days, so no reply time could be told.`));
  }
  return refusals;
}

/** Is this an IANA zone name this machine knows? */
export function isZone(zone: string): boolean {
  if (!zoneShape.test(zone)) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone.length > 0;
  } catch (cause) {
    if (cause instanceof RangeError) return false;
    throw cause;
  }
}

function checkWindows(windows: readonly Window[] | undefined, where: string): Refusal<CalendarRefusalCode>[] {
  if (!Array.isArray(windows)) return [refuse('window_invalid', `${where}: windows are missing.`)];
  if (windows.length > windowsPerDayLimit) return [refuse('too_many_windows', `${where}: at most ${windowsPerDayLimit} windows a day.`)];
  return (windows as readonly Window[])
    .filter((window) => !timeShape.test(window.open) || !(timeShape.test(window.close) || window.close === '24:00'))
    .map((window) => refuse('window_invalid', `${where}: “${window.open}–${window.close}” is not a window like 09:00–17:00.`));
}

function isDate(date: string): boolean {
  if (!dateShape.test(date)) return false;
  const at = Date.parse(`${date}T00:00:00Z`);
  // 2026-02-31 parses to NaN here or rolls over, depending on the engine.
  return Number.isFinite(at) && dateText(at) === date;
}

/** Whole local dates are enough: a window that vanishes in a spring gap does so on one date, not on 400. */
function isEverOpen(calendar: CalendarVersion, nowAt: Instant): boolean {
  for (let day = 0; day < lookAheadDays; day += 1) {
    const at = nowAt + day * dayMs;
    const windows = calendar.exceptions[dateText(at)] ?? calendar.weekly[weekdayOf(at)];
    if (windows.length > 0) return true;
  }
  return false;
}

function dateText(at: Instant): string {
  return new Date(at).toISOString().slice(0, 10);
}

/** 1970-01-01 was a Thursday. */
function weekdayOf(at: Instant): Weekday {
  return weekdays[(Math.floor(at / dayMs) + 3) % 7] as Weekday;
}
