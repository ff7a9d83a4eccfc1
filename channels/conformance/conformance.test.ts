/** Every adapter shows the same behaviour, and the suite that says so catches each planted fault, by exactly the case meant for it. */
import { describe, expect, it } from 'vitest';
import { brokenPigeons } from './broken/broken-pigeons.ts';
import { conformanceCases } from './conformance.ts';
import { emailDriver, messengerDriver, pigeonDriver, telegramDriver } from './drivers.fixture.ts';
import type { CaseName, ConformanceCase } from './driver.ts';

const suites: readonly [string, readonly ConformanceCase[]][] = [
  ['the web messenger', conformanceCases(messengerDriver())],
  ['email', conformanceCases(emailDriver())],
  ['Telegram', conformanceCases(telegramDriver())],
  ['the honest pigeon', conformanceCases(pigeonDriver())],
];

describe.each(suites)('on %s', (_channel, cases) => {
  it.each(cases.map((entry) => [entry.sentence, entry] as const))('%s', (_sentence, entry) => entry.check());
});

async function failing(cases: readonly ConformanceCase[]): Promise<CaseName[]> {
  const results = await Promise.allSettled(cases.map((entry) => entry.check()));
  return cases.filter((_, at) => results[at]?.status === 'rejected').map((entry) => entry.name);
}

describe('the suite', () => {
  it.each(brokenPigeons.map((broken) => [broken.fault, broken] as const))(
    'catches an adapter that %s',
    async (_fault, { adapter, caughtBy }) => {
      expect(await failing(conformanceCases(pigeonDriver(adapter)))).toEqual([caughtBy]);
    },
  );

  it('has a planted fault for every case', () => {
    const planted = new Set(brokenPigeons.map((broken) => broken.caughtBy));
    expect(
      conformanceCases(pigeonDriver())
        .map((entry) => entry.name)
        .filter((name) => !planted.has(name)),
    ).toEqual([]);
  });
});
