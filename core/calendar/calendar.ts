/**
 * When is a shop open, as its owner wrote it down? Wall-clock windows in an IANA zone, per weekday and per date; versioned and never changed
 * once used. Turning wall times into instants is `compile.ts`, reckoning with them is `business-time.ts`.
 */
import type { CalendarId } from '../kernel/ids.ts';
import type { Instant } from '../kernel/instant.ts';

/** ISO weekday: Monday is '1', Sunday '7'. */
export type Weekday = '1' | '2' | '3' | '4' | '5' | '6' | '7';

/**
 * One stretch of open time in local wall-clock time. `close` at or before `open` means the next local day; `24:00` is the end of the day.
 * `00:00`–`24:00` is the whole day, however many hours it has.
 */
export interface Window {
  readonly open: string;
  readonly close: string;
}

export interface CalendarVersion {
  readonly id: CalendarId;
  readonly version: number;
  /** IANA name such as `Europe/Berlin`, never an offset. */
  readonly zone: string;
  readonly weekly: Readonly<Record<Weekday, readonly Window[]>>;
  /** Local date `YYYY-MM-DD` to the windows that *start* on that date; an empty list is a day closed. */
  readonly exceptions: Readonly<Record<string, readonly Window[]>>;
  /** What the customer may be told about such a date: “Boxing Day”. */
  readonly exceptionNames?: Readonly<Record<string, string>>;
}

/**
 * The same as sorted, disjoint stretches `[startsAt[i], endsAt[i])` in UTC ms. `prefixMs` has one entry more: `prefixMs[i]` is the open time
 * before stretch `i`, the last entry all of it. Answers hold for instants in `[fromAt, toAt]` only.
 */
export interface CompiledCalendar {
  readonly zone: string;
  readonly fromAt: Instant;
  readonly toAt: Instant;
  readonly startsAt: readonly number[];
  readonly endsAt: readonly number[];
  readonly prefixMs: readonly number[];
}

export const weekdays: readonly Weekday[] = ['1', '2', '3', '4', '5', '6', '7'];
