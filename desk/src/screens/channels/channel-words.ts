/** How do the channel screens say what a record holds? Names of days and languages, spans, stances; all of it from the record, nothing judged. */
import { say, currentLanguage } from '../../words/say.ts';
import { localeOf } from '../../words/when.ts';
import { amountOf } from './reply-time.ts';
import type { Weekday } from '@meanwhile/core/calendar/calendar.ts';
import type { CommitmentPolicyRecord } from '@meanwhile/wire/policy.ts';
import type { Channel } from '@meanwhile/wire/records.ts';
import type { DraftWindow } from './calendar-draft.ts';

/** The languages customers are answered in by themselves. */
export const customerLanguages = ['en', 'de', 'fr', 'es', 'pt', 'ja', 'ar'] as const;
export type CustomerLanguage = (typeof customerLanguages)[number];

export function languageName(code: string): string {
  return new Intl.DisplayNames(currentLanguage(), { type: 'language' }).of(code) ?? code;
}

/** 1 January 2024 was a Monday. */
export function weekdayName(day: Weekday): string {
  return new Intl.DateTimeFormat(currentLanguage(), { weekday: 'long', timeZone: 'UTC' }).format(Date.UTC(2024, 0, Number(day)));
}

/** A local date such as 2026-12-24, with its weekday. */
export function dateName(date: string): string {
  return new Intl.DateTimeFormat(localeOf(), { weekday: 'short', day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' }).format(
    new Date(`${date}T00:00:00Z`),
  );
}

/** Joined by word joiners, so that a line never breaks inside a stretch. */
export function windowsText(windows: readonly DraftWindow[]): string {
  return windows.length === 0 ? say('hours.closed') : windows.map(({ open, close }) => `${open}\u2060–\u2060${close}`).join(', ');
}

/** “within 8 h of opening hours”. */
export function replyText(policy: Pick<CommitmentPolicyRecord, 'replyWithinMinutes'>): string {
  return say('reply.within', { span: spanText(policy.replyWithinMinutes) });
}

/** “8 h”, of minutes. */
export function spanText(minutes: number): string {
  const { amount, unit } = amountOf(minutes);
  return say(unit === 'hours' ? 'reply.hours' : 'reply.minutes', { n: amount });
}

/** “Replying later: nobody is on shift.” */
export function stanceText({ stance }: Pick<Channel, 'stance'>): string {
  const because = say(`channels.because.${stance.because}`, { n: stance.presentCount });
  return say('channel.stance', { stance: say(`channels.stance.${stance.mode}`), because });
}

/** A setting that is text, or nothing. */
export function textSetting(channel: Pick<Channel, 'settings'>, name: string): string {
  const value = channel.settings[name];
  return typeof value === 'string' ? value : '';
}
