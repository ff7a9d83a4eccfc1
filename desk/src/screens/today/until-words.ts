/** Until when? A midnight is said as the end of the day before it, because “until Thursday, 00:00” is read as Thursday. */
import { say } from '../../words/say.ts';
import { dayWords, localDay, momentWords } from '../../words/times.ts';
import { daysLater } from '../team/week.ts';

/** `until`: RFC 3339. In the reader's zone. */
export function untilWords(until: string, nowAt: number): string {
  const at = new Date(until);
  if (at.getHours() !== 0 || at.getMinutes() !== 0) return momentWords(until);
  const lastAt = at.getTime() - 1;
  if (localDay(lastAt) === localDay(nowAt)) return say('today.endOfToday');
  if (localDay(lastAt) === localDay(daysLater(new Date(nowAt).toISOString(), 1))) return say('today.endOfTomorrow');
  return say('today.endOf', { day: dayWords(lastAt, nowAt) });
}
