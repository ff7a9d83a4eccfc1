/** Is the channel explained before, or instead of, an apology? To somebody who waited, how messages are handled is no answer. */
import { ownedAt, owes } from './late.ts';
import { ownWords, sentencesOf } from './sentences.ts';
import type { Check } from './writing.ts';

const explains = [
  /\b(?:not|isn't|is no|no) (?:a )?(?:live|real[- ]time|instant)\b/i,
  /\b(?:asynchronous|async)\b/i,
  /\bmessages? (?:are|is|get|gets) (?:answered|handled|processed|worked|dealt|read)\b/i,
  /\b(?:in the order|as they (?:come|arrive)|in turn|first come|one after (?:another|the other))\b/i,
  /\b(?:this|our) (?:is an? )?(?:channel|chat|messenger|messaging|inbox|service|mailbox)(?: \w+){0,3} (?:works?|isn't|is not|doesn't|does not|is for|is meant|is designed|is only|is staffed|not staffed)\b/i,
  /\b(?:high(?:er)?|unusual|large) (?:than usual )?(?:volumes?|number of|demand)\b/i,
  /\b(?:many|lots of|a lot of|other) (?:people|customers|messages|enquiries|requests) (?:are |have )?(?:writ|wait|contact|reach|before|ahead|to get)/i,
  /\b(?:can|may|usually|normally|typically) takes? (?:up to |a |us )?(?:\w+ ){0,3}(?:days?|hours?|while|time)\b/i,
  /\b(?:our )?(?:reply|response) times? (?:is|are|can be|may be)\b/i,
  /\bkein(?:e[nmrs]?)? (?:live|echtzeit)/i,
  /\basynchron/i,
  /\b(?:nachrichten|anfragen|anliegen|e-?mails|mails) (?:werden|bearbeiten wir|beantworten wir|lesen wir)\b/i,
  /\b(?:reihe nach|reihenfolge|nacheinander|der reihe)\b/i,
  /\b(?:dieser|dieses|unser) (?:kanal|chat|messenger|postfach|dienst) (?:ist|funktioniert|wird|dient)\b/i,
  /\b(?:hohe[nsr]?|erhöhte[nsr]?|große[nsr]?) (?:anfrage|nachrichten|andrang|aufkommen|auslastung|anzahl|menge)/i,
  /\b(?:viele|zahlreiche|sehr viele) (?:\p{L}+ )?(?:anfragen|kunden|kundinnen|nachrichten|menschen)\b/iu,
  /\b(?:kann|können|dauert|beträgt) (?:\p{L}+ )?(?:normalerweise |in der regel |üblicherweise |bis zu |durchaus |schon mal )(?:\p{L}+ ){0,3}(?:tage?n?|stunden|dauern|\d+)/iu,
  /\b(?:antwortzeit|bearbeitungszeit|wartezeit)(?:en)? (?:beträgt|betragen|liegt|liegen|ist|sind|kann|können)\b/i,
];

export const channelFirst: Check = (writing) => {
  if (owes(writing) === null) return [];
  const sorryAt = ownedAt(writing);
  const found = sentencesOf(ownWords(writing.draft)).find(({ text }) => explains.some((pattern) => pattern.test(text)));
  if (found === undefined || (sorryAt !== null && sorryAt <= found.from)) return [];
  const quote = writing.draft.slice(found.from, found.from + found.text.length);
  return [{ check: 'channelFirst', reason: sorryAt === null ? 'instead' : 'before', quote, from: found.from, suggestion: '' }];
};
