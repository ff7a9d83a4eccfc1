/** Which sentences does this visitor get? One language file, fetched when it is known; every language is a chunk of its own. */
import { fill } from '@meanwhile/core/commitment/words/fill.ts';
import type { Facts } from '@meanwhile/core/commitment/words/fill.ts';
import { catalogueOf } from '@meanwhile/core/commitment/words/language.ts';
import type { Language } from '@meanwhile/core/commitment/words/language.ts';
import type { WordKey, Words } from '@meanwhile/core/commitment/words/words-for.ts';

const load: Readonly<Record<Language, () => Promise<Words>>> = {
  en: () => import('@meanwhile/core/commitment/words/en.ts').then((file) => file.en),
  de: () => import('@meanwhile/core/commitment/words/de.ts').then((file) => file.de),
  'de-du': () => import('@meanwhile/core/commitment/words/de-du.ts').then((file) => file.deDu),
  fr: () => import('@meanwhile/core/commitment/words/fr.ts').then((file) => file.fr),
  es: () => import('@meanwhile/core/commitment/words/es.ts').then((file) => file.es),
  pt: () => import('@meanwhile/core/commitment/words/pt.ts').then((file) => file.pt),
  ja: () => import('@meanwhile/core/commitment/words/ja.ts').then((file) => file.ja),
  ar: () => import('@meanwhile/core/commitment/words/ar.ts').then((file) => file.ar),
};

/** What the build leaves in the language files: not what only the server says, and not what the widget has no place for. */
type ServerKey =
  | `${'ack' | 'notice' | 'form' | 'urgent' | 'quote'}.${string}`
  | `entry.${'later' | 'sooner' | 'closed' | 'holiday' | 'by'}${string}`;
type UnsaidKey = `label.${'open' | 'message' | 'download' | 'cancel' | 'agent'}` | 'own.received' | 'state.loading' | 'text.tooLong';
export type WidgetKey = Exclude<WordKey, ServerKey | UnsaidKey>;

/** A sentence by its key with its facts filled in. */
export type Say = (key: WidgetKey, facts?: Facts) => string;

/** Rejects when the chunk cannot be fetched; the caller leaves the server's form standing then. */
export async function wordsIn(locale: string): Promise<Say> {
  const words = await load[catalogueOf(locale)]();
  return (key, facts = {}) => fill(words[key], facts);
}
