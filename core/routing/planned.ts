/** When is who planned to answer in writing? Shifts less the time somebody is absent. What they get done in it is `commitment/estimate-capacity.ts`. */
import { withoutLeave } from '../commitment/estimate-capacity.ts';
import type { Instant } from '../kernel/instant.ts';

export interface PersonHours {
  readonly memberId: string;
  readonly startAt: Instant;
  readonly endAt: Instant;
}

/** From `fromAt` on: what is left of each shift. Absences may overlap each other and begin or end outside of any shift. */
export function plannedHours(shifts: readonly PersonHours[], absences: readonly PersonHours[], fromAt: Instant): PersonHours[] {
  const absencesOf = Map.groupBy(absences, (one) => one.memberId);
  return shifts.flatMap((shift) => {
    const whole = { ...shift, startAt: Math.max(shift.startAt, fromAt) };
    return withoutLeave(whole, absencesOf.get(shift.memberId) ?? []).map((left) => ({ ...left, memberId: shift.memberId }));
  });
}

/** How long these people are there between two instants: person-ms. */
export function personMsBetween(hours: readonly PersonHours[], fromAt: Instant, toAt: Instant): number {
  return hours.reduce((sum, one) => sum + Math.max(0, Math.min(one.endAt, toAt) - Math.max(one.startAt, fromAt)), 0);
}
