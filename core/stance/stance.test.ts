/** Does a channel call itself live only while somebody is really there? */
import { expect, test } from 'vitest';
import { hourMs, minuteMs, secondMs } from '../kernel/instant.ts';
import { isLiveFor, stanceOf, type OnShift } from './stance.ts';

const nowAt = Date.UTC(2026, 10, 24, 10, 0);
const ago = (ms: number) => nowAt - ms;
const shift = (memberId: string, lastInputAt: number | null, over: Partial<OnShift> = {}): OnShift => ({
  memberId,
  shiftId: `shift of ${memberId}`,
  endsAt: nowAt + hourMs,
  lastInputAt,
  capacity: 100,
  ...over,
});

test.each([
  { what: 'nobody is on shift', onShift: [], mode: 'async', because: 'no_shift', counts: [0, 0] },
  {
    what: 'Noor’s shift has just ended',
    onShift: [shift('noor', ago(secondMs), { endsAt: nowAt })],
    mode: 'async',
    because: 'no_shift',
    counts: [0, 0],
  },
  {
    what: 'Noor is on shift but has not touched anything yet',
    onShift: [shift('noor', null)],
    mode: 'async',
    because: 'no_input',
    counts: [1, 0],
  },
  {
    what: 'Noor left her desk two minutes and a second ago',
    onShift: [shift('noor', ago(2 * minuteMs + secondMs))],
    mode: 'async',
    because: 'no_input',
    counts: [1, 0],
  },
  {
    what: 'no manager has allowed it',
    onShift: [shift('noor', ago(secondMs))],
    isAllowed: false,
    mode: 'async',
    because: 'not_allowed',
    counts: [1, 1],
  },
  {
    what: 'Noor is there, with as many talks as she can hold',
    onShift: [shift('noor', ago(secondMs))],
    talkCount: 2,
    mode: 'async',
    because: 'no_live_capacity',
    counts: [1, 1],
  },
  {
    what: 'Ole has room for no talk at all',
    onShift: [shift('ole', ago(secondMs), { capacity: 34 })],
    mode: 'async',
    because: 'no_live_capacity',
    counts: [1, 1],
  },
  {
    what: 'Noor typed two minutes ago and is free for one more',
    onShift: [shift('noor', ago(2 * minuteMs)), shift('ole', null)],
    talkCount: 1,
    mode: 'live',
    because: 'people_waiting',
    counts: [2, 1],
  },
] as const)('when $what, the channel is $mode because $because', ({ onShift, mode, because, counts, ...over }) => {
  const facts = { isAllowed: true, talkCount: 0, onShift, ...over };
  const [onShiftCount, presentCount] = counts;
  expect(stanceOf(facts, nowAt)).toEqual({ mode, because, onShiftCount, presentCount });
});

test('a talk goes on where there is no room for another one, and ends where nobody is there', () => {
  const isLive = (because: Parameters<typeof isLiveFor>[0]['because'], isTalking: boolean) =>
    isLiveFor({ mode: 'async', because }, isTalking);
  expect([isLive('no_live_capacity', true), isLive('no_live_capacity', false)]).toEqual([true, false]);
  expect([isLive('no_input', true), isLive('no_shift', true), isLive('not_looked', true)]).toEqual([false, false, false]);
  expect(isLiveFor({ mode: 'live', because: 'people_waiting' }, false)).toBe(true);
});
