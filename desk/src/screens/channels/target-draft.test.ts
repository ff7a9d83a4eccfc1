/** A target as it is typed: hours with a point or a comma, and what is not whole is not sent. */
import { expect, it } from 'vitest';
import { hoursOf, minutesOfHours, targetBody, targetDraft } from './target-draft.ts';

it.each([
  ['4', 240],
  ['0,5', 30],
  ['0.25', 15],
  ['8784', 527_040],
  ['8785', null],
  ['0', null],
  ['four', null],
  ['-1', null],
])('%s hours are %s minutes', (text, minutes) => {
  expect(minutesOfHours(text)).toBe(minutes);
});

it('gives every minute of three days back as it was saved', () => {
  for (let minutes = 1; minutes <= 4_320; minutes += 1) expect(minutesOfHours(hoursOf(minutes))).toBe(minutes);
});

it('is sent with a calendar where something counts in opening hours, and not before it has a name and a time', () => {
  const blank = targetDraft(null, 2);
  expect(targetBody(blank, 'c')).toBeNull();
  const named = { ...blank, name: ' All ', languages: 'DE, en' };
  expect(targetBody(named, 'c')).toBeNull();
  const open = { ...named, aims: { ...named.aims, update: { hours: '2', isOpenTime: true } } };
  expect(targetBody(open, 'c')).toMatchObject({
    name: 'All',
    calendarId: 'c',
    appliesTo: { place: 2, languages: ['de', 'en'] },
    aims: { first_response: null, update: { minutes: 120, isOpenTime: true } },
  });
  expect(targetBody(open, null)).toBeNull();
  const elapsed = { ...named, aims: { ...named.aims, update: { hours: '2', isOpenTime: false } } };
  expect(targetBody(elapsed, 'c')).toMatchObject({ calendarId: null });
  expect(targetBody({ ...open, aims: { ...open.aims, resolution: { hours: 'soon', isOpenTime: true } } }, 'c')).toBeNull();
  expect(targetBody({ ...open, graceMinutes: '1441' }, 'c')).toBeNull();
});
