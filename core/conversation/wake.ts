/** How does a snoozed case come back? Its time has come, or somebody wakes it; a customer's message does so in `receive.ts`. */
import { refuse } from '../kernel/refusal.ts';
import { refuseNotOpen } from './case-facts.ts';
import type { CaseFacts, Verdict } from './case-facts.ts';

export function wake(facts: CaseFacts): Verdict {
  const refusal = refuseNotOpen(facts);
  if (refusal) return refusal;
  if (facts.snoozedUntilAt === null) return refuse('case_snoozed_not', 'This case is not snoozed.');
  return { next: { ...facts, snoozedUntilAt: null }, did: 'case.woken' };
}
