/** Which time is told, whether it was true, when it slips, and what cannot be told at all: the rules a manager decides with. */
import { describe, expect, test } from 'vitest';
import { hourMs, minuteMs, type Instant } from '../kernel/instant.ts';
import { capacityOf } from './estimate-capacity.ts';
import { checkKeepable, type Plan } from './estimate-gate.ts';
import { coverageOf, driftAlarm, pinball, sharpnessOf, wilsonInterval } from './estimate-honesty.ts';
import { slipOf } from './estimate-slip.ts';
import { isOftenSooner, timeToTell, windowsByLevel } from './estimate-told.ts';

const nineAt = Date.UTC(2026, 0, 12, 9);
const at = (hours: number): Instant => nineAt + hours * hourMs;
const scores = Array.from({ length: 99 }, (_, index) => (index + 1) / 50);

describe('what is told', () => {
  const standingAt = at(4);
  test.each([
    ['nothing known: the standing window', null, false, 4, 'policy'],
    ['a longer estimate lengthens it', at(6), false, 6, 'estimate'],
    ['a shorter one never shortens it by itself', at(1), false, 4, 'policy'],
    ['a shorter one is told where the manager allows it', at(1), true, 1, 'estimate'],
    ['the same time rests on the policy', at(4), true, 4, 'policy'],
  ] as const)('%s', (_, estimatedAt, allowsShorter, hours, basis) => {
    expect(timeToTell({ standingAt, estimatedAt, allowsShorter })).toEqual({ dueAt: at(hours), basis });
  });

  const replies = (fast: number, slow: number) => [
    ...Array.from({ length: fast }, () => ({ toldMs: 4 * hourMs, tookMs: 2 * hourMs - 1 })),
    ...Array.from({ length: slow }, () => ({ toldMs: 4 * hourMs, tookMs: 2 * hourMs })),
  ];
  test('“Often sooner.” when half of them took less than half, and not on the word of a few', () => {
    expect(isOftenSooner(replies(25, 25))).toBe(true);
    expect(isOftenSooner(replies(24, 26))).toBe(false);
    expect(isOftenSooner(replies(49, 0))).toBe(false);
  });
  test('each level is shown with the window it would mean', () => {
    const took = Array.from({ length: 100 }, (_, index) => (index + 1) * 2 * minuteMs);
    expect(windowsByLevel(took)).toEqual([
      { level: 0.9, windowMs: 195 * minuteMs },
      { level: 0.95, windowMs: 195 * minuteMs },
      { level: 0.98, windowMs: 210 * minuteMs },
    ]);
    expect(windowsByLevel(took.slice(0, 49)).map((one) => one.windowMs)).toEqual([null, null, null]);
  });
});

describe('was it true', () => {
  const told = (dueHours: number, answeredHours: number | null) => ({
    dueAt: at(dueHours),
    answeredAt: answeredHours === null ? null : at(answeredHours),
  });
  const week = [told(1, 0.5), told(2, 2), told(3, 5), told(4, null), told(9, 1)];

  test('open ones past their time are misses; a time still to come counts neither way', () => {
    expect(coverageOf(week, at(6))).toEqual({ keptCount: 2, maturedCount: 4, share: 0.5 });
    expect(coverageOf([], at(6)).share).toBeNull();
  });
  test('how much was to spare, and how late the broken ones were', () => {
    expect(sharpnessOf(week, at(6))).toEqual({ spareP50Ms: 0, spareP90Ms: 0.5 * hourMs, meanLateMs: 2 * hourMs });
    expect(sharpnessOf([], at(6))).toEqual({ spareP50Ms: null, spareP90Ms: null, meanLateMs: null });
  });
  test('being late costs nine times as much as being early at a level of nine in ten', () => {
    expect(pinball(50, 60, 0.9)).toBeCloseTo(1, 10);
    expect(pinball(80, 60, 0.9)).toBeCloseTo(18, 10);
  });
  test('eighty-one of ninety may be anything from 82 to 95 in a hundred', () => {
    const { low, high } = wilsonInterval(81, 90);
    expect(low).toBeCloseTo(0.8207, 3);
    expect(high).toBeCloseTo(0.9466, 3);
    expect(wilsonInterval(0, 0)).toEqual({ low: 0, high: 1 });
    expect(wilsonInterval(10, 10).high).toBeCloseTo(1, 10);
  });
  test('three days out of the interval are an alarm, in either direction; two, or a day without any, are not', () => {
    const day = (keptCount: number, maturedCount = 100) => ({ keptCount, maturedCount });
    expect(driftAlarm([day(100), day(80), day(80), day(80)], 0.95)).toBe('too_few_kept');
    expect(driftAlarm([day(80), day(80)], 0.95)).toBeNull();
    expect(driftAlarm([day(80), day(0, 0), day(80)], 0.95)).toBeNull();
    expect(driftAlarm([day(100), day(100), day(100)], 0.9)).toBe('too_many_kept');
    expect(driftAlarm([day(95), day(94), day(96)], 0.95)).toBeNull();
  });
});

describe('a time that slips', () => {
  const capacity = capacityOf([{ startAt: at(0), endAt: at(8) }], 1);
  const slip = (workHours: number, dueHours: number) =>
    slipOf({ dueAt: at(dueHours), workMs: workHours * hourMs, capacity, scores }, at(0));

  test('likely and by far: it is said', () => {
    expect(slip(4, 1)).toMatchObject({ lateProbability: 0.88, middleAt: at(4), shouldTell: true });
  });
  test('not likely enough, or only minutes late: it is not', () => {
    expect(slip(4, 2)).toMatchObject({ lateProbability: 0.75, shouldTell: false });
    expect(slip(0.25, 0.02)!.lateProbability).toBeGreaterThan(0.9);
    expect(slip(0.25, 0.02)!.shouldTell).toBe(false);
  });
  test('a time already passed is late for sure; a plan that ends before the work is as well', () => {
    expect(slip(2, -1)).toMatchObject({ lateProbability: 1, shouldTell: true });
    expect(slip(90, 8)).toMatchObject({ middleAt: null, shouldTell: true });
  });
  test('few scores say nothing', () => {
    expect(slipOf({ dueAt: at(1), workMs: hourMs, capacity, scores: scores.slice(0, 49) }, at(0))).toBeNull();
  });
});

describe('may this be told at all', () => {
  const plan = (peopleCount: number, change: Partial<Plan> = {}): Plan => ({
    capacity: capacityOf(
      Array.from({ length: peopleCount }, () => ({ startAt: at(0), endAt: at(24) })),
      0.75,
    ),
    forecast: Array.from({ length: 9 }, (_, hour) => ({ at: at(hour), count: hour === 8 ? 0 : 15 })),
    backlogMs: 0,
    handleMs: 6 * minuteMs,
    scores,
    dueAt: (receivedAt, windowMs) => receivedAt + windowMs,
    ...change,
  });
  const windows = [24, 1, 2, 4, 8, 16].map((hours) => hours * hourMs);

  test('three people keep two hours with fifteen messages an hour', () => {
    expect(checkKeepable(plan(3), 2 * hourMs, 0.95, windows)).toEqual({ verdict: 'keepable', lateShare: 0.01 });
  });
  test('with two of them away, the same plan is refused, and says what can be kept', () => {
    const refused = checkKeepable(plan(1), 2 * hourMs, 0.95, windows);
    expect(refused).toMatchObject({ verdict: 'refused', achievableMs: 16 * hourMs });
    expect(refused).toHaveProperty('lateShare', expect.closeTo(0.6875, 6));
    expect(checkKeepable(plan(1), 16 * hourMs, 0.95, windows)).toMatchObject({ verdict: 'keepable' });
  });
  test('a backlog alone is reason enough', () => {
    expect(checkKeepable(plan(3, { backlogMs: 12 * hourMs }), 2 * hourMs, 0.95, windows)).toMatchObject({
      verdict: 'refused',
      achievableMs: 16 * hourMs,
    });
  });
  test('with nobody planned nothing can be kept, and no figure is made up', () => {
    expect(checkKeepable(plan(0), 2 * hourMs, 0.95, windows)).toMatchObject({ verdict: 'refused', lateShare: 1, achievableMs: null });
  });
  test('before anything is measured it says so', () => {
    expect(checkKeepable(plan(3, { scores: [] }), 2 * hourMs, 0.95, windows)).toEqual({ verdict: 'unmeasured' });
    expect(checkKeepable(plan(3, { forecast: [] }), 2 * hourMs, 0.95, windows)).toEqual({ verdict: 'unmeasured' });
  });
});
