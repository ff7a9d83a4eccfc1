/** How is a target typed? Hours as text for each kind of clock, and what is sent for them; whether it can be kept is the server's to say. */
import { aimKinds, type AimKind } from '@meanwhile/core/commitment/clock-fold.ts';
import type { ClockTarget, SaveTarget } from '@meanwhile/wire/targets.ts';
import { lineOf, listOf } from '../../parts/comma-list.ts';
import { everyCase, type CaseConditions } from './policy-conditions.tsx';

export interface AimDraft {
  /** Empty: no target. */
  readonly hours: string;
  readonly isOpenTime: boolean;
}

export interface TargetDraft {
  readonly name: string;
  readonly appliesTo: CaseConditions;
  readonly languages: string;
  readonly calendarId: string | null;
  readonly aims: Readonly<Record<AimKind, AimDraft>>;
  readonly restartsOnPriority: boolean;
  readonly pausesOnOthers: boolean;
  readonly graceMinutes: string;
}

export function targetDraft(target: ClockTarget | null, nextPlace: number): TargetDraft {
  const aimOf = (kind: AimKind): AimDraft => {
    const aim = target?.aims[kind] ?? null;
    return aim === null ? { hours: '', isOpenTime: true } : { hours: hoursOf(aim.minutes), isOpenTime: aim.isOpenTime };
  };
  return {
    name: target?.name ?? '',
    appliesTo: target?.appliesTo ?? { ...everyCase, place: nextPlace },
    languages: lineOf(target?.appliesTo.languages ?? []),
    calendarId: target?.calendarId ?? null,
    aims: {
      first_response: aimOf('first_response'),
      next_response: aimOf('next_response'),
      update: aimOf('update'),
      resolution: aimOf('resolution'),
    },
    restartsOnPriority: target?.restartsOnPriority ?? false,
    pausesOnOthers: target?.pausesOnOthers ?? false,
    graceMinutes: String(target?.graceMinutes ?? 30),
  };
}

/** As few places as give the same minutes back. */
export const hoursOf = (minutes: number): string => String(Math.round((minutes / 60) * 10_000) / 10_000);

const mostMinutes = 366 * 24 * 60;

/** Whole minutes of hours written with a point or a comma; null where it is no such number. */
export function minutesOfHours(text: string): number | null {
  if (!/^\d{1,4}([.,]\d{1,4})?$/.test(text.trim())) return null;
  const minutes = Math.round(Number(text.trim().replace(',', '.')) * 60);
  return minutes >= 1 && minutes <= mostMinutes ? minutes : null;
}

/** Null while something in it is not whole. */
export function targetBody(draft: TargetDraft, firstCalendarId: string | null): SaveTarget | null {
  const grace = Number(draft.graceMinutes.trim());
  const filled = aimKinds.filter((kind) => draft.aims[kind].hours.trim() !== '');
  if (draft.name.trim() === '' || filled.length === 0 || !/^\d{1,4}$/.test(draft.graceMinutes.trim()) || grace > 1_440) return null;
  if (filled.some((kind) => minutesOfHours(draft.aims[kind].hours) === null)) return null;
  const aimOf = (kind: AimKind) => {
    const minutes = minutesOfHours(draft.aims[kind].hours);
    return minutes === null ? null : { minutes, isOpenTime: draft.aims[kind].isOpenTime };
  };
  const needsCalendar = filled.some((kind) => draft.aims[kind].isOpenTime);
  const calendarId = draft.calendarId ?? firstCalendarId;
  if (needsCalendar && calendarId === null) return null;
  return {
    name: draft.name.trim(),
    appliesTo: { ...draft.appliesTo, languages: listOf(draft.languages.toLowerCase()) },
    calendarId: needsCalendar ? calendarId : null,
    aims: {
      first_response: aimOf('first_response'),
      next_response: aimOf('next_response'),
      update: aimOf('update'),
      resolution: aimOf('resolution'),
    },
    restartsOnPriority: draft.restartsOnPriority,
    pausesOnOthers: draft.pausesOnOthers,
    graceMinutes: grace,
  };
}
