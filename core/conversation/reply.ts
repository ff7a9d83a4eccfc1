/** What does our public answer do to the case? The customer has the ball and nothing is unanswered. Automatic texts are not answers. */
import { refuseMerged } from './case-facts.ts';
import type { CaseFacts, Verdict } from './case-facts.ts';

/**
 * Answering a resolved case leaves it resolved (a friendly last word), answering a snoozed one leaves it snoozed. `andWaitFor` is “send and
 * wait” on someone else.
 */
export function reply(facts: CaseFacts, andWaitFor: 'customer' | 'other' = 'customer'): Verdict {
  const refusal = refuseMerged(facts);
  if (refusal) return refusal;
  const ball = facts.state === 'resolved' ? 'customer' : andWaitFor;
  return { next: { ...facts, ball, unansweredSinceAt: null }, did: 'case.replied' };
}
