/** How does a stored case become the facts that `core` decides on, and back? */
import type { CaseFacts } from '@meanwhile/core/conversation/case-facts.ts';
import type { CaseFactsRow } from './case.store.ts';

export function factsOf(row: CaseFactsRow): CaseFacts {
  return {
    id: row.id as CaseFacts['id'],
    conversationId: row.conversation_id as CaseFacts['conversationId'],
    state: row.state,
    ball: row.ball,
    assigneeId: row.assignee_id as CaseFacts['assigneeId'],
    snoozedUntilAt: row.snoozed_until,
    openedAt: row.opened_at,
    resolvedAt: row.resolved_at,
    unansweredSinceAt: row.unanswered_since,
    mergedIntoId: row.merged_into_id as CaseFacts['mergedIntoId'],
    spam: row.spam_at !== null,
  };
}

/** The row with the facts changed. Names beside ids (assignee) and times told are the caller's. */
export function withFacts(row: CaseFactsRow, facts: CaseFacts, at: number): CaseFactsRow {
  return {
    ...row,
    state: facts.state,
    ball: facts.ball,
    assignee_id: facts.assigneeId,
    assignee_name: facts.assigneeId === row.assignee_id ? row.assignee_name : null,
    snoozed_until: facts.snoozedUntilAt,
    opened_at: facts.openedAt,
    resolved_at: facts.resolvedAt,
    unanswered_since: facts.unansweredSinceAt,
    merged_into_id: facts.mergedIntoId,
    spam_at: facts.spam ? (row.spam_at ?? at) : null,
  };
}
