import { expect, test } from 'vitest';
import { caseCounts } from '../../wire/case-list.ts';
import { channelCoverage } from '../../wire/coverage.ts';
import { today } from '../../wire/today.ts';
import { dayMs } from '../kernel/instant.ts';
import { keptFigure, ourFigures } from './reported-figures.ts';
import { entryTrouble, staffedTrouble, type StaffedFacts } from './three-tests.ts';

const words = 'Write to us any time. We’ll reply by 10:00 am tomorrow (Wednesday).';
const by = '10:00 am tomorrow (Wednesday)';

test.each([
  ['the time stands in the words and on the page', { words, by, pageShows: words, hasPage: true }, null],
  ['mail has no page', { words, by, pageShows: null, hasPage: false }, null],
  ['nothing is said', { words: null, by: null, pageShows: null, hasPage: true }, 'no_time'],
  ['words without the time', { words: 'We reply soon.', by, pageShows: 'We reply soon.', hasPage: true }, 'not_in_words'],
  ['a page that leaves the sentence out', { words, by, pageShows: 'Write to us.', hasPage: true }, 'not_on_page'],
] as const)('the entry: %s', (_, facts, trouble) => {
  expect(entryTrouble(facts)).toBe(trouble);
});

const openedAt = 0;
const keeps = { verdict: 'keepable', lateShare: 0.01 } as const;
const planned: StaffedFacts = { openedAt, plannedMs: 3_600_000, writerIds: ['mia'], liveIds: [], agentCount: 3, keepable: keeps };
const unmeasured = { verdict: 'unmeasured' } as const;
const refused = { verdict: 'refused', lateShare: 0.3, achievableMs: null } as const;
const six = ['mia', 'ben', 'cleo', 'dan', 'eve', 'fay'];

test.each([
  ['a plan that keeps the time', planned, 20, null],
  ['starter figures in the first two weeks', { ...planned, plannedMs: 0, keepable: unmeasured }, 13.99, null],
  ['no plan after them', { ...planned, plannedMs: 0, keepable: unmeasured }, 14, 'no_plan'],
  ['nothing measured after them', { ...planned, keepable: unmeasured }, 14, 'not_measured'],
  ['a time measured as too short fails from the first day', { ...planned, keepable: refused }, 1, 'too_late'],
  ['no reply time', { ...planned, keepable: null }, 1, 'no_time'],
  ['three people who serve both pools at different hours', { ...planned, liveIds: ['mia'] }, 20, null],
  ['six agents, and all writers are on live shifts too', { ...planned, writerIds: six, liveIds: six, agentCount: 6 }, 20, 'pool_not_own'],
  ['six agents, one of whom only writes', { ...planned, writerIds: six, liveIds: six.slice(1), agentCount: 6 }, 20, null],
] as const)('staffed: %s', (_, facts, days, trouble) => {
  expect(staffedTrouble(facts, openedAt + days * dayMs)).toBe(trouble);
});

test('every figure of the API is on the list, as async', () => {
  const about = [
    'channelId',
    'from',
    'until',
    'isCapped',
    'level',
    'most',
    'nextChangeAt',
    'at',
    'dayEndsAt',
    'figures',
    'isPlanned',
    'people',
  ];
  const shown = [
    ...Object.keys(channelCoverage.shape).map((name) => `coverage.${name}`),
    ...Object.keys(caseCounts.shape).map((name) => `counts.${name}`),
    ...Object.keys(today.shape).map((name) => `today.${name}`),
  ].filter((name) => !about.includes(name.split('.')[1]!));
  expect(ourFigures.map(({ where, name }) => `${where}.${name}`).toSorted()).toEqual(shown.toSorted());
  expect(ourFigures.filter(({ stance }) => stance === 'live')).toEqual([]);
});

test.each([
  ['Average speed of answer', 'live'],
  ['Abandoned this week', 'live'],
  ['Chats waiting', 'live'],
  ['Service level 80/20', 'live'],
  ['Auslastung Team Nord', 'live'],
  ['Abbruchquote', 'live'],
  ['Late, returns', 'async'],
  ['Abandonware enquiries', 'async'],
  ['Gone quiet', 'async'],
  ['Verspätet, Lampen', 'async'],
] as const)('a kept list named “%s” is %s', (name, stance) => {
  expect(keptFigure(name).stance).toBe(stance);
});
