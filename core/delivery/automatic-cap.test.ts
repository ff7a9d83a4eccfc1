/** When does a machine stop writing to Ada? */
import { expect, test } from 'vitest';
import { hourMs, minuteMs } from '../kernel/instant.ts';
import { automaticStop } from './automatic-cap.ts';

const at = 100 * 24 * hourMs;
const ago = (count: number, everyMs: number): number[] => Array.from({ length: count }, (_, n) => at - (n + 1) * everyMs);

test.each([
  ['nothing was sent yet', [], null],
  ['four in ten minutes are a busy customer', ago(4, minuteMs), null],
  ['five in ten minutes are a loop', ago(5, minuteMs), 'burst'],
  ['five spread over an hour are not', ago(5, 12 * minuteMs), null],
  ['nineteen a day', ago(19, hourMs), null],
  ['twenty a day are enough', ago(20, hourMs), 'perDay'],
  ['those of yesterday do not count', ago(40, hourMs).slice(24), null],
])('%s', (_, sentAts, stop) => {
  expect(automaticStop({ sentAts, isProved: true, strangersCount: 10_000 }, at)).toBe(stop);
});

test('ten thousand strangers named in requests of nobody: after five hundred in an hour it ends', () => {
  expect(automaticStop({ sentAts: [], isProved: false, strangersCount: 499 }, at)).toBeNull();
  expect(automaticStop({ sentAts: [], isProved: false, strangersCount: 500 }, at)).toBe('strangers');
});
