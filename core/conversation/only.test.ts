import { describe, expect, it } from 'vitest';
import { dayMs, hourMs } from '../kernel/instant.ts';
import { isOnly, type ListedFacts, type Only } from './only.ts';

const nineAt = Date.UTC(2026, 10, 24, 9, 0);
const all: readonly Only[] = ['due_soon', 'late', 'stuck', 'quiet'];
const jonas: ListedFacts = {
  state: 'open',
  ball: 'us',
  isOut: false,
  dueAt: nineAt + 8 * hourMs,
  waitsSinceAt: nineAt,
  lastMessageAt: nineAt,
};
const foundIn = (facts: Partial<ListedFacts>, afterMs: number) =>
  all.filter((only) => isOnly(only, { ...jonas, ...facts }, nineAt + afterMs));

describe('Jonas wrote at nine and is to hear by five', () => {
  it.each([
    ['at two nothing is urgent', {}, 5 * hourMs, []],
    ['at three a quarter of the time is left: due soon', {}, 6 * hourMs, ['due_soon']],
    ['at five it is still due, not late', {}, 8 * hourMs, ['due_soon']],
    ['a moment later it is late', {}, 8 * hourMs + 1, ['late']],
    ['snoozing hides no lateness, a resolved case has none', { state: 'resolved' }, 9 * hourMs, []],
    ['spam and merged cases are in none', { isOut: true }, 9 * hourMs, []],
    ['waiting for the carrier for two days is no trouble', { ball: 'other' }, 2 * dayMs, []],
    ['waiting for the carrier for three days is stuck', { ball: 'other' }, 3 * dayMs, ['stuck']],
    ['a customer silent for six days is not called quiet', { ball: 'customer' }, 6 * dayMs, []],
    ['a customer silent for seven days has gone quiet', { ball: 'customer' }, 7 * dayMs, ['quiet']],
    ['without a time nothing is due or late', { dueAt: null }, 30 * dayMs, []],
  ] as const)('%s', (_, facts, afterMs, expected) => expect(foundIn(facts, afterMs)).toEqual(expected));
});
