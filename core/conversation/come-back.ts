/** An answer of ours did not arrive: whose case is it? Ours again, whatever was done since; nobody has answered the customer. */
import type { Instant } from '../kernel/instant.ts';
import { refuse } from '../kernel/refusal.ts';
import { refuseMerged } from './case-facts.ts';
import type { CaseFacts, Verdict } from './case-facts.ts';

/**
 * Reopened if it was resolved, woken if it slept, and the customer's word it answered is unanswered again. `askedAt`: when they wrote it;
 * null where we wrote first.
 */
export function comeBack(facts: CaseFacts, askedAt: Instant | null): Verdict {
  const refusal = refuseMerged(facts);
  if (refusal) return refusal;
  if (facts.spam) return refuse('case_spam', 'This case is marked as spam. Unmark it first.');
  const unansweredSinceAt = earlier(facts.unansweredSinceAt, askedAt);
  if (facts.state === 'open' && facts.ball === 'us' && facts.snoozedUntilAt === null && facts.unansweredSinceAt === unansweredSinceAt)
    return refuse('case_unchanged', 'It is ours already.');
  return {
    next: { ...facts, state: 'open', ball: 'us', resolvedAt: null, snoozedUntilAt: null, unansweredSinceAt },
    did: facts.state === 'resolved' ? 'case.reopened' : 'case.came_back',
  };
}

function earlier(one: Instant | null, other: Instant | null): Instant | null {
  if (one === null || other === null) return one ?? other;
  return Math.min(one, other);
}
