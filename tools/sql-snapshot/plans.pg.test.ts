import { expect, test } from 'vitest';
import { drawPlan, sequentialScans } from './record-plans.ts';
import { takeSnapshot } from './take-snapshot.ts';

const month = (table: string): string => `${table}_${new Date().toISOString().slice(0, 7).replace('-', '_')}`;

test('no call of a desk’s or a customer’s day reads a large table from end to end', { timeout: 300_000 }, async () => {
  const { calls, rows, largeScans } = await takeSnapshot({ cases: 12_000, messagesPerCase: 2 });
  expect(largeScans).toEqual([]);
  for (const table of [
    'case',
    'message',
    'customer',
    'identity',
    'search_document',
    'delivery',
    'commitment',
    'attachment',
    'item',
    month('inbound'),
    month('event'),
  ])
    expect(rows.get(table), table).toBeGreaterThan(10_000);
  // It did look: the inbox, the index of words behind its function, and people behind their merges.
  const text = [...calls.values()].flat().map(({ plan }) => drawPlan(plan).join('\n'));
  for (const index of ['case_next', 'search_document_words', 'customer_pkey'])
    expect(
      text.some((plan) => plan.includes(index)),
      index,
    ).toBe(true);
  expect([...calls.values()].flat().some(({ statement }) => statement.startsWith('insert into tenant.message'))).toBe(true);
});

test('a plan that reads a table from end to end is seen, however deep it lies', () => {
  const scan = { 'Node Type': 'Seq Scan', 'Relation Name': 'message' };
  expect(sequentialScans({ 'Node Type': 'Limit', Plans: [{ 'Node Type': 'Sort', Plans: [scan] }] })).toEqual(['message']);
});
