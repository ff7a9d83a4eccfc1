/** How does a case go back to everyone? The assignee is taken off; clocks and told times stay as they are. */
import { refuse } from '../kernel/refusal.ts';
import { refuseNotOpen } from './case-facts.ts';
import type { CaseFacts, Verdict } from './case-facts.ts';

export function release(facts: CaseFacts): Verdict {
  const refusal = refuseNotOpen(facts);
  if (refusal) return refusal;
  if (facts.assigneeId === null) return refuse('case_unchanged', 'Nobody has this case.');
  return { next: { ...facts, assigneeId: null }, did: 'case.released' };
}
