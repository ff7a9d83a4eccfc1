/** When was it, in the reader's language and zone? Dates of the past as plain text; due times are `core`'s. */
import { currentLanguage } from './say.ts';

/** “24 Nov 2026, 18:05”. */
export function dayAndTime(at: string): string {
  return new Intl.DateTimeFormat(localeOf(), { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(at));
}

/** “24 Nov 2026”. */
export function day(at: string): string {
  return new Intl.DateTimeFormat(localeOf(), { dateStyle: 'medium' }).format(new Date(at));
}

/** The reader's own English or German, such as en-US or de-AT, where the desk speaks that language. */
export function localeOf(): string {
  return navigator.languages.find((locale) => locale.startsWith(currentLanguage())) ?? (currentLanguage() === 'en' ? 'en-GB' : 'de');
}
