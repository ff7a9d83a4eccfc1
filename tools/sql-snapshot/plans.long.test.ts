/**
 * Do the plans hold where every table that grows is large? The small one of every run is `plans.pg.test.ts`; at 100,000 cases `npm run sql-snapshot`
 * takes many minutes, and writes `docs/queries` from what it finds.
 */
import { expect, test } from 'vitest';
import { takeSnapshot } from './take-snapshot.ts';

const hourMs = 3_600_000;

test('at 15,000 cases and 150,000 messages no call of a day reads a large table from end to end', { timeout: hourMs }, async () => {
  const { calls, rows, largeScans } = await takeSnapshot({ cases: 15_000, messagesPerCase: 10 });
  expect(largeScans).toEqual([]);
  expect(rows.get('message')).toBeGreaterThanOrEqual(140_000);
  expect(calls.size).toBeGreaterThan(20);
});
