/** Does a late answer smile? What is meant to be friendly reads as not minding. */
import { owes } from './late.ts';
import { ownWords } from './sentences.ts';
import type { Check } from './writing.ts';

const face =
  /(?:^|\s)(?:[:;=]-?[)D]|\^\^|xD)(?=\s|$|[.!?])|[\u{1F600}-\u{1F60D}\u{1F617}-\u{1F61D}\u{1F642}-\u{1F643}\u{1F917}\u{1F929}\u{1F970}\u{263A}\u{1F389}]\u{FE0F}?/gu;

export const smiley: Check = (writing) => {
  if (owes(writing) === null) return [];
  const [first] = ownWords(writing.draft).matchAll(face);
  if (first === undefined) return [];
  return [{ check: 'smiley', reason: 'late', quote: first[0].trim(), from: first.index + first[0].search(/\S/), suggestion: '' }];
};
