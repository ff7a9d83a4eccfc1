/** Open time that runs through two calendars: a new version, another team's hours, a pause. What was used is kept, only the rest moves. */
import { describe, expect, it } from 'vitest';
import type { CalendarId } from '../kernel/ids.ts';
import { dayMs, hourMs, minuteMs } from '../kernel/instant.ts';
import type { Instant } from '../kernel/instant.ts';
import { add, between } from './business-time.ts';
import type { CalendarVersion, CompiledCalendar, Window } from './calendar.ts';
import { compile, localInstant } from './compile.ts';

const newYork = 'America/New_York';
const days = (windows: Window[]): CalendarVersion['weekly'] => ({
  1: windows,
  2: windows,
  3: windows,
  4: windows,
  5: windows,
  6: [],
  7: [],
});
const hoursOf = (zone: string, open: string, close: string, version = 1): CompiledCalendar =>
  compile(
    { id: 'northlight' as CalendarId, version, zone, weekly: days([{ open, close }]), exceptions: {} },
    Date.UTC(2026, 0, 1),
    Date.UTC(2026, 2, 1),
  );
const office = hoursOf(newYork, '09:00', '17:00');
const at = (text: string): Instant => localInstant(text, newYork);

/** Due for what is left of `targetMs` in `next` from `changeAt` on, after what `previous` used since `startAt`. */
const dueAcross = (
  startAt: Instant,
  targetMs: number,
  changeAt: Instant,
  [previous, next]: readonly [CompiledCalendar, CompiledCalendar],
): Instant => add(next, changeAt, targetMs - between(previous, startAt, changeAt));

describe('a calendar that changes under a running clock', () => {
  const fridayAt = at('2026-01-09T16:00');

  it('a case paused for a day and an hour is due a day and an hour of open time later', () => {
    const pausedAt = at('2026-01-12T10:00');
    const resumedAt = at('2026-01-13T11:00');
    const usedMs = between(office, fridayAt, pausedAt);
    expect(usedMs).toBe(2 * hourMs);
    expect(add(office, fridayAt, 8 * hourMs)).toBe(at('2026-01-12T16:00'));
    expect(add(office, resumedAt, 8 * hourMs - usedMs)).toBe(at('2026-01-13T17:00'));
  });

  it('a shorter target keeps the start: two hours from Friday at four are Monday at ten, not half past eleven', () => {
    expect(add(office, fridayAt, 2 * hourMs)).toBe(at('2026-01-12T10:00'));
    expect(add(office, at('2026-01-12T09:30'), 2 * hourMs)).toBe(at('2026-01-12T11:30'));
  });

  it('half an hour of grace from Monday at two is half past two', () => {
    expect(add(office, at('2026-01-12T14:00'), 30 * minuteMs)).toBe(at('2026-01-12T14:30'));
  });

  it('a case handed from New York to Sydney keeps what it used and goes on in Sydney’s hours', () => {
    const sydney = hoursOf('Australia/Sydney', '09:00', '17:00');
    const startAt = at('2026-01-09T16:00');
    const handedAt = at('2026-01-09T16:30');
    expect(dueAcross(startAt, 4 * hourMs, handedAt, [office, sydney])).toBe(localInstant('2026-01-12T12:30', 'Australia/Sydney'));
    expect(dueAcross(startAt, 4 * hourMs, handedAt, [office, sydney])).toBe(Date.UTC(2026, 0, 12, 1, 30));
    expect(dueAcross(startAt, 4 * hourMs, handedAt, [office, office])).toBe(Date.UTC(2026, 0, 12, 17));
  });

  it('a new version of the hours counts from its first day only', () => {
    const longer = hoursOf(newYork, '07:00', '19:00', 2);
    const validFromAt = at('2026-01-12T00:00');
    // One hour was left of Friday; the rest begins on Monday at seven.
    expect(dueAcross(fridayAt, 8 * hourMs, validFromAt, [office, longer])).toBe(at('2026-01-12T14:00'));
  });

  it('a version that repeats the old one changes nothing, wherever it begins', () => {
    const same = hoursOf(newYork, '09:00', '17:00', 2);
    for (let changeAt = fridayAt; changeAt <= at('2026-01-12T16:00'); changeAt += 37 * minuteMs) {
      expect(dueAcross(fridayAt, 8 * hourMs, changeAt, [office, same])).toBe(at('2026-01-12T16:00'));
    }
  });

  it('a night shift that spans a change of version is counted once, in both halves', () => {
    const night = hoursOf(newYork, '22:00', '06:00');
    const midnightAt = at('2026-01-13T00:00');
    const startAt = at('2026-01-12T22:00');
    expect(between(night, startAt, midnightAt) + between(night, midnightAt, startAt + dayMs / 2)).toBe(8 * hourMs);
    expect(dueAcross(startAt, 9 * hourMs, midnightAt, [night, night])).toBe(at('2026-01-13T23:00'));
  });
});
