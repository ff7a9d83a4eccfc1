/**
 * How do we say a length of time: `{waited}` and `{late}` (“3 days”, “40 minutes”), and the due chip of a list row (“in 42 min”,
 * “tomorrow 10:00”, “late 2 h”, “waiting”)? Which chip applies and in what colour is `due-chip.ts`.
 */
import { dayMs, hourMs, minuteMs } from '../kernel/instant.ts';
import type { Instant } from '../kernel/instant.ts';
import { languageOf } from './words/language.ts';
import { dateWords, localClock, localDaysBetween } from './zoned-parts.ts';

interface Length {
  readonly count: number;
  readonly unit: 'minute' | 'hour' | 'day';
}

/** One unit, rounded, never zero: minutes below an hour, hours below two days, then days. */
function lengthOf(durationMs: number): Length {
  const minutes = Math.max(1, Math.round(durationMs / minuteMs));
  if (minutes < 60) return { count: minutes, unit: 'minute' };
  const hours = Math.round(durationMs / hourMs);
  return hours < 48 ? { count: hours, unit: 'hour' } : { count: Math.round(durationMs / dayMs), unit: 'day' };
}

/** “40 minutes”, „3 Tage“. Negative lengths count as none. */
export function formatDuration(durationMs: number, locale: string): string {
  const { count, unit } = lengthOf(durationMs);
  const spoken = new Intl.NumberFormat(`${languageOf(locale)}-u-nu-latn`, { style: 'unit', unit, unitDisplay: 'long' });
  return spoken.format(count);
}

/** What a due chip says; the desk speaks English and German. */
export interface DueWords {
  readonly dueAt: Instant;
  readonly nowAt: Instant;
  /** The agent's zone. */
  readonly zone: string;
  readonly locale: string;
}

const chips = {
  en: {
    in: 'in {n} min',
    today: 'today {time}',
    tomorrow: 'tomorrow {time}',
    late: { minute: 'late {n} min', hour: 'late {n} h', day: 'late {n} d' },
    waiting: 'waiting',
  },
  de: {
    in: 'in {n} min',
    today: 'heute {time}',
    tomorrow: 'morgen {time}',
    late: { minute: '{n} min verspätet', hour: '{n} h verspätet', day: '{n} T. verspätet' },
    waiting: 'wartet',
  },
} as const;

const chipsFor = (locale: string) => chips[languageOf(locale) === 'de' ? 'de' : 'en'];

export function waitingWords(locale: string): string {
  return chipsFor(locale).waiting;
}

/**
 * Under an hour left: minutes (rounded up, so it never says 0). Else the time with “today”, “tomorrow”, a weekday within a week, or a date.
 * The due minute itself is not late yet.
 */
export function dueWords({ dueAt, nowAt, zone, locale }: DueWords): string {
  const said = chipsFor(locale);
  const leftMs = dueAt - nowAt;
  if (leftMs < 0) {
    const { count, unit } = lengthOf(-leftMs);
    return said.late[unit].replace('{n}', String(count));
  }
  if (leftMs < hourMs) return said.in.replace('{n}', String(Math.max(1, Math.ceil(leftMs / minuteMs))));
  const { hour, minute } = localClock(dueAt, zone);
  const time = `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
  const days = localDaysBetween(nowAt, dueAt, zone);
  if (days <= 1) return (days === 0 ? said.today : said.tomorrow).replace('{time}', time);
  const german = languageOf(locale) === 'de';
  const words = dateWords(dueAt, zone, german ? 'de' : 'en', 'short');
  if (days < 7) return `${words.weekday} ${time}`;
  return german ? `${words.day}. ${words.month} ${time}` : `${words.day} ${words.month} ${time}`;
}
