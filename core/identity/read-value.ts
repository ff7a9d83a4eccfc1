/** Which number, order number or telephone number is meant, however its digits are grouped? Days are read by `read-day.ts`. */
import { plainTyped, readingOf } from './reading.ts';
import type { Reading } from './reading.ts';

/** “1.234,50”, “1,234.50” and “1 234.5” are one number; “1.234” is two, one of them German. Gives a plain decimal such as 1234.5. */
export function readNumber(typed: string, locale: string): Reading {
  const text = plainTyped(typed)
    .replaceAll(/[ '’_]/g, '')
    .replace(/^(?:eur|usd|gbp|chf|[€$£])/i, '')
    .replace(/(?:eur|usd|gbp|chf|[€$£%])$/i, '');
  if (text.length > 30 || !/^[+-]?\d[\d.,]*$/.test(text)) return { read: 'none' };
  const sign = text.startsWith('-') ? '-' : '';
  const digits = text.replace(/^[+-]/, '');
  const values = [valueWith(digits, '.', ','), valueWith(digits, ',', '.')].flatMap((value) => (value === null ? [] : [sign + value]));
  return readingOf(/^(?:de|es|pt)\b/i.test(locale) ? values.toReversed() : values);
}

/** Without the characters of this set it ends in; a pattern for it would look again from each of them. */
function withoutEnd(text: string, set: string): string {
  let end = text.length;
  while (end > 0 && set.includes(text[end - 1]!)) end -= 1;
  return text.slice(0, end);
}

/** Read with this decimal mark and that mark between thousands; null where it cannot be written so. */
function valueWith(digits: string, decimal: string, thousands: string): string | null {
  const [whole = '', fraction, more] = digits.split(decimal);
  if (more !== undefined || fraction?.includes(thousands) === true || fraction === '') return null;
  const groups = whole.split(thousands);
  const isGrouped =
    groups.length === 1 || (groups[0]!.length <= 3 && groups[0] !== '' && groups.slice(1).every((group) => group.length === 3));
  if (!isGrouped) return null;
  const number = groups.join('').replace(/^0+(?=\d)/, '');
  const tail = withoutEnd(fraction ?? '', '0');
  return tail === '' ? number : `${number}.${tail}`;
}

/** Words and marks that say what it is and are no part of it. */
const naming =
  /^(?:(?:my|the|meine?|die|der) )?(?:(?:order|customer|account|policy|contract|membership|booking|reference|ref|id|no|nr|number|nummer|bestellung|(?:bestell|auftrags|kunden|konto|vertrags|versicherungs|mitglieds|buchungs)-?(?:nummer|nr))\b[.:]? ?)+(?:is |ist |lautet )?/i;

/** “order no. 12 34-56” is 123456, “lb 2045” is LB-2045: groups of digits are joined, letters are capitals and one dash stands beside them. */
export function readId(typed: string): Reading {
  const named = plainTyped(typed)
    .slice(0, 120)
    .replace(/^[#:. ]+/, '')
    .replace(naming, '')
    .replace(/^[#:. ]+/, '');
  const text = withoutEnd(named, '.;,!? ').toUpperCase();
  if (!/^[\p{Lu}\p{Nd}](?:[\p{Lu}\p{Nd}/_. -]{0,58}[\p{Lu}\p{Nd}])?$/u.test(text) || !/\d/.test(text)) return { read: 'none' };
  const joined = text.replaceAll(/(?<=\d)[ .-]+(?=\d)/g, '').replaceAll(/[ -]+/g, '-');
  return readingOf([joined]);
}

/** Digits alone, with the plus of a country in front: “+49 (0)30 / 12 34-56” is +4930123456. */
export function readPhone(typed: string): Reading {
  const text = plainTyped(typed)
    .replace(/^(?:tel|phone|telefon|mobil|handy)\b[.: ]*/i, '')
    .replace(/^00(?=[1-9])/, '+');
  if (!/^\+?[\d ()/.-]{6,30}$/.test(text)) return { read: 'none' };
  const national = text.startsWith('+') ? text.replace('(0)', '') : text;
  const digits = national.replaceAll(/\D/g, '');
  if (digits.length < 6 || digits.length > 15) return { read: 'none' };
  return readingOf([(text.startsWith('+') ? '+' : '') + digits]);
}
