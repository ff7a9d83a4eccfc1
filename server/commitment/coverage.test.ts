/** What does a channel's report say of times told that have passed? Made-up answers with known shares. */
import type { CalendarVersion } from '@meanwhile/core/calendar/calendar.ts';
import { dayMs, hourMs, minuteMs } from '@meanwhile/core/kernel/instant.ts';
import { expect, test } from 'vitest';
import { coverageReport } from './coverage.ts';
import type { PassedRow } from './coverage.store.ts';

const day = [{ open: '09:00', close: '17:00' }];
const calendar = {
  id: 'open',
  version: 1,
  zone: 'UTC',
  weekly: { 1: day, 2: day, 3: day, 4: day, 5: day, 6: [], 7: [] },
  exceptions: {},
  exceptionNames: {},
} as unknown as CalendarVersion;
/** A Friday, noon. */
const nowAt = Date.UTC(2026, 10, 27, 12);
const asked: Parameters<typeof coverageReport>[1] = {
  channelId: 'chat',
  fromAt: nowAt - 28 * dayMs,
  nowAt,
  zone: 'UTC',
  calendar,
  isCapped: false,
  level: 0.95,
  estimate: undefined,
};

/** Asked at ten on a day of November, told two in the afternoon; answered so many minutes later, or not at all. */
function told(date: number, tookMinutes: number | null, over: Partial<PassedRow> = {}): PassedRow {
  const askedAt = Date.UTC(2026, 10, date, 10);
  const answeredAt = tookMinutes === null ? null : askedAt + tookMinutes * minuteMs;
  return {
    asked_at: askedAt,
    due_at: askedAt + 4 * hourMs,
    answered_at: answeredAt,
    is_again: false,
    is_released: false,
    was_noticed: false,
    ...over,
  };
}
const times = (count: number, row: () => PassedRow): PassedRow[] => Array.from({ length: count }, row);
const report = (rows: readonly PassedRow[], over: Partial<typeof asked> = {}) =>
  coverageReport(
    rows.toSorted((a, b) => b.due_at - a.due_at),
    { ...asked, ...over },
  );

test('of a hundred times told 95 are kept: the share, how sure it is, how much sooner and how much later', () => {
  const found = report([...times(95, () => told(24, 60)), ...times(3, () => told(24, 300)), ...times(2, () => told(24, null))]);
  expect(found.first).toMatchObject({ keptCount: 95, maturedCount: 100, share: 0.95 });
  expect(found.first.low).toBeCloseTo(0.888, 3);
  expect(found.first.high).toBeCloseTo(0.978, 3);
  expect(found.sparedMinutes).toEqual({ half: 180, nineInTen: 180 });
  // Three an hour late, two waiting since two o'clock on Tuesday: 70 hours.
  expect(found.lateMinutes).toBe((3 * 60 + 2 * 70 * 60) / 5);
  expect(found.days).toMatchObject([{ date: '2026-11-24', keptCount: 95, maturedCount: 100 }]);
});

test('whoever needed no answer any more counts neither way, and new times after missed ones are counted by themselves', () => {
  const found = report([
    told(24, 60),
    told(24, null, { is_released: true }),
    told(24, 60, { is_again: true }),
    told(24, null, { is_again: true }),
  ]);
  expect(found).toMatchObject({ first: { keptCount: 1, maturedCount: 1 }, again: { keptCount: 1, maturedCount: 2 }, releasedCount: 1 });
});

test('three days on which too few are kept are an alarm, two are not, and today is not over', () => {
  const bad = (date: number) => [...times(20, () => told(date, 60)), ...times(20, () => told(date, 300))];
  expect(report([...bad(24), ...bad(25), ...bad(26)]).alarm).toBe('too_few_kept');
  expect(report([...bad(25), ...bad(26)]).alarm).toBeNull();
  expect(report([...bad(24), ...bad(25), ...bad(26).map((row) => ({ ...row, answered_at: row.asked_at }))]).alarm).toBeNull();
  // A weekend between them is no pause.
  expect(report([...bad(20), ...bad(23), ...bad(24)], { nowAt: Date.UTC(2026, 10, 25, 8) }).alarm).toBe('too_few_kept');
  expect(report([...bad(23), ...bad(24), ...bad(25)], { nowAt: Date.UTC(2026, 10, 25, 16) }).alarm).toBeNull();
});

test('from fifty answers on it says which reply time each level would mean, and whether answers often come sooner', () => {
  const quick = [...times(95, () => told(24, 60)), ...times(3, () => told(24, 110)), ...times(2, () => told(24, 200))];
  expect(report(quick)).toMatchObject({
    isOftenSooner: true,
    windows: [
      { level: 0.9, replyWithinMinutes: 60 },
      { level: 0.95, replyWithinMinutes: 120 },
      { level: 0.98, replyWithinMinutes: 210 },
    ],
  });
  const unknown = { isOftenSooner: false, windows: [0.9, 0.95, 0.98].map((level) => ({ level, replyWithinMinutes: null })) };
  expect(report(quick.slice(0, 49))).toMatchObject(unknown);
  expect(report(quick, { calendar: null })).toMatchObject(unknown);
  // Whoever waits still has waited seven hours on Tuesday, eight on each day after it, three today.
  const left = [...times(45, () => told(24, 60)), ...times(15, () => told(24, null))];
  expect(report(left).windows.map((one) => one.replyWithinMinutes)).toEqual([26 * 60, 26 * 60, 26 * 60]);
});

test('where nothing has passed yet it says so', () => {
  expect(report([])).toMatchObject({ first: { keptCount: 0, share: null, low: 0, high: 1 }, lateMinutes: null, alarm: null, days: [] });
});

test('of those told beforehand that it would be later, the needless ones are counted: an answer came by the first time', () => {
  const found = report([
    told(24, 60, { was_noticed: true }),
    told(24, 300, { was_noticed: true }),
    told(24, null, { was_noticed: true }),
    told(24, null, { was_noticed: true, is_released: true }),
    told(24, 300),
  ]);
  expect(found.notices).toEqual({ count: 3, needlessCount: 1 });
  expect(found.first).toMatchObject({ keptCount: 1, maturedCount: 4 });
});
