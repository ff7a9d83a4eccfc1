/** Do the plans hold where it is really full, and on the oldest PostgreSQL an operator may bring? The small one of every run is `plans.pg.test.ts`. */
import { peerIsMissing } from '@meanwhile/server/platform/postgres/test-peer.ts';
import { describe, expect, test } from 'vitest';
import { debianDatabase } from './debian-database.ts';
import { takeSnapshot } from './take-snapshot.ts';

const missing = peerIsMissing(15);
if (missing !== null) console.warn(`skipped: ${missing}`);
const hourMs = 3_600_000;

test('at 100,000 cases and 1,000,000 messages no call of a day reads a large table from end to end', { timeout: hourMs }, async () => {
  const { calls, rows, largeScans } = await takeSnapshot({ cases: 100_000, messagesPerCase: 10 });
  expect(largeScans).toEqual([]);
  expect(rows.get('message')).toBeGreaterThanOrEqual(950_000);
  expect(calls.size).toBeGreaterThan(20);
});

describe.skipIf(missing !== null)('on Debian’s PostgreSQL 15', () => {
  test('no call of a day reads a large table from end to end', { timeout: hourMs }, async () => {
    const { calls, rows, largeScans } = await takeSnapshot({ cases: 12_000, messagesPerCase: 2 }, debianDatabase);
    expect(largeScans).toEqual([]);
    for (const table of ['case', 'message', 'customer', 'identity', 'search_document'])
      expect(rows.get(table), table).toBeGreaterThan(10_000);
    expect([...calls.values()].flat().some(({ statement }) => statement.startsWith('insert into tenant.message'))).toBe(true);
  });
});
