/** Are times kept at the level chosen? Twenty made-up shops, more than five thousand matured times each, in quiet weeks and after a shock. */
import { describe, expect, test } from 'vitest';
import { evidenceOf, meanOf, meanWindows } from './evidence.ts';
import { wayNames } from './measure.ts';

const seeds = Array.from({ length: 20 }, (_, index) => `shop ${index + 1}`);

describe.each([
  { level: 0.9, reach: 0.02 },
  { level: 0.95, reach: 0.015 },
])('times told at a level of $level', ({ level, reach }) => {
  const runs = seeds.map((seed) => evidenceOf(seed, level));
  const quiet = meanOf(runs.map((run) => run.quiet));
  const shock = meanOf(runs.map((run) => run.shock));

  for (const [period, measured] of Object.entries({ quiet, shock })) {
    const kept = wayNames.map((name) => `${name} ${measured.ways[name].coverage.toFixed(3)}`).join(', ');
    console.log(`level ${level}, ${period}: kept ${kept}; new times ${measured.again.coverage.toFixed(3)}`);
  }
  console.table(meanWindows(runs.map((run) => run.windows)));

  test('are kept as often as the level says, over more than five thousand each', () => {
    expect(quiet.maturedCount).toBeGreaterThanOrEqual(5_000);
    expect(Math.abs(quiet.ways.told.coverage - level)).toBeLessThanOrEqual(reach);
  });
  test('are kept nearly as often in the four weeks after everything takes a third longer', () => {
    expect(shock.ways.told.coverage).toBeGreaterThanOrEqual(level - 0.03);
  });
  test('no single shop is far off', () => {
    for (const run of runs) expect(Math.abs(run.quiet.ways.told.coverage - level)).toBeLessThanOrEqual(2 * reach);
  });
  test('a new time is kept at least as often as a first one', () => {
    for (const measured of [quiet, shock]) expect(measured.again.coverage).toBeGreaterThanOrEqual(measured.ways.told.coverage);
    expect(quiet.again.count).toBeGreaterThan(3_000);
  });
  test('a window the gate allows is kept at the level, and no window is allowed that is missed twice as often as may be', () => {
    const allowed = runs.flatMap((run) => run.windows.filter((one) => one.allowed).slice(0, 1));
    expect(allowed).toHaveLength(seeds.length);
    expect(allowed.filter((one) => one.late <= 1 - level).length).toBeGreaterThanOrEqual(level * seeds.length);
    for (const one of allowed) expect(one.late).toBeLessThan(2 * (1 - level));
  });
  test('four in five notices of a slip are for times that are missed', () => {
    const { count, needlessCount } = quiet.notices;
    expect(count).toBeGreaterThan(500);
    expect(needlessCount / count).toBeLessThan(0.2);
  });
  test('the median of what others waited would be kept half of the time, and the level’s quantile be told many times as long', () => {
    expect(quiet.ways.medianOfWaits.coverage).toBeLessThan(0.6);
    expect(shock.ways.medianOfWaits.coverage).toBeLessThan(0.6);
    expect(quiet.ways.quantileOfWaits.toldMinutes).toBeGreaterThan(3 * quiet.ways.told.toldMinutes);
    expect(quiet.ways.told.pinballMinutes).toBeLessThan(quiet.ways.withoutMargin.pinballMinutes);
  });
});
