/**
 * Whose turn is it when we cannot go on? The customer's or someone else's. A message still unanswered stays unanswered, and its time told
 * still counts: waiting is not a pause button.
 */
import { refuse } from '../kernel/refusal.ts';
import { refuseNotOpen } from './case-facts.ts';
import type { CaseFacts, Verdict } from './case-facts.ts';

export function waitOn(facts: CaseFacts, whom: 'customer' | 'other'): Verdict {
  const refusal = refuseNotOpen(facts);
  if (refusal) return refusal;
  if (facts.ball === whom) return refuse('case_unchanged', 'Already waiting for them.');
  return { next: { ...facts, ball: whom }, did: whom === 'customer' ? 'case.waiting_on_customer' : 'case.waiting_on_other' };
}
