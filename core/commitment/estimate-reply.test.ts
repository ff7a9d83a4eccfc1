/** What does a customer read when there is an estimate, and what do answers given so far teach? */
import { expect, test } from 'vitest';
import { compiledFor } from '../calendar/horizon.ts';
import { dayMs, hourMs, minuteMs } from '../kernel/instant.ts';
import { capacityBetween, capacityOf, goingOn, withoutLeave } from './estimate-capacity.ts';
import { learnFrom } from './estimate-from-ledger.ts';
import { handleTime } from './estimate-handle.ts';
import { freshForMs, replyTime, type Asking, type ChannelEstimate } from './estimate-reply.ts';
import type { CalendarVersion } from '../calendar/calendar.ts';

const day = [{ open: '09:00', close: '17:00' }];
const weekly = { 1: day, 2: day, 3: day, 4: day, 5: day, 6: [], 7: [] };
const calendar = { id: 'open', version: 1, zone: 'UTC', weekly, exceptions: {}, exceptionNames: {} } as unknown as CalendarVersion;
/** A Monday. */
const at = (hours: number): number => Date.UTC(2026, 0, 12) + hours * hourMs;
const estimate: ChannelEstimate = {
  madeAt: at(10),
  workMs: hourMs,
  estimatedAt: at(13) + 2 * minuteMs,
  againAt: at(14) + minuteMs,
  isAtLevel: true,
  isOftenSooner: false,
};
const told = (change: Partial<Asking>) =>
  replyTime({
    standingAt: at(12),
    nowAt: at(10),
    zone: 'UTC',
    compiled: compiledFor(calendar, at(10)),
    maySooner: false,
    estimate,
    ...change,
  });

test('a longer estimate is told, rounded up; a new time has its own, longer one; the same is told however late in its ten seconds', () => {
  expect(told({})).toEqual({ dueAt: at(13.5), basis: 'estimate', workMs: hourMs, estimatedAt: at(13.5) });
  expect(told({ nowAt: at(10) + 9_000 })).toEqual(told({}));
  expect(told({ isAgain: true }).dueAt).toBe(at(15));
});
test('a shorter one is told only where the manager allows it, at the level chosen, and never as a second time', () => {
  expect(told({ standingAt: at(16) })).toMatchObject({ dueAt: at(16), basis: 'policy', estimatedAt: at(13.5) });
  expect(told({ standingAt: at(16), maySooner: true })).toMatchObject({ dueAt: at(13.5), basis: 'estimate' });
  expect(told({ standingAt: at(16), maySooner: true, isAgain: true }).basis).toBe('policy');
  expect(told({ standingAt: at(16), maySooner: true, estimate: { ...estimate, isAtLevel: false } }).basis).toBe('policy');
});
test('without an estimate, or with one a quarter of an hour old, the window is told', () => {
  const window = { dueAt: at(12), basis: 'policy', workMs: null, estimatedAt: null };
  expect(told({ estimate: null })).toEqual(window);
  expect(told({ nowAt: at(10) + freshForMs + 1 })).toEqual(window);
});

test('misses are judged against the estimate, not against the longer window that was told; who still waits counts as waiting', () => {
  const capacity = capacityOf([{ startAt: at(9), endAt: at(17) }], 0.75);
  const one = { toldAt: at(10), workMs: 0.75 * hourMs, estimatedAt: at(11) };
  const late = learnFrom([{ ...one, answeredAt: at(12) }], capacity, 0.05, at(13));
  expect(late.calibration).toMatchObject({ scores: [2], miss: expect.closeTo(0.0405, 6) });
  const kept = learnFrom([{ ...one, answeredAt: at(10.5) }], capacity, 0.05, at(13));
  expect(kept.calibration).toMatchObject({ scores: [0.5], miss: expect.closeTo(0.0505, 6) });
  const waits = learnFrom([{ ...one, answeredAt: null }], capacity, 0.05, at(13));
  expect([waits.calibration.scores, waits.openRatios, waits.calibration.miss]).toEqual([[], [3], expect.closeTo(0.0405, 6)]);
});
test('leave is taken out of a shift, and after the end of a plan its last week goes on', () => {
  const shift = { startAt: at(9), endAt: at(17) };
  const away = [
    { startAt: at(12), endAt: at(13) },
    { startAt: at(16), endAt: at(30) },
  ];
  expect(withoutLeave(shift, away)).toEqual([
    { startAt: at(9), endAt: at(12) },
    { startAt: at(13), endAt: at(16) },
  ]);
  const plan = capacityOf(goingOn([shift], at(0) + 21 * dayMs), 1);
  expect(capacityBetween(plan, at(0), at(0) + 28 * dayMs)).toBeGreaterThanOrEqual(3 * 8 * hourMs);
  expect(capacityBetween(plan, at(0) + 7 * dayMs, at(0) + 8 * dayMs)).toBe(8 * hourMs);
});
test('what an answer takes is measured from fifty on; two cases in one pair of hands take their time once', () => {
  const handled = Array.from({ length: 50 }, (_, n) => ({
    memberId: 'mia',
    takenAt: at(Math.floor(n / 2)),
    answeredAt: at(Math.floor(n / 2)) + 20 * minuteMs,
  }));
  expect(handleTime(handled, 6 * minuteMs)).toEqual({ meanMs: 10 * minuteMs, basis: 'measured' });
  expect(handleTime(handled.slice(1), 6 * minuteMs)).toEqual({ meanMs: 6 * minuteMs, basis: 'starter' });
});
