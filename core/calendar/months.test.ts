import { expect, test } from 'vitest';
import { monthsBefore } from './months.ts';

test.each([
  ['2026-03-31T07:00:00.000Z', 1, '2026-02-28T07:00:00.000Z', 'a shorter month'],
  ['2028-02-29T00:00:00.000Z', 12, '2027-02-28T00:00:00.000Z', 'a year without that day'],
  ['2028-03-31T23:59:59.999Z', 1, '2028-02-29T23:59:59.999Z', 'a leap year'],
  ['2026-01-15T12:30:00.000Z', 25, '2023-12-15T12:30:00.000Z', 'across years'],
  ['2026-11-24T08:00:00.000Z', 0, '2026-11-24T08:00:00.000Z', 'none'],
])('%s, %i months before: %s (%s)', (at, months, before) => {
  expect(new Date(monthsBefore(Date.parse(at), months)).toISOString()).toBe(before);
});
