/** How is a resolved case taken up again by us? The ball is ours; a customer's message reopens in `receive.ts`. */
import { refuse } from '../kernel/refusal.ts';
import { refuseMerged } from './case-facts.ts';
import type { CaseFacts, Verdict } from './case-facts.ts';

/**
 * No message is waiting after it, so no reply clock starts: we took it up ourselves. To undo a resolve exactly, the server puts back the facts
 * stored with it.
 */
export function reopen(facts: CaseFacts): Verdict {
  const refusal = refuseMerged(facts);
  if (refusal) return refusal;
  if (facts.state === 'open') return refuse('case_open', 'This case is open.');
  if (facts.spam) return refuse('case_spam', 'This case is marked as spam. Unmark it first.');
  return { next: { ...facts, state: 'open', ball: 'us', resolvedAt: null }, did: 'case.reopened' };
}
