/** How is an instant said on screen? In the reader's language and zone, by `Intl`. Due chips are `core`'s; customers' times are stored words. */
import { currentLanguage, say } from './say.ts';

const formats = new Map<string, Intl.DateTimeFormat>();

function format(name: string, options: Intl.DateTimeFormatOptions, iso: string | number): string {
  const language = currentLanguage() === 'de' ? 'de-DE' : (navigator.languages.find((tag) => tag.startsWith('en')) ?? 'en-GB');
  const key = `${language} ${name}`;
  const known = formats.get(key) ?? new Intl.DateTimeFormat(language, options);
  formats.set(key, known);
  return known.format(new Date(iso));
}

/** “14:02”. */
export const clockWords = (iso: string | number): string => format('clock', { hour: 'numeric', minute: '2-digit' }, iso);

/** “Tuesday, 24 November 2026, 14:02”, for titles. */
export const fullWords = (iso: string | number): string => format('full', { dateStyle: 'full', timeStyle: 'short' }, iso);

/** Two instants on one calendar day of the reader have the same key; it begins with the year. By the date's own parts: every row asks four times. */
export function localDay(iso: string | number): string {
  const at = new Date(iso);
  return `${at.getFullYear()}-${at.getMonth() + 1}-${at.getDate()}`;
}

/** “Today”, “Yesterday”, “Monday, 23 November”, with the year when it is another. */
export function dayWords(iso: string | number, nowAt: number): string {
  const day = localDay(iso);
  if (day === localDay(nowAt)) return say('thread.today');
  if (day === localDay(nowAt - 86_400_000)) return say('thread.yesterday');
  const sameYear = day.slice(0, 4) === localDay(nowAt).slice(0, 4);
  return sameYear
    ? format('day', { weekday: 'long', day: 'numeric', month: 'long' }, iso)
    : format('dayYear', { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' }, iso);
}

/** The shortest that is still clear: time today, else day and month, else with the year. */
export function shortWhen(iso: string | number, nowAt: number): string {
  const day = localDay(iso);
  if (day === localDay(nowAt)) return clockWords(iso);
  const sameYear = day.slice(0, 4) === localDay(nowAt).slice(0, 4);
  return format(
    sameYear ? 'short' : 'shortYear',
    { day: 'numeric', month: 'short', ...(sameYear ? {} : { year: 'numeric' as const }) },
    iso,
  );
}

/** “Wed 25 Nov, 09:00”: a moment someone has to keep in mind. */
export const momentWords = (iso: string | number): string =>
  format('moment', { weekday: 'short', day: 'numeric', month: 'short', hour: 'numeric', minute: '2-digit' }, iso);

/** “45 min”, “2 h”, “2 h 15 min”: a length, to the minute; from two days of hours on in whole hours. */
export function lengthWords(ms: number): string {
  const minutes = Math.max(0, Math.round(ms / 60_000));
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  if (hours === 0) return say('reply.minutes', { n: rest });
  return rest === 0 || hours >= 48
    ? say('reply.hours', { n: hours })
    : `${say('reply.hours', { n: hours })} ${say('reply.minutes', { n: rest })}`;
}
