/**
 * Attack 75: does the time of an answer tell who has an account? A thousand samples, in pairs whose order changes by turns so that a busy
 * machine is busy for both, compared by Welch's t-test.
 */
import { minuteMs } from '@meanwhile/core/kernel/instant.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { testWeb, type TestWeb, type Visitor } from './test-web.ts';

let web: TestWeb;
beforeAll(async () => {
  web = await testWeb({ nowAt: Date.UTC(2026, 10, 1) });
  await web.workspace('Calm Shop', { name: 'Tom', email: known });
});
afterAll(() => web.close());

const known = 'tom@calm.example';
const pairCount = 500;
let attackers = 0;
const attacker = (): Visitor => {
  attackers += 1;
  return web.visitor(`10.${Math.floor(attackers / 62_500)}.${Math.floor(attackers / 250) % 250}.${(attackers % 250) + 1}`);
};

/** t of Welch, B. L. (1947), Biometrika 34: (m1 - m2) / sqrt(s1²/n1 + s2²/n2). */
function welchT(one: readonly number[], other: readonly number[]): number {
  const mean = (all: readonly number[]): number => all.reduce((sum, value) => sum + value, 0) / all.length;
  const errorSquared = (all: readonly number[], m: number): number =>
    all.reduce((sum, value) => sum + (value - m) ** 2, 0) / (all.length - 1) / all.length;
  const [m1, m2] = [mean(one), mean(other)];
  return (m1 - m2) / Math.sqrt(errorSquared(one, m1) + errorSquared(other, m2));
}

/** Without the slowest tenth of each: pauses of the machine, which tell nothing about accounts. */
function calm(samples: readonly number[]): number[] {
  return samples.toSorted((a, b) => a - b).slice(0, Math.ceil(samples.length * 0.9));
}

const median = (samples: readonly number[]): string => samples.toSorted((a, b) => a - b)[Math.floor(samples.length / 2)]!.toFixed(3);

/** Beyond this, timing tests of cryptography call two samples separable (TVLA, Goodwill et al. 2011); by chance once in 100,000. */
const separable = 4.5;

/** Welch's t between the answers for an address with an account and for others without. */
async function compare(ask: (visitor: Visitor, email: string) => Promise<unknown>): Promise<number> {
  const times: { known: number[]; unknown: number[] } = { known: [], unknown: [] };
  for (let n = -10; n < pairCount; n += 1) {
    const pair = [
      [known, times.known],
      [`nobody${n}@nowhere.example`, times.unknown],
    ] as const;
    // Past the pause that guessing brings.
    web.base.clock.advance(16 * minuteMs);
    for (const [email, samples] of n % 2 === 0 ? pair : pair.toReversed()) {
      const visitor = attacker();
      const before = performance.now();
      await ask(visitor, email);
      // The first ones warm up.
      if (n >= 0) samples.push(performance.now() - before);
      // What is done after the answer, such as mailing a link, is over before the next one is timed.
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  }
  const t = welchT(calm(times.known), calm(times.unknown));
  console.log(`t = ${t.toFixed(2)}; medians ${median(times.known)} ms with an account, ${median(times.unknown)} ms without`);
  return t;
}

test('the test tells a millisecond apart, and no difference from none', () => {
  const wobble = (n: number): number => 20 + 4 * Math.sin(n * 12.9898) * Math.cos(n * 78.233);
  const same = Array.from({ length: 1_000 }, (_, n) => wobble(n));
  const other = Array.from({ length: 1_000 }, (_, n) => wobble(n + 5_000));
  expect(Math.abs(welchT(calm(same), calm(other)))).toBeLessThan(separable);
  expect(Math.abs(welchT(calm(same), calm(other.map((ms) => ms + 1))))).toBeGreaterThan(separable);
});

test.each([
  ['a wrong password', (visitor: Visitor, email: string) => visitor.signIn(email, 'not this one, surely'), 401],
  ['a sign-in link', (visitor: Visitor, email: string) => visitor.post('/api/auth/link', { email }), 200],
] as const)('attack 75: %s takes as long for an address that nobody has', { timeout: 1_800_000 }, async (_what, ask, status) => {
  expect(Math.abs(await compare(async (visitor, email) => expect((await ask(visitor, email)).status).toBe(status)))).toBeLessThan(
    separable,
  );
});
