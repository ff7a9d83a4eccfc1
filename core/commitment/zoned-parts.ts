/**
 * What do clock and calendar on the wall show at an instant, in a zone and a language? Thin, cached reading of `Intl`; which words are put
 * around it is `when-words.ts`. Reads instants only: turning wall time into instants is `core/calendar/compile.ts`.
 */
import { dayMs } from '../kernel/instant.ts';
import type { Instant } from '../kernel/instant.ts';

/** Making a formatter costs some 50 µs and several kB, using it 1 µs; one language and zone need up to four. */
const formatLimit = 400;
const formats = new Map<string, Intl.DateTimeFormat>();
/** What each format gave last: an instant is asked for its hour and its minute, its year, month and day. */
const given = new WeakMap<Intl.DateTimeFormat, { readonly at: Instant; readonly parts: Intl.DateTimeFormatPart[] }>();

function formatFor(locale: string, zone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale} ${zone} ${Object.keys(options).join(' ')}`;
  const known = formats.get(key);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat(locale, { ...options, timeZone: zone });
  if (formats.size >= formatLimit) formats.delete(formats.keys().next().value as string);
  formats.set(key, made);
  return made;
}

function part(format: Intl.DateTimeFormat, at: Instant, type: Intl.DateTimeFormatPartTypes): string {
  let last = given.get(format);
  if (last?.at !== at) given.set(format, (last = { at, parts: format.formatToParts(at) }));
  return last.parts.find((found) => found.type === type)?.value ?? '';
}

/** Local date as `YYYY-MM-DD`. */
export function localDate(at: Instant, zone: string): string {
  const format = formatFor('en-CA', zone, { year: 'numeric', month: '2-digit', day: '2-digit' });
  return `${part(format, at, 'year')}-${part(format, at, 'month')}-${part(format, at, 'day')}`;
}

/** Whole local days from one instant's date to another's: 0 the same date, 1 the next. */
export function localDaysBetween(from: Instant, to: Instant, zone: string): number {
  return Math.round((Date.parse(localDate(to, zone)) - Date.parse(localDate(from, zone))) / dayMs);
}

/** Hour 0–23 and minute of the local clock. */
export function localClock(at: Instant, zone: string): { hour: number; minute: number } {
  const format = formatFor('en-GB', zone, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  return { hour: Number(part(format, at, 'hour')), minute: Number(part(format, at, 'minute')) };
}

export interface DateWords {
  /** “Friday” */
  readonly weekday: string;
  readonly day: string;
  /** “November”, in the form the language uses beside a day. */
  readonly month: string;
}

/** Weekday, day and month in words of `locale`; digits are Latin. `short` gives “Fri”, “Nov”. */
export function dateWords(at: Instant, zone: string, locale: string, width: 'long' | 'short' = 'long'): DateWords {
  const latin = `${locale}-u-nu-latn`;
  const options: Intl.DateTimeFormatOptions =
    width === 'long' ? { weekday: 'long', day: 'numeric', month: 'long' } : { month: 'short', day: 'numeric', weekday: 'short' };
  const format = formatFor(latin, zone, options);
  return { weekday: part(format, at, 'weekday'), day: part(format, at, 'day'), month: part(format, at, 'month') };
}

/** The clock as the language's readers expect it from Intl: “2:30 م”, “14:30”. */
export function localeClock(at: Instant, zone: string, locale: string): string {
  return formatFor(`${locale}-u-nu-latn`, zone, { timeStyle: 'short' }).format(at);
}

/** Short name of the zone at that instant: “EST”, “MEZ”, “GMT+5:45”. */
export function zoneName(at: Instant, zone: string, locale: string): string {
  return part(formatFor(locale, zone, { timeZoneName: 'short', hour: 'numeric' }), at, 'timeZoneName');
}

/** Do the two zones show the same wall clock at that instant? */
export function showSameClock(at: Instant, one: string, other: string): boolean {
  if (one === other) return true;
  const [a, b] = [localClock(at, one), localClock(at, other)];
  return a.hour === b.hour && a.minute === b.minute && localDate(at, one) === localDate(at, other);
}
