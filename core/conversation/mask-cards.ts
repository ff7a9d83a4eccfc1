/**
 * Which figures in a text are the number of a payment card? Those are covered to their last four digits before anything is kept (PCI DSS 3.3, 3.4).
 * Security codes and expiry dates cannot be told from other figures and are not looked for; neither are pictures.
 */

/** What people put between the digits: blanks of every width, dots, dashes, slashes, a line break with the mark of a quotation; in HTML also tags. */
const between = String.raw`[\p{Zs}\t.\/_\-‐-―−·•*|>\r\n\u00ad\u200b-\u200f\u2060\ufeff]`;
const markup = String.raw`(?:<[^<>]{0,300}>|&(?:nbsp|ensp|emsp|thinsp|shy|#160|#xa0);|${between}){1,12}`;
/** Digits and what stands between them, as long as it goes on. No two ways to read it: what is between never is a digit. */
const run = (gap: string): RegExp => new RegExp(String.raw`\p{Nd}(?:(?:${gap})?\p{Nd}){12,}`, 'gu');
const runs = { text: run(`${between}{1,4}`), html: run(markup) };

/** First four digits and lengths, longest first, by issuer; ISO/IEC 7812 and the issuers' published ranges. */
const issuers: readonly { readonly first: RegExp; readonly lengths: readonly number[] }[] = [
  { first: /^4/, lengths: [19, 16, 13] },
  { first: /^(?:5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720)/, lengths: [16] },
  { first: /^3[47]/, lengths: [15] },
  { first: /^(?:6011|65|64[4-9])/, lengths: [19, 18, 17, 16] },
  { first: /^35(?:2[89]|[3-8])/, lengths: [19, 18, 17, 16] },
  { first: /^3(?:0[0-5]|095|[689])/, lengths: [19, 18, 17, 16, 15, 14] },
  { first: /^62/, lengths: [19, 18, 17, 16] },
  { first: /^(?:5018|5020|5038|5893|6304|6759|676[1-3])/, lengths: [19, 18, 17, 16, 15, 14, 13] },
];

interface Digit {
  readonly value: string;
  /** Where it stands, in UTF-16 units, and how many it takes. */
  readonly at: number;
  readonly size: number;
}

/** The text with every card number covered, else the same text. Linear: each digit is tried as a beginning in seven lengths at most. */
export function maskCards(text: string, as: 'text' | 'html' = 'text'): string {
  return text.replace(runs[as], (found, index: number, whole: string) => {
    // Part of a longer word (an id, a hash), or a telephone number with its country.
    const before = /[\p{L}\p{N}_+]$/u.exec(whole.slice(Math.max(0, index - 2), index))?.[0];
    const after = /^[\p{L}\p{N}_]/u.test(whole.slice(index + found.length, index + found.length + 2));
    return maskRun(found, as, { startsInside: before !== undefined && before !== '_', endsInside: after });
  });
}

function maskRun(found: string, as: 'text' | 'html', edge: { startsInside: boolean; endsInside: boolean }): string {
  const digits = digitsOf(found, as);
  const covered = new Set<number>();
  const isBoundary = (index: number): boolean => {
    const [previous, next] = [digits[index - 1], digits[index]];
    if (previous === undefined) return !edge.startsInside;
    if (next === undefined) return !edge.endsInside;
    return previous.at + previous.size < next.at;
  };
  const values = digits.map((digit) => digit.value).join('');
  for (let start = 0; start + 13 <= digits.length; start += 1) {
    if (!isBoundary(start)) continue;
    const first = values.slice(start, start + 4);
    const length = issuers
      .find((issuer) => issuer.first.test(first))
      ?.lengths.find((one) => start + one <= digits.length && isBoundary(start + one) && passesLuhn(values.slice(start, start + one)));
    if (length === undefined) continue;
    for (const digit of digits.slice(start, start + length - 4)) covered.add(digit.at);
    start += length - 1;
  }
  if (covered.size === 0) return found;
  const pieces: string[] = [];
  let from = 0;
  for (const { at, size } of digits.filter((digit) => covered.has(digit.at))) {
    pieces.push(found.slice(from, at), '•');
    from = at + size;
  }
  return pieces.join('') + found.slice(from);
}

/** Digits of any script with their places; those inside tags and entities do not count. */
function digitsOf(found: string, as: 'text' | 'html'): Digit[] {
  const counted = as === 'text' ? /\p{Nd}/gu : /<[^<>]*>|&[#\w]+;|\p{Nd}/gu;
  return [...found.matchAll(counted)].flatMap((match) =>
    /^\p{Nd}$/u.test(match[0]) ? [{ value: plainDigit(match[0]), at: match.index, size: match[0].length }] : [],
  );
}

/** Unicode lays the ten digits of a script side by side, zero first. */
function plainDigit(digit: string): string {
  const code = digit.codePointAt(0)!;
  if (code < 0x80) return digit;
  let zero = code;
  while (code - zero < 9 && /\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero -= 1;
  return String((code - zero) % 10);
}

/** ISO/IEC 7812-1 annex B: every second digit from the right is doubled. */
function passesLuhn(number: string): boolean {
  let sum = 0;
  for (let place = 0; place < number.length; place += 1) {
    const value = Number(number[number.length - 1 - place]) * (place % 2 === 0 ? 1 : 2);
    sum += value > 9 ? value - 9 : value;
  }
  return sum % 10 === 0;
}
