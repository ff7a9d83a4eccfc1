/** Every event that could be argued about moves a clock in one way; each sentence here is that way. New York, Monday to Friday 9 to 5. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CalendarVersion } from '../calendar/calendar.ts';
import { localInstant } from '../calendar/compile.ts';
import type { CalendarId } from '../kernel/ids.ts';
import { dayMs, hourMs, minuteMs } from '../kernel/instant.ts';
import { elapsedTime, openTime, type TimeBase } from './clock-base.ts';
import { foldClocks, runningSpans, type CaseMoment, type ClockKind } from './clock-fold.ts';
import { readClock, type ClockReading, type TargetSince } from './clock-reading.ts';

const day = [{ open: '09:00', close: '17:00' }];
const office = (zone: string, version = 1, windows = day): CalendarVersion => ({
  id: '01980000-0000-7000-8000-000000000001' as CalendarId,
  version,
  zone,
  weekly: { 1: windows, 2: windows, 3: windows, 4: windows, 5: windows, 6: [], 7: [] },
  exceptions: {},
});
const inZone = (zone: string) => (dayOfMonth: string, time: string) => localInstant(`2026-01-${dayOfMonth}T${time}`, zone);
const newYork = inZone('America/New_York');
const ofNewYork = openTime([{ fromAt: 0, calendar: office('America/New_York') }]);
const since = (targetHours: number | null, fromAt = 0): TargetSince => ({
  fromAt,
  targetMs: targetHours === null ? null : targetHours * hourMs,
});

const friday = newYork('09', '16:00');
const opened: CaseMoment = {
  at: friday,
  cause: 'message.received',
  receivedAt: friday,
  isAnswer: false,
  status: 'open',
  isSnoozed: false,
  openedAt: friday,
  unansweredSinceAt: friday,
};
/** A history of one case: each entry is what changed and when. */
const history = (...changes: (Partial<CaseMoment> & { at: number })[]): CaseMoment[] => {
  const moments: CaseMoment[] = [];
  for (const change of changes) {
    const before = moments.at(-1) ?? opened;
    moments.push({ ...before, cause: 'case.changed', receivedAt: null, isAnswer: false, ...change });
  }
  return moments;
};
const message = (at: number, unansweredSinceAt = at): Partial<CaseMoment> & { at: number } => ({
  at,
  cause: 'message.received',
  receivedAt: at,
  status: 'open',
  unansweredSinceAt,
});
const answer = (at: number, over: Partial<CaseMoment> = {}): Partial<CaseMoment> & { at: number } => ({
  at,
  cause: 'message.sent',
  isAnswer: true,
  status: 'pending',
  unansweredSinceAt: null,
  ...over,
});
const read = (
  moments: readonly CaseMoment[],
  kind: ClockKind,
  { nowAt, targets = [since(8)], base = ofNewYork }: { nowAt: number; targets?: TargetSince[]; base?: TimeBase },
): ClockReading[] =>
  foldClocks(moments)
    .runs.filter((run) => run.kind === kind)
    .map((run) => readClock(run, { base, targets, nowAt }));
const first = (...args: Parameters<typeof read>): ClockReading => read(...args)[0]!;

describe('what a clock counts', () => {
  it('a message on Saturday starts its clock on Saturday, and open time counts from Monday', () => {
    const saturday = newYork('10', '12:00');
    const moments = history({ ...message(saturday), openedAt: saturday });
    expect(first(moments, 'first_response', { nowAt: newYork('12', '10:00') })).toMatchObject({
      startAt: saturday,
      consumedMs: hourMs,
      dueAt: newYork('12', '17:00'),
    });
  });

  it('waiting on the customer pauses the resolution: two hours used of eight, due an hour and a day later', () => {
    const moments = history(message(friday), answer(newYork('12', '10:00')), message(newYork('13', '11:00')));
    expect(first(moments, 'resolution', { nowAt: newYork('12', '12:00') })).toMatchObject({ consumedMs: 2 * hourMs });
    expect(first(moments, 'resolution', { nowAt: newYork('13', '11:00') })).toMatchObject({
      consumedMs: 2 * hourMs,
      dueAt: newYork('13', '17:00'),
    });
    const paused = first(history(message(friday), answer(newYork('12', '10:00'))), 'resolution', { nowAt: newYork('12', '12:00') });
    expect(paused).toMatchObject({ state: 'paused', dueAt: null, remainingMs: 6 * hourMs });
  });

  it('in elapsed time: opened at eight, two hours, waiting on the customer from nine to five past ten, due at five past eleven', () => {
    const eight = newYork('12', '08:00');
    const moments = history({ ...message(eight), openedAt: eight }, answer(newYork('12', '09:00')), message(newYork('12', '10:05')));
    const time = { nowAt: newYork('12', '10:10'), targets: [since(2)], base: elapsedTime };
    expect(first(moments, 'resolution', time).dueAt).toBe(newYork('12', '11:05'));
  });

  it('several messages wait as one, from the oldest; the answer meets that clock and the next message starts the next', () => {
    const moments = history(
      message(friday),
      message(newYork('09', '16:30'), friday),
      answer(newYork('12', '09:45')),
      message(newYork('12', '15:00')),
    );
    const nowAt = newYork('12', '16:00');
    expect(first(moments, 'first_response', { nowAt })).toMatchObject({ state: 'met', consumedMs: 105 * minuteMs });
    expect(read(moments, 'next_response', { nowAt })).toMatchObject([{ startAt: newYork('12', '15:00'), state: 'running' }]);
  });

  it('snoozing is no pause button, except for the time we worked', () => {
    const moments = history(message(friday), { at: friday + minuteMs, isSnoozed: true });
    const nowAt = newYork('12', '10:00');
    expect(first(moments, 'first_response', { nowAt }).consumedMs).toBe(2 * hourMs);
    expect(first(moments, 'agent_work', { nowAt }).consumedMs).toBe(minuteMs);
  });

  it('while the matter stays with us, the next word is due from the last one; waiting on the customer stops that', () => {
    const moments = history(
      message(friday),
      answer(newYork('12', '09:00')),
      { at: newYork('12', '10:00'), status: 'on_hold' },
      answer(newYork('12', '12:00'), { status: 'on_hold' }),
    );
    expect(read(moments, 'update', { nowAt: newYork('12', '13:00'), targets: [since(4)] })).toMatchObject([
      { state: 'met', consumedMs: 2 * hourMs },
      { state: 'running', dueAt: newYork('12', '16:00') },
    ]);
  });
});

describe('a breach is the instant the time ran out', () => {
  it('whoever looks, and however late: answered on Tuesday, late since Monday at four', () => {
    const moments = history(message(friday), answer(newYork('13', '10:00')));
    for (const nowAt of [newYork('13', '10:00'), newYork('20', '10:00')])
      expect(first(moments, 'first_response', { nowAt })).toMatchObject({
        state: 'breached',
        breachedAt: newYork('12', '16:00'),
        endedAt: newYork('13', '10:00'),
        consumedMs: 10 * hourMs,
      });
  });

  it('answered at the very instant it is due, it is met', () => {
    expect(first(history(message(friday), answer(newYork('12', '16:00'))), 'first_response', { nowAt: newYork('13', '10:00') }).state).toBe(
      'met',
    );
  });

  it('an answer stamped before its message counts nothing and is told', () => {
    const moments = history(message(friday), answer(friday - hourMs));
    expect(first(moments, 'first_response', { nowAt: friday })).toMatchObject({ state: 'met', consumedMs: 0 });
    expect(foldClocks(moments).skewed).toBe(1);
  });
});

describe('another target while it runs', () => {
  const nowAt = newYork('12', '15:00');
  const tightened = (changedAt: number) =>
    first(history(message(friday)), 'first_response', { nowAt: changedAt, targets: [since(8), since(2, changedAt - 1)] });

  it('keeps the start: two hours instead of eight, an hour and a half used, are due in half an hour', () => {
    expect(tightened(newYork('12', '09:30') + 1)).toMatchObject({ dueAt: newYork('12', '10:00'), isTightened: false });
  });

  it('that is over already gives half an hour from the change, and says so', () => {
    const changedAt = newYork('12', '14:00');
    const reading = first(history(message(friday)), 'first_response', {
      nowAt: changedAt + minuteMs,
      targets: [since(8), since(2, changedAt)],
    });
    expect(reading).toMatchObject({ dueAt: newYork('12', '14:30'), isTightened: true, state: 'running' });
  });

  it('does not touch what is met or has run out', () => {
    const met = history(message(friday), answer(newYork('12', '10:00')));
    expect(first(met, 'first_response', { nowAt, targets: [since(8), since(1, newYork('12', '11:00'))] }).state).toBe('met');
    const late = history(message(friday));
    expect(first(late, 'first_response', { nowAt, targets: [since(1), since(80, newYork('12', '11:00'))] }).breachedAt).toBe(
      newYork('09', '17:00'),
    );
  });

  it('a policy taken away cancels the clock, which is neither met nor missed', () => {
    const reading = first(history(message(friday)), 'first_response', { nowAt, targets: [since(8), since(null, newYork('12', '11:00'))] });
    expect(reading).toMatchObject({ state: 'cancelled', endedWhy: 'no_target', endedAt: newYork('12', '11:00'), breachedAt: null });
  });

  it('handed from New York to Sydney with half an hour used of four, the rest counts in Sydney’s hours', () => {
    const changedAt = newYork('09', '16:30');
    const base = openTime([
      { fromAt: 0, calendar: office('America/New_York') },
      { fromAt: changedAt, calendar: office('Australia/Sydney', 2) },
    ]);
    const reading = first(history(message(friday)), 'first_response', { nowAt: changedAt, targets: [since(4)], base });
    expect(reading.dueAt).toBe(inZone('Australia/Sydney')('12', '12:30'));
    expect(first(history(message(friday)), 'first_response', { nowAt: changedAt, targets: [since(4)] }).dueAt).toBe(newYork('12', '12:00'));
  });
});

describe('cases that end, return, and become one', () => {
  it('resolved without an answer, nobody waits any more: cancelled', () => {
    const moments = history(message(friday), { at: newYork('12', '09:30'), status: 'resolved', unansweredSinceAt: null });
    expect(first(moments, 'first_response', { nowAt: newYork('20', '09:00') })).toMatchObject({ state: 'cancelled', endedWhy: 'resolved' });
  });

  it('resolved after its time had run out, it stays missed', () => {
    const moments = history(message(friday), { at: newYork('14', '09:30'), status: 'resolved', unansweredSinceAt: null });
    expect(first(moments, 'first_response', { nowAt: newYork('20', '09:00') })).toMatchObject({
      state: 'breached',
      breachedAt: newYork('12', '16:00'),
    });
  });

  it('reopened by the customer, resolution goes on where it stood and the first response never starts again', () => {
    const moments = history(message(friday), answer(newYork('12', '09:00'), { status: 'resolved' }), message(newYork('14', '09:00')));
    const nowAt = newYork('14', '10:00');
    expect(first(moments, 'resolution', { nowAt }).consumedMs).toBe(2 * hourMs);
    expect(read(moments, 'first_response', { nowAt })).toHaveLength(1);
    expect(read(moments, 'next_response', { nowAt })).toMatchObject([{ startAt: newYork('14', '09:00') }]);
  });

  it('merged, the earlier start counts for the one that stays, and the other’s clocks are cancelled; undone, both are as they were', () => {
    const later = newYork('12', '10:00');
    const own = { ...message(later), openedAt: later };
    const merged = { at: later + hourMs, cause: 'case.merged', unansweredSinceAt: friday, openedAt: friday };
    const nowAt = later + 3 * hourMs;
    const start = (moments: readonly CaseMoment[]) => read(moments, 'first_response', { nowAt });
    expect(start(history(own, merged))).toMatchObject([{ startAt: friday, state: 'running' }]);
    const undone = { at: later + 2 * hourMs, unansweredSinceAt: later, openedAt: later };
    expect(start(history(own, merged, undone))).toEqual(start(history(own)));
    const gone = { at: later + hourMs, cause: 'case.merged', status: 'merged', unansweredSinceAt: null } as const;
    const back = { at: later + 2 * hourMs, cause: 'case.unmerged', status: 'open', unansweredSinceAt: friday } as const;
    expect(start(history(message(friday), gone))).toMatchObject([{ state: 'cancelled', endedWhy: 'merged' }]);
    expect(start(history(message(friday), gone, back))).toEqual(start(history(message(friday))));
  });

  it('split off, the new case waits since its message came, and what is left since the oldest that is left', () => {
    const asked = newYork('12', '09:30');
    const moments = history({ ...message(asked), at: newYork('12', '15:00'), cause: 'case.opened', receivedAt: null, openedAt: asked });
    expect(first(moments, 'first_response', { nowAt: newYork('12', '15:00') })).toMatchObject({ startAt: asked, consumedMs: 5.5 * hourMs });
    const left = history(message(friday), { at: newYork('12', '15:00'), cause: 'case.split', unansweredSinceAt: asked });
    expect(read(left, 'first_response', { nowAt: newYork('12', '15:00') })).toMatchObject([{ startAt: asked, state: 'running' }]);
  });

  it('spam was nobody’s wait, even late; unmarked, it is due from its own time', () => {
    const marked = { at: newYork('14', '09:00'), status: 'spam', unansweredSinceAt: null } as const;
    const nowAt = newYork('14', '12:00');
    expect(first(history(message(friday), marked), 'first_response', { nowAt }).state).toBe('cancelled');
    const unmarked = { at: newYork('14', '10:00'), status: 'open', unansweredSinceAt: friday } as const;
    expect(first(history(message(friday), marked, unmarked), 'first_response', { nowAt }).breachedAt).toBe(newYork('12', '16:00'));
  });

  it('an answer that did not arrive answered nobody: the same clock runs on', () => {
    const moments = history(message(friday), answer(newYork('12', '09:00')), {
      at: newYork('12', '10:00'),
      status: 'open',
      unansweredSinceAt: friday,
    });
    expect(read(moments, 'first_response', { nowAt: newYork('12', '11:00') })).toMatchObject([
      { state: 'running', consumedMs: 3 * hourMs },
    ]);
  });
});

it('whatever happens, the spans of a case lie end to end, no clock runs backwards, and looking later changes no breach', () => {
  const step = fc.record({
    afterMs: fc.integer({ min: -2 * hourMs, max: 3 * dayMs }),
    status: fc.constantFrom('open' as const, 'on_hold' as const, 'pending' as const, 'resolved' as const, 'spam' as const),
    isAnswer: fc.boolean(),
    isSnoozed: fc.boolean(),
    waits: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 15 }), fc.integer({ min: 0, max: 30 * dayMs }), (steps, laterMs) => {
      let at = friday;
      let sinceAt: number | null = friday;
      const moments = history(
        message(friday),
        ...steps.map(({ afterMs, status, isAnswer, isSnoozed, waits }) => {
          at += afterMs;
          sinceAt = !waits || status === 'resolved' || status === 'spam' ? null : isAnswer || sinceAt === null ? at : sinceAt;
          return { at, status, isAnswer, isSnoozed, unansweredSinceAt: sinceAt, cause: isAnswer ? 'message.sent' : 'case.changed' };
        }),
      );
      const { runs, spans } = foldClocks(moments);
      for (const [index, span] of spans.entries()) expect(span.toAt).toBe(spans[index + 1]?.fromAt ?? null);
      const nowAt = Math.max(at, friday, spans.at(-1)!.fromAt);
      for (const run of runs) {
        for (const { fromAt, toAt } of runningSpans(run)) expect(toAt ?? fromAt).toBeGreaterThanOrEqual(fromAt);
        const now = readClock(run, { base: ofNewYork, targets: [since(4)], nowAt });
        const later = readClock(run, { base: ofNewYork, targets: [since(4)], nowAt: nowAt + laterMs });
        if (now.breachedAt !== null || now.endedAt !== null)
          expect([later.breachedAt, later.endedAt]).toEqual([now.breachedAt, now.endedAt]);
        expect(later.consumedMs).toBeGreaterThanOrEqual(now.consumedMs);
      }
    }),
    { numRuns: 200, seed: 20261125 },
  );
});
