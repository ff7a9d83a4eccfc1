import { describe, expect, it } from 'vitest';
import { localField, snoozeTimes } from './snooze-times.ts';

const offered = (local: string) => snoozeTimes(new Date(local).getTime()).map((time) => [time.words, localField(time.at)]);

describe('snoozing a case', () => {
  it('on a Tuesday afternoon offers three hours, tomorrow, Monday and a week', () => {
    expect(offered('2026-11-24T14:02')).toEqual([
      ['snooze.hours', '2026-11-24T17:05'],
      ['snooze.tomorrow', '2026-11-25T09:00'],
      ['snooze.monday', '2026-11-30T09:00'],
      ['snooze.week', '2026-12-01T09:00'],
    ]);
  });

  it('on a Sunday does not offer Monday twice', () => {
    expect(offered('2026-11-29T10:00').map(([words]) => words)).toEqual(['snooze.hours', 'snooze.tomorrow', 'snooze.week']);
  });

  it('on a Monday means the next Monday', () => {
    expect(offered('2026-11-30T08:00')).toContainEqual(['snooze.monday', '2026-12-07T09:00']);
  });
});
