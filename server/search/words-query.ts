/**
 * What is searched for when somebody types words? All of them, in any order, the last one perhaps still being typed. Words are cut by the
 * database's own parser, as when they were stored; nothing typed here can be an operator.
 */
import { limits } from '@meanwhile/core/kernel/limits.ts';
import { sql, type RawBuilder } from 'kysely';
import { searchableText } from '../case/case.ts';

/** A bound tsquery, or null when there is no word in the text. */
export function wordsQuery(typed: string): RawBuilder<unknown> | null {
  const words = wordsOf(typed);
  const last = words.at(-1);
  if (last === undefined) return null;
  const before = words.slice(0, -1).join(' ');
  // Quoted, so that the parser treats it as text; `:*` applies to what it makes of it.
  const prefix = `'${last.replaceAll('\\', '\\\\').replaceAll("'", "''")}':*`;
  return before === ''
    ? sql`to_tsquery('simple', ${prefix})`
    : sql`(plainto_tsquery('simple', ${before}) && to_tsquery('simple', ${prefix}))`;
}

/** What stands between spaces and holds a letter or a digit; scripts without spaces in pairs of characters. */
export function wordsOf(typed: string): string[] {
  const text = searchableText(typed.slice(0, limits.searchChars).toWellFormed().replaceAll('\0', ' ').normalize('NFC'));
  return text.split(/\s+/u).filter((word) => /[\p{L}\p{N}]/u.test(word));
}

/** The number of a case when that is what was typed: `#123` or `123`. Larger than any case is no number. */
export function caseNumberOf(typed: string): number | null {
  const number = Number(/^\s*#?(\d{1,10})\s*$/.exec(typed)?.[1] ?? Number.NaN);
  return number >= 1 && number <= 2_147_483_647 ? number : null;
}

const aroundChars = 90;

/** One line of `text` around the first of the words, or its beginning. Plain text; the reader marks nothing as HTML. */
export function excerptOf(text: string, words: readonly string[]): string {
  const line = text.replaceAll(/\s+/gu, ' ').trim();
  const lower = line.toLowerCase();
  const places = words.map((word) => lower.indexOf(word.toLowerCase())).filter((place) => place >= 0);
  const first = places.length === 0 ? 0 : Math.min(...places);
  const from = Math.max(0, first - aroundChars);
  const cut = line
    .slice(from, first + 2 * aroundChars)
    .toWellFormed()
    .replaceAll('\uFFFD', '');
  return `${from > 0 ? '…' : ''}${cut}${first + 2 * aroundChars < line.length ? '…' : ''}`;
}
