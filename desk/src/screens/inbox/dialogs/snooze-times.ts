/** Which times does snoozing offer? Local wall-clock times; each is in the future. */
import type { WordKey } from '../../../words/say.ts';

export interface SnoozeTime {
  readonly words: WordKey;
  readonly at: number;
}

const morningHour = 9;

function morning(nowAt: number, daysOn: number): number {
  const day = new Date(nowAt);
  return new Date(day.getFullYear(), day.getMonth(), day.getDate() + daysOn, morningHour).getTime();
}

export function snoozeTimes(nowAt: number): readonly SnoozeTime[] {
  const weekday = new Date(nowAt).getDay();
  const toMonday = (8 - weekday) % 7 || 7;
  const hour = 3_600_000;
  return [
    { words: 'snooze.hours', at: Math.ceil((nowAt + 3 * hour) / 300_000) * 300_000 },
    { words: 'snooze.tomorrow', at: morning(nowAt, 1) },
    ...(toMonday === 1 ? [] : [{ words: 'snooze.monday', at: morning(nowAt, toMonday) } as const]),
    { words: 'snooze.week', at: morning(nowAt, 7) },
  ];
}

/** For a `datetime-local` field. */
export function localField(at: number): string {
  const day = new Date(at);
  const two = (part: number) => String(part).padStart(2, '0');
  return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}T${two(day.getHours())}:${two(day.getMinutes())}`;
}
