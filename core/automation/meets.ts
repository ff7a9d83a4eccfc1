/**
 * Does a rule speak of this case? All of its conditions have to hold; a condition that names nothing holds always. What starts a rule and what it
 * does is not decided here.
 */
import { languageOf } from '../routing/queue-of.ts';

export interface RuleConditions {
  /** Empty: any. Otherwise one of them. */
  readonly channelIds: readonly string[];
  readonly topicIds: readonly string[];
  /** One of them is on the case. */
  readonly tagIds: readonly string[];
  /** Without region, such as “de”. */
  readonly languages: readonly string[];
  /** One of them stands in what the customer wrote last, whole and in any case of letters. */
  readonly words: readonly string[];
  /** In whose hands the case is. */
  readonly hands: 'any' | 'nobody' | 'somebody';
}

export interface RuleFacts {
  readonly channelId: string;
  readonly topicId: string | null;
  readonly tagIds: readonly string[];
  /** The customer's; null where unknown. */
  readonly locale: string | null;
  readonly assigneeId: string | null;
  /** What the customer wrote last, through `readable`; empty where nothing is known of it. */
  readonly said: string;
}

/** The first condition that does not hold, for whoever asks why; null: all hold. */
export function failedCondition(conditions: RuleConditions, facts: RuleFacts): keyof RuleConditions | null {
  const { channelIds, topicIds, tagIds, languages, words, hands } = conditions;
  const language = facts.locale === null ? null : languageOf(facts.locale);
  if (!oneOf(channelIds, facts.channelId)) return 'channelIds';
  if (!oneOf(topicIds, facts.topicId)) return 'topicIds';
  if (tagIds.length > 0 && !tagIds.some((id) => facts.tagIds.includes(id))) return 'tagIds';
  if (!oneOf(languages, language)) return 'languages';
  if (words.length > 0 && !words.some((word) => says(facts.said, word))) return 'words';
  if (hands !== 'any' && (hands === 'nobody') !== (facts.assigneeId === null)) return 'hands';
  return null;
}

function oneOf(wanted: readonly string[], value: string | null): boolean {
  return wanted.length === 0 || (value !== null && wanted.includes(value));
}

const partOfWord = /[\p{L}\p{N}]/u;

/** Whole words: “art” does not stand in “start”. Where a script has no spaces the letters beside it do not count. */
function says(text: string, word: string): boolean {
  const wanted = readable(word);
  if (wanted === '') return false;
  const spaced = !/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u.test(wanted);
  for (let at = text.indexOf(wanted); at !== -1; at = text.indexOf(wanted, endOfWord(text, at))) {
    const before = text[at - 1] ?? ' ';
    const after = text[at + wanted.length] ?? ' ';
    if (!spaced || (!partOfWord.test(before) && !partOfWord.test(after))) return true;
  }
  return false;
}

/** A hit inside a word is over with the word: looking on from its end keeps the search linear. */
function endOfWord(text: string, at: number): number {
  let end = at + 1;
  while (end < text.length && partOfWord.test(text[end]!)) end += 1;
  return end;
}

/** As words are looked for in it: done once for a text, however many words are asked for. */
export function readable(text: string): string {
  return text.normalize('NFKC').toLowerCase().replaceAll('ß', 'ss').replaceAll(/\s+/g, ' ').trim();
}
