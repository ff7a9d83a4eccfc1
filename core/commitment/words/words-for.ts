/**
 * Which sentences does this reader get? The catalogue of their language, English where we do not speak it. The messenger loads one
 * language file by itself instead of this one, which holds all.
 */
import { ar } from './ar.ts';
import { deDu } from './de-du.ts';
import { de } from './de.ts';
import { en } from './en.ts';
import { es } from './es.ts';
import { fill } from './fill.ts';
import type { Facts } from './fill.ts';
import { fr } from './fr.ts';
import { ja } from './ja.ts';
import { catalogueOf } from './language.ts';
import type { Language } from './language.ts';
import { pt } from './pt.ts';

export type WordKey = keyof typeof en;
export type Words = Readonly<Record<WordKey, string>>;

export const catalogues: Readonly<Record<Language, Words>> = { en, de, 'de-du': deDu, fr, es, pt, ja, ar };

/** `informal` chooses the German „du“ set; other languages have one form. */
export function wordsFor(locale: string, informal = false): Words {
  return catalogues[catalogueOf(locale, informal)];
}

/** One sentence with its facts filled in. */
export function say(key: WordKey, locale: string, facts: Facts = {}): string {
  return fill(wordsFor(locale)[key], facts);
}
