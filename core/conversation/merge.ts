/**
 * What becomes of two cases that are one matter? One survives with the earlier wait of both; the other points to it and keeps its facts.
 * Messages are never moved: the thread is the union. Times told in either case stay told.
 */
import { earlier, type Instant } from '../kernel/instant.ts';
import { refuse } from '../kernel/refusal.ts';
import type { Refusal } from '../kernel/refusal.ts';
import { refuseMerged } from './case-facts.ts';
import type { Ball, CaseFacts, CaseRefusalCode } from './case-facts.ts';

export interface Merged {
  readonly survivor: CaseFacts;
  readonly merged: CaseFacts;
  readonly did: 'case.merged';
  /** Both as they were. Store it with the event; `unmerge` needs it. */
  readonly before: MergeRecord;
}

export interface MergeRecord {
  readonly survivor: CaseFacts;
  readonly merged: CaseFacts;
  readonly survivorAfter: CaseFacts;
}

/** Merging two cases of different conversations needs a merge of the customers first. A resolved survivor opens when the other one is open. */
export function merge(survivor: CaseFacts, other: CaseFacts): Merged | Refusal<CaseRefusalCode> {
  const refusal = refuseMerged(survivor) ?? refuseMerged(other);
  if (refusal) return refusal;
  if (survivor.id === other.id) return refuse('case_unchanged', 'A case cannot be merged into itself.');
  if (survivor.conversationId !== other.conversationId) return refuse('case_other_conversation', 'Merge the customers first.');
  if (survivor.spam !== other.spam) return refuse('case_spam', 'One of them is marked as spam.');
  const open = survivor.state === 'open' || other.state === 'open';
  const next: CaseFacts = {
    ...survivor,
    state: open ? 'open' : 'resolved',
    ball: open ? ballOf([survivor, other]) : 'customer',
    assigneeId: survivor.assigneeId ?? other.assigneeId,
    openedAt: Math.min(survivor.openedAt, other.openedAt),
    resolvedAt: open ? null : Math.max(survivor.resolvedAt ?? survivor.openedAt, other.resolvedAt ?? other.openedAt),
    unansweredSinceAt: earlier(survivor.unansweredSinceAt, other.unansweredSinceAt),
    // Hidden only if both were; a resolved one does not keep the other visible or hidden.
    snoozedUntilAt: snoozeOf([survivor, other]),
  };
  const merged: CaseFacts = { ...other, mergedIntoId: survivor.id };
  return { survivor: next, merged, did: 'case.merged', before: { survivor, merged: other, survivorAfter: next } };
}

function ballOf(cases: readonly CaseFacts[]): Ball {
  const balls = cases.filter((facts) => facts.state === 'open').map((facts) => facts.ball);
  if (balls.includes('us')) return 'us';
  return balls.includes('other') ? 'other' : 'customer';
}

function snoozeOf(cases: readonly CaseFacts[]): Instant | null {
  const open = cases.filter((facts) => facts.state === 'open');
  const untils = open.map((facts) => facts.snoozedUntilAt).filter((until) => until !== null);
  return untils.length === open.length && untils.length > 0 ? Math.min(...untils) : null;
}
