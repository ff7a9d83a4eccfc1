/** Does the answer sound like anybody's answer to anybody? Stock phrases and not one detail of this case. The sentence for lateness does not count against it. */
import { ownedAt } from './late.ts';
import { ownWords, sentencesOf } from './sentences.ts';
import { sharedCount, stemsOf } from './stems.ts';
import { unanswered } from './writing.ts';
import type { Check } from './writing.ts';

const stock = [
  /\b(?:value|appreciate|thank you for) your (?:patience|understanding|feedback|business|loyalty|time)\b/i,
  /\byour (?:satisfaction|enquiry|inquiry|request|message|feedback|concern)s? (?:is|are) (?:very |really )?important\b/i,
  /\b(?:do not|don't) hesitate\b|\bfeel free to (?:contact|reach)/i,
  /\bany (?:inconvenience|further questions)\b/i,
  /\b(?:looking|look) into (?:this|your|the) (?:matter|issue|request|concern)?\b/i,
  /\bforwarded (?:it|this|your \w+) to the (?:relevant|appropriate|responsible|correct)\b/i,
  /\b(?:relevant|appropriate|responsible|concerned) (?:department|team)\b/i,
  /\bas soon as possible\b|\bat your earliest convenience\b|\bin due course\b/i,
  /\b(?:strive|do our best|committed) to (?:provide|offer|deliver|give|resolve)\b/i,
  /\bthank you for (?:contacting|reaching out|bringing this|your (?:message|enquiry|email))/i,
  /\b(?:unfortunately|regrettably),? we (?:are unable|cannot|can't)\b/i,
  /\b(?:danke|dank) (?:\p{L}+ )?für (?:ihre geduld|ihr verständnis|ihre nachricht|ihre anfrage|ihr vertrauen|ihr feedback)\b/iu,
  /\b(?:ihre (?:zufriedenheit|anfrage|meinung)|ihr anliegen) (?:ist|liegt) uns\b/i,
  /\b(?:zögern sie nicht|stehen (?:wir )?ihnen (?:gerne? )?(?:jederzeit )?zur verfügung|jederzeit gerne? (?:an uns|melden))/i,
  /\b(?:unannehmlichkeiten|weitere fragen|rückfragen)\b/i,
  /\b(?:zuständige[nr]?|entsprechende[nr]?) (?:fach)?(?:abteilung|stelle|team)\b/i,
  /\b(?:schnellstmöglich|baldmöglichst|so bald wie möglich|so schnell wie möglich|zeitnah|umgehend)\b/i,
  /\b(?:kümmern uns|bearbeiten|prüfen)(?: \p{L}+){0,3} (?:anliegen|anfrage|vorgang|sachverhalt)\b/iu,
  /\b(?:bestrebt|bemüht), (?:ihnen|unser|stets)/i,
  /\bleider (?:können wir|ist es uns|müssen wir ihnen mitteilen)\b/i,
];
const stockNeeded = 2;

export const template: Check = (writing) => {
  const own = ownWords(writing.draft);
  const sorryAt = ownedAt(writing);
  const sentences = sentencesOf(own).filter(({ from }) => from !== sorryAt);
  const said = sentences.map(({ text }) => text).join(' ');
  const asked = unanswered(writing.turns)
    .map((turn) => turn.text)
    .join(' ');
  const stockCount = stock.filter((pattern) => pattern.test(said)).length;
  if (asked.trim() === '' || stockCount < stockNeeded) return [];
  const generic = stemsOf(
    'message enquiry inquiry question problem issue request help team customer answer nachricht anfrage frage problem anliegen hilfe kunde antwort sehr geehrte damen herren grüße',
  );
  const details = new Set([...stemsOf(asked)].filter((stem) => !generic.has(stem)));
  const hasDetail = sharedCount(details, stemsOf(said)) > 0 || /\d/.test(said);
  return hasDetail ? [] : [{ check: 'template', reason: 'noDetail', quote: '', from: null, suggestion: null }];
};
