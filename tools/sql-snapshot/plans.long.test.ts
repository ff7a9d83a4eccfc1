/** Do the plans hold where it is really full? The small one of every run is `plans.pg.test.ts`. */
import { expect, test } from 'vitest';
import { takeSnapshot } from './take-snapshot.ts';

const hourMs = 3_600_000;

test('at 100,000 cases and 1,000,000 messages no call of a day reads a large table from end to end', { timeout: hourMs }, async () => {
  const { calls, rows, largeScans } = await takeSnapshot({ cases: 100_000, messagesPerCase: 10 });
  expect(largeScans).toEqual([]);
  expect(rows.get('message')).toBeGreaterThanOrEqual(950_000);
  expect(calls.size).toBeGreaterThan(20);
});
