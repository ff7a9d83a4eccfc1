/**
 * How is a merge undone? The merged case gets its facts back; the survivor gets back what the merge gave it, and keeps what happened to it
 * since. New messages stay with the identity they came from, which the server knows.
 */
import { refuse } from '../kernel/refusal.ts';
import type { Refusal } from '../kernel/refusal.ts';
import { refuseMerged } from './case-facts.ts';
import type { CaseFacts, CaseRefusalCode } from './case-facts.ts';
import type { MergeRecord } from './merge.ts';

export interface Unmerged {
  readonly survivor: CaseFacts;
  readonly restored: CaseFacts;
  readonly did: 'case.unmerged';
}

/** With nothing done in between, both are exactly as before. */
export function unmerge(survivor: CaseFacts, merged: CaseFacts, record: MergeRecord): Unmerged | Refusal<CaseRefusalCode> {
  const refusal = refuseMerged(survivor);
  if (refusal) return refusal;
  if (merged.mergedIntoId !== survivor.id || record.survivor.id !== survivor.id || record.merged.id !== merged.id) {
    return refuse('case_unchanged', 'These two are not merged.');
  }
  return { survivor: giveBack(survivor, record), restored: record.merged, did: 'case.unmerged' };
}

/** State, ball, snooze and times belong together: if any of them moved since, all of them stay. The rest goes back one by one. */
function giveBack(survivor: CaseFacts, { survivor: before, survivorAfter: after }: MergeRecord): CaseFacts {
  const untouched =
    survivor.state === after.state &&
    survivor.ball === after.ball &&
    survivor.resolvedAt === after.resolvedAt &&
    survivor.snoozedUntilAt === after.snoozedUntilAt &&
    survivor.unansweredSinceAt === after.unansweredSinceAt;
  const turn = untouched ? before : survivor;
  return {
    ...survivor,
    state: turn.state,
    ball: turn.ball,
    resolvedAt: turn.resolvedAt,
    unansweredSinceAt: turn.unansweredSinceAt,
    openedAt: before.openedAt,
    assigneeId: survivor.assigneeId === after.assigneeId ? before.assigneeId : survivor.assigneeId,
    snoozedUntilAt: turn.snoozedUntilAt,
  };
}
