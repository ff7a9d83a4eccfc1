/**
 * How did a commitment end: kept, broken or released? Decided once from instants, never judged again; nothing here asks when a job noticed.
 * Resolving, snoozing, moving, merging or a new policy end nothing.
 */
import type { Instant } from '../kernel/instant.ts';

/** Only what the customer did, or that there was no customer's question at all. */
export const releases = ['customer_withdrew', 'customer_thanks', 'served_live', 'spam', 'duplicate'] as const;
export type ReleasedBy = (typeof releases)[number];

export type Ending =
  | { readonly ending: 'open' }
  | { readonly ending: 'kept'; readonly endedAt: Instant }
  | { readonly ending: 'broken'; readonly endedAt: Instant }
  | { readonly ending: 'released'; readonly endedAt: Instant; readonly by: ReleasedBy };

export interface JudgedCommitment {
  readonly dueAt: Instant;
  /** As stored; an ending once decided is given back as it is. */
  readonly ending?: Ending;
}

export interface EndingFacts {
  /** First public answer by a person after the turn it answers; an acknowledgement is none. */
  readonly firstAnswerAt: Instant | null;
  readonly release: { readonly at: Instant; readonly by: ReleasedBy } | null;
}

/**
 * Kept when answered at or before `dueAt`, broken at exactly `dueAt` when not, released when that came first. An answer and a release at the
 * same instant count as kept.
 */
export function judge(commitment: JudgedCommitment, facts: EndingFacts, nowAt: Instant): Ending {
  const { dueAt, ending } = commitment;
  if (ending !== undefined && ending.ending !== 'open') return ending;
  const answerAt = facts.firstAnswerAt !== null && facts.firstAnswerAt <= dueAt ? facts.firstAnswerAt : null;
  const release = facts.release !== null && facts.release.at <= dueAt ? facts.release : null;
  if (answerAt !== null && (release === null || answerAt <= release.at)) return { ending: 'kept', endedAt: answerAt };
  if (release !== null) return { ending: 'released', endedAt: release.at, by: release.by };
  return nowAt > dueAt || facts.firstAnswerAt !== null ? { ending: 'broken', endedAt: dueAt } : { ending: 'open' };
}

/** How late a broken commitment was answered, in ms; still growing to `nowAt` while it is not. Null for any other ending. */
export function latenessMs(commitment: JudgedCommitment, firstAnswerAt: Instant | null, nowAt: Instant): number | null {
  if (commitment.ending?.ending !== 'broken') return null;
  return Math.max(0, (firstAnswerAt ?? nowAt) - commitment.dueAt);
}
