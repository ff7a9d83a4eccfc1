/**
 * Did the customer say no to what we wrote, and does the answer pass over it? Finds objections (“that is not what I asked”, “I am signed in already”)
 * since our last answer; any word to it, or to what it is about, will do. Whether the objection is right it cannot know. English and German.
 */
import { ownWords, sentencesOf } from './sentences.ts';
import { sharedCount, stemsOf } from './stems.ts';
import { hasAnswered, unanswered } from './writing.ts';
import type { Check } from './writing.ts';

const objections = [
  /\bI(?:'ve| have)?(?: just)? already (?:told|gave|given|said|sent|wrote|written|explained|answered|entered|confirmed|tried|did|done|proved|identified)\b/i,
  /\bI(?:'m| am) (?:already )?(?:logged|signed) in\b/i,
  /\b(?:that|this|it)(?:'s| is| was|'s still| is still) not (?:what I (?:asked|said|meant|wanted|wrote)|my (?:question|problem|issue|point)|an answer|acceptable|true|right|correct)\b/i,
  /\b(?:that|this) (?:doesn't|does not|didn't|did not) (?:answer|help|solve)\b/i,
  /\bI (?:object|disagree|refuse|(?:don't|do not|won't|will not|cannot|can't) (?:agree|accept))\b/i,
  /\bI (?:don't|do not) want (?:a|an|to|that|this|any|your)\b/i,
  /\bI (?:never|didn't|did not) (?:order(?:ed)?|agree[d]?|ask(?:ed)? for|sign(?:ed)?)\b/i,
  /\bwhy (?:do|would|should) (?:you|I) (?:even |still |now )?(?:need|have to|want|ask)\b/i,
  /\bich bin (?:doch |bereits |schon |ja )*(?:angemeldet|eingeloggt)\b/i,
  /\b(?:habe ich|ich habe)(?: \p{L}+){0,3} (?:schon|bereits)(?: \p{L}+){0,3} (?:gesagt|geschrieben|geschickt|gesendet|erklärt|angegeben|bestätigt|versucht|genannt|beantwortet)\b/iu,
  /\b(?:das|dies) (?:ist|war) (?:doch |immer noch )?(?:nicht (?:meine frage|mein problem|das,? was ich|richtig|wahr|korrekt|akzeptabel)|keine antwort|falsch)\b/i,
  /\b(?:das|dies) (?:beantwortet|löst|hilft)(?: \p{L}+){0,3} nicht\b/iu,
  /\b(?:danach habe ich nicht gefragt|damit bin ich nicht einverstanden|(?:ich )?widersprech\p{L}*|ich lehne|das akzeptiere ich nicht|ich weigere)\b/iu,
  /\bich (?:will|möchte) (?:aber |doch )?kein(?:e[nmrs]?)?\b/i,
  /\b(?:nie|nicht) (?:bestellt|zugestimmt|unterschrieben|beauftragt)\b/i,
  /\b(?:warum|wozu|wofür) (?:brauchen|benötigen|wollen|fragen) sie\b/i,
  /\b(?:warum|wozu) (?:muss|soll) ich\b/i,
];
/** To say one of these is to have read it. */
const heeds =
  /\b(?:you(?:'re| are) (?:quite |absolutely |completely )?right|right,|fair point|agreed|of course|certainly|sorry|apologi[sz]e|my (?:mistake|apologies|fault)|our (?:mistake|fault|error)|misread|misunderst\p{L}+|mixed up|overlooked|understand\p{L}*|I see\b|I hear|no need|not needed|don't (?:need|have) to|needn't|because|the reason|instead|nevertheless|even so|by law|sie haben (?:völlig |ganz |natürlich )?recht|da haben sie recht|stimmt|richtig,|natürlich|selbstverständlich|tut mir leid|tut uns leid|entschuldig\p{L}*|mein fehler|unser fehler|missverst\p{L}*|verwechselt|überlesen|übersehen|verstehe\p{L}*|verständlich|nicht nötig|brauchen sie nicht|müssen sie nicht|weil|der grund|stattdessen|trotzdem|dennoch|gesetzlich)/iu;

/** What was objected to is undone, or something else follows from the objection. */
const yields =
  /(?:^|[.!?:]\s+)(?:then|in that case|dann|in dem fall|in diesem fall)\b|\b(?:taken (?:it |that )?(?:off|back|out)|given back|gave back|removed|cancel(?:l)?ed|refunded|reversed|withdrawn|gelöscht|erstattet|storniert|zurückgenommen|entfernt|rückgängig|gekündigt)\b/iu;

/** The sentence that says no; null where none does. */
export function objectionIn(text: string): string | null {
  const plain = text.replaceAll(/[’‘]/g, "'");
  return sentencesOf(plain).find((sentence) => objections.some((pattern) => pattern.test(sentence.text)))?.text ?? null;
}

export const objection: Check = ({ turns, draft }) => {
  // Before we said anything there is nothing to object to.
  if (!hasAnswered(turns) || draft.trim() === '') return [];
  const own = ownWords(draft).replaceAll(/[’‘]/g, "'");
  if (heeds.test(own) || yields.test(own)) return [];
  const since = unanswered(turns);
  const quote = since.map((turn) => objectionIn(turn.text)).find((no) => no !== null);
  // What goes on with either side's last words may well be the answer to it; finding less is the price of being right.
  const about = stemsOf([turns.at(-since.length - 1), ...since].map((turn) => turn?.text ?? '').join(' '));
  return quote === undefined || sharedCount(about, stemsOf(own)) > 0
    ? []
    : [{ check: 'objection', reason: 'passedOver', quote, from: null, suggestion: null }];
};
