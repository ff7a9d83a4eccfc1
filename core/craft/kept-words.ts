/**
 * Which kept texts sound as if somebody were waiting, and may they be kept? What a person sends is theirs to judge and only pointed at; what goes
 * out by itself is refused with words to put instead, unless a reason is given, which belongs in the log.
 */
import { refuse, type Refusal } from '../kernel/refusal.ts';
import { liveWordingIn, type LiveWording } from './live-words.ts';

export interface LiveFinding extends LiveWording {
  /** Where the text stands in what was sent, such as `texts.0.text`. */
  readonly field: string;
}
/** Texts by where they stand; null and absent ones say nothing. */
export type Texts = Readonly<Record<string, string | null | undefined>>;

export function liveFindings(texts: Texts): readonly LiveFinding[] {
  return Object.entries(texts).flatMap(([field, text]) => liveWordingIn(text ?? '').map((found) => ({ field, ...found })));
}

/** Null: nothing stands against it. A kept text outlives the minute, so it is refused whoever happens to be there now. */
export function refuseLiveSounding(texts: Texts, keptBecause: string | undefined): Refusal<'sounds_live'> | null {
  const findings = keptBecause === undefined ? liveFindings(texts) : [];
  if (findings.length === 0) return null;
  const detail = findings.map(({ field, quote, suggestion }) => `${field}: “${quote}”; rather “${suggestion}”.`).join(' ');
  return { ...refuse('sounds_live', detail), findings };
}

/** What the log says of texts kept in spite of what was found; empty where nothing was. */
export function keptInSpite(texts: Texts, keptBecause: string | undefined): { readonly keptLiveWords?: KeptLiveWords } {
  const findings = keptBecause === undefined ? [] : liveFindings(texts);
  return keptBecause === undefined || findings.length === 0
    ? {}
    : { keptLiveWords: { because: keptBecause, words: findings.map(({ quote }) => quote) } };
}

export interface KeptLiveWords {
  readonly because: string;
  readonly words: readonly string[];
}

/** What stands in HTML, near enough to look for words in it. */
export const wordsOfHtml = (html: string): string => html.replaceAll(/<[^<>]*>|&nbsp;/g, ' ').replaceAll(/\s+/g, ' ');
