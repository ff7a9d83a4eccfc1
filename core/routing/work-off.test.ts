/** What the people planned get done, and when: against the order routing would ask for, one answer at a time. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { capacityOf, doneAt } from '../commitment/estimate-capacity.ts';
import { hourMs, minuteMs } from '../kernel/instant.ts';
import { byRoutingOrder, type Waiting } from './order.ts';
import { personMsBetween, plannedHours } from './planned.ts';
import { workOff } from './work-off.ts';

const nineAt = Date.UTC(2026, 10, 24, 9);
const at = (hours: number): number => nineAt + hours * hourMs;
const waiting = (id: string, dueIn: number | null, over: Partial<Waiting> = {}): Waiting => ({
  id,
  urgent: false,
  dueAt: dueIn === null ? null : at(dueIn),
  waitingSinceAt: at(-1),
  expectedMs: 30 * minuteMs,
  ...over,
});
const ben = { memberId: 'ben', startAt: at(0), endAt: at(4) };
const cleo = { memberId: 'cleo', startAt: at(0), endAt: at(8) };

test('one person answers one after the other, the earliest time told first, and what is left at the end of the plan has no time', () => {
  const plan = capacityOf([{ startAt: at(0), endAt: at(1) }], 1);
  expect(workOff([waiting('noor', 6), waiting('omar', 4), waiting('pia', 8)], plan, nineAt)).toEqual([
    { id: 'omar', doneAt: at(0.5) },
    { id: 'noor', doneAt: at(1) },
    { id: 'pia', doneAt: null },
  ]);
});

test('what cannot be kept any more makes room for what can, and is answered after it', () => {
  const plan = capacityOf([{ startAt: at(0), endAt: at(8) }], 1);
  const done = workOff([waiting('quin', 0.25), waiting('rosa', 0.75), waiting('sam', 1.1), waiting('tea', 1.6)], plan, nineAt);
  expect(done.map(({ id }) => id)).toEqual(['rosa', 'sam', 'tea', 'quin']);
});

test('a case that would be first this evening is asked again in the morning, when it may be too late for it', () => {
  const plan = capacityOf([ben, { memberId: 'ben', startAt: at(24), endAt: at(28) }], 1);
  const full = Array.from({ length: 8 }, (_, n) => waiting(`today ${n}`, 4 + n / 100));
  const done = workOff([...full, waiting('uma', 20), waiting('vera', 25)], plan, nineAt);
  expect(done.slice(8)).toEqual([
    { id: 'vera', doneAt: at(24.5) },
    { id: 'uma', doneAt: at(25) },
  ]);
});

test('the order is the one routing asks for before every answer, whoever waits', () => {
  const someone = fc.record({
    urgent: fc.boolean(),
    dueIn: fc.option(fc.integer({ min: -300, max: 900 }), { nil: null }),
    waited: fc.integer({ min: 0, max: 400 }),
    expected: fc.integer({ min: 1, max: 40 }),
  });
  fc.assert(
    fc.property(fc.array(someone, { maxLength: 25 }), (people) => {
      const cases = people.map((one, n) => ({
        ...waiting(`case ${n}`, one.dueIn === null ? null : one.dueIn / 60),
        urgent: one.urgent,
        waitingSinceAt: nineAt - one.waited * minuteMs,
        expectedMs: one.expected * minuteMs,
      }));
      const plan = capacityOf([ben, cleo, { startAt: at(24), endAt: at(30) }], 0.5);
      expect(workOff(cases, plan, nineAt)).toEqual(oneByOne(cases, plan));
    }),
    { numRuns: 300 },
  );
});

/** The same with nothing remembered: all of them are put in order anew before every answer. */
function oneByOne(cases: readonly Waiting[], plan: ReturnType<typeof capacityOf>): ReturnType<typeof workOff> {
  let left = [...cases];
  let workMs = 0;
  const done: { id: string; doneAt: number | null }[] = [];
  while (left.length > 0) {
    const startAt = doneAt(plan, nineAt, workMs + 1);
    const next = left.toSorted(byRoutingOrder(startAt ?? nineAt))[0]!;
    workMs += next.expectedMs;
    done.push({ id: next.id, doneAt: startAt === null ? null : doneAt(plan, nineAt, workMs) });
    left = left.filter((one) => one !== next);
  }
  return done;
}

test('leave in the middle of a shift leaves its two ends, and overlapping leave is taken off once', () => {
  const lunch = { memberId: 'ben', startAt: at(1), endAt: at(2) };
  const doctor = { memberId: 'ben', startAt: at(1.5), endAt: at(3) };
  const hours = plannedHours([ben, cleo], [lunch, doctor, { ...doctor, memberId: 'dora' }], at(0.5));
  expect(hours).toEqual([
    { memberId: 'ben', startAt: at(0.5), endAt: at(1) },
    { memberId: 'ben', startAt: at(3), endAt: at(4) },
    { memberId: 'cleo', startAt: at(0.5), endAt: at(8) },
  ]);
  expect(personMsBetween(hours, at(0), at(4))).toBe((0.5 + 1 + 3.5) * hourMs);
  expect(plannedHours([ben], [{ memberId: 'ben', startAt: at(-5), endAt: at(9) }], nineAt)).toEqual([]);
});
