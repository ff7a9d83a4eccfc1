/** Does a public answer hold somebody's private data? One of two findings that hold a message back. Names alone are not counted. */
import type { Check } from './writing.ts';

const patterns: readonly { readonly kind: string; readonly pattern: RegExp; readonly isReal?: (text: string) => boolean }[] = [
  { kind: 'email', pattern: /(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g },
  { kind: 'iban', pattern: /\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?\b/g },
  { kind: 'card', pattern: /\b\d(?:[ -]?\d){12,18}\b/g, isReal: isCardNumber },
  { kind: 'phone', pattern: /(?<![\w#-])(?:\+|00)\d(?:[ ()/-]{0,2}\d){7,13}\b|(?<![\w#-])\(?0\d{2,4}\)?[ /-]\d(?:[ -]?\d){5,8}\b/g },
  {
    kind: 'order',
    pattern:
      /\b(?:order|customer|account|policy|booking|contract|bestell|kunden|konto|vertrags|buchungs|versicherungs)(?:ung)?[ -]?(?:number|no\.?|nummer|nr\.?)?(?: is| lautet|:)? ?#?(?=[A-Z0-9-]*\d{4})[A-Z0-9][A-Z0-9-]{3,}\b/gi,
  },
  {
    kind: 'birthday',
    pattern: /\b(?:born(?: on)?|date of birth:?|geboren(?: am)?|geburtsdatum:?)(?: is| ist)? \d{1,2}[./ -]\S+[./ -]?\d{2,4}/gi,
  },
  {
    kind: 'address',
    pattern:
      /\b\d{1,4} [A-Z]\p{L}+ (?:Street|Road|Avenue|Lane|Drive|Close|Way)\b|\b[A-ZÄÖÜ]\p{L}+(?:straße|strasse|str\.|weg|gasse|allee|platz) \d{1,4}\b/gu,
  },
];

/** Luhn's check sum. */
function isCardNumber(text: string): boolean {
  const digits = [...text.replaceAll(/\D/g, '')].reverse().map(Number);
  const sum = digits.reduce((total, digit, index) => total + (index % 2 === 0 ? digit : digit > 4 ? 2 * digit - 9 : 2 * digit), 0);
  return digits.length >= 13 && sum % 10 === 0;
}

export const privateData: Check = ({ draft, isPublic }) => {
  if (!isPublic) return [];
  const found = patterns.flatMap(({ kind, pattern, isReal = () => true }) =>
    [...draft.matchAll(pattern)]
      .filter(([text]) => isReal(text))
      .map((match) => ({ check: 'private' as const, reason: kind, quote: match[0], from: match.index, suggestion: '' })),
  );
  return found.filter(
    (one, index) =>
      !found.slice(0, index).some((other) => one.from < other.from + other.quote.length && other.from < one.from + one.quote.length),
  );
};
