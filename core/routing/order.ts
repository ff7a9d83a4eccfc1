/**
 * Which case is next? Those that can still be answered in time first, the earliest time told before the later ones; then those already late, the
 * oldest first; and nobody waits more than twice what they were told before they come back to the front. Rule and figures: “savable-first
 * earliest due date with an age guard” (Panwar, Towsley, Wolf 1988, with a guard against starving).
 */
import type { Instant } from '../kernel/instant.ts';

export interface Waiting {
  readonly id: string;
  /** Safety, outage or a person said so: before all others. */
  readonly urgent: boolean;
  /** The latest time told to this customer; null where none was, or nobody waits. */
  readonly dueAt: Instant | null;
  readonly waitingSinceAt: Instant;
  /** How long an answer takes on average, ms. */
  readonly expectedMs: number;
}

/** Why it stands where it stands. */
export type Place = 'urgent' | 'in_time' | 'waited_too_long' | 'late' | 'no_time_told';

/** How often the time told may pass before a late case comes back among those in time. */
export const guardFactor = 2;

export function placeOf(one: Waiting, nowAt: Instant): Place {
  if (one.urgent) return 'urgent';
  if (one.dueAt === null) return 'no_time_told';
  if (one.dueAt - nowAt - one.expectedMs >= 0) return 'in_time';
  const told = one.dueAt - one.waitingSinceAt;
  return nowAt - one.waitingSinceAt > guardFactor * told ? 'waited_too_long' : 'late';
}

/** Urgent; then by the time told while it can be kept (or was passed twice over); then late ones, oldest first; then those without a time. */
export function byRoutingOrder(nowAt: Instant): (a: Waiting, b: Waiting) => number {
  return (a, b) => {
    const [x, y] = [keyOf(a, nowAt), keyOf(b, nowAt)];
    return x.band - y.band || x.at - y.at || a.waitingSinceAt - b.waitingSinceAt || (a.id < b.id ? -1 : 1);
  };
}

function keyOf(one: Waiting, nowAt: Instant): { readonly band: number; readonly at: Instant } {
  const place = placeOf(one, nowAt);
  if (place === 'urgent') return { band: 0, at: one.dueAt ?? one.waitingSinceAt };
  if (place === 'in_time' || place === 'waited_too_long') return { band: 1, at: one.dueAt! };
  return { band: place === 'late' ? 2 : 3, at: one.waitingSinceAt };
}
