/** Every adapter shows the same behaviour, and the suite that says so catches each planted fault, by exactly the case meant for it. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { allDrivers } from './all-drivers.fixture.ts';
import { brokenPigeons } from './broken/broken-pigeons.ts';
import { conformanceCases } from './conformance.ts';
import type { CaseName, ConformanceCase } from './driver.ts';
import { pigeonDriver } from './pigeon-driver.fixture.ts';
import { channelsPage } from './table.ts';

const suites: [string, readonly ConformanceCase[]][] = [
  ...(await allDrivers()).map((driver): [string, readonly ConformanceCase[]] => [
    driver.adapter.description.title,
    conformanceCases(driver),
  ]),
  ['Pigeon Post', conformanceCases(pigeonDriver())],
];

describe.each(suites)('on %s', (_channel, cases) => {
  it.each(cases.map((entry) => [entry.sentence, entry] as const))('%s', (_sentence, entry) => entry.check());
});

async function failing(cases: readonly ConformanceCase[]): Promise<CaseName[]> {
  const results = await Promise.allSettled(cases.map((entry) => entry.check()));
  return cases.filter((_, at) => results[at]?.status === 'rejected').map((entry) => entry.name);
}

it('the page of all channels says what the suite says', async () => {
  expect(readFileSync(new URL('../../docs/channels.md', import.meta.url), 'utf8')).toBe(await channelsPage());
});

it('whatever case a channel does not have, it says why', async () => {
  const page = await channelsPage();
  expect(page).not.toContain('not shown');
});

describe('the suite', () => {
  it('finds the channels that bring a driver', () => {
    expect(suites.map(([channel]) => channel)).toEqual(expect.arrayContaining(['Email', 'Telegram', 'Web messenger']));
  });

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
