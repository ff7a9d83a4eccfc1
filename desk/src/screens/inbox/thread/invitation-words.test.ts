import type { Invitation } from '@meanwhile/wire/file-about.ts';
import { expect, it } from 'vitest';
import { isSame, whenWords, withWords } from './invitation-words.ts';

const fitting: Invitation = {
  kind: 'invitation',
  method: 'request',
  title: 'Fitting',
  startAt: '2026-11-03T09:00:00.000Z',
  endAt: '2026-11-03T09:30:00.000Z',
  startText: '2026-11-03 09:00:00Z',
  isAllDay: false,
  isRecurring: false,
  place: '',
  organiser: null,
  attendees: [],
};
const nowAt = Date.parse('2026-11-01T09:00:00Z');

it('says the day of a whole day, and the sender’s own words where the zone is not known', () => {
  expect(whenWords({ ...fitting, isAllDay: true, startText: '2026-11-03' }, nowAt)).toMatch(/Tuesday.*November|November.*Tuesday/);
  expect(whenWords({ ...fitting, startAt: null, startText: '2026-11-03 09:00:00 Odd' }, nowAt)).toBe('2026-11-03 09:00:00 Odd');
});

it('names nobody where nobody is asked', () => {
  expect(withWords([])).toBeNull();
});

it('shows the part and the file of one invitation as one', () => {
  expect(isSame(fitting, { ...fitting })).toBe(true);
  expect(isSame(fitting, { ...fitting, title: 'Other' })).toBe(false);
});
