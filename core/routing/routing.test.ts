/** Who is here, what is next, whose hands: the decisions of routing, told by the people of a small shop on one Monday. */
import { describe, expect, test } from 'vitest';
import { hourMs, minuteMs } from '../kernel/instant.ts';
import { availabilityOf, type AvailabilityFacts } from './availability.ts';
import { effort, loadOf } from './effort.ts';
import { handOut, type Hands, type ToHandOut } from './hand-out.ts';
import { byRoutingOrder, placeOf, type Waiting } from './order.ts';
import { goesBack } from './requeue.ts';

const nineAt = Date.UTC(2026, 0, 12, 9);
const at = (hours: number): number => nineAt + hours * hourMs;

describe('who is here', () => {
  const facts: AvailabilityFacts = {
    shift: { pool: 'async', startsAt: nineAt },
    shiftsArePlanned: true,
    onLeave: false,
    awaySinceAt: null,
    inputAt: nineAt + minuteMs,
  };
  test.each([
    ['on shift and signed in', {}, 'here'],
    ['on leave, although the plan says otherwise', { onLeave: true }, 'on_leave'],
    ['not planned now, although the desk is open', { shift: null }, 'off_shift'],
    ['on a live shift: not in the async pool', { shift: { pool: 'live', startsAt: nineAt } }, 'live_pool'],
    ['away by their own word', { awaySinceAt: nineAt }, 'away'],
    ['on shift and never seen: an open tab of yesterday says nothing', { inputAt: nineAt - 12 * hourMs }, 'signed_out'],
    ['came twenty minutes early', { inputAt: nineAt - 20 * minuteMs }, 'here'],
    ['where no shifts are planned, at the desk just now', { shift: null, shiftsArePlanned: false, inputAt: at(2) - minuteMs }, 'here'],
    ['where no shifts are planned, last seen an hour ago', { shift: null, shiftsArePlanned: false, inputAt: at(1) }, 'signed_out'],
  ] as const)('%s', (_, change, expected) => expect(availabilityOf({ ...facts, ...change }, at(2))).toBe(expected));
});

describe('what is next', () => {
  const waiting = (id: string, dueAt: number | null, change: Partial<Waiting> = {}): Waiting => ({
    id,
    urgent: false,
    dueAt,
    waitingSinceAt: nineAt,
    expectedMs: 6 * minuteMs,
    ...change,
  });
  test('what can still be kept goes before what is lost, the earliest time told first; the urgent before all; without a time last', () => {
    const cases = [
      waiting('no time', null),
      waiting('late', at(1.9), { waitingSinceAt: at(0.5) }),
      waiting('later', at(4)),
      waiting('soon', at(2.5)),
      waiting('urgent', at(6), { urgent: true }),
    ];
    expect(cases.toSorted(byRoutingOrder(at(2))).map((one) => one.id)).toEqual(['urgent', 'soon', 'later', 'late', 'no time']);
  });
  test('a time that six minutes of work would break is lost already', () => {
    expect(placeOf(waiting('a', at(2) + 6 * minuteMs), at(2))).toBe('in_time');
    expect(placeOf(waiting('a', at(2) + 5 * minuteMs), at(2))).toBe('late');
  });
  test('nobody waits for ever: past twice the time told a late case stands among those in time again', () => {
    const starving = waiting('starving', at(1));
    expect(placeOf(starving, at(2))).toBe('late');
    expect(placeOf(starving, at(2) + 1)).toBe('waited_too_long');
    expect([waiting('soon', at(3)), starving].toSorted(byRoutingOrder(at(2) + 1))[0]!.id).toBe('starving');
  });
  test('equal times: who waits longer, then a fixed order, so that two workers agree', () => {
    const cases = [waiting('b', at(3)), waiting('a', at(3)), waiting('old', at(3), { waitingSinceAt: nineAt - 1 })];
    expect(cases.toSorted(byRoutingOrder(at(2))).map((one) => one.id)).toEqual(['old', 'a', 'b']);
  });
});

describe('whose hands', () => {
  const person = (id: string, change: Partial<Hands> = {}): Hands => ({
    id,
    availability: 'here',
    skills: [],
    languages: [],
    capacity: 100,
    load: 0,
    ...change,
  });
  const toGive = (id: string, change: Partial<ToHandOut> = {}): ToHandOut => ({
    id,
    queueId: 'q',
    urgent: false,
    dueAt: at(4),
    waitingSinceAt: nineAt,
    expectedMs: 6 * minuteMs,
    skills: [],
    memberIds: [],
    locale: null,
    knownId: null,
    ...change,
  });
  const given = (cases: ToHandOut[], people: Hands[]) => handOut(cases, people, at(0.5)).map((one) => [one.caseId, one.memberId]);

  test('the one with the most room, case by case, and never beyond anybody’s room', () => {
    const cases = ['1', '2', '3', '4', '5', '6', '7'].map((id) => toGive(id));
    expect(given(cases, [person('Ana', { load: 50 }), person('Ben')])).toEqual([
      ['1', 'Ben'],
      ['2', 'Ben'],
      ['3', 'Ana'],
      ['4', 'Ben'],
      ['5', 'Ana'],
      ['6', 'Ben'],
      ['7', null],
    ]);
  });
  test('why nobody takes it is counted, reason by reason', () => {
    const people = [
      person('Ana', { availability: 'on_leave' }),
      person('Ben', { load: 90 }),
      person('Cem'),
      person('Dora', { skills: ['refunds'], availability: 'away' }),
      person('Emil', { skills: ['refunds'] }),
    ];
    const [decision] = handOut([toGive('1', { skills: ['refunds'], memberIds: ['Ana', 'Ben', 'Cem', 'Dora'] })], people, at(0.5));
    expect(decision).toMatchObject({
      memberId: null,
      eligibleCount: 0,
      whyNot: { on_leave: 1, lacks_skill: 2, away: 1, not_in_queue: 1 },
    });
  });
  test('a rare skill is kept free for those who need it', () => {
    const people = [person('Ana', { skills: ['Japanese'] }), person('Ben', { load: 25 })];
    expect(given([toGive('1')], people)).toEqual([['1', 'Ben']]);
    expect(given([toGive('1', { skills: ['Japanese'] })], people)).toEqual([['1', 'Ana']]);
  });
  test('a language is preferred, and nobody waits in vain for one', () => {
    const people = [person('Ana', { languages: ['de'], load: 25 }), person('Ben', { languages: ['en'] })];
    expect(handOut([toGive('1', { locale: 'de-AT' })], people, at(0.5))[0]).toMatchObject({
      memberId: 'Ana',
      because: ['speaks_language'],
    });
    expect(given([toGive('1', { locale: 'fr' })], people)).toEqual([['1', 'Ben']]);
  });
  test('the person a customer knows, until half of the time told is gone', () => {
    const people = [person('Ana', { load: 50 }), person('Ben')];
    const known = toGive('1', { knownId: 'Ana' });
    expect(handOut([known], people, at(2))[0]).toMatchObject({ memberId: 'Ana', because: ['knows_customer'] });
    expect(handOut([known], people, at(2) + 1)[0]).toMatchObject({ memberId: 'Ben', because: ['most_room'] });
  });
});

describe('effort', () => {
  test('thirty cases that wait for customers do not fill a person; four that wait for us do', () => {
    expect(loadOf({ ourCount: 0, waitingCount: 30 })).toBeLessThan(100);
    expect(loadOf({ ourCount: 4, waitingCount: 0 })).toBe(100);
    expect(effort.waitsForOthers).toBeGreaterThan(0);
  });
});

describe('who will not be back in time', () => {
  const held = { availability: 'off_shift', nextShiftAt: at(24), awaySinceAt: null, dueAt: at(4) } as const;
  test.each([
    ['their next shift comes after the time told', {}, true],
    ['their next shift comes before it', { nextShiftAt: at(3) }, false],
    ['no shift is planned for them', { nextShiftAt: null }, true],
    ['nobody was told a time', { dueAt: null }, false],
    ['they are here', { availability: 'here' }, false],
    ['away for lunch, the time far off', { availability: 'away', awaySinceAt: at(1.9) }, false],
    ['away, and the time is an hour off', { availability: 'away', awaySinceAt: at(1.9), dueAt: at(3) }, true],
    ['away for more than four hours', { availability: 'away', awaySinceAt: at(-2.1), dueAt: at(8) }, true],
  ] as const)('%s', (_, change, expected) => expect(goesBack({ ...held, ...change }, at(2))).toBe(expected));
});
