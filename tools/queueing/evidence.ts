/**
 * Are times kept at the level chosen, in quiet months and in the four weeks after work takes a third longer? Runs a shop per seed and averages the
 * figures. The acceptance bounds are in the tests beside it.
 */
import { capacityOf, type Capacity } from '@meanwhile/core/commitment/estimate-capacity.ts';
import { measure, wayNames, type Measured, type WayName } from './measure.ts';
import { plannedProductive, presencesOf, weekAt, type ShopSettings } from './small-shop.ts';
import { windowsOf, type WindowFigures } from './standing.ts';
import { toldTimes, type ToldRecord } from './told-times.ts';

/** Two weeks to begin, six to learn from, eight quiet ones, then four in which everything takes 30 % longer. */
export const course = { learnsFromWeek: 2, quietFromWeek: 8, shockWeek: 16, weekCount: 20, shockFactor: 1.3 } as const;

export interface ShopEvidence {
  /** What the gate said of standing windows before the quiet weeks, and what would have become of them. */
  readonly windows: readonly WindowFigures[];
  readonly quiet: Measured;
  readonly shock: Measured;
}

export function settingsFor(seed: string): ShopSettings {
  return { seed, weekCount: course.weekCount, shockWeek: course.shockWeek, shockFactor: course.shockFactor };
}

export function evidenceOf(seed: string, level: number): ShopEvidence {
  const settings = settingsFor(seed);
  const records = toldTimes(settings, level);
  const capacity = capacityOf(presencesOf(settings), plannedProductive);
  const { learnsFromWeek, quietFromWeek: askedWeek, shockWeek: untilWeek } = course;
  return {
    windows: windowsOf(records, settings, { capacity, level, learnsFromWeek, askedWeek, untilWeek }),
    quiet: inWeeks(records, capacity, level, [course.quietFromWeek, course.shockWeek]),
    shock: inWeeks(records, capacity, level, [course.shockWeek, course.weekCount]),
  };
}

function inWeeks(records: readonly ToldRecord[], capacity: Capacity, level: number, [from, to]: readonly [number, number]): Measured {
  return measure(records, capacity, level, {
    fromAt: weekAt(from),
    toAt: weekAt(to),
    lookedAt: weekAt(course.weekCount + 1),
    trainedFromAt: weekAt(course.learnsFromWeek),
    trainedToAt: weekAt(course.quietFromWeek),
  });
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const mean = (values: readonly number[]): number => sum(values) / values.length;

/** The mean over seeds of every figure; counts of new times and notices are sums. */
export function meanOf(all: readonly Measured[]): Measured {
  const way = (name: WayName) => ({
    coverage: mean(all.map((one) => one.ways[name].coverage)),
    pinballMinutes: mean(all.map((one) => one.ways[name].pinballMinutes)),
    toldMinutes: mean(all.map((one) => one.ways[name].toldMinutes)),
  });
  return {
    maturedCount: Math.min(...all.map((one) => one.maturedCount)),
    again: { count: sum(all.map((one) => one.again.count)), coverage: mean(all.map((one) => one.again.coverage)) },
    notices: {
      count: sum(all.map((one) => one.notices.count)),
      needlessCount: sum(all.map((one) => one.notices.needlessCount)),
      lateCount: sum(all.map((one) => one.notices.lateCount)),
      foundCount: sum(all.map((one) => one.notices.foundCount)),
    },
    spareP50Minutes: mean(all.map((one) => one.spareP50Minutes)),
    lateMeanMinutes: mean(all.map((one) => one.lateMeanMinutes)),
    ways: Object.fromEntries(wayNames.map((name) => [name, way(name)])) as Record<WayName, Measured['ways'][WayName]>,
  };
}

/** Per window the mean over shops, and in how many of them the gate allows it. */
export function meanWindows(
  all: readonly (readonly WindowFigures[])[],
): (Omit<WindowFigures, 'allowed' | 'oftenSooner'> & { readonly allowedCount: number; readonly soonerCount: number })[] {
  return all[0]!.map(({ windowMs }, index) => {
    const same = all.map((one) => one[index]!);
    return {
      windowMs,
      expectedLate: mean(same.map((one) => one.expectedLate)),
      late: mean(same.map((one) => one.late)),
      allowedCount: same.filter((one) => one.allowed).length,
      soonerCount: same.filter((one) => one.oftenSooner).length,
    };
  });
}
