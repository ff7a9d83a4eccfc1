/** Is this answer late, or complained about, without saying so? One of two findings that hold a message back. The sentence that fits is `late-sentence.ts`. */
import { bareApologyAt, lateApologyAt } from './apology.ts';
import { complaintIn } from './complaint.ts';
import { unanswered } from './writing.ts';
import type { Check, Writing } from './writing.ts';

/** Why this answer has to own the wait; null where it need not. A missed time counts before a complaint. */
export function owes(writing: Pick<Writing, 'turns' | 'missedAt' | 'sendAt'>): 'missed' | 'complaint' | null {
  if (writing.missedAt.some((at) => at < writing.sendAt)) return 'missed';
  return unanswered(writing.turns).some((turn) => complaintIn(turn.text) !== null) ? 'complaint' : null;
}

/** Where the draft owns the wait; null where it does not. */
export function ownedAt(writing: Pick<Writing, 'draft' | 'turns' | 'missedAt' | 'sendAt'>): number | null {
  const at = lateApologyAt(writing.draft);
  return at === null && owes(writing) === 'complaint' ? bareApologyAt(writing.draft) : at;
}

/** What a sentence of ours left for the writer to fill in. */
export const toFillIn = '{whatNow}';

export const late: Check = (writing) => {
  const why = owes(writing);
  if (why === null || writing.draft.trim() === '') return [];
  const blankAt = writing.draft.indexOf(toFillIn);
  if (blankAt !== -1) return [{ check: 'late', reason: 'whatNow', quote: toFillIn, from: blankAt, suggestion: null }];
  return ownedAt(writing) === null ? [{ check: 'late', reason: why, quote: '', from: null, suggestion: null }] : [];
};
