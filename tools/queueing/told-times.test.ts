/** Times told in a made-up shop, in short; with twenty shops and every figure it is `told-times.long.test.ts`. */
import { describe, expect, test } from 'vitest';
import { coverageOf } from '@meanwhile/core/commitment/estimate-honesty.ts';
import { LatestSorted } from './latest-sorted.ts';
import { weekAt } from './small-shop.ts';
import { toldTimes } from './told-times.ts';

const shop = { seed: 'Fernweh', weekCount: 4, shockWeek: null, shockFactor: 1.3 };
const quiet = toldTimes(shop, 0.9);

describe('a shop in its first weeks', () => {
  test('keeps nine in ten of the times told, while the median of what others waited would keep half', () => {
    const learnt = quiet.filter((one) => one.turn === 1 && one.toldAt >= weekAt(2));
    const keptShare = (dueAt: (one: (typeof quiet)[number]) => number): number =>
      coverageOf(
        learnt.map((one) => ({ dueAt: dueAt(one), answeredAt: one.answeredAt })),
        weekAt(5),
      ).share!;
    expect(learnt.length).toBeGreaterThan(1_200);
    expect(keptShare((one) => one.dueAt)).toBeCloseTo(0.9, 1);
    expect(keptShare((one) => one.medianAt!)).toBeLessThan(0.6);
  });
  test('tells a new time at the instant the old one passes, and to nobody else', () => {
    for (const again of quiet.filter((one) => one.turn > 1)) {
      const before = quiet.find((one) => one.caseId === again.caseId && one.turn === again.turn - 1)!;
      expect(again.toldAt).toBe(before.dueAt);
      expect(before.answeredAt ?? Infinity).toBeGreaterThan(before.dueAt);
      expect(again.dueAt).toBeGreaterThan(before.dueAt);
    }
  });
  test('tells nothing it cannot know: what happens later changes no time told before', () => {
    const shocked = toldTimes({ ...shop, shockWeek: 3 }, 0.9);
    const before = (records: typeof quiet) =>
      records
        .filter((one) => one.toldAt < weekAt(3))
        .map((one) => `${one.caseId}: ${one.toldAt} ${one.dueAt}`)
        .join();
    const after = (records: typeof quiet) =>
      records
        .filter((one) => one.toldAt >= weekAt(3))
        .map((one) => one.dueAt)
        .join();
    expect(before(shocked) === before(quiet)).toBe(true);
    expect(after(shocked) === after(quiet)).toBe(false);
  });
});

test('the latest values stay in order while they come and go', () => {
  const latest = new LatestSorted(3);
  expect(() => latest.quantile(0.5)).toThrow(RangeError);
  for (const value of [5, 1, 9, 1, 7]) latest.add(value);
  expect([latest.count, latest.quantile(0), latest.quantile(0.5), latest.quantile(1)]).toEqual([3, 1, 7, 9]);
});
