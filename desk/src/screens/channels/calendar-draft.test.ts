/** Does editing opening hours lose or invent anything? */
import { describe, expect, it } from 'vitest';
import { bodyOf, datesTwice, draftOf, takeOver, mondayToFriday, nextWindow, withDay } from './calendar-draft.ts';
import type { CalendarBody } from './calendar-draft.ts';

const lantern: CalendarBody = {
  name: 'Lantern Books',
  zone: 'Europe/Berlin',
  weekly: {
    '1': [
      { open: '09:00', close: '12:00' },
      { open: '13:00', close: '17:00' },
    ],
    '2': [],
    '3': [],
    '4': [],
    '5': [],
    '6': [],
    '7': [],
  },
  exceptions: { '2026-12-26': [], '2026-12-24': [{ open: '09:00', close: '12:00' }] },
  exceptionNames: { '2026-12-26': 'Boxing Day' },
};

describe('editing opening hours', () => {
  it('opening and saving a calendar without a change changes nothing', () => {
    expect(bodyOf(draftOf(lantern))).toEqual(lantern);
  });
  it('exceptions are shown in the order of their dates', () => {
    expect(draftOf(lantern).exceptions.map((exception) => exception.date)).toEqual(['2026-12-24', '2026-12-26']);
  });
  it('“same hours on weekdays” copies a lunch break too and leaves the weekend alone', () => {
    const draft = mondayToFriday(draftOf(lantern));
    expect(bodyOf(draft).weekly['5']).toEqual(lantern.weekly['1']);
    expect(bodyOf(draft).weekly['6']).toEqual([]);
  });
  it('the first stretch of a day is 9 to 5, the next one starts an hour after the last and ends by midnight', () => {
    expect(nextWindow([])).toEqual({ open: '09:00', close: '17:00' });
    expect(nextWindow([{ open: '09:00', close: '12:00' }])).toEqual({ open: '13:00', close: '17:00' });
    expect(nextWindow([{ open: '09:00', close: '23:30' }])).toEqual({ open: '22:00', close: '24:00' });
  });
  it('stretches are saved in order of the day, and midnight as an end is the end of that day', () => {
    const draft = withDay(draftOf(lantern), '2', [
      { open: '18:00', close: '00:00' },
      { open: '08:00', close: '10:00' },
    ]);
    expect(bodyOf(draft).weekly['2']).toEqual([
      { open: '08:00', close: '10:00' },
      { open: '18:00', close: '24:00' },
    ]);
  });
  it('a date written down twice is noticed', () => {
    const draft = draftOf(lantern);
    const again = { key: 'x', date: '2026-12-24', name: '', windows: [] };
    expect(datesTwice(draft)).toEqual([]);
    expect(datesTwice({ ...draft, exceptions: [...draft.exceptions, again] })).toEqual(['2026-12-24']);
  });
});
describe('public holidays taken over', () => {
  it('closed days are added in order, hours before a holiday that begins at two stay, and a day somebody wrote himself is left', () => {
    const thursdays = withDay(draftOf(lantern), '4', [{ open: '09:00', close: '17:00' }]);
    const draft = takeOver(thursdays, [
      { date: '2027-01-01', name: 'New Year', from: null },
      { date: '2026-12-24', name: 'Christmas Eve', from: '14:00' },
      { date: '2027-03-25', name: 'Maundy Thursday', from: '10:00' },
    ]);
    expect(draft.exceptions.map((one) => [one.date, one.name])).toEqual([
      ...draftOf(lantern).exceptions.map((one) => [one.date, one.name]),
      ['2027-01-01', 'New Year'],
      ['2027-03-25', 'Maundy Thursday'],
    ]);
    expect(draft.exceptions.at(-2)!.windows).toEqual([]);
    expect(draft.exceptions.at(-1)!.windows).toEqual([{ open: '09:00', close: '10:00' }]);
  });
});
