/**
 * How much of the time planned for writing did live work take, and which times told did that break? Counts minutes and commitments; whether the
 * exception was right is for people to say.
 */
import type { Instant } from '../kernel/instant.ts';

interface Span {
  readonly startAt: Instant;
  readonly endAt: Instant;
}

export interface MemberSpan extends Span {
  readonly memberId: string;
}

export interface BrokenTime {
  readonly id: string;
  readonly toldAt: Instant;
  readonly dueAt: Instant;
  /** Work, ms, that was done before it after its time had passed, its own included. */
  readonly missingMs: number;
}

export interface Leak {
  readonly leakedMs: number;
  /** Those that the time taken would have saved. */
  readonly brokenIds: readonly string[];
}

/**
 * Live work that falls into a member's own async shift leaks. A broken time counts when the time that leaked between its telling and its due instant
 * was at least what was missing. The same minutes can save one commitment only: the earliest due first.
 */
export function leakOf(asyncShifts: readonly MemberSpan[], liveWork: readonly MemberSpan[], broken: readonly BrokenTime[]): Leak {
  const leaks = liveWork
    .flatMap((work) => asyncShifts.filter((shift) => shift.memberId === work.memberId).map((shift) => overlapOf(shift, work)))
    .filter((span) => span.endAt > span.startAt);
  const leakedMs = leaks.reduce((sum, span) => sum + span.endAt - span.startAt, 0);
  let usedMs = 0;
  const brokenIds: string[] = [];
  for (const one of broken.toSorted((a, b) => a.dueAt - b.dueAt || a.toldAt - b.toldAt)) {
    const lostMs = leaks.reduce((sum, span) => {
      const part = overlapOf(span, { startAt: one.toldAt, endAt: one.dueAt });
      return sum + Math.max(0, part.endAt - part.startAt);
    }, 0);
    if (one.missingMs > Math.min(lostMs, leakedMs - usedMs)) continue;
    usedMs += one.missingMs;
    brokenIds.push(one.id);
  }
  return { leakedMs, brokenIds };
}

function overlapOf(a: Span, b: Span): Span {
  return { startAt: Math.max(a.startAt, b.startAt), endAt: Math.min(a.endAt, b.endAt) };
}
