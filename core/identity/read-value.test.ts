/** However people write a day, a number or an order number: is it read as they meant it, and asked back where nobody can know? */
import { expect, test } from 'vitest';
import { guessFact, readFact } from './fact.ts';
import { readDay } from './read-day.ts';
import { readId, readNumber, readPhone } from './read-value.ts';
import type { Reading } from './reading.ts';

const shown = (reading: Reading): string | null =>
  reading.read === 'one' ? reading.value : reading.read === 'several' ? reading.values.join(' or ') : null;
const born = (typed: string, locale = 'en-GB') => shown(readDay(typed, { locale, year: 2026, of: 'birthday' }));

test.each([
  '3 Mar 1985',
  '3 March 1985',
  'March 3rd 1985',
  'March 3, 1985',
  '3rd of March, 1985',
  'Mar 3 85',
  '03/03/85',
  '3/3/1985',
  '3.3.85',
  '03.03.1985',
  '3. 3. 1985',
  '3-3-1985',
  '1985-03-03',
  '1985/3/3',
  '19850303',
  '03031985',
  '3. März 1985',
  '3. Maerz 85',
  '3. Mrz. 1985',
  'am 3. März 1985',
  'geboren am 03.03.1985',
  'Sonntag, 3. März 1985',
  'Sunday 3 March 1985',
  '1985 March 3',
  '３.３.１９８５',
  '3–3–85',
])('“%s” is 3 March 1985', (typed) => {
  expect([born(typed), born(typed, 'de')]).toEqual(['1985-03-03', '1985-03-03']);
});

test.each([
  ['03/04/85', 'en-GB', '1985-04-03 or 1985-03-04'],
  ['03/04/85', 'en-US', '1985-03-04 or 1985-04-03'],
  ['3-4-1985', 'de', '1985-04-03 or 1985-03-04'],
  ['3.4.85', 'en-US', '1985-04-03'],
  ['13/04/85', 'en-US', '1985-04-13'],
  ['04/13/85', 'en-GB', '1985-04-13'],
  // A grandmother, or her great-grandchild.
  ['5.3.24', 'de', '1924-03-05 or 2024-03-05'],
  ['5.3.15', 'de', '2015-03-05'],
  ['29 Feb 1984', 'en', '1984-02-29'],
  ['29 Feb 1985', 'en', null],
  ['31.6.1985', 'de', null],
  ['3 Ma 1985', 'en', null],
  ['3 March 2031', 'en', null],
  ['3 March 1785', 'en', null],
  ['next Tuesday', 'en', null],
  ['March 1985', 'en', null],
  ['', 'en', null],
] as const)('a birthday “%s” in %s is %s', (typed, locale, wanted) => {
  expect(born(typed, locale)).toBe(wanted);
});

test('a day of delivery may lie ahead, and its short year is the near one', () => {
  const day = (typed: string) => shown(readDay(typed, { locale: 'de', year: 2026, of: 'day' }));
  expect(['1.12.26', '1. Dez. 2027', '24/12/99'].map(day)).toEqual(['2026-12-01', '2027-12-01', '1999-12-24']);
});

test.each([
  ['1.234,50', 'de', '1234.5'],
  ['1,234.50', 'en', '1234.5'],
  ['1 234.5', 'en', '1234.5'],
  ["1'234.50", 'de', '1234.5'],
  ['12,5', 'de', '12.5'],
  ['€ 007,50', 'de', '7.5'],
  ['12.50 EUR', 'en', '12.5'],
  ['-3', 'en', '-3'],
  ['1.234', 'de', '1234 or 1.234'],
  ['1.234', 'en', '1.234 or 1234'],
  ['1.234.567', 'en', '1234567'],
  ['12 apples', 'en', null],
  ['1,2,3', 'en', null],
] as const)('the number “%s” in %s is %s', (typed, locale, wanted) => {
  expect(shown(readNumber(typed, locale))).toBe(wanted);
});

test.each([
  ['123456', '123456'],
  ['12 34-56', '123456'],
  ['#123456', '123456'],
  ['order no. 12 34 56', '123456'],
  ['My order number is 123456.', '123456'],
  ['Bestellnummer: 123-456', '123456'],
  ['Kunden-Nr. 77 88 99', '778899'],
  ['lb-2045', 'LB-2045'],
  ['LB 2045', 'LB-2045'],
  ['LB – 20 45', 'LB-2045'],
  ['DE12/345', 'DE12/345'],
  ['I do not know', null],
  ['', null],
])('the order number “%s” is %s', (typed, wanted) => {
  expect(shown(readId(typed))).toBe(wanted);
});

test.each([
  ['030 / 12 34-56', '030123456'],
  ['+49 (0)30 12 34 56', '+4930123456'],
  ['0049 30 123456', '+4930123456'],
  ['(555) 010-9999', '5550109999'],
  ['Tel.: 030 123456', '030123456'],
  ['12', null],
  ['call me', null],
])('the telephone number “%s” is %s', (typed, wanted) => {
  expect(shown(readPhone(typed))).toBe(wanted);
});

test('what was selected is guessed to be what it looks like', () => {
  const asked = { locale: 'en', nowAt: Date.UTC(2026, 10, 25) };
  const texts = ['jonas@post.example', '3 Mar 1985', '+49 30 123456', '#12 34-56', '4 Elm Road, Bath', 'Jonas Okafor'];
  expect(texts.map((text) => guessFact(text, asked))).toEqual(['email', 'birthday', 'phone', 'order', 'address', 'name']);
});

test('an address and a name are kept as they were written, in one line', () => {
  const asked = { locale: 'en', nowAt: Date.UTC(2026, 10, 25) };
  expect(shown(readFact('address', ' 4 Elm Road\n Bath ', asked))).toBe('4 Elm Road Bath');
  expect(shown(readFact('email', ' Jonas@Post.Example ', asked))).toBe('jonas@post.example');
  expect(shown(readFact('email', 'jonas at post', asked))).toBeNull();
  expect(shown(readFact('birthday', '03/04/85', asked))).toBe('1985-03-04 or 1985-04-03');
});
