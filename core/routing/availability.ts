/**
 * Is a member here to answer in writing? From the plan and from having signed in; an open tab says nothing. Somebody on a live shift is not in
 * the async pool, whatever else they could do.
 */
import { minuteMs } from '../kernel/instant.ts';
import type { Instant } from '../kernel/instant.ts';

export type Availability = 'here' | 'signed_out' | 'away' | 'on_leave' | 'off_shift' | 'live_pool';

export interface AvailabilityFacts {
  /** The shift that runs now; null where none does. */
  readonly shift: { readonly pool: 'live' | 'async'; readonly startsAt: Instant } | null;
  /** False in a workspace that plans no shifts at all: then nobody is off theirs. */
  readonly shiftsArePlanned: boolean;
  readonly onLeave: boolean;
  readonly awaySinceAt: Instant | null;
  /** Newest key or pointer at the desk. */
  readonly inputAt: Instant | null;
}

/** Whoever was at the desk this long before their shift is taken to have come for it. */
export const earlyMs = 30 * minuteMs;
/** Without planned shifts somebody counts as signed in this long after their last input. */
export const withoutPlanMs = 30 * minuteMs;

/** The first reason that keeps them from taking a case, in this order; `here` where none does. */
export function availabilityOf(facts: AvailabilityFacts, nowAt: Instant): Availability {
  const { shift, shiftsArePlanned, onLeave, awaySinceAt, inputAt } = facts;
  if (onLeave) return 'on_leave';
  if (shift === null && shiftsArePlanned) return 'off_shift';
  if (shift?.pool === 'live') return 'live_pool';
  if (awaySinceAt !== null) return 'away';
  const signedInSinceAt = shift === null ? nowAt - withoutPlanMs : shift.startsAt - earlyMs;
  return inputAt !== null && inputAt >= signedInSinceAt ? 'here' : 'signed_out';
}
