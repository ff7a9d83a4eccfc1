/** When will it be answered, and how sure is that? The worked examples of a small shop: three people, nine to five, 24 messages waiting. */
import { describe, expect, it, test } from 'vitest';
import { dayMs, hourMs, minuteMs } from '../kernel/instant.ts';
import { estimateAt, expectedHandleMs, expectedLeftMs, workUntilAnswered, type WorkAhead } from './estimate.ts';
import {
  censoredFactor,
  conformalFactor,
  exceedanceOf,
  factorOf,
  freshCalibration,
  groupOrAll,
  withOutcome,
  withScore,
} from './estimate-calibration.ts';
import { capacityBetween, capacityOf, doneAt } from './estimate-capacity.ts';
import { placeOnClock, roundUp } from './estimate-rounding.ts';

const monday = Date.UTC(2026, 0, 12);
const at = (day: number, hour: number, minute = 0): number => monday + day * dayMs + hour * hourMs + minute * minuteMs;
const shift = (day: number) => ({ startAt: at(day, 9), endAt: at(day, 17) });
const people = (count: number, days = [0, 1, 2]) => days.flatMap((day) => Array.from({ length: count }, () => shift(day)));
const three = capacityOf(people(3), 0.75);
const work = (change: Partial<WorkAhead> = {}): WorkAhead => ({
  waitingMs: 23 * 6 * minuteMs,
  inProgressMs: 0,
  ownMs: 6 * minuteMs,
  overtakingRate: 0,
  ...change,
});

describe('work and the people planned', () => {
  it('24 messages of six minutes at 16:20 are done at 9:24 the next morning, with a margin of half as much at 9:56', () => {
    const workMs = workUntilAnswered(work(), three, at(0, 16, 20));
    expect(workMs).toBe(144 * minuteMs);
    expect(capacityBetween(three, at(0, 16, 20), at(0, 17))).toBe(90 * minuteMs);
    expect(estimateAt(three, at(0, 16, 20), workMs!, 1)).toBe(at(1, 9, 24));
    const withMarginAt = estimateAt(three, at(0, 16, 20), workMs!, 1.5);
    expect(withMarginAt).toBe(at(1, 9, 56));
    expect(roundUp({ nowAt: at(0, 16, 20), at: withMarginAt!, zone: 'UTC' })).toBe(at(1, 10));
  });
  it('work that ends with the day is done at five, not at nine', () => {
    expect(doneAt(three, at(0, 16, 20), 90 * minuteMs)).toBe(at(0, 17));
  });
  it('shifts that overlap add up, and nobody at work does nothing', () => {
    const plan = capacityOf([...people(1, [0]), { startAt: at(0, 12), endAt: at(0, 20) }], 1);
    expect(capacityBetween(plan, at(0, 0), at(1, 0))).toBe(16 * hourMs);
    expect(capacityBetween(plan, at(0, 11), at(0, 13))).toBe(3 * hourMs);
    expect(capacityBetween(plan, at(0, 20), at(0, 23))).toBe(0);
    expect(doneAt(plan, at(0, 11), 3 * hourMs)).toBe(at(0, 13));
  });
  it('says so when the plan ends before the work does', () => {
    expect(doneAt(three, at(0, 9), 55 * hourMs)).toBeNull();
    expect(workUntilAnswered(work({ waitingMs: 60 * hourMs, overtakingRate: 0.1 }), three, at(0, 9))).toBeNull();
    expect(doneAt(capacityOf([], 1), at(0, 9), 1)).toBeNull();
  });
  it('what comes later and goes first makes the wait longer: a sixth of an hour of urgent work in each hour', () => {
    const plan = capacityOf(people(1), 1);
    expect(workUntilAnswered(work({ waitingMs: hourMs, ownMs: hourMs, overtakingRate: 1 / 6 }), plan, at(0, 9))).toBe(140 * minuteMs);
  });
  it('a topic nobody knows takes what all take; one known well takes its own time', () => {
    const all = { count: 900, meanMs: 10 * minuteMs };
    expect(expectedHandleMs({ count: 0, meanMs: 0 }, all)).toBe(10 * minuteMs);
    expect(expectedHandleMs({ count: 20, meanMs: 4 * minuteMs }, all)).toBe(7 * minuteMs);
    expect(expectedHandleMs({ count: 180, meanMs: 4 * minuteMs }, all)).toBe(4.6 * minuteMs);
  });
  it('of a case somebody is at, half is left when all take the same, and as much as of a new one when times vary', () => {
    expect(expectedLeftMs(8 * minuteMs, 0)).toBe(4 * minuteMs);
    expect(expectedLeftMs(8 * minuteMs, 1)).toBe(8 * minuteMs);
  });
});

describe('the margin', () => {
  const ten = [1.3, 0.4, 2.1, 0.7, 1, 0.8, 1.5, 0.9, 1.2, 1.1];
  const many = Array.from({ length: 100 }, (_, index) => (index + 1) / 100);

  test.each([
    ['one in five may miss: the ninth of ten', 0.2, 1.5],
    ['one in ten may miss: the largest of ten', 0.1, 2.1],
    ['one in twenty may miss: ten scores cannot say', 0.05, null],
  ])('%s', (_, miss, expected) => expect(conformalFactor(ten, miss)).toBe(expected));

  test('49 scores say too little, 50 are enough', () => {
    const filled = (count: number) => many.slice(0, count).reduce(withScore, freshCalibration(0.1));
    expect(factorOf(filled(49), [])).toBeNull();
    expect(factorOf(filled(50), [])).toBe(0.46);
  });
  test('only the last five hundred count', () => {
    const old = Array.from({ length: 700 }, () => 9).reduce(withScore, freshCalibration(0.1));
    const renewed = Array.from({ length: 500 }, () => 1).reduce(withScore, old);
    expect(renewed.scores).toHaveLength(500);
    expect(factorOf(renewed, [])).toBe(1);
  });
  test('a miss makes the next times longer, kept ones slowly shorter again, and neither without end', () => {
    const start = freshCalibration(0.1);
    expect(withOutcome(start, true).miss).toBeCloseTo(0.091, 10);
    expect(withOutcome(start, false).miss).toBeCloseTo(0.101, 10);
    const outcomes = (isLate: boolean) => Array.from({ length: 1_000 }).reduce<typeof start>((one) => withOutcome(one, isLate), start);
    expect(outcomes(true).miss).toBe(0.005);
    expect(outcomes(false).miss).toBe(0.5);
  });
  test('whatever happens, misses come to the share aimed for', () => {
    // The worst there can be: a miss whenever the margin allows as much as a tenth.
    let calibration = freshCalibration(0.1);
    let missCount = 0;
    for (let turn = 0; turn < 10_000; turn += 1) {
      const isLate = calibration.miss >= 0.1;
      if (isLate) missCount += 1;
      calibration = withOutcome(calibration, isLate);
    }
    expect(missCount / 10_000).toBeCloseTo(0.1, 2);
  });
  test('a group speaks for itself from a hundred scores on, and keeps its own aim before', () => {
    const all = many.reduce(withScore, freshCalibration(0.1));
    const urgent = withOutcome(many.slice(0, 99).reduce(withScore, freshCalibration(0.05)), true);
    expect(groupOrAll(urgent, all)).toEqual({ ...urgent, scores: all.scores });
    expect(groupOrAll(withScore(urgent, 3), all).scores.at(-1)).toBe(3);
  });
});

describe('answers still outstanding', () => {
  const scores = Array.from({ length: 100 }, (_, index) => (index + 1) / 100);

  test('without any, the quantile is the same, at every level', () => {
    for (const miss of [0.02, 0.05, 0.1, 0.2, 0.5]) expect(censoredFactor(scores, [], miss)).toBe(conformalFactor(scores, miss));
  });
  test('six in a hundred that wait longer than they should lengthen what is told; five do not', () => {
    const calibration = scores.reduce(withScore, freshCalibration(0.1));
    const waiting = (count: number) => Array.from({ length: count }, () => 0.95);
    expect(factorOf(calibration, [])).toBe(0.91);
    expect(factorOf(calibration, waiting(5))).toBe(0.91);
    // 95 of 106 are done by 0.95; of the eleven that remain six are still waiting, so each of the five others stands for more than two.
    expect(factorOf(calibration, waiting(6))).toBe(0.96);
  });
  test('those that have only just begun to wait change nothing', () => {
    const calibration = scores.reduce(withScore, freshCalibration(0.1));
    expect(
      factorOf(
        calibration,
        Array.from({ length: 50 }, () => 0.5),
      ),
    ).toBe(0.91);
  });
  test('where more wait than the level allows, what is told is at least as long as the longest wait', () => {
    expect(
      censoredFactor(
        scores,
        Array.from({ length: 30 }, () => 4),
        0.1,
      ),
    ).toBe(4);
  });
  test('how likely a ratio is passed is judged on the careful side', () => {
    expect(exceedanceOf(scores, 0.9)).toBe(11 / 101);
    expect(exceedanceOf([], 1)).toBe(1);
  });
});

describe('rounding', () => {
  const berlin = (text: string): number => Date.parse(`2026-01-13T${text}:00+01:00`);
  test.each([
    ['within a quarter of an hour, fifteen minutes', '09:02', '09:10', '09:17'],
    ['up to an hour, the next quarter', '09:02', '09:46', '10:00'],
    ['a time on the quarter stays', '09:02', '09:45', '09:45'],
    ['up to four hours, the next half hour', '09:02', '11:01', '11:30'],
    ['later the same day, the next hour', '09:02', '14:01', '15:00'],
    ['never past closing time', '09:02', '16:10', '16:45', '16:45'],
    ['and a closing time that is too early counts for nothing', '09:02', '16:50', '17:00', '16:45'],
  ])('%s', (_, now, exact, expected, closes?: string) => {
    const closesAt = closes === undefined ? null : berlin(closes);
    expect(roundUp({ nowAt: berlin(now), at: berlin(exact), zone: 'Europe/Berlin', closesAt })).toBe(berlin(expected));
  });
  test('full hours are those of the local clock, in Kathmandu too', () => {
    const rounded = roundUp({ nowAt: at(0, 3), at: at(1, 4, 2), zone: 'Asia/Kathmandu' });
    expect(rounded).toBe(Date.parse('2026-01-13T10:00:00+05:45'));
  });
  test('nothing is ever rounded down', () => {
    for (let waitMinutes = 0; waitMinutes < 3_000; waitMinutes += 7) {
      const exactAt = at(0, 9, 3) + waitMinutes * minuteMs;
      const rounded = roundUp({ nowAt: at(0, 9, 3), at: exactAt, zone: 'Asia/Kolkata' });
      expect(rounded).toBeGreaterThanOrEqual(exactAt);
      expect(rounded - exactAt).toBeLessThanOrEqual(hourMs);
    }
  });
  test('“within 15 minutes”, a time today, or one on another day', () => {
    const said = (text: string) => placeOnClock(berlin('09:02'), berlin(text), 'Europe/Berlin');
    expect([said('09:17'), said('17:00'), placeOnClock(berlin('23:00'), berlin('23:00') + 2 * hourMs, 'Europe/Berlin')]).toEqual([
      'within_minutes',
      'today',
      'another_day',
    ]);
  });
});
