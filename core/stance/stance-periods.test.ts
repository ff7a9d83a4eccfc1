/** Do the periods follow from the evidence alone, and is nothing live that nobody saw? */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { minuteMs, secondMs } from '../kernel/instant.ts';
import { believedForMs, liveUntil, meansNow, periodsOf, type Look } from './stance-periods.ts';
import { presentForMs, stanceOf } from './stance.ts';

const nineAt = Date.UTC(2026, 10, 24, 9, 0);
const seen = (at: number, lastInputAt: number | null, endsAt = nineAt + 60 * minuteMs): Look => ({
  at,
  facts: { isAllowed: true, talkCount: 0, onShift: [{ memberId: 'noor', shiftId: 'early', endsAt, lastInputAt, capacity: 100 }] },
});

test('looks that say the same are one period', () => {
  const looks = [0, 20, 40].map((s) => seen(nineAt + s * secondMs, nineAt + s * secondMs));
  expect(periodsOf(looks)).toEqual([{ fromAt: nineAt, untilAt: null, mode: 'live', because: 'people_waiting' }]);
});

test('who looks no more makes nothing live: forty seconds after the last look it is over', () => {
  const backAt = nineAt + 10 * minuteMs;
  expect(periodsOf([seen(nineAt, nineAt), seen(backAt, backAt)])).toEqual([
    { fromAt: nineAt, untilAt: nineAt + believedForMs, mode: 'live', because: 'people_waiting' },
    { fromAt: nineAt + believedForMs, untilAt: backAt, mode: 'async', because: 'not_looked' },
    { fromAt: backAt, untilAt: null, mode: 'live', because: 'people_waiting' },
  ]);
});

test('input that is two minutes old and a shift that is over end it at their own instant', () => {
  const stale = nineAt - presentForMs + 10 * secondMs;
  const stillAt = nineAt + 30 * secondMs;
  expect(periodsOf([seen(nineAt, stale), seen(stillAt, stale)])).toEqual([
    { fromAt: nineAt, untilAt: nineAt + 10 * secondMs + 1, mode: 'live', because: 'people_waiting' },
    { fromAt: nineAt + 10 * secondMs + 1, untilAt: null, mode: 'async', because: 'no_input' },
  ]);
  const overAt = nineAt + 5 * secondMs;
  expect(periodsOf([seen(nineAt, nineAt, overAt), seen(stillAt, nineAt, overAt)])).toEqual([
    { fromAt: nineAt, untilAt: overAt, mode: 'live', because: 'people_waiting' },
    { fromAt: overAt, untilAt: null, mode: 'async', because: 'no_shift' },
  ]);
});

test('a look is live for as long as it is believed, and says by itself when that is over', () => {
  const look = seen(nineAt, nineAt);
  expect(meansNow(look, nineAt + believedForMs - 1)).toEqual([{ fromAt: nineAt, untilAt: null, mode: 'live', because: 'people_waiting' }]);
  expect(meansNow(look, nineAt + believedForMs + 1)).toEqual([
    { fromAt: nineAt, untilAt: nineAt + believedForMs, mode: 'live', because: 'people_waiting' },
    { fromAt: nineAt + believedForMs, untilAt: null, mode: 'async', because: 'not_looked' },
  ]);
});

const look = fc.record({
  afterMs: fc.integer({ min: 1, max: 3 * minuteMs }),
  isAllowed: fc.boolean(),
  talkCount: fc.integer({ min: 0, max: 3 }),
  people: fc.array(
    fc.record({ inputAgoMs: fc.option(fc.integer({ min: 0, max: 3 * minuteMs })), leftMs: fc.integer({ min: 1, max: 5 * minuteMs }) }),
    { maxLength: 3 },
  ),
});
const day = fc.array(look, { minLength: 1, maxLength: 40 }).map((steps) => {
  let at = nineAt;
  return steps.map(({ afterMs, isAllowed, talkCount, people }): Look => {
    at += afterMs;
    const onShift = people.map(({ inputAgoMs, leftMs }, index) => ({
      memberId: `m${index}`,
      shiftId: `s${index}`,
      endsAt: at + leftMs,
      lastInputAt: inputAgoMs === null ? null : at - inputAgoMs,
      capacity: 100,
    }));
    return { at, facts: { isAllowed, talkCount, onShift } };
  });
});

test('for every minute there is one period, and a live one has a fresh look and somebody present at each of its instants', () => {
  fc.assert(
    fc.property(day, fc.double({ min: 0, max: 1, noNaN: true }), (looks, share) => {
      const periods = periodsOf(looks);
      expect(periods[0]!.fromAt).toBe(looks[0]!.at);
      expect(periods.at(-1)!.untilAt).toBeNull();
      for (const [index, period] of periods.slice(0, -1).entries()) expect(period.untilAt).toBe(periods[index + 1]!.fromAt);
      for (const { fromAt, untilAt, mode } of periods.filter((one) => one.untilAt !== null)) {
        const at = Math.floor(fromAt + share * (untilAt! - fromAt - 1));
        const last = looks.findLast((one) => one.at <= at)!;
        const isLive = stanceOf(last.facts, last.at).mode === 'live' && at < liveUntil(last);
        expect(mode).toBe(isLive ? 'live' : 'async');
        if (mode === 'live') expect(last.facts.onShift.some((one) => one.endsAt > at && at - one.lastInputAt! <= presentForMs)).toBe(true);
      }
    }),
  );
});

test('worked out look by look, as it happened, it is the same as all at once', () => {
  fc.assert(
    fc.property(day, (looks) => {
      const kept = [...periodsOf(looks.slice(0, 1))];
      for (const [index, next] of looks.entries()) {
        if (index === 0) continue;
        const [running, ...more] = periodsOf([looks[index - 1]!, next]);
        kept.push({ ...running!, fromAt: kept.pop()!.fromAt }, ...more);
      }
      expect(kept).toEqual(periodsOf(looks));
    }),
  );
});
