/** Targets of clocks: the examples of pause, priority and transfer to the minute, and each switch beside its other way. New York, Monday to Friday 9 to 5. */
import { describe, expect, it } from 'vitest';
import type { CalendarVersion } from '../calendar/calendar.ts';
import { localInstant } from '../calendar/compile.ts';
import type { CalendarId } from '../kernel/ids.ts';
import { hourMs, minuteMs } from '../kernel/instant.ts';
import { elapsedTime, openTime, type TimeBase } from './clock-base.ts';
import { foldClocks, pausedSpans, type AimKind, type CaseMoment } from './clock-fold.ts';
import { readClock, type ClockReading, type TargetSince } from './clock-reading.ts';

const day = [{ open: '09:00', close: '17:00' }];
const office = (zone: string, version = 1): CalendarVersion => ({
  id: '01980000-0000-7000-8000-000000000001' as CalendarId,
  version,
  zone,
  weekly: { 1: day, 2: day, 3: day, 4: day, 5: day, 6: [], 7: [] },
  exceptions: {},
});
const inZone = (zone: string) => (dayOfMonth: string, time: string) => localInstant(`2026-01-${dayOfMonth}T${time}`, zone);
const newYork = inZone('America/New_York');
const ofNewYork = openTime([{ fromAt: 0, calendar: office('America/New_York') }]);
const friday = newYork('09', '16:00');

/** Opened on Friday at four and waiting since; each change is what is another way from then on. */
function history(...changes: (Partial<CaseMoment> & { at: number })[]): CaseMoment[] {
  const moments: CaseMoment[] = [
    {
      at: friday,
      cause: 'message.received',
      receivedAt: friday,
      isAnswer: false,
      status: 'open',
      isSnoozed: false,
      openedAt: friday,
      unansweredSinceAt: friday,
    },
  ];
  for (const change of changes) moments.push({ ...moments.at(-1)!, cause: 'case.changed', receivedAt: null, isAnswer: false, ...change });
  return moments;
}
const hours = (target: number, fromAt = 0, more: Partial<TargetSince> = {}): TargetSince => ({
  fromAt,
  targetMs: target * hourMs,
  ...more,
});
function read(
  kind: AimKind,
  moments: readonly CaseMoment[],
  { nowAt, targets, base = ofNewYork }: { nowAt: number; targets: readonly TargetSince[]; base?: TimeBase },
): ClockReading {
  return readClock(
    foldClocks(moments).runs.find((run) => run.kind === kind)!,
    { base, targets, nowAt },
  );
}

describe('pause', () => {
  const pending = {
    at: newYork('12', '10:00'),
    status: 'pending',
    unansweredSinceAt: null,
    isAnswer: true,
    cause: 'message.sent',
  } as const;
  const back = {
    at: newYork('13', '11:00'),
    status: 'open',
    unansweredSinceAt: newYork('13', '11:00'),
    receivedAt: newYork('13', '11:00'),
  } as const;
  it('a resolution of eight hours with two used, on hold for a day and an hour, is due on Tuesday at five instead of Monday at four', () => {
    const time = { nowAt: newYork('13', '12:00'), targets: [hours(8)] };
    expect(read('resolution', history(), { ...time, nowAt: newYork('12', '10:00') }).dueAt).toBe(newYork('12', '16:00'));
    expect(read('resolution', history(pending, back), time)).toMatchObject({ dueAt: newYork('13', '17:00'), consumedMs: 3 * hourMs });
  });

  it('while it stands there is no due time, only what is left, and why it stands', () => {
    const moments = history(pending);
    expect(read('resolution', moments, { nowAt: newYork('12', '15:00'), targets: [hours(8)] })).toMatchObject({
      state: 'paused',
      dueAt: null,
      remainingMs: 6 * hourMs,
    });
    const resolution = foldClocks(history(pending, back)).runs.find((run) => run.kind === 'resolution')!;
    expect(pausedSpans(resolution)).toEqual([{ fromAt: pending.at, toAt: back.at, why: 'pending' }]);
  });

  it('in elapsed time: from eight, two hours, paused from nine to five past ten, is due at five past eleven', () => {
    const eight = newYork('12', '08:00');
    const opened = history()[0]!;
    const moments = [
      { ...opened, at: eight, receivedAt: eight, openedAt: eight, unansweredSinceAt: eight },
      { ...opened, ...pending, at: newYork('12', '09:00'), openedAt: eight, receivedAt: null },
      {
        ...opened,
        at: newYork('12', '10:05'),
        openedAt: eight,
        receivedAt: newYork('12', '10:05'),
        unansweredSinceAt: newYork('12', '10:05'),
      },
    ];
    const time = { nowAt: newYork('12', '10:10'), targets: [hours(2)], base: elapsedTime };
    expect(read('resolution', moments, time).dueAt).toBe(newYork('12', '11:05'));
  });

  it('a first response runs on while somebody else has the case, unless its target says that it pauses', () => {
    const away = { at: newYork('12', '10:00'), status: 'on_hold' } as const;
    const home = { at: newYork('12', '15:00'), status: 'open' } as const;
    const time = { nowAt: newYork('12', '15:30'), targets: [hours(6)] };
    expect(read('first_response', history(away, home), time)).toMatchObject({
      breachedAt: newYork('12', '14:00'),
      state: 'breached',
    });
    const pausing = [{ ...away, pausesFirst: true }, home] as const;
    expect(read('first_response', history(...pausing), time)).toMatchObject({
      state: 'running',
      consumedMs: 2.5 * hourMs,
      dueAt: newYork('13', '11:00'),
    });
    expect(pausedSpans(foldClocks(history(...pausing)).runs[0]!)).toEqual([{ fromAt: away.at, toAt: home.at, why: 'on_hold' }]);
    // The next response is never paused by it.
    const answered = { at: newYork('12', '09:00'), status: 'open', isAnswer: true, unansweredSinceAt: null } as const;
    const again = { at: newYork('12', '09:30'), unansweredSinceAt: newYork('12', '09:30') } as const;
    expect(read('next_response', history(answered, again, ...pausing), time).state).toBe('running');
  });
});

describe('priority', () => {
  const changedAt = newYork('12', '09:30');
  const at = (targets: TargetSince[], nowAt = changedAt) => read('first_response', history(), { nowAt, targets });
  it('changed on Monday at half past nine, eight hours to two: the start is kept, so it is due at ten', () => {
    expect(at([hours(8), hours(2, changedAt)])).toMatchObject({ dueAt: newYork('12', '10:00'), isTightened: false, restartedAt: null });
  });

  it('or it counts anew from the change, where the target says so: due at half past eleven', () => {
    const reading = at([hours(8), hours(2, changedAt, { isRestart: true })], newYork('12', '10:30'));
    expect(reading).toMatchObject({ dueAt: newYork('12', '11:30'), restartedAt: changedAt, consumedMs: hourMs, startAt: friday });
  });

  it('a restart touches no clock that is over, nor one that began after it', () => {
    const answered = { at: newYork('12', '09:15'), status: 'pending', isAnswer: true, unansweredSinceAt: null } as const;
    const met = read('first_response', history(answered), {
      nowAt: newYork('13', '09:00'),
      targets: [hours(8), hours(1, changedAt, { isRestart: true })],
    });
    expect(met).toMatchObject({ state: 'met', restartedAt: null, consumedMs: 75 * minuteMs });
    expect(at([hours(1), hours(80, changedAt, { isRestart: true })])).toMatchObject({
      breachedAt: newYork('09', '17:00'),
      restartedAt: null,
    });
  });

  it('changed on Monday at two, when six hours are used, what is over already gets its grace from then on', () => {
    const late = newYork('12', '14:00');
    const nowAt = late + minuteMs;
    expect(at([hours(8), hours(2, late)], nowAt)).toMatchObject({ dueAt: newYork('12', '14:30'), isTightened: true, state: 'running' });
    expect(at([hours(8), hours(2, late, { graceMs: 4 * hourMs })], nowAt).dueAt).toBe(newYork('13', '10:00'));
    expect(at([hours(8), hours(2, late, { graceMs: 0 })], nowAt).breachedAt).toBe(late);
  });
});

describe('transfer', () => {
  it('New York to Sydney with half an hour used of four: due on Monday at half past twelve in Sydney, not at noon in New York', () => {
    const changedAt = newYork('09', '16:30');
    const base = openTime([
      { fromAt: 0, calendar: office('America/New_York') },
      { fromAt: changedAt, calendar: office('Australia/Sydney', 2) },
    ]);
    expect(read('resolution', history(), { nowAt: changedAt, targets: [hours(4)], base }).dueAt).toBe(
      inZone('Australia/Sydney')('12', '12:30'),
    );
    expect(read('resolution', history(), { nowAt: changedAt, targets: [hours(4)], base }).dueAt).toBe(Date.UTC(2026, 0, 12, 1, 30));
    expect(read('resolution', history(), { nowAt: changedAt, targets: [hours(4)] }).dueAt).toBe(Date.UTC(2026, 0, 12, 17, 0));
  });

  it('to a target in elapsed time the rest counts by the wall clock, through the weekend', () => {
    const changedAt = newYork('09', '16:30');
    const base = openTime([
      { fromAt: 0, calendar: office('America/New_York') },
      { fromAt: changedAt, calendar: null },
    ]);
    const reading = read('resolution', history(), { nowAt: newYork('10', '12:00'), targets: [hours(4)], base });
    expect(reading).toMatchObject({ breachedAt: newYork('09', '20:00'), remainingMs: -16 * hourMs });
  });
});

describe('warnings, in the clock’s own time', () => {
  const targets = [hours(8)];
  it('half and four fifths of eight hours from Friday at four are Monday at noon and at 14:24', () => {
    expect(read('resolution', history(), { nowAt: friday, targets }).warnings).toEqual([
      { share: 0.5, at: newYork('12', '12:00') },
      { share: 0.8, at: newYork('12', '14:24') },
    ]);
  });

  it('a pause moves what is still to come and leaves what has been', () => {
    const away = { at: newYork('12', '13:00'), status: 'pending' } as const;
    const home = { at: newYork('13', '13:00'), status: 'open' } as const;
    const half = { share: 0.5, at: newYork('12', '12:00') };
    const nowAt = newYork('13', '13:00');
    expect(read('resolution', history(away), { nowAt, targets }).warnings).toEqual([half, { share: 0.8, at: null }]);
    expect(read('resolution', history(away, home), { nowAt, targets }).warnings).toEqual([
      half,
      { share: 0.8, at: newYork('13', '14:24') },
    ]);
  });

  it('another target reckons both anew: what is used up by then is warned of at the change', () => {
    const changedAt = newYork('12', '09:30');
    expect(read('resolution', history(), { nowAt: changedAt + minuteMs, targets: [hours(8), hours(2, changedAt)] }).warnings).toEqual([
      { share: 0.5, at: changedAt },
      { share: 0.8, at: newYork('12', '09:36') },
    ]);
  });

  it('what ended before was not warned of, and without a target nothing is', () => {
    const done = { at: newYork('12', '10:00'), status: 'resolved', unansweredSinceAt: null } as const;
    expect(read('resolution', history(done), { nowAt: newYork('14', '10:00'), targets }).warnings.map((one) => one.at)).toEqual([
      null,
      null,
    ]);
    expect(read('resolution', history(), { nowAt: friday, targets: [] }).warnings).toEqual([]);
  });
});
