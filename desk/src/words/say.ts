/**
 * How does the desk say it? Looks a key up in the catalogue of the reader's language and fills its placeholders. One language is loaded at a
 * time. What customers read is not here: those words are stored by the server.
 */
import { useSyncExternalStore } from 'react';
import type { en } from './en.ts';

export type WordKey = keyof typeof en;
export type DeskLanguage = 'en' | 'de';
export type Values = Readonly<Record<string, string | number>>;

const storageKey = 'meanwhile.language';
const listeners = new Set<() => void>();
let language: DeskLanguage = 'en';
let catalogue: Readonly<Record<WordKey, string>> | null = null;

function preferred(): DeskLanguage {
  const chosen = localStorage.getItem(storageKey);
  if (chosen === 'en' || chosen === 'de') return chosen;
  return navigator.language.toLowerCase().startsWith('de') ? 'de' : 'en';
}

/** Loads one catalogue and makes it the current one; without an argument the reader's preferred one. */
export async function loadWords(wanted: DeskLanguage = preferred()): Promise<void> {
  catalogue = wanted === 'de' ? (await import('./de.ts')).de : (await import('./en.ts')).en;
  language = wanted;
  document.documentElement.lang = wanted;
  for (const listener of listeners) listener();
}

/** Remembers the choice on this device and redraws the desk in it. */
export async function chooseLanguage(wanted: DeskLanguage): Promise<void> {
  localStorage.setItem(storageKey, wanted);
  await loadWords(wanted);
}

export const currentLanguage = (): DeskLanguage => language;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
export const useLanguage = (): DeskLanguage => useSyncExternalStore(subscribe, currentLanguage);

const plural = /\{(\w+), plural, one \{([^{}]*)\} other \{([^{}]*)\}\}/g;
const placeholder = /\{(\w+)\}/g;

const counts = new Map<string, { readonly plurals: Intl.PluralRules; readonly numbers: Intl.NumberFormat }>();
function countsIn(locale: string) {
  const known = counts.get(locale) ?? { plurals: new Intl.PluralRules(locale), numbers: new Intl.NumberFormat(locale) };
  counts.set(locale, known);
  return known;
}

/** Fills `{name}` and `{n, plural, one {…} other {…}}` (`#` is the number). A missing value stays visible as `{name}`. */
export function fill(text: string, values: Values, locale: string): string {
  return text
    .replace(plural, (_, name: string, one: string, other: string) => {
      const count = Number(values[name] ?? 0);
      const { plurals, numbers } = countsIn(locale);
      const form = plurals.select(count) === 'one' ? one : other;
      return form.replaceAll('#', numbers.format(count));
    })
    .replace(placeholder, (whole, name: string) => String(values[name] ?? whole));
}

/** The words for a key in the current language. */
export function say(key: WordKey, values?: Values): string {
  const text = catalogue?.[key] ?? key;
  return values === undefined ? text : fill(text, values, language);
}

/** The same for words that come with a part of one screen, in both languages: who does not open it does not load them. */
export const ownWords =
  <Key extends string>(words: Readonly<Record<DeskLanguage, Readonly<Record<Key, string>>>>) =>
  (key: Key, values: Values = {}): string =>
    fill(words[language][key], values, language);
