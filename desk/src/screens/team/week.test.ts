/** A week in Berlin, across the night the clock changes. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { daysLater, daysSpan, spanOf, touches, weekOf } from './week.ts';

const zone = process.env['TZ'];
beforeAll(() => void (process.env['TZ'] = 'Europe/Berlin'));
afterAll(() => void (zone === undefined ? delete process.env['TZ'] : (process.env['TZ'] = zone)));

describe('a week of shifts', () => {
  test('begins on Monday and holds seven local days, also where one has 25 hours', () => {
    const week = weekOf(new Date('2026-10-21T12:00:00Z'));
    expect(week.days).toEqual(['2026-10-19', '2026-10-20', '2026-10-21', '2026-10-22', '2026-10-23', '2026-10-24', '2026-10-25']);
    expect([week.from, week.to]).toEqual(['2026-10-18T22:00:00.000Z', '2026-10-25T23:00:00.000Z']);
    expect(weekOf(new Date('2026-10-25T12:00:00Z'), 1).days[0]).toBe('2026-10-26');
  });
  test('a night shift ends on the next day; midnight is the end of a day', () => {
    expect(spanOf('2026-11-24', '22:00', '06:00')).toEqual({ startsAt: '2026-11-24T21:00:00.000Z', endsAt: '2026-11-25T05:00:00.000Z' });
    expect(spanOf('2026-11-24', '16:00', '00:00').endsAt).toBe('2026-11-24T23:00:00.000Z');
  });
  test('a shift copied over the change of the clock begins at the same time of day', () => {
    expect(daysLater('2026-10-20T07:00:00.000Z', 7)).toBe('2026-10-27T08:00:00.000Z');
  });
  test('leave of two days ends with the second; a night shift touches both its days', () => {
    expect(daysSpan('2026-11-24', '2026-11-25')).toEqual({ startsAt: '2026-11-23T23:00:00.000Z', endsAt: '2026-11-25T23:00:00.000Z' });
    const night = spanOf('2026-11-24', '22:00', '06:00');
    expect(['2026-11-23', '2026-11-24', '2026-11-25', '2026-11-26'].map((date) => touches(night, date))).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });
});
