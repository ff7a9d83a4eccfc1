/** Does the live sentence name who is there, and a wait only where it was measured? */
import { expect, test } from 'vitest';
import { placeholdersIn } from '../commitment/words/fill.ts';
import { minuteMs, secondMs } from '../kernel/instant.ts';
import { liveWords, sayLiveEntry, sayTimeInstead, sayWriting, usualWait } from './live-words.ts';

test.each([
  [['Mia'], null, 'Mia is here now.'],
  [['Mia'], 40 * secondMs, 'Mia is here now and usually answers within 1 minute.'],
  [['Mia', 'Ben'], 61 * secondMs, 'Mia and one other are here now and usually answer within 2 minutes.'],
  [['Mia', 'Ben', 'Cleo'], minuteMs, 'Mia and 2 others are here now and usually answer within 1 minute.'],
  [[], null, 'Someone from our team is here now.'],
] as const)('with %j there and a usual wait of %s ms: %s', (names, waitMs, words) => {
  expect(sayLiveEntry({ names, waitMs, locale: 'en' })).toBe(words);
});

test('the wait is the one that eight in ten did not exceed, and none where too few are known or too many were told a time instead', () => {
  const answered = Array.from({ length: 19 }, (_, index) => (index + 1) * secondMs);
  expect(usualWait(answered)).toBeNull();
  expect(usualWait([...answered, 20 * secondMs])).toBe(16 * secondMs);
  expect(usualWait([...answered, null, null, null, null])).toBe(19 * secondMs);
  expect(usualWait([...answered, null, null, null, null, null])).toBeNull();
});

test('every language says the same with the same facts, without a mark of haste', () => {
  for (const [language, words] of Object.entries(liveWords)) {
    for (const [key, text] of Object.entries(words)) {
      expect([language, key, placeholdersIn(text)]).toEqual([language, key, placeholdersIn(liveWords.en[key as keyof typeof words])]);
      expect(text).not.toMatch(/[!！]|please|bitte|queue|ticket/i);
    }
    expect(sayTimeInstead('ended', { by: 'X', locale: language })).toContain('X');
    expect(sayTimeInstead('notYet', { by: 'X', locale: language })).toContain('X');
    expect(sayWriting('Mia', language)).toContain('Mia');
  }
});
