/** Does a text sound as if somebody were waiting to answer, while we reply later? “One moment”, “connecting you”. In every language we speak; the lists are in `wording/`. */
import { ar } from './wording/ar.ts';
import { de } from './wording/de.ts';
import { en } from './wording/en.ts';
import { es } from './wording/es.ts';
import { fr } from './wording/fr.ts';
import { ja } from './wording/ja.ts';
import type { LiveSounding } from './wording/live-sounding.ts';
import { pt } from './wording/pt.ts';
import { ownWords } from './sentences.ts';
import type { Check } from './writing.ts';

export interface LiveWording {
  readonly quote: string;
  readonly from: number;
  readonly suggestion: string;
}

const lists: readonly (readonly LiveSounding[])[] = [en, de, fr, es, pt, ja, ar];

/** Every live-sounding passage of a text, in order, none overlapping. A text in any language is read against all lists. */
export function liveWordingIn(text: string): readonly LiveWording[] {
  const own = ownWords(text);
  const found = lists
    .flat()
    .flatMap(({ pattern, rewrite }) =>
      [...own.matchAll(new RegExp(pattern.source, 'giu'))].map((match) => ({
        quote: text.slice(match.index, match.index + match[0].length),
        from: match.index,
        suggestion: rewrite,
      })),
    )
    .sort((a, b) => a.from - b.from || b.quote.length - a.quote.length);
  return found.filter((one, index) => !found.slice(0, index).some((other) => one.from < other.from + other.quote.length));
}

export const liveWords: Check = ({ draft, stance }) =>
  stance === 'live' ? [] : liveWordingIn(draft).map((one) => ({ check: 'liveWords', reason: 'async', ...one }));
