/** Which calendars are refused, and what the cache of compiled ones covers. */
import { describe, expect, it } from 'vitest';
import type { CalendarId } from '../kernel/ids.ts';
import { dayMs } from '../kernel/instant.ts';
import { isOpenAt } from './business-time.ts';
import type { CalendarVersion, Window } from './calendar.ts';
import { checkCalendar } from './check-calendar.ts';
import { compiledFor } from './horizon.ts';

const nowAt = Date.parse('2026-11-24T12:00Z');
const day: Window[] = [{ open: '09:00', close: '17:00' }];
const bakery: CalendarVersion = {
  id: '01980000-0000-7000-8000-000000000002' as CalendarId,
  version: 1,
  zone: 'Europe/Berlin',
  weekly: { 1: day, 2: day, 3: day, 4: day, 5: day, 6: [], 7: [] },
  exceptions: { '2026-12-25': [] },
};
const none = { 1: [], 2: [], 3: [], 4: [], 5: [], 6: [], 7: [] };
const codes = (part: Partial<CalendarVersion>) => checkCalendar({ ...bakery, ...part }, nowAt).map((refusal) => refusal.refused);

describe('checking a calendar', () => {
  it('accepts an ordinary week, lunch breaks, nights and whole days', () => {
    expect(codes({})).toEqual([]);
    expect(
      codes({
        weekly: {
          ...none,
          6: [
            { open: '22:00', close: '06:00' },
            { open: '00:00', close: '24:00' },
          ],
        },
      }),
    ).toEqual([]);
  });

  it('accepts a shop that opens on one single day a year', () => {
    expect(codes({ weekly: none, exceptions: { '2026-12-24': day } })).toEqual([]);
  });

  it.each(['Europe/Atlantis', '+02:00', '', 'Berlin; drop table', '../etc/localtime'])('refuses the zone “%s”', (zone) => {
    expect(codes({ zone })).toContain('zone_unknown');
  });

  it.each([
    ['24:00', '25:00'],
    ['9:00', '17:00'],
    ['24:00', '24:00'],
    ['09:60', '10:00'],
    ['', ''],
  ])('refuses the window %s to %s', (open, close) => {
    expect(codes({ weekly: { ...bakery.weekly, 1: [{ open, close }] } })).toContain('window_invalid');
  });

  it.each(['2026-02-31', '24.12.2026', '2026-1-1'])('refuses the date %s', (date) => {
    expect(codes({ exceptions: { [date]: [] } })).toContain('date_invalid');
  });

  it('refuses hours that never come within 400 days', () => {
    expect(codes({ weekly: none })).toEqual(['never_open']);
    expect(codes({ weekly: none, exceptions: { '2026-11-01': day, '2028-01-03': day } })).toEqual(['never_open']);
  });

  it('refuses a day cut into too many windows', () => {
    expect(codes({ weekly: { ...none, 1: Array.from({ length: 25 }, () => ({ open: '09:00', close: '10:00' })) } })).toContain(
      'too_many_windows',
    );
  });
});

describe('compiled hours for everyday use', () => {
  it('cover 40 days back and 400 days ahead of any instant', () => {
    for (let offset = 0; offset < 60; offset += 7) {
      const at = nowAt + offset * dayMs;
      const compiled = compiledFor(bakery, at);
      expect(compiled.fromAt).toBeLessThanOrEqual(at - 40 * dayMs);
      expect(compiled.toAt).toBeGreaterThanOrEqual(at + 400 * dayMs);
    }
  });

  it('are compiled once for a version and anew when a draft changes under the same number', () => {
    expect(compiledFor(bakery, nowAt)).toBe(compiledFor({ ...bakery }, nowAt + 60_000));
    expect(isOpenAt(compiledFor(bakery, nowAt), nowAt)).toBe(true);
    expect(isOpenAt(compiledFor({ ...bakery, exceptions: { '2026-11-24': [] } }, nowAt), nowAt)).toBe(false);
  });
});
