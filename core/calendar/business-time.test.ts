/** Golden table T1–T12 and the laws of business time. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CalendarId } from '../kernel/ids.ts';
import { hourMs, minuteMs } from '../kernel/instant.ts';
import { add, between, isOpenAt, isWithinOrClosing, nextCloseAt, nextOpenAt } from './business-time.ts';
import type { CalendarVersion, Window } from './calendar.ts';
import { compile, localInstant } from './compile.ts';

const zone = 'America/New_York';
const nineToFive: Window[] = [{ open: '09:00', close: '17:00' }];
const allDay: Window[] = [{ open: '00:00', close: '24:00' }];
const week = (weekday: Window[], saturday: Window[] = [], sunday: Window[] = []) =>
  ({ 1: weekday, 2: weekday, 3: weekday, 4: weekday, 5: weekday, 6: saturday, 7: sunday }) as CalendarVersion['weekly'];
const calendar = (part: Partial<CalendarVersion>): CalendarVersion => ({
  id: '01980000-0000-7000-8000-000000000001' as CalendarId,
  version: 1,
  zone,
  weekly: week([]),
  exceptions: {},
  ...part,
});

const office = calendar({
  weekly: week(nineToFive),
  exceptions: { '2026-01-19': [], '2026-12-24': [{ open: '09:00', close: '13:00' }], '2026-12-25': [] },
});
const at = (text: string) => localInstant(text, zone);
const fromAt = at('2026-01-01T00:00');
const toAt = at('2027-01-01T00:00');
const hours = compile(office, fromAt, toAt);

describe('an office in New York, Monday to Friday 9 to 5', () => {
  it.each([
    ['T1: an hour from half past four on Friday ends on Monday at half past nine', '2026-01-09T16:30', 1, '2026-01-12T09:30'],
    ['T2: a public holiday on Monday moves it to Tuesday', '2026-01-16T16:30', 1, '2026-01-20T09:30'],
    ['T3: an exact fit ends at closing time, not at the next opening', '2026-01-09T16:00', 1, '2026-01-09T17:00'],
    ['T4: a message on Saturday starts counting on Monday morning', '2026-01-10T12:00', 8, '2026-01-12T17:00'],
    ['T6: forty hours across the change to summer time keep the wall clock', '2026-03-03T10:00', 40, '2026-03-10T10:00'],
    ['T12: twenty-four business hours are three working days', '2026-01-09T16:55', 24, '2026-01-14T16:55'],
  ])('%s', (_sentence, from, durationHours, expected) => {
    expect(add(hours, at(from), durationHours * hourMs)).toBe(at(expected));
  });

  it('T5: Christmas leaves six open hours between Wednesday afternoon and Monday morning', () => {
    expect(between(hours, at('2026-12-23T16:00'), at('2026-12-28T10:00'))).toBe(6 * hourMs);
  });

  it('T6: and 167 hours pass on the clock meanwhile', () => {
    expect(at('2026-03-10T10:00') - at('2026-03-03T10:00')).toBe(167 * hourMs);
  });

  it('T10: a time that does not exist moves later, a time that happens twice is the first', () => {
    expect(localInstant('2026-03-08T02:15', zone)).toBe(Date.parse('2026-03-08T03:15:00-04:00'));
    expect(localInstant('2026-11-01T01:30', zone)).toBe(Date.parse('2026-11-01T01:30:00-04:00'));
  });

  it('T11: twenty-four elapsed hours over the change end at one o’clock', () => {
    expect(at('2026-03-07T12:00') + 24 * hourMs).toBe(at('2026-03-08T13:00'));
  });

  it('opens at nine, closes at five, and knows the next of each', () => {
    expect(isOpenAt(hours, at('2026-01-09T09:00'))).toBe(true);
    expect(isOpenAt(hours, at('2026-01-09T17:00'))).toBe(false);
    expect(isWithinOrClosing(hours, at('2026-01-09T17:00'))).toBe(true);
    expect(nextOpenAt(hours, at('2026-01-16T17:00'))).toBe(at('2026-01-20T09:00'));
    expect(nextOpenAt(hours, at('2026-01-16T10:00'))).toBe(at('2026-01-16T10:00'));
    expect(nextCloseAt(hours, at('2026-01-16T10:00'))).toBe(at('2026-01-16T17:00'));
    expect(nextCloseAt(hours, at('2026-01-17T10:00'))).toBe(at('2026-01-20T17:00'));
  });

  it('says so when asked beyond its horizon instead of guessing', () => {
    expect(() => add(hours, at('2026-12-31T16:00'), 200 * hourMs)).toThrow(RangeError);
    expect(() => between(hours, fromAt - 1, toAt)).toThrow(RangeError);
    expect(() => add(hours, fromAt, -1)).toThrow(RangeError);
    expect(nextOpenAt(compile(calendar({}), fromAt, toAt), fromAt)).toBeNull();
  });
});

describe('a help line open Saturday night only', () => {
  const night = compile(calendar({ weekly: week([], [{ open: '22:00', close: '06:00' }]) }), fromAt, toAt);

  it.each([
    ['2026-03-07', 7],
    ['2026-06-06', 8],
    ['2026-10-31', 9],
  ])('T7: the night of %s has %i open hours', (date, expected) => {
    const opensAt = at(`${date}T22:00`);
    expect(between(night, opensAt, opensAt + 24 * hourMs)).toBe(expected * hourMs);
  });

  it('T8: seven and a half hours do not fit into the short night and end a week later', () => {
    expect(add(night, at('2026-03-07T22:00'), 7.5 * hourMs)).toBe(at('2026-03-14T22:30'));
  });
});

describe('odd days', () => {
  it('T9: round the clock is one stretch, and the spring Sunday has 23 hours', () => {
    const always = compile(calendar({ weekly: week(allDay, allDay, allDay) }), fromAt, toAt);
    expect(always.startsAt).toHaveLength(1);
    expect(between(always, at('2026-03-08T00:00'), at('2026-03-09T00:00'))).toBe(23 * hourMs);
    expect(between(always, fromAt, toAt)).toBe(toAt - fromAt);
  });

  it('a window opening inside the spring gap opens when the gap ends', () => {
    const early = compile(calendar({ exceptions: { '2026-03-08': [{ open: '02:15', close: '05:00' }] } }), fromAt, toAt);
    expect(early.startsAt).toEqual([at('2026-03-08T03:00')]);
    expect(early.endsAt).toEqual([at('2026-03-08T05:00')]);
  });

  it('a window wholly inside the spring gap is never open', () => {
    expect(compile(calendar({ exceptions: { '2026-03-08': [{ open: '02:10', close: '02:50' }] } }), fromAt, toAt).startsAt).toEqual([]);
  });

  it.each([
    ['Africa/Cairo', '2026-04-24', 23],
    ['Asia/Beirut', '2026-03-29', 23],
    ['America/Santiago', '2026-09-06', 23],
    ['Atlantic/Azores', '2026-03-29', 23],
    ['Australia/Lord_Howe', '2026-10-04', 23.5],
    ['Australia/Lord_Howe', '2026-04-05', 24.5],
  ])('a whole day in %s on %s has %d hours', (oddZone, date, expected) => {
    const day = compile(calendar({ zone: oddZone, exceptions: { [date]: allDay } }), fromAt, toAt);
    expect(day.prefixMs).toEqual([0, expected * hourMs]);
  });

  it('a day that its island skipped has no open time', () => {
    const skipped = calendar({ zone: 'Pacific/Apia', exceptions: { '2011-12-30': allDay } });
    expect(compile(skipped, Date.parse('2011-12-01Z'), Date.parse('2012-02-01Z')).startsAt).toEqual([]);
  });

  it('lunch is closed time, and windows that touch are one', () => {
    const lunch = compile(
      calendar({
        exceptions: {
          '2026-06-01': [
            { open: '13:00', close: '17:00' },
            { open: '09:00', close: '12:00' },
            { open: '12:00', close: '12:30' },
          ],
        },
      }),
      fromAt,
      toAt,
    );
    expect(lunch.startsAt).toEqual([at('2026-06-01T09:00'), at('2026-06-01T13:00')]);
    expect(between(lunch, at('2026-06-01T09:00'), at('2026-06-01T17:00'))).toBe(7.5 * hourMs);
  });

  it('an exception replaces the windows starting on its date, also those running past midnight', () => {
    const late: Window[] = [{ open: '20:00', close: '02:00' }];
    const bar = compile(calendar({ weekly: week(late), exceptions: { '2026-06-02': [] } }), fromAt, toAt);
    expect(isOpenAt(bar, at('2026-06-02T01:00'))).toBe(true);
    expect(isOpenAt(bar, at('2026-06-02T21:00'))).toBe(false);
    expect(isOpenAt(bar, at('2026-06-03T01:00'))).toBe(false);
  });
});

describe('the laws of business time', () => {
  const instant = fc.integer({ min: fromAt, max: at('2026-08-01T00:00') });
  const duration = fc.integer({ min: 1, max: 300 * hourMs });

  it('adding open time and measuring it again gives the same amount, at an open instant or at closing time', () => {
    fc.assert(
      fc.property(instant, duration, (t, d) => {
        const due = add(hours, t, d);
        return between(hours, t, due) === d && isWithinOrClosing(hours, due);
      }),
      { numRuns: 20_000 },
    );
  });

  it('parts add up to the whole and time never runs backwards', () => {
    fc.assert(
      fc.property(
        instant,
        instant,
        instant,
        (a, b, c) => between(hours, a, c) === between(hours, a, b) + between(hours, b, c) && (a > b || between(hours, a, b) >= 0),
      ),
      { numRuns: 5_000 },
    );
  });

  it('adding twice is adding the sum', () => {
    fc.assert(
      fc.property(instant, duration, duration, (t, a, b) => add(hours, add(hours, t, a), b) === add(hours, t, a + b)),
      { numRuns: 5_000 },
    );
  });

  it('a minute of open time is never shorter than a minute', () => {
    fc.assert(
      fc.property(instant, (t) => add(hours, t, minuteMs) - t >= minuteMs),
      { numRuns: 1_000 },
    );
  });
});
