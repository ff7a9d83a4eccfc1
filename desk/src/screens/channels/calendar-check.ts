/** May these opening hours be saved, and if not, which words say why? The judgement is `checkCalendar` of core, the same the server makes. */
import { checkCalendar } from '@meanwhile/core/calendar/check-calendar.ts';
import { say } from '../../words/say.ts';
import { bodyOf, datesTwice } from './calendar-draft.ts';
import { dateName } from './channel-words.ts';
import type { CalendarVersion } from '@meanwhile/core/calendar/calendar.ts';
import type { CalendarRefusalCode } from '@meanwhile/core/calendar/check-calendar.ts';
import type { Instant } from '@meanwhile/core/kernel/instant.ts';
import type { WordKey } from '../../words/say.ts';
import type { CalendarDraft } from './calendar-draft.ts';

const words: Record<CalendarRefusalCode, WordKey> = {
  zone_unknown: 'hours.zoneBad',
  window_invalid: 'hours.windowBad',
  date_invalid: 'hours.dateMissing',
  never_open: 'hours.neverOpen',
  too_many_windows: 'hours.tooMany',
};

/** Null = may be saved. */
export function whyNotSaved(draft: CalendarDraft, nowAt: Instant): string | null {
  const [twice] = datesTwice(draft);
  if (twice !== undefined) return say('hours.dateTwice', { date: dateName(twice) });
  if (draft.name.trim() === '') return say('hours.nameMissing');
  const version = { id: '' as CalendarVersion['id'], version: 1, ...bodyOf(draft) };
  const [refusal] = checkCalendar(version, nowAt);
  return refusal === undefined ? null : say(words[refusal.refused]);
}
