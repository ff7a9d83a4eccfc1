/**
 * What does someone have in hand while changing opening hours? A draft as lists a form can edit, and the way there and back. Whether the
 * result can be used is `checkCalendar` of core; saving it as a new version is the server's.
 */
import { weekdays } from '@meanwhile/core/calendar/calendar.ts';
import type { Weekday } from '@meanwhile/core/calendar/calendar.ts';
import type { HolidayYear } from '@meanwhile/wire/holidays.ts';
import type { Calendar } from '@meanwhile/wire/records.ts';

export interface DraftWindow {
  readonly open: string;
  readonly close: string;
}
export interface DraftException {
  /** Stays the same while the date is being typed. */
  readonly key: string;
  readonly date: string;
  readonly name: string;
  readonly windows: readonly DraftWindow[];
}
export interface CalendarDraft {
  readonly name: string;
  readonly zone: string;
  readonly weekly: Readonly<Record<Weekday, readonly DraftWindow[]>>;
  readonly exceptions: readonly DraftException[];
}
export type CalendarBody = Pick<Calendar, 'name' | 'zone' | 'weekly' | 'exceptions' | 'exceptionNames'>;

export function draftOf(calendar: CalendarBody): CalendarDraft {
  return {
    name: calendar.name,
    zone: calendar.zone,
    weekly: calendar.weekly,
    exceptions: Object.entries(calendar.exceptions)
      .toSorted(([a], [b]) => a.localeCompare(b))
      .map(([date, windows]) => ({ key: date, date, name: calendar.exceptionNames[date] ?? '', windows })),
  };
}

/** The request body of POST and PUT /calendars. Two rows for one date: the later row wins, as it would on the server. */
export function bodyOf(draft: CalendarDraft): CalendarBody {
  const weekly = Object.fromEntries(weekdays.map((day) => [day, sorted(draft.weekly[day])])) as Calendar['weekly'];
  const named = draft.exceptions.filter((exception) => exception.name.trim() !== '');
  return {
    name: draft.name.trim(),
    zone: draft.zone,
    weekly,
    exceptions: Object.fromEntries(draft.exceptions.map(({ date, windows }) => [date, sorted(windows)])),
    exceptionNames: Object.fromEntries(named.map(({ date, name }) => [date, name.trim()])),
  };
}

/** A new stretch after the last one of the day: an hour later, four hours long; the first one is 9 to 5. */
export function nextWindow(windows: readonly DraftWindow[]): DraftWindow {
  const last = windows.at(-1);
  if (last === undefined) return { open: '09:00', close: '17:00' };
  const startMinute = Math.min(minuteOf(last.close) + 60, 22 * 60);
  const endMinute = Math.min(startMinute + 240, 24 * 60);
  return { open: clockText(startMinute), close: clockText(endMinute) };
}

/** Copies Monday's hours to Tuesday … Friday. */
export function mondayToFriday(draft: CalendarDraft): CalendarDraft {
  const monday = draft.weekly['1'];
  return { ...draft, weekly: { ...draft.weekly, '2': monday, '3': monday, '4': monday, '5': monday } };
}

export function withDay(draft: CalendarDraft, day: Weekday, windows: readonly DraftWindow[]): CalendarDraft {
  return { ...draft, weekly: { ...draft.weekly, [day]: windows } };
}

/**
 * Adds public holidays as closed days; one that begins at a time of day leaves the hours before it. A date that stands there already
 * stays as somebody wrote it.
 */
export function takeOver(draft: CalendarDraft, days: HolidayYear['days']): CalendarDraft {
  const known = new Set(draft.exceptions.map((exception) => exception.date));
  const added = days
    .filter((day) => !known.has(day.date))
    .map(({ date, name, from }) => ({
      key: date,
      date,
      name: name.slice(0, 120),
      windows: from === null ? [] : before(draft, date, from),
    }));
  return { ...draft, exceptions: [...draft.exceptions, ...added].toSorted((a, b) => a.date.localeCompare(b.date)) };
}

function before(draft: CalendarDraft, date: string, from: string): DraftWindow[] {
  const weekday = String(new Date(`${date}T00:00:00Z`).getUTCDay() || 7) as Weekday;
  return draft.weekly[weekday]
    .filter((window) => window.open < from)
    .map((window) => ({ open: window.open, close: window.close > from || window.close <= window.open ? from : window.close }));
}

/** Dates written down twice; the form says so, because only one row would count. */
export function datesTwice(draft: CalendarDraft): readonly string[] {
  const dates = draft.exceptions.map((exception) => exception.date);
  return [...new Set(dates.filter((date, index) => date !== '' && dates.indexOf(date) !== index))];
}

function sorted(windows: readonly DraftWindow[]): DraftWindow[] {
  return windows
    .toSorted((a, b) => a.open.localeCompare(b.open))
    .map(({ open, close }) => ({ open, close: close === '00:00' ? '24:00' : close }));
}

function minuteOf(clock: string): number {
  const [hours = '0', minutes = '0'] = clock.split(':');
  return Number(hours) * 60 + Number(minutes);
}

function clockText(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
}
