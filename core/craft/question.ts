/** What did the customer ask, and does the answer say something to each of it? Finds questions and ticks them; whether an answer is right it cannot know. */
import { complaintIn } from './complaint.ts';
import { ownWords, sentencesOf } from './sentences.ts';
import { sharedCount, stemsOf } from './stems.ts';
import { unanswered } from './writing.ts';
import type { Check, Turn } from './writing.ts';

export interface AskedQuestion {
  readonly text: string;
  readonly isTicked: boolean;
}

const indirect =
  /\b(?:(?:please |kindly )?(?:let me know|tell me|advise|confirm) (?:if|whether|when|where|how|what|which|why|who)|I(?:'d| would)? (?:like|love|need|want) to know|I(?:'m| am) (?:wondering|not sure) (?:if|whether|when|how|what)|I wonder(?:ed)? (?:if|whether|when|how|what)|(?:ich )?(?:wüsste|würde|möchte|wollte)(?: ich)? (?:gerne? |auch |noch |nur |mal )*(?:wissen|fragen|erfahren)|frage mich,? (?:ob|wann|wie|was|warum)|(?:teilen|sagen|schreiben) sie mir (?:bitte |doch |auch |noch |mit )*,? ?(?:ob|wann|wo|wie|was|welche)|(?:bitte |um )(?:kurze )?(?:info|auskunft|mitteilung|rückmeldung),? (?:ob|wann|wie|wo))\b/i;
/** Asked without wanting to know. */
const phatic =
  /^(?:(?:hello|hi|hey|hallo|really|seriously|ok(?:ay)?|right|yes|no|sorry|what|huh|pardon|echt|wirklich|ernsthaft|oder|wie bitte|ja|nein|bitte)[?!. ]*|.{0,40}\b(?:how are you|how are things|wie geht(?:'s| es))\b.{0,20}|(?:can|could) (?:you|anyone|someone|anybody)(?: please)? help(?: me| us)?(?: please| out| with (?:this|that|it))?\?|(?:können|könnten|kann) (?:sie|man|jemand) mir (?:bitte |da |hier |dabei |vielleicht )*(?:weiter)?helfen\?|(?:are you|is this|is that) (?:serious|kidding|a joke|joking)[^?]*\?|ist das (?:ihr|euer) ernst[^?]*\?|was soll das\?|(?:who|wer) (?:does that|macht (?:so was|sowas|das))\?|[^?]{0,60}\b(?:does anyone|isn't it|don't you think|you know what i mean|nicht wahr|oder nicht)\?)$/i;
/** Ends in a mark that is part of an address or stands for a doubt: “2?” */
const tooShort = 2;

export function questionsIn(text: string): readonly string[] {
  return sentencesOf(text.replaceAll(/[’‘]/g, "'"))
    .map((sentence) => sentence.text)
    .filter((sentence) => /\?["”“)]*$/.test(sentence) || indirect.test(sentence))
    .filter((sentence) => (sentence.match(/\p{L}+/gu) ?? []).length >= tooShort)
    .filter((sentence) => !phatic.test(sentence) && complaintIn(sentence) === null);
}

const kinds: readonly { readonly asks: RegExp; readonly says: RegExp }[] = [
  {
    asks: /\b(?:when|how long|how soon|what time|which day|until when|by when|opening hours|wann|wie lange|bis wann|ab wann|welchen? tag|uhrzeit|wie schnell|öffnungszeiten)\b/i,
    says: /\b(?:today|tomorrow|tonight|now|already|yesterday|monday|tuesday|wednesday|thursday|friday|saturday|sunday|january|february|march|april|may|june|july|august|september|october|november|december|heute|morgen|gestern|sofort|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|januar|februar|märz|mai|juni|juli|oktober|dezember|(?:\d+|one|two|three|four|five|a few|a|an|ein|eine|einem|einer|zwei|drei|vier|fünf|wenige|wenigen)(?:[ -]\p{L}+)?[ -](?:minute|hour|day|week|month|year|working|business|minuten|stunde|tag|woche|monat|jahr|werktag|arbeitstag)\p{L}*|\d{1,2}(?::\d{2})? ?(?:am|pm|uhr)|\d{1,2}\.\d{1,2}\.|next week|nächste woche|lifelong|lebenslang)\b|\d{1,2}:\d{2}/iu,
  },
  {
    asks: /\b(?:how much|what(?:'s| is| are| does| would| do)[^?]{0,40}(?:cost|price|fee|charge)|price|any (?:extra )?(?:cost|charge|fee)|wie viel|wieviel|was kostet|was kosten|wie teuer|preis|kosten|gebühr)\b/i,
    says: /[€$£¥]|\b(?:\d+(?:[.,]\d+)? ?(?:euro|eur|pounds|dollars|percent|prozent)|free|no (?:extra )?(?:charge|cost|fee)|nothing|kostenlos|kostenfrei|gratis|umsonst|nichts)\b/i,
  },
  {
    asks: /\b(?:how many|wie viele|wieviele)\b/i,
    says: /\d|\b(?:one|two|three|four|five|six|ten|twelve|unlimited|ein|eine|zwei|drei|vier|fünf|sechs|zehn|zwölf|beliebig)\b/i,
  },
  {
    asks: /\b(?:where|which address|what address|wo|wohin|woher|welche adresse)\b/i,
    says: /https?:|www\.|@|\b(?:street|road|under|at the|in the|in your|on the|on your|below|behind|next to|address|warehouse|depot|unter|auf der|auf dem|in der|im|am|beim|adresse|straße|hinter|neben|lager|link|sent|went|shipped|returned|paid|geschickt|ging|gesendet|überwiesen|verschickt|unterwegs|on (?:its|the) way)\b/i,
  },
  {
    asks: /\b(?:how (?:do|can|should|would|does)|what (?:do|should|must|can) I|how to|wie (?:kann|komme|funktioniert|geht|mache|muss|soll|bekomme|stelle|setze)|was muss ich|was soll ich|was kann ich)\b/i,
    says: /\b(?:please|click|press|open|go to|choose|select|send|hold|enter|use|just|you can|you need|simply|bitte|klicken|drücken|öffnen|gehen sie|wählen|schicken|senden|halten|geben sie|nutzen|einfach|sie können|legen sie)\b/i,
  },
];
const yesNo =
  /^(?:(?:hi|hello|and|but|also|so|or|ok|und|aber|auch|oder|hallo|dann)\b[, ]*(?:\p{Lu}\p{L}+[, ]+)?)*(?:is|are|was|were|do|does|did|can|could|will|would|should|may|have|has|had|must|am|isn't|aren't|don't|doesn't|didn't|can't|won't|ist|sind|war|waren|hat|haben|habe|hatte|kann|können|könnten|könnte|wird|werden|wurde|würde|darf|dürfen|muss|müssen|soll|sollen|gibt|geht|gilt|bin|kommt|passt|bekomme|liefern|nehmen|funktioniert|reicht|brauche|bieten|kriege|machen)\b/iu;
/** “Was kostet …” is no English “Was it …”. */
const germanWhat =
  /^(?:und |aber |auch )?was (?:ist|sind|kann|soll|muss|mache|machen|tun|passiert|kostet|kosten|bedeutet|heißt|gilt|brauche|hat|wird)\b/i;
const decided =
  /^(?:yes|no|sure|of course|certainly|absolutely|indeed|correct|right|unfortunately|sadly|i'm afraid|not |ja|nein|gerne|natürlich|selbstverständlich|klar|leider|richtig|genau|stimmt|noch nicht|nicht )|[,;:] (?:yes|no|ja|nein)\b(?! (?:longer|more))/i;
const empty =
  /^(?:hi|hello|hey|dear|hallo|liebe[r]?|guten (?:tag|morgen)|sehr geehrte[r]?|thanks|thank you|danke|vielen dank|best|kind|regards|viele|liebe|beste|herzliche|freundliche|mit freundlichen)\b.{0,60}$/i;

/** Each question since our last answer, and whether the draft says something to it. */
export function questionsAsked(turns: readonly Turn[], draft: string): readonly AskedQuestion[] {
  const questions = unanswered(turns).flatMap((turn) => questionsIn(turn.text));
  const said = sentencesOf(ownWords(draft))
    .map((sentence) => sentence.text)
    .filter((text) => !text.endsWith('?') && (decided.test(text) || !empty.test(text)));
  const whole = said.join(' ');
  const saidStems = stemsOf(whole);
  let decisionsLeft = said.filter((text) => decided.test(text)).length;
  return questions.map((text) => {
    const stems = stemsOf(text);
    if (sharedCount(stems, saidStems) > 0) return { text, isTicked: true };
    const kind = kinds.find(({ asks }) => asks.test(text));
    if (kind?.says.test(whole) ?? false) return { text, isTicked: true };
    if (kind === undefined && yesNo.test(text) && !germanWhat.test(text) && decisionsLeft > 0) {
      decisionsLeft -= 1;
      return { text, isTicked: true };
    }
    // One question, and an answer that says something: who writes it knows what they answer.
    const isOnly = questions.length === 1 && kind === undefined && saidStems.size > 2;
    return { text, isTicked: isOnly };
  });
}

export const question: Check = ({ turns, draft }) =>
  draft.trim() === ''
    ? []
    : questionsAsked(turns, draft)
        .filter(({ isTicked }) => !isTicked)
        .map(({ text }) => ({ check: 'question', reason: 'open', quote: text, from: null, suggestion: null }));
