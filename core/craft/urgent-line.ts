/** What does somebody read first who writes of danger or of an outage? The shop's own line in their language, else ours; for danger there is always one. */
import { languageOf, type BaseLanguage } from '../commitment/words/language.ts';
import { say } from '../commitment/words/words-for.ts';
import type { Urgency } from './urgent-words.ts';

/** A line the shop wrote: a sentence, and the number or address it ends in ('' where the sentence says all). */
export interface OwnLine {
  readonly kind: Urgency;
  readonly language: BaseLanguage;
  readonly words: string;
  readonly route: string;
}

/** While it is being written, before we have anything; null where there is nothing to say. */
export function urgentAtEntry(kind: Urgency, locale: string, own: readonly OwnLine[]): string | null {
  const line = own.find((one) => one.kind === kind && one.language === languageOf(locale));
  if (line !== undefined) return line.route === '' ? line.words : `${line.words} ${line.route}`;
  return kind === 'safety' ? say('urgent.danger', locale) : null;
}

/** Once it has arrived: the same, and that it stands above the others. */
export function urgentReceived(kind: Urgency, locale: string, own: readonly OwnLine[]): string {
  const first = urgentAtEntry(kind, locale, own);
  const marked = say('urgent.outage', locale);
  if (first === null) return marked;
  return languageOf(locale) === 'ja' && /[。！]$/u.test(first) ? `${first}${marked}` : `${first} ${marked}`;
}
