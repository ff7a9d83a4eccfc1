/**
 * What do we know of a case when we decide about it? The facts every verb takes and gives back, and what a verb answers. The verbs are one
 * file each; storing, numbering and telling others are the server's.
 */
import type { CaseId, ConversationId, MemberId } from '../kernel/ids.ts';
import type { Instant } from '../kernel/instant.ts';
import { refuse } from '../kernel/refusal.ts';
import type { Refusal } from '../kernel/refusal.ts';

/** Whose turn it is; always exactly one of the three. */
export type Ball = 'us' | 'customer' | 'other';

export interface CaseFacts {
  readonly id: CaseId;
  readonly conversationId: ConversationId;
  readonly state: 'open' | 'resolved';
  readonly ball: Ball;
  readonly assigneeId: MemberId | null;
  /** In the future while snoozed. Hides the case from the queue; pauses no clock. */
  readonly snoozedUntilAt: Instant | null;
  readonly openedAt: Instant;
  readonly resolvedAt: Instant | null;
  /** The oldest customer message nobody has answered; thanks and automatic mail do not count. */
  readonly unansweredSinceAt: Instant | null;
  /** The case this one was merged into; a merged case is read, never changed. */
  readonly mergedIntoId: CaseId | null;
  readonly spam: boolean;
}

export type CaseEvent =
  | 'case.opened'
  | 'case.assigned'
  | 'case.released'
  | 'case.snoozed'
  | 'case.woken'
  | 'case.resolved'
  | 'case.reopened'
  | 'case.merged'
  | 'case.unmerged'
  | 'case.split'
  | 'case.waiting_on_customer'
  | 'case.waiting_on_other'
  | 'case.came_back'
  | 'case.received'
  | 'case.replied'
  | 'case.marked_spam'
  | 'case.unmarked_spam';

export interface Changed {
  readonly next: CaseFacts;
  readonly did: CaseEvent;
}

export type CaseRefusalCode =
  | 'case_merged'
  | 'case_resolved'
  | 'case_open'
  | 'case_unchanged'
  | 'case_other_conversation'
  | 'snooze_in_past'
  | 'case_snoozed_not'
  | 'case_spam';

export type Verdict = Changed | Refusal<CaseRefusalCode>;

/** The refusal every verb begins with: a merged case is not changed, its survivor is. */
export function refuseMerged(facts: CaseFacts): Refusal<'case_merged'> | null {
  return facts.mergedIntoId === null ? null : refuse('case_merged', 'This case was merged into another one. Act on that one.');
}

/** As above, and the case must be open. */
export function refuseNotOpen(facts: CaseFacts): Refusal<'case_merged' | 'case_resolved'> | null {
  if (facts.state === 'resolved') return refuseMerged(facts) ?? refuse('case_resolved', 'This case is resolved. Reopen it first.');
  return refuseMerged(facts);
}
