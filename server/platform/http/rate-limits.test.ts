/** Who is counted as one, and what happens when they ask too much? */
import { limits } from '@meanwhile/core/kernel/limits.ts';
import { expect, test } from 'vitest';
import { createRateLimits } from './rate-limits.ts';

const most = limits.requestsPerMinute.login;

/** How many of these are let in, one attempt each. */
function letIn(sources: Iterable<string>): number {
  const rates = createRateLimits();
  let count = 0;
  for (const source of sources) {
    try {
      rates.spend('login', source);
      count += 1;
    } catch (error) {
      expect(error).toMatchObject({ problem: { code: 'too_many_requests', retryAfterS: expect.any(Number) as number } });
    }
  }
  return count;
}
const hundred = (source: (n: number) => string): string[] => Array.from({ length: 100 }, (_, n) => source(n));

test.each([
  ['one IPv4 address', () => '198.51.100.7', most],
  ['an IPv6 customer who takes another address for every try', (n: number) => `2001:db8:7:1::${n.toString(16)}`, most],
  ['the same behind a word that says what is asked', (n: number) => `visitor 2001:db8:7:1:${n}::1`, most],
  ['an IPv4 address written as IPv6 and as itself', (n: number) => (n % 2 === 0 ? '::ffff:198.51.100.7' : '198.51.100.7'), most],
  ['a hundred IPv4 addresses', (n: number) => `198.51.100.${n}`, 100],
  ['a hundred IPv6 customers', (n: number) => `2001:db8:7:${n}::1`, 100],
  ['a hundred members', (n: number) => `member:01a20fc5-0000-7000-8000-0000000000${String(n).padStart(2, '0')}`, 100],
])('%s: let in as often as it is somebody else', (_who, source, expected) => {
  expect(letIn(hundred(source))).toBe(expected);
});
