/** Does a case that routing gave to somebody have to go back, because they are not there when its time comes? What a person gave by hand stays. */
import { hourMs } from '../kernel/instant.ts';
import type { Instant } from '../kernel/instant.ts';
import type { Availability } from './availability.ts';

export interface HeldByAbsent {
  readonly availability: Availability;
  /** When their next shift begins; null where none is planned. */
  readonly nextShiftAt: Instant | null;
  readonly awaySinceAt: Instant | null;
  /** The time told to the customer; null where none runs. */
  readonly dueAt: Instant | null;
}

/** Away for lunch keeps one's cases: they go back when their time comes this close. */
export const awayMarginMs = hourMs;

/** True only where the time told would pass before they are back. */
export function goesBack({ availability, nextShiftAt, awaySinceAt, dueAt }: HeldByAbsent, nowAt: Instant): boolean {
  if (availability === 'here' || dueAt === null) return false;
  if (availability === 'away' || availability === 'signed_out')
    return dueAt - nowAt <= awayMarginMs || (awaySinceAt !== null && nowAt - awaySinceAt > 4 * awayMarginMs);
  return nextShiftAt === null || dueAt < nextShiftAt;
}
