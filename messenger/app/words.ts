/** Which sentences does this visitor get? One language file, fetched when it is known; every language is a chunk of its own. */
import { fill } from '@meanwhile/core/commitment/words/fill.ts';
import type { Facts } from '@meanwhile/core/commitment/words/fill.ts';
import { catalogueOf } from '@meanwhile/core/commitment/words/language.ts';
import type { Language } from '@meanwhile/core/commitment/words/language.ts';
import type { WordKey, Words } from '@meanwhile/core/commitment/words/words-for.ts';

/** Each file gives one catalogue, under its own name. */
const load: Readonly<Record<Language, () => Promise<Readonly<Record<string, Words>>>>> = {
  en: () => import('@meanwhile/core/commitment/words/en.ts'),
  de: () => import('@meanwhile/core/commitment/words/de.ts'),
  'de-du': () => import('@meanwhile/core/commitment/words/de-du.ts'),
  fr: () => import('@meanwhile/core/commitment/words/fr.ts'),
  es: () => import('@meanwhile/core/commitment/words/es.ts'),
  pt: () => import('@meanwhile/core/commitment/words/pt.ts'),
  ja: () => import('@meanwhile/core/commitment/words/ja.ts'),
  ar: () => import('@meanwhile/core/commitment/words/ar.ts'),
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
  const [words] = Object.values(await load[catalogueOf(locale)]()) as [Words];
  return (key, facts = {}) => fill(words[key], facts);
}
