/** When is it, and with whom? An invitation in words. Where its zone is not known, the sender's own words for the time stand as they are. */
import type { Invitation } from '@meanwhile/wire/file-about.ts';
import { say } from '../../../words/say.ts';
import { clockWords, dayWords, fullWords, localDay } from '../../../words/times.ts';

const namesShown = 4;

/** An all-day date has no zone: noon of that day, wherever the reader is, is that day. */
const noonOf = (date: string): string => `${date.slice(0, 10)}T12:00:00`;

export function whenWords({ startAt, endAt, startText, isAllDay }: Invitation, nowAt: number): string {
  if (isAllDay && /^\d{4}-\d{2}-\d{2}/.test(startText)) return dayWords(noonOf(startText), nowAt);
  if (startAt === null) return startText;
  if (endAt === null) return fullWords(startAt);
  const end = localDay(startAt) === localDay(endAt) ? clockWords(endAt) : fullWords(endAt);
  return say('invitation.until', { start: fullWords(startAt), end });
}

export function withWords(attendees: Invitation['attendees']): string | null {
  const names = attendees.slice(0, namesShown).map(({ name, address, answer }) => {
    const who = name ?? address;
    return answer === 'none' ? who : say(`invitation.${answer}`, { name: who });
  });
  if (names.length === 0) return null;
  const more = attendees.length - names.length;
  const list = names.join(', ');
  return say('invitation.with', { names: more > 0 ? say('invitation.more', { names: list, n: more }) : list });
}

/** Calendar mails carry the same invitation twice: as a part and as a file. One card is enough. */
export function isSame(a: Invitation, b: Invitation): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
