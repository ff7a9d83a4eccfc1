/**
 * When is a shop open, reckoned minute by minute from the wall-clock text of `Intl`? An independent second opinion for the tests of the compiled
 * calendar; slow, and never used outside them.
 */
import type { CalendarId } from '../kernel/ids.ts';
import { dayMs, minuteMs } from '../kernel/instant.ts';
import { add, between, isOpenAt } from './business-time.ts';
import type { CalendarVersion, Window } from './calendar.ts';
import { compile } from './compile.ts';

/** Zones with their own ideas about midnight, half hours and whole days, and a date on which they act on them. */
export const clockChanges: [zone: string, around: string][] = [
  ['America/New_York', '2026-03-08'],
  ['Europe/Berlin', '2026-10-25'],
  ['Africa/Cairo', '2026-04-24'],
  ['Asia/Beirut', '2026-03-29'],
  ['America/Santiago', '2026-09-06'],
  ['Atlantic/Azores', '2026-10-25'],
  ['Australia/Lord_Howe', '2026-10-04'],
  ['America/St_Johns', '2026-11-01'],
  ['Asia/Kathmandu', '2026-06-01'],
  ['Pacific/Apia', '2011-12-30'],
  ['America/Havana', '2026-03-08'],
  ['Pacific/Chatham', '2026-04-05'],
];
const daysAround = 3;

/** A small seeded generator (mulberry32), so that a failure repeats. */
function dice(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

/** “2026-03-08 02:15” for each minute of the days around the change. */
function wallTexts(zone: string, fromAt: number, toAt: number): string[] {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' });
  const texts: string[] = [];
  for (let at = fromAt; at < toAt; at += minuteMs) texts.push(format.format(at));
  return texts;
}

const nextDate = (date: string) => new Date(Date.parse(`${date}T00:00Z`) + dayMs).toISOString().slice(0, 10);
const isoWeekday = (date: string) => String(new Date(`${date}T00:00Z`).getUTCDay() || 7) as keyof CalendarVersion['weekly'];

/** A window is open from the first minute that shows its opening time or later to the first that shows its closing time or later. */
function openMinutes(calendar: CalendarVersion, texts: string[], dates: string[]): boolean[] {
  const open = texts.map(() => false);
  const firstFrom = (text: string) => {
    const index = texts.findIndex((wall) => wall >= text);
    return index < 0 ? texts.length : index;
  };
  for (const date of dates) {
    for (const window of calendar.exceptions[date] ?? calendar.weekly[isoWeekday(date)]) {
      const overnight = window.close === '24:00' || window.close <= window.open;
      const start = firstFrom(`${date} ${window.open}`);
      const end = firstFrom(
        overnight ? `${nextDate(date)} ${window.close === '24:00' ? '00:00' : window.close}` : `${date} ${window.close}`,
      );
      open.fill(true, start, Math.max(start, end));
    }
  }
  return open;
}

function randomCalendar(zone: string, around: string, roll: (below: number) => number): CalendarVersion {
  const time = (below: number) => `${String(roll(below)).padStart(2, '0')}:${String(roll(60)).padStart(2, '0')}`;
  const windows = (): Window[] => [
    { open: time(6), close: time(24) },
    { open: time(24), close: time(24) },
  ];
  const weekly = { 1: windows(), 2: windows(), 3: windows(), 4: [], 5: windows(), 6: [{ open: '00:00', close: '24:00' }], 7: windows() };
  return {
    id: 'oracle' as CalendarId,
    version: roll(1_000_000),
    zone,
    weekly,
    exceptions: { [nextDate(around)]: [{ open: '09:00', close: '13:00' }] },
  };
}

/**
 * Compares `roundCount` random calendars of two windows a day, a whole Saturday and a half day, around `around`. Gives `agrees`, or the first
 * calendar and minute on which the two differ.
 */
export function compareByTheMinute(zone: string, around: string, roundCount: number): string {
  const middle = Date.parse(`${around}T00:00Z`);
  const fromAt = middle - daysAround * dayMs;
  const toAt = middle + daysAround * dayMs;
  const texts = wallTexts(zone, fromAt, toAt);
  const dates = Array.from({ length: 2 * daysAround + 4 }, (_, day) => new Date(fromAt + (day - 2) * dayMs).toISOString().slice(0, 10));
  const roll = dice(middle / dayMs);
  for (let round = 0; round < roundCount; round += 1) {
    const calendar = randomCalendar(zone, around, roll);
    const compiled = compile(calendar, fromAt, toAt);
    const open = openMinutes(calendar, texts, dates);
    const wrong = open.findIndex((expected, minute) => isOpenAt(compiled, fromAt + minute * minuteMs) !== expected);
    if (wrong >= 0) return `${JSON.stringify(calendar)} at ${texts[wrong]}`;
    const start = roll(open.length / 2);
    const counted = open.slice(start).filter(Boolean).length;
    const measuredMs = between(compiled, fromAt + start * minuteMs, toAt);
    if (measuredMs !== counted * minuteMs)
      return `${JSON.stringify(calendar)}: ${measuredMs} ms from ${texts[start]}, counted ${counted} minutes`;
    const half = Math.ceil(counted / 2);
    let seen = 0;
    const due = open.findIndex((isOpen, minute) => minute >= start && isOpen && ++seen === half) + 1;
    if (half > 0 && add(compiled, fromAt + start * minuteMs, half * minuteMs) !== fromAt + due * minuteMs) {
      return `${JSON.stringify(calendar)}: ${half} minutes from ${texts[start]} do not end at ${texts[due]}`;
    }
  }
  return 'agrees';
}
