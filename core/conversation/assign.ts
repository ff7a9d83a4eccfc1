/** Who takes care of a case? Names one member. Whether that member has room is routing's question. */
import type { MemberId } from '../kernel/ids.ts';
import { refuse } from '../kernel/refusal.ts';
import { refuseNotOpen } from './case-facts.ts';
import type { CaseFacts, Verdict } from './case-facts.ts';

export function assign(facts: CaseFacts, memberId: MemberId): Verdict {
  const refusal = refuseNotOpen(facts);
  if (refusal) return refusal;
  if (facts.assigneeId === memberId) return refuse('case_unchanged', 'Already assigned to this person.');
  return { next: { ...facts, assigneeId: memberId }, did: 'case.assigned' };
}
