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
  /** What the customer wrote last; empty where nothing is known of it. */
  readonly text: string;
}

/** The first condition that does not hold, for whoever asks why; null: all hold. */
export function failedCondition(conditions: RuleConditions, facts: RuleFacts): keyof RuleConditions | null {
  const { channelIds, topicIds, tagIds, languages, words, hands } = conditions;
  const language = facts.locale === null ? null : languageOf(facts.locale);
  if (!oneOf(channelIds, facts.channelId)) return 'channelIds';
  if (!oneOf(topicIds, facts.topicId)) return 'topicIds';
  if (tagIds.length > 0 && !tagIds.some((id) => facts.tagIds.includes(id))) return 'tagIds';
  if (!oneOf(languages, language)) return 'languages';
  if (words.length > 0 && !words.some((word) => says(facts.text, word))) return 'words';
  if (hands !== 'any' && (hands === 'nobody') !== (facts.assigneeId === null)) return 'hands';
  return null;
}

function oneOf(wanted: readonly string[], value: string | null): boolean {
  return wanted.length === 0 || (value !== null && wanted.includes(value));
}

const partOfWord = /[\p{L}\p{N}]/u;

/** Whole words: “art” does not stand in “start”. Where a script has no spaces the letters beside it do not count. */
function says(text: string, word: string): boolean {
  const wanted = plain(word);
  if (wanted === '') return false;
  const where = plain(text);
  const spaced = !/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u.test(wanted);
  for (let at = where.indexOf(wanted); at !== -1; at = where.indexOf(wanted, at + 1)) {
    const before = where.slice(0, at).at(-1) ?? ' ';
    const after = where.at(at + wanted.length) ?? ' ';
    if (!spaced || (!partOfWord.test(before) && !partOfWord.test(after))) return true;
  }
  return false;
}

function plain(text: string): string {
  return text.normalize('NFKC').toLowerCase().replaceAll('ß', 'ss').replaceAll(/\s+/g, ' ').trim();
}
