/**
 * Which cases of the list deserve a second look: due soon, late, stuck, gone quiet? Each is said from stored facts and an instant, and claims
 * nothing about why. Live now is not among them: a case is live only while its channel is.
 */
import { dayMs } from '../kernel/instant.ts';
import type { Instant } from '../kernel/instant.ts';
import type { Ball } from './case-facts.ts';

export type Only = 'due_soon' | 'late' | 'stuck' | 'quiet';

export interface ListedFacts {
  readonly state: 'open' | 'resolved';
  readonly ball: Ball;
  /** Merged into another, or spam: in none of them. */
  readonly isOut: boolean;
  readonly dueAt: Instant | null;
  /** When the wait for us began. */
  readonly waitsSinceAt: Instant;
  readonly lastMessageAt: Instant;
}

/** Waiting on somebody else, and nothing was said for so long. */
export const stuckAfterMs = 3 * dayMs;
/** Waiting for the customer, and nothing was said for so long. Whether they are content is not known. */
export const quietAfterMs = 7 * dayMs;
/** From here on the due chip is amber: a quarter of the time is left. */
export const soonShare = 0.25;

export function isOnly(only: Only, facts: ListedFacts, nowAt: Instant): boolean {
  if (facts.state === 'resolved' || facts.isOut) return false;
  switch (only) {
    case 'late':
      return facts.ball === 'us' && facts.dueAt !== null && nowAt > facts.dueAt;
    case 'due_soon':
      return facts.ball === 'us' && facts.dueAt !== null && nowAt <= facts.dueAt && nowAt >= soonAt(facts.dueAt, facts.waitsSinceAt);
    case 'stuck':
      return facts.ball === 'other' && nowAt - facts.lastMessageAt >= stuckAfterMs;
    case 'quiet':
      return facts.ball === 'customer' && nowAt - facts.lastMessageAt >= quietAfterMs;
  }
}

function soonAt(dueAt: Instant, waitsSinceAt: Instant): Instant {
  return dueAt - soonShare * Math.max(0, dueAt - waitsSinceAt);
}
