/**
 * How is a merge undone? The merged case gets its facts back; the survivor gets back what the merge gave it, and keeps what happened to it
 * since. New messages stay with the identity they came from, which the server knows.
 */
import type { Instant } from '../kernel/instant.ts';
import { refuse } from '../kernel/refusal.ts';
import type { Refusal } from '../kernel/refusal.ts';
import { refuseMerged } from './case-facts.ts';
import type { CaseFacts, CaseRefusalCode } from './case-facts.ts';
import type { MergeRecord } from './merge.ts';

export interface Unmerged {
  readonly survivor: CaseFacts;
  readonly restored: CaseFacts;
  /** Does the survivor wait for the same side since the same time as before the merge? Then what is shown of its turn goes back too. */
  readonly isTurnRestored: boolean;
  readonly did: 'case.unmerged';
}

/**
 * With nothing done in between, both are exactly as before. `waitingSinceAt`: the oldest message the customer wrote into the survivor since
 * the merge and nobody answered. It may have changed no fact, because the other case was waiting already; it waits all the same.
 */
export function unmerge(
  survivor: CaseFacts,
  merged: CaseFacts,
  record: MergeRecord,
  waitingSinceAt: Instant | null = null,
): Unmerged | Refusal<CaseRefusalCode> {
  const refusal = refuseMerged(survivor);
  if (refusal) return refusal;
  if (merged.mergedIntoId !== survivor.id || record.survivor.id !== survivor.id || record.merged.id !== merged.id) {
    return refuse('case_unchanged', 'These two are not merged.');
  }
  const isUntouched = turnFields.every((field) => survivor[field] === record.survivorAfter[field]);
  return {
    survivor: giveBack(survivor, record, isUntouched ? waitingSinceAt : 'moved'),
    restored: record.merged,
    isTurnRestored: isUntouched && waitingSinceAt === null,
    did: 'case.unmerged',
  };
}

const turnFields = ['state', 'ball', 'resolvedAt', 'unansweredSinceAt'] as const;

/** State, ball and times belong together: if any of them moved since, all of them stay. The rest goes back one by one. */
function giveBack(
  survivor: CaseFacts,
  { survivor: before, survivorAfter: after }: MergeRecord,
  waitingSinceAt: Instant | null | 'moved',
): CaseFacts {
  const next: CaseFacts = {
    ...survivor,
    openedAt: before.openedAt,
    assigneeId: survivor.assigneeId === after.assigneeId ? before.assigneeId : survivor.assigneeId,
  };
  if (waitingSinceAt === 'moved') return next;
  const { state, ball, resolvedAt, unansweredSinceAt } = before;
  if (waitingSinceAt !== null)
    return {
      ...next,
      state: 'open',
      ball: 'us',
      resolvedAt: null,
      unansweredSinceAt: Math.min(unansweredSinceAt ?? waitingSinceAt, waitingSinceAt),
    };
  const wasSnoozedSince = survivor.snoozedUntilAt !== after.snoozedUntilAt && state === 'open';
  return {
    ...next,
    state,
    ball,
    resolvedAt,
    unansweredSinceAt,
    snoozedUntilAt: wasSnoozedSince ? survivor.snoozedUntilAt : before.snoozedUntilAt,
  };
}
