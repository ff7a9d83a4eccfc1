/**
 * What if one case is two matters? A message and what follows of it become a case of their own, whose wait began when that message came, not
 * when we noticed. The first case keeps what is left. Undone by `merge`.
 */
import type { CaseId } from '../kernel/ids.ts';
import type { Instant } from '../kernel/instant.ts';
import { refuse } from '../kernel/refusal.ts';
import type { Refusal } from '../kernel/refusal.ts';
import { refuseNotOpen } from './case-facts.ts';
import type { CaseFacts, CaseRefusalCode } from './case-facts.ts';

export interface SplitFacts {
  readonly newId: CaseId;
  /** When the first split-out message came. */
  readonly messageAt: Instant;
  /** The oldest unanswered customer message of each half, null when that half has none. */
  readonly unansweredOutAt: Instant | null;
  readonly unansweredLeftAt: Instant | null;
}

export interface Split {
  readonly left: CaseFacts;
  readonly out: CaseFacts;
  readonly did: 'case.split';
}

/** A half without an unanswered message waits for whom the whole waited, or for the customer if that was us because of the other half. */
export function split(facts: CaseFacts, how: SplitFacts): Split | Refusal<CaseRefusalCode> {
  const refusal = refuseNotOpen(facts);
  if (refusal) return refusal;
  if (how.newId === facts.id) return refuse('case_unchanged', 'The new case needs a number of its own.');
  const ballWith = (unansweredAt: Instant | null) => {
    if (facts.ball !== 'us') return facts.ball;
    return unansweredAt === null && facts.unansweredSinceAt !== null ? 'customer' : 'us';
  };
  const out: CaseFacts = {
    ...facts,
    id: how.newId,
    openedAt: how.messageAt,
    ball: ballWith(how.unansweredOutAt),
    unansweredSinceAt: how.unansweredOutAt,
  };
  const left: CaseFacts = { ...facts, ball: ballWith(how.unansweredLeftAt), unansweredSinceAt: how.unansweredLeftAt };
  return { left, out, did: 'case.split' };
}
