/** Until when? A midnight is said as the end of the day before it, because “until Thursday, 00:00” is read as Thursday. */
import { say } from '../../words/say.ts';
import { dayWords, momentWords } from '../../words/times.ts';

/** `until`: RFC 3339. In the reader's zone. */
export function untilWords(until: string, nowAt: number): string {
  const at = new Date(until);
  if (at.getHours() !== 0 || at.getMinutes() !== 0) return momentWords(until);
  return say('today.endOf', { day: dayWords(at.getTime() - 1, nowAt) });
}
