/** Does a channel call itself live only while somebody is really there? */
import { expect, test } from 'vitest';
import { minuteMs, secondMs } from '../kernel/instant.ts';
import { stanceOf } from './stance.ts';

const nowAt = Date.UTC(2026, 10, 24, 10, 0);
const ago = (ms: number) => nowAt - ms;

test.each([
  { what: 'nobody is on shift', onShift: [], liveCapacity: 3, mode: 'async', because: 'no_shift', presentCount: 0 },
  {
    what: 'Noor is on shift but has not touched anything yet',
    onShift: [{ memberId: 'noor', lastInputAt: null }],
    liveCapacity: 3,
    mode: 'async',
    because: 'no_input',
    presentCount: 0,
  },
  {
    what: 'Noor left her desk two minutes and a second ago',
    onShift: [{ memberId: 'noor', lastInputAt: ago(2 * minuteMs + secondMs) }],
    liveCapacity: 3,
    mode: 'async',
    because: 'no_input',
    presentCount: 0,
  },
  {
    what: 'Noor is there, with as many talks as she can hold',
    onShift: [{ memberId: 'noor', lastInputAt: ago(secondMs) }],
    liveCapacity: 0,
    mode: 'async',
    because: 'no_live_capacity',
    presentCount: 1,
  },
  {
    what: 'Noor typed two minutes ago and is free',
    onShift: [
      { memberId: 'noor', lastInputAt: ago(2 * minuteMs) },
      { memberId: 'ole', lastInputAt: null },
    ],
    liveCapacity: 1,
    mode: 'live',
    because: 'people_waiting',
    presentCount: 1,
  },
])('when $what, the channel is $mode because $because', ({ onShift, liveCapacity, mode, because, presentCount }) => {
  expect(stanceOf({ onShift, liveCapacity }, nowAt)).toEqual({ mode, because, onShiftCount: onShift.length, presentCount });
});
