/** Is this no customer at all? Marking resolves the case without an answer and counts it nowhere; unmarking opens it for us again. */
import type { Instant } from '../kernel/instant.ts';
import { refuse } from '../kernel/refusal.ts';
import { refuseMerged } from './case-facts.ts';
import type { CaseFacts, Verdict } from './case-facts.ts';

export function markSpam(facts: CaseFacts, at: Instant): Verdict {
  const refusal = refuseMerged(facts);
  if (refusal) return refusal;
  if (facts.spam) return refuse('case_spam', 'Already marked as spam.');
  const next: CaseFacts = {
    ...facts,
    spam: true,
    state: 'resolved',
    ball: 'customer',
    resolvedAt: at,
    snoozedUntilAt: null,
    unansweredSinceAt: null,
  };
  return { next, did: 'case.marked_spam' };
}

/** `unansweredSinceAt`: the customer's oldest message without an answer, null when there is none. It is due from its own time, not from now. */
export function unmarkSpam(facts: CaseFacts, unansweredSinceAt: Instant | null): Verdict {
  const refusal = refuseMerged(facts);
  if (refusal) return refusal;
  if (!facts.spam) return refuse('case_unchanged', 'Not marked as spam.');
  return { next: { ...facts, spam: false, state: 'open', ball: 'us', resolvedAt: null, unansweredSinceAt }, did: 'case.unmarked_spam' };
}
