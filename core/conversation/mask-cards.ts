/**
 * Which figures in a text are the number of a payment card? Those are covered to their last four digits before anything is kept (PCI DSS 3.3, 3.4).
 * Security codes and expiry dates cannot be told from other figures and are not looked for; neither are pictures.
 */

/** What people put between the digits: blanks of every width, dots, dashes, slashes, a line break with the mark of a quotation; in HTML also tags. */
const between = String.raw`[\p{Zs}\t.\/_\-‐-―−·•*|>\r\n\u00ad\u200b-\u200f\u2060\ufeff]`;
const markup = String.raw`(?:<[^<>]{0,300}>|&(?:nbsp|ensp|emsp|thinsp|shy|#160|#xa0);|${between}){1,12}`;
/** Digits and what stands between them, as long as it goes on. No two ways to read it: what is between never is a digit. */
const run = (gap: string): string => String.raw`\p{Nd}(?:(?:${gap})?\p{Nd}){12,}`;
/** In HTML what stands inside a tag is read over. */
const runs = { text: new RegExp(run(`${between}{1,4}`), 'gu'), html: new RegExp(`<[^<>]*>|${run(markup)}`, 'gu') };
/** Parts nothing for whoever reads it. */
const unseen = /[\u00ad\u200b-\u200f\u2060\ufeff]|&shy;/g;

/** First four digits and lengths, longest first, by issuer; ISO/IEC 7812 and the issuers' published ranges. Thirteen digits are the number of an article. */
const issuers: readonly { readonly first: RegExp; readonly lengths: readonly number[] }[] = [
  { first: /^4/, lengths: [19, 16] },
  { first: /^(?:5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720)/, lengths: [16] },
  { first: /^3[47]/, lengths: [15] },
  { first: /^(?:6011|65|64[4-9])/, lengths: [19, 18, 17, 16] },
  { first: /^35(?:2[89]|[3-8])/, lengths: [19, 18, 17, 16] },
  { first: /^3(?:0[0-5]|095|[689])/, lengths: [19, 18, 17, 16, 15, 14] },
  { first: /^62/, lengths: [19, 18, 17, 16] },
  { first: /^(?:5018|5020|5038|5893|6304|6759|676[1-3])/, lengths: [19, 18, 17, 16, 15, 14] },
];
/** Where a number is parted when it is written as printed on the card: fours, or 4-6-5 and 4-6-4. Unbroken is the other way. */
const partedAt = (length: number): readonly number[] => (length < 16 ? [4, 10] : [4, 8, 12, 16]);

interface Digit {
  readonly value: string;
  /** Where it stands, in UTF-16 units, and how many it takes. */
  readonly at: number;
  readonly size: number;
}

/** The text with every card number covered, else the same text. Linear: each digit is tried as a beginning in six lengths at most. */
export function maskCards(text: string, as: 'text' | 'html' = 'text'): string {
  const numbers = new Set<string>();
  const covered = text.replace(runs[as], (found, index: number, whole: string) =>
    found.startsWith('<') ? found : maskRun(found, as, { ...edgesOf(found, index, whole), numbers }),
  );
  if (as === 'text' || numbers.size === 0) return covered;
  // What was covered in the words stands in no link or attribute either.
  return covered.replaceAll(/<[^<>]*>/g, (tag) =>
    [...numbers].reduce((rest, number) => rest.replaceAll(number, '•'.repeat(number.length - 4) + number.slice(-4)), tag),
  );
}

interface Edges {
  /** Part of a longer word (an id, a hash), or a telephone number with its country. */
  readonly startsInside: boolean;
  readonly endsInside: boolean;
  /** Two letters stand before: the number of a bank account begins so. */
  readonly afterCountry: boolean;
}

function edgesOf(found: string, index: number, whole: string): Edges {
  const before = whole.slice(Math.max(0, index - 14), index);
  const after = whole.slice(index + found.length, index + found.length + 2);
  const word = /[A-Za-z\p{N}_]{1,14}$/u.exec(before)?.[0] ?? '';
  // “Visa4111…” is a word and a number; “a4111…” is neither.
  const isWord = /^[A-Za-z]{3,}$/.test(word);
  return {
    startsInside: /[\p{N}+]$/u.test(before) || (/\p{Script=Latin}$/u.test(before) && !isWord),
    endsInside: /^[\p{N}_\p{Script=Latin}]/u.test(after),
    afterCountry: /(?:^|[^\p{L}\p{N}])\p{L}{2}$/u.test(before),
  };
}

function maskRun(found: string, as: 'text' | 'html', { numbers, ...edges }: Edges & { readonly numbers: Set<string> }): string {
  const digits = digitsOf(found, as);
  /** What is seen between a digit and the one before it; empty where nothing is. */
  const gaps = digits.map((digit, index) => {
    const last = digits[index - 1];
    return last === undefined ? '' : found.slice(last.at + last.size, digit.at).replaceAll(unseen, '');
  });
  const isEdge = (index: number): boolean =>
    index === 0 ? !edges.startsInside : index === digits.length ? !edges.endsInside : gaps[index] !== '';
  if (edges.afterCountry && gaps[1] === '' && gaps[2] !== '') return found;
  const values = digits.map((digit) => digit.value).join('');
  const covered = new Set<number>();
  for (let start = 0; start + 14 <= digits.length; start += 1) {
    if (!isEdge(start)) continue;
    const first = values.slice(start, start + 4);
    const fits = (length: number): boolean =>
      start + length <= digits.length &&
      isEdge(start + length) &&
      isWrittenSo(gaps.slice(start, start + length)) &&
      passesLuhn(values.slice(start, start + length));
    const length = issuers.find((issuer) => issuer.first.test(first))?.lengths.find(fits);
    if (length === undefined) continue;
    for (const digit of digits.slice(start, start + length - 4)) covered.add(digit.at);
    numbers.add(values.slice(start, start + length));
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

const newLine = /[\r\n]|<\/?(?:br|p|div|td|th|tr|li)\b/i;

/** Unbroken, or parted as on a card and over two lines at most: figures below each other are a list. The first gap is before the number. */
function isWrittenSo(gaps: readonly string[]): boolean {
  const parted = gaps.flatMap((gap, index) => (index > 0 && gap !== '' ? [index] : []));
  if (parted.length === 0) return true;
  const places = partedAt(gaps.length);
  return (
    parted[0] === 4 && parted.every((index) => places.includes(index)) && parted.filter((index) => newLine.test(gaps[index]!)).length < 2
  );
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
