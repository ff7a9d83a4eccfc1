/** Is what the guide calls the thirty everyday actions what the bench measures, and within three keys or two clicks? */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { everyday } from './everyday.ts';

const guide = await readFile(join(import.meta.dirname, '../docs/guide/agent.md'), 'utf8');
const rows = guide
  .split('\n')
  .map((line) => line.split('|').map((part) => part.trim()))
  .filter((parts) => /^\d+$/.test(parts[1] ?? ''))
  .map(([, number, name, keys, clicks]) => ({ number: Number(number), name, keys, clicks }));

it('the guide lists thirty actions, and each of them is measured', () => {
  expect(rows.map(({ number }) => number)).toEqual(Array.from({ length: 30 }, (_, index) => index + 1));
  expect([...new Set(everyday.map(({ of }) => of))]).toEqual(rows.map(({ number }) => number));
});

it('each takes three keys or two clicks at most: a press for each answer that is waited for', () => {
  for (const { name, steps } of everyday) expect(steps.length, name).toBeLessThanOrEqual(3);
  for (const { name, keys, clicks } of rows) expect(`${keys}${clicks}`, name).not.toBe('');
  for (const { name, keys, clicks } of rows) {
    const isByClicks = /^[12](?:,|$)/.test(clicks ?? '');
    const keyCount = [...(keys ?? '').split(',')[0]!.matchAll(/`[^`]+`/g)].length;
    expect(isByClicks || (keyCount > 0 && keyCount <= 3), name).toBe(true);
  }
});
