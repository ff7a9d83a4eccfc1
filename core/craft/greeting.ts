/** Does the answer open as if nothing had been said? Formulas of a first message, in a conversation that is running; a plain “Hello Anna” is none. */
import { owes } from './late.ts';
import { ownWords, sentencesOf } from './sentences.ts';
import { hasAnswered } from './writing.ts';
import type { Check } from './writing.ts';

const cold = [
  /\bwelcome to (?!keep|use|send|write|stop|try|call|visit|bring)/i,
  /\bthank(?:s| you)(?: (?:very|so) much)? for (?:contacting|reaching out|getting in touch|your (?:inquiry|enquiry|interest|request)|writing (?:in|to us)|choosing|messaging)\b/i,
  /\b(?:I'll|I will|I'd|I would|we'll|we will)(?: be)? (?:(?:happy|glad|pleased|delighted) to (?:assist|help)(?: you)?(?: today| with your (?:enquiry|inquiry|request|question))?[.!]?$|assisting you|helping you today|looking after you today)/i,
  /\b(?:dear|hello|hi) (?:valued |sir|customer|client|guest|madam)/i,
  /\b(?:nice|pleased|good) to (?:meet|e-meet) you\b/i,
  /\bmy name is \p{L}+(?:,| and) I(?:'ll| will|'m| am)(?: be)? (?:assisting|helping|your|here to)/iu,
  /\b(?:herzlich )?willkommen (?:bei|beim|im|in)\b/i,
  /\b(?:danke|dank|bedanken uns)(?: \p{L}+)? für (?:ihre|die|deine|ihr|dein) (?:anfrage|kontaktaufnahme|kontaktanfrage|interesse|anliegen)\b/iu,
  /\b(?:danke|dank), dass (?:sie|du) (?:sich an uns|dich an uns|uns kontaktier|uns anschreib|kontakt)/i,
  /\bsehr geehrte (?:damen und herren|kundin|kunden|kund)/i,
  /\b(?:liebe kundin|lieber kunde|werte[r]? kund)/i,
  /\bmein name ist \p{L}+(?: \p{L}+)? und ich (?:bin|helfe|kümmere mich heute|betreue|freue mich|werde)(?! (?:jetzt|ab jetzt|nun))/iu,
  /\b(?:gerne?|freue mich,?) (?:helfe ich ihnen weiter|bin ich für sie da|stehe ich ihnen (?:heute )?zur (?:verfügung|seite)|ihnen (?:heute )?(?:zu helfen|weiterzuhelfen|helfen zu dürfen))/i,
];
const openingCount = 3;

export const greeting: Check = (writing) => {
  if (!hasAnswered(writing.turns) && owes(writing) !== 'missed') return [];
  const opening = sentencesOf(ownWords(writing.draft)).slice(0, openingCount);
  const found = opening.find(({ text }) => cold.some((pattern) => pattern.test(text)));
  if (found === undefined) return [];
  const quote = writing.draft.slice(found.from, found.from + found.text.length);
  return [{ check: 'greeting', reason: 'cold', quote, from: found.from, suggestion: '' }];
};
