/** Which facts does an answer ask for, and which of them does the shop know already? Jonas at Lantern Books. */
import { expect, test } from 'vitest';
import { asksIn } from './asked-again.ts';
import { knownWords } from './known-words.ts';
import { lookAt } from './look-at.ts';
import type { KnownFact } from './writing.ts';

const known: KnownFact[] = [
  { kind: 'order', value: 'LB-2045' },
  { kind: 'birthday', value: '1985-03-03' },
  { kind: 'other', label: 'Shoe size', value: '44' },
];
const turns = [{ from: 'customer' as const, text: 'Where is my lamp?' }];
const asks = (draft: string) =>
  asksIn({ draft, turns, known }).map(({ kind, isKnown, isReasoned, value }) => [kind, isKnown, isReasoned, value]);

test('what is noted of Jonas is asked again in either language, with its value at hand', () => {
  expect(asks('Could you send me your order number?')).toEqual([['order', true, false, 'LB-2045']]);
  expect(asks('Bitte nennen Sie uns Ihr Geburtsdatum.')).toEqual([['birthday', true, false, '1985-03-03']]);
  expect(asks('Please tell us your shoe size and your phone number.')).toEqual([
    ['phone', false, false, null],
    ['other', true, false, '44'],
  ]);
});

test('a stated reason counts as one, and telling is not asking', () => {
  expect(asks('Please send us your date of birth, because the insurer asks for it again.')).toEqual([
    ['birthday', true, true, '1985-03-03'],
  ]);
  expect(asks('Your order number is LB-2045.')).toEqual([]);
});

test('the check speaks of the noted fact by its own name, and not of one with its reason', () => {
  const writing = { draft: '', turns, known, missedAt: [], sendAt: 0, stance: 'async' as const, isPublic: false, zone: 'UTC' };
  const found = (draft: string) => lookAt({ ...writing, draft }, ['asked']).map(({ reason }) => reason);
  expect(found('What is your shoe size?')).toEqual(['other:Shoe size']);
  expect(found('What is your shoe size? We ask because the first note is smudged.')).toEqual(['other:Shoe size']);
  expect(found('What is your shoe size, because the first note is smudged?')).toEqual([]);
});

test('it is told instead of asked', () => {
  expect(knownWords(known[1]!, 'de-AT')).toBe('Ihr Geburtsdatum haben wir: 3. März 1985.');
  expect(knownWords(known[2]!, 'fr')).toBe('Shoe size: 44, as you told us.');
});
