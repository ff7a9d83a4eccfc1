/** Does the answer ask for what is known: the enquiry itself, or a fact the customer gave or we have? A question with its reason (“because …”) is left alone. */
import { ownWords, sentencesOf } from './sentences.ts';
import type { Check, KnownFact, Writing } from './writing.ts';

const request =
  /\?|\b(?:please|kindly|could you|can you|would you|we need|I need|may I have|let (?:us|me) know|provide|send (?:us|me)|give (?:us|me)|tell (?:us|me)|bitte|nennen|senden|schicken|teilen sie|geben sie|benötigen wir|benötige ich|brauchen wir|brauche ich|bräuchten|bräuchte|verraten)\b/i;
const reasoned = /\b(?:because|since|as there are|weil|denn|da (?:es|wir|sie|zwei)|um sicherzu)\b/i;
/** Not the thing asked for, but offered, told or changed. */
const notAsking =
  /\b(?:quote|quoting|mention|keep|use|with|under|enter|update|change|new|different|another|second|next time|if you (?:have|like|prefer)|angeben|behalten|neue[nr]?|andere[nr]?|geänderte?[nr]?|zweite[nr]?|beim nächsten|falls|sobald|wenn sie)\b/i;

const enquiry = [
  /\bhow (?:can|may) (?:I|we) (?:be of )?(?:help|assist)/i,
  /\bwhat can (?:I|we) do for you\b/i,
  /\bwhat (?:is|was|are) your (?:enquiry|inquiry|question|request|issue|concern|problem|query)/i,
  /\bwhat (?:is (?:this|it)|it is) (?:about|regarding)\b/i,
  /\b(?:state|describe|specify|explain|tell (?:us|me)|let (?:us|me) know|provide|outline|elaborate on)(?: (?:me|us))? (?:the (?:nature|details|reason)s? (?:of|for) )?(?:your|the) (?:enquiry|inquiry|issue|problem|question|concern|request|query|matter|contact)\b/i,
  /\bwhat you need (?:help|assistance) with\b|\bhow we can (?:help|assist)\b|\bwhat seems to be the (?:problem|issue|matter)\b/i,
  /\b(?:wie|womit|wobei) (?:kann|können|darf|dürfen) (?:ich|wir) (?:ihnen|dir|euch)?(?: \p{L}+)? ?(?:helfen|weiterhelfen|behilflich|unterstützen)/iu,
  /\bwas (?:kann|können|darf) (?:ich|wir) für (?:sie|dich) tun\b/i,
  /\bworum (?:geht es|handelt)\b/i,
  /\bwas ist (?:ihr|dein|das) (?:anliegen|problem|frage)|\bwie lautet (?:ihr|ihre|dein|deine) (?:anliegen|frage|anfrage)/i,
  /\b(?:schildern|beschreiben|nennen|erläutern|erklären|teilen) sie (?:uns|mir)?(?: \p{L}+)? ?(?:doch |bitte |kurz )?(?:ihr|ihre|das|den grund) (?:anliegen|frage|problem|anfrage|ihrer|für ihre)/iu,
  /\bihr anliegen (?:kurz |bitte |noch einmal )*(?:mitteilen|schildern|beschreiben|nennen|mit\b)/i,
];

interface Field {
  readonly kind: KnownFact['kind'];
  /** How it is asked for. */
  readonly asked: RegExp;
  /** How it looks in what the customer wrote. */
  readonly given: RegExp | null;
}
const fields: readonly Field[] = [
  {
    kind: 'order',
    asked:
      /\b(?:order (?:number|no\b|id|reference)|number of (?:your|the) order|bestell-?(?:nummer|nr)|auftragsnummer|nummer (?:ihrer|der) bestellung)\b/i,
    given: /\b(?:order|bestell\p{L}*|auftrag\p{L}*)\b[^.!?\n]{0,25}?#?\b[A-Z]{0,3}-?\d{4,}\b|#[A-Z]{0,3}-?\d{4,}\b/iu,
  },
  {
    kind: 'account',
    asked:
      /\b(?:(?:customer|account|policy|contract|membership|booking) (?:number|no\b|id|reference)|(?:kunden|konto|vertrags|versicherungs|mitglieds|buchungs)-?(?:nummer|nr))\b/i,
    given:
      /\b(?:customer|account|policy|contract|member\p{L}*|booking|kunden\p{L}*|konto\p{L}*|vertrag\p{L}*|versicherung\p{L}*|mitglied\p{L}*|buchung\p{L}*)\b[^.!?\n]{0,20}?\b[A-Z]{0,4}-?\d{4,}\b/iu,
  },
  { kind: 'email', asked: /\b(?:e-?mail(?: address|-?adresse)?|mailadresse)\b/i, given: /(?<![\w.+-])[\w.+-]+@[\w-]+\.[\w.-]+/ },
  {
    kind: 'phone',
    asked: /\b(?:(?:tele)?phone number|mobile number|number to (?:call|reach)|telefonnummer|handynummer|rufnummer|mobilnummer)\b/i,
    given: /(?:\+|\b0)\d(?:[ ()/-]{0,2}\d){7,13}\b/,
  },
  {
    kind: 'name',
    asked:
      /\b(?:your (?:full |first |last )?name|who am I (?:speaking|writing) (?:to|with)|ihre[nr]? (?:vollständigen )?(?:vor- und nach)?namen?|wie heißen sie|mit wem)\b/i,
    given: /\b(?:my name is|mein name ist|ich heiße) \p{Lu}/iu,
  },
  {
    kind: 'address',
    asked: /\b(?:(?:delivery|postal|shipping|home|your) address|(?:liefer|post|wohn)-?(?:adresse|anschrift)|ihre (?:adresse|anschrift))\b/i,
    given:
      /\b\d{1,4} \p{Lu}\p{L}+ (?:Street|Road|Avenue|Lane|Drive|Close|Way)\b|\b\p{Lu}\p{L}+(?:straße|strasse|str\.|weg|gasse|allee|platz) \d{1,4}\b/u,
  },
  {
    kind: 'birthday',
    asked: /\b(?:date of birth|birth ?date|when (?:were )?you (?:were )?born|geburtsdatum|geburtstag|wann sie geboren)\b/i,
    given: /\b(?:born(?: on)?|date of birth|dob|geboren(?: am)?|geburtsdatum)\b[^.!?\n]{0,12}\d/i,
  },
];

/** Enough words of the customer's to be an enquiry already. */
const enquiryWords = 4;

/** One fact asked for in one sentence. */
export interface Ask {
  readonly kind: KnownFact['kind'];
  readonly label: string;
  readonly quote: string;
  readonly from: number;
  /** Did they say it in this matter, or is it noted of them? */
  readonly isKnown: boolean;
  /** As it is noted; null where it stands in their own words only, or is not known. */
  readonly value: string | null;
  /** Does the sentence say why? */
  readonly isReasoned: boolean;
}
type Asking = Pick<Writing, 'draft' | 'turns' | 'known'>;

/** Could this text ask for anything? Where not, nothing needs to be looked up. */
export const mayAsk = (text: string): boolean => request.test(ownWords(text));

/** Every fact this text asks the customer for, known or not. */
export function asksIn(writing: Asking): readonly Ask[] {
  const said = saidIn(writing);
  return sentencesOf(ownWords(writing.draft)).flatMap(({ text, from }) => {
    if (!request.test(text) || notAsking.test(text)) return [];
    const at = { quote: writing.draft.slice(from, from + text.length), from, isReasoned: reasoned.test(text) };
    const named = fields.filter((field) => field.asked.test(text));
    const own = writing.known.filter(({ kind, label }) => kind === 'other' && label !== undefined && isNamed(text, label));
    return [
      ...named.map((field): Ask => {
        const value = writing.known.find((fact) => fact.kind === field.kind)?.value ?? null;
        return { kind: field.kind, label: '', ...at, isKnown: isKnown(field, said, writing), value };
      }),
      ...own.map(({ label = '', value }): Ask => ({ kind: 'other', label, ...at, isKnown: true, value })),
    ];
  });
}

export const askedAgain: Check = (writing) => {
  const hasEnquiry = saidIn(writing).some((text) => text.trim().split(/\s+/).length >= enquiryWords);
  const again = asksIn(writing).find((ask) => ask.isKnown && !ask.isReasoned);
  const first = again === undefined ? Infinity : again.from;
  for (const { text, from } of hasEnquiry ? sentencesOf(ownWords(writing.draft)) : []) {
    if (from > first) break;
    if (!enquiry.some((pattern) => pattern.test(text)) || /\b(?:else|more|further|sonst|noch|weiter(?:e|s)?)\b/i.test(text)) continue;
    return [{ check: 'asked', reason: 'enquiry', quote: writing.draft.slice(from, from + text.length), from, suggestion: '' }];
  }
  if (again === undefined) return [];
  return [
    {
      check: 'asked',
      reason: again.kind === 'other' ? `other:${again.label}` : again.kind,
      quote: again.quote,
      from: again.from,
      suggestion: '',
    },
  ];
};

const saidIn = ({ turns }: Asking): readonly string[] => turns.filter((turn) => turn.from === 'customer').map((turn) => turn.text);

const shortestLabel = 4;
/** As a whole word or words: “Shoe size”, not the “age” in “page”. */
function isNamed(text: string, label: string): boolean {
  if (label.length < shortestLabel) return false;
  const at = text.toLowerCase().indexOf(label.toLowerCase());
  const isEdge = (letter: string | undefined): boolean => letter === undefined || !/[\p{L}\p{N}]/u.test(letter);
  return at >= 0 && isEdge(text[at - 1]) && isEdge(text[at + label.length]);
}

function isKnown(field: Field, said: readonly string[], writing: Asking): boolean {
  if (field.kind === 'email' && said.length === 0) return false;
  return writing.known.some((fact) => fact.kind === field.kind) || said.some((text) => field.given?.test(text) ?? false);
}
