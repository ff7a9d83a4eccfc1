/**
 * How do we say an instant to a customer? “2:30 pm today”, “10:00 am tomorrow (Tuesday)”, “10:00 am on Friday 27 November”. Stored texts
 * always carry weekday and date, because “today” is false tomorrow. The sentences around it are in `words/`.
 */
import type { Instant } from '../kernel/instant.ts';
import { fill } from './words/fill.ts';
import { languageOf, readableTag } from './words/language.ts';
import type { BaseLanguage } from './words/language.ts';
import { dateWords, localClock, localDaysBetween, localeClock, showSameClock, zoneName } from './zoned-parts.ts';

export interface WhenToSay {
  readonly at: Instant;
  readonly nowAt: Instant;
  /** The workspace's zone. */
  readonly zone: string;
  readonly locale: string;
  /** True for texts that are read later: email, SMS, the ledger, exports. */
  readonly stored: boolean;
  /** The reader's zone when known; the time is then said in it, and named where its clock differs from the workspace's. */
  readonly readerZone?: string | undefined;
}

/** Where a time stands in its sentence: `by` = “reply by …”, `opens` = “back …”, `received` = “reached us at …”. */
export type WhenPlace = 'by' | 'opens' | 'received';

interface Forms {
  readonly today: string;
  readonly tomorrow: string;
  readonly date: string;
}

const forms: Record<BaseLanguage, Record<WhenPlace, Forms>> = {
  en: {
    by: { today: '{time} today', tomorrow: '{time} tomorrow ({weekday})', date: '{time} on {weekday} {day} {month}' },
    opens: { today: 'today at {time}', tomorrow: 'tomorrow at {time}', date: 'on {weekday} {day} {month} at {time}' },
    received: { today: '{time} today', tomorrow: '{time} on {weekday} {day} {month}', date: '{time} on {weekday} {day} {month}' },
  },
  de: {
    by: { today: 'heute {time}', tomorrow: 'morgen ({weekday}) {time}', date: '{weekday}, {day}. {month}, {time}' },
    opens: { today: 'heute um {time}', tomorrow: 'morgen um {time}', date: 'am {weekday}, {day}. {month}, um {time}' },
    received: { today: '{time} heute', tomorrow: '{time} am {weekday}, {day}. {month},', date: '{time} am {weekday}, {day}. {month},' },
  },
  fr: {
    by: { today: 'aujourd’hui à {time}', tomorrow: 'demain ({weekday}) à {time}', date: 'le {weekday} {day} {month} à {time}' },
    opens: { today: 'aujourd’hui à {time}', tomorrow: 'demain à {time}', date: 'le {weekday} {day} {month} à {time}' },
    received: {
      today: 'aujourd’hui à {time}',
      tomorrow: 'le {weekday} {day} {month} à {time}',
      date: 'le {weekday} {day} {month} à {time}',
    },
  },
  es: {
    by: { today: 'hoy {at} {time}', tomorrow: 'mañana ({weekday}) {at} {time}', date: 'el {weekday} {day} de {month} {at} {time}' },
    opens: { today: 'hoy {at} {time}', tomorrow: 'mañana {at} {time}', date: 'el {weekday} {day} de {month} {at} {time}' },
    received: {
      today: 'hoy {at} {time}',
      tomorrow: 'el {weekday} {day} de {month} {at} {time}',
      date: 'el {weekday} {day} de {month} {at} {time}',
    },
  },
  pt: {
    by: { today: 'hoje {at} {time}', tomorrow: 'amanhã ({weekday}) {at} {time}', date: '{weekday}, {day} de {month}, {at} {time}' },
    opens: { today: 'hoje {at} {time}', tomorrow: 'amanhã {at} {time}', date: '{weekday}, {day} de {month}, {at} {time}' },
    received: {
      today: 'hoje {at} {time}',
      tomorrow: '{weekday}, {day} de {month}, {at} {time}',
      date: '{weekday}, {day} de {month}, {at} {time}',
    },
  },
  ja: {
    by: { today: '今日の{time}', tomorrow: '明日（{weekday}）の{time}', date: '{month}{day}日（{weekday}）の{time}' },
    opens: { today: '今日の{time}', tomorrow: '明日の{time}', date: '{month}{day}日（{weekday}）の{time}' },
    received: { today: '今日の{time}', tomorrow: '{month}{day}日（{weekday}）の{time}', date: '{month}{day}日（{weekday}）の{time}' },
  },
  ar: {
    by: { today: 'اليوم الساعة {time}', tomorrow: 'غدًا ({weekday}) الساعة {time}', date: 'يوم {weekday} {day} {month} الساعة {time}' },
    opens: { today: 'اليوم الساعة {time}', tomorrow: 'غدًا الساعة {time}', date: 'يوم {weekday} {day} {month} الساعة {time}' },
    received: {
      today: 'اليوم الساعة {time}',
      tomorrow: 'يوم {weekday} {day} {month} الساعة {time}',
      date: 'يوم {weekday} {day} {month} الساعة {time}',
    },
  },
};

/** The words for `{by}`, `{newBy}`, `{firstBy}` (place `by`, the default), `{opens}` and `{received}`. */
export function formatWhen(when: WhenToSay, place: WhenPlace = 'by'): string {
  const language = languageOf(when.locale);
  const zone = when.readerZone ?? when.zone;
  const days = when.stored ? null : localDaysBetween(when.nowAt, when.at, zone);
  const pattern = forms[language][place][days === 0 ? 'today' : days === 1 ? 'tomorrow' : 'date'];
  const words = dateWords(when.at, zone, language);
  return fill(pattern, {
    time: formatTime(when),
    weekday: words.weekday,
    day: language === 'fr' && words.day === '1' ? '1er' : words.day,
    month: language === 'ja' && !words.month.endsWith('月') ? `${words.month}月` : words.month,
    at: preposition(language, localClock(when.at, zone).hour),
  });
}

/** The time of day alone: “2:30 pm”, „14:30 Uhr“. Named with its zone where reader and workspace differ. */
export function formatTime(when: Pick<WhenToSay, 'at' | 'zone' | 'locale' | 'readerZone'>): string {
  const language = languageOf(when.locale);
  const zone = when.readerZone ?? when.zone;
  const time = clockWords(when.at, zone, language);
  return showSameClock(when.at, zone, when.zone) ? time : `${time} ${zoneName(when.at, zone, readableTag(when.locale))}`;
}

function clockWords(at: Instant, zone: string, language: BaseLanguage): string {
  if (language === 'ar') return localeClock(at, zone, 'ar');
  const { hour, minute } = localClock(at, zone);
  const minutes = String(minute).padStart(2, '0');
  if (language === 'en') return `${hour % 12 === 0 ? 12 : hour % 12}:${minutes} ${hour < 12 ? 'am' : 'pm'}`;
  return language === 'de' ? `${hour}:${minutes} Uhr` : `${hour}:${minutes}`;
}

/** Spanish and Portuguese say “a la 1:00” but “a las 2:00”, „à 1:00“ but „às 2:00“. */
function preposition(language: BaseLanguage, hour: number): string {
  if (language === 'es') return hour === 1 ? 'a la' : 'a las';
  return language === 'pt' && hour <= 1 ? 'à' : 'às';
}
