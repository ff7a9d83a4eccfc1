/**
 * When is a matter done? When we say so; the ball is then the customer's. An unanswered message counts as needing no reply, which stops the
 * clock but releases no told time: only the customer's own act does that.
 */
import type { Instant } from '../kernel/instant.ts';
import { refuseNotOpen } from './case-facts.ts';
import type { CaseFacts, Verdict } from './case-facts.ts';

export function resolve(facts: CaseFacts, at: Instant): Verdict {
  const refusal = refuseNotOpen(facts);
  if (refusal) return refusal;
  return {
    next: { ...facts, state: 'resolved', ball: 'customer', resolvedAt: at, snoozedUntilAt: null, unansweredSinceAt: null },
    did: 'case.resolved',
  };
}
