/** Does a draft own its lateness? An apology beside words about the delay; an apology for something else, or thanks for patience, is none. */
import { ownWords, sentencesOf } from './sentences.ts';

export const apology =
  /\b(?:sorry|apolog(?:y|ies|i[sz]e[ds]?)|forgive|(?:tut|täte) (?:mir|uns)(?: \p{L}+){0,3} leid|leidtut|leid tut|tut mir leid|entschuldig\p{L}*|verzeih\p{L}*|bitte(?:n|t)? (?:ich|wir|sie)? ?um (?:entschuldigung|verzeihung|nachsicht)|bedaure|bedauern)\b/iu;
const delay =
  /\b(?:late|later|delay\p{L}*|wait(?:ed|ing)?|took (?:us )?(?:so|too|this|that|far|much|longer)\b|so long|too long|zu lang|slow\p{L}*|sooner|kept you|keep you|only (?:now|today|just)|missed|didn't (?:keep|reply|answer|get back)|should have (?:answered|replied|written|heard)|without (?:an answer|a reply|a word|hearing)|spät\p{L}*|verspät\p{L}*|verzöger\p{L}*|warte\p{L}*|gewartet|lange|gedauert|erst jetzt|erst heute|nicht eingehalten|früher|überfällig|liegen geblieben|liegengeblieben)\b/iu;
const otherThing =
  /\b(?:parcel|package|delivery|shipment|courier|order|train|flight|refund|paket|lieferung|sendung|bestellung|zug|flug|zusteller|erstattung)\b/i;
const ourAnswer =
  /\b(?:reply|answer\p{L}*|respon\p{L}*|get(?:ting)? back|you waited|wait for (?:us|me|this)|kept you|writ\p{L}*|hear\p{L}*|antwort\p{L}*|melde\p{L}*|rückmeldung|gewartet haben|warten muss\p{L}*|warten lassen|gehört|zugesagt|we said|we told)\b/iu;

/** “We're sorry.” and no more: said to somebody who complains, it can only mean the complaint. */
const bare =
  /^(?:(?:I|we)(?:'m| am|'re| are)(?: (?:so|very|truly|really))? sorry|sorry|(?:I|we)(?: do| sincerely)? apologi[sz]e|das tut (?:mir|uns)(?: sehr)? leid|(?:ich|wir) entschuldigen? (?:mich|uns)|entschuldigung)[.!]*$/i;

/** Where a draft says sorry and nothing else in its first two sentences; null where it does not. */
export function bareApologyAt(draft: string): number | null {
  const opening = sentencesOf(ownWords(draft)).slice(0, 2);
  return opening.find(({ text }) => bare.test(text))?.from ?? null;
}

/** Where the apology for the delay begins; null where there is none. */
export function lateApologyAt(draft: string): number | null {
  const sentences = sentencesOf(ownWords(draft));
  for (const [index, { text, from }] of sentences.entries()) {
    if (!apology.test(text)) continue;
    const beside = [text, sentences[index + 1]?.text ?? '', sentences[index - 1]?.text ?? ''];
    if (beside.some((one) => delay.test(one) && (!otherThing.test(one) || ourAnswer.test(one)))) return from;
  }
  return null;
}
