/** What does our public answer do to the case? The customer has the ball and nothing is unanswered. Automatic texts are not answers. */
import type { Instant } from '../kernel/instant.ts';
import { refuseMerged } from './case-facts.ts';
import type { Ball, CaseFacts, Verdict } from './case-facts.ts';

/**
 * Answering a resolved case leaves it resolved (a friendly last word), answering a snoozed one leaves it snoozed. `andWaitFor` is “send and
 * wait” on someone else, or `us`: the answer promises more, so that the case stays ours and a
 * resolved one is open again. `wroteSinceAt`: when the customer wrote after our answer was written and before it went out (its undo time). That
 * message nobody has answered: the case stays with us.
 */
export function reply(facts: CaseFacts, andWaitFor: Ball = 'customer', wroteSinceAt: Instant | null = null): Verdict {
  const refusal = refuseMerged(facts);
  if (refusal) return refusal;
  if (wroteSinceAt !== null && facts.state === 'open')
    return { next: { ...facts, ball: 'us', unansweredSinceAt: wroteSinceAt }, did: 'case.replied' };
  if (andWaitFor === 'us' && !facts.spam)
    return { next: { ...facts, state: 'open', ball: 'us', resolvedAt: null, unansweredSinceAt: null }, did: 'case.replied' };
  const ball = facts.state === 'resolved' ? 'customer' : andWaitFor;
  return { next: { ...facts, ball, unansweredSinceAt: null }, did: 'case.replied' };
}
