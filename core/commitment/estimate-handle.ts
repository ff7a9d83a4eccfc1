/**
 * How long does one answer take? Measured where somebody took a case to answer it: the time in which a person had at least one case in hand, shared
 * among the answers given in it. Where too few are known, a figure the workspace set, called so.
 */
import type { Instant } from '../kernel/instant.ts';
import { hourMs } from '../kernel/instant.ts';

export interface Handled {
  readonly memberId: string;
  readonly takenAt: Instant;
  readonly answeredAt: Instant;
}

/** Somebody who needs longer has done something else between. */
export const longestHandleMs = 2 * hourMs;
/** Fewer answers say too little. */
export const leastHandled = 50;

/** ms of work in one answer. `starterMs` counts until fifty are known. Cases in one person's hands at the same time are not counted twice. */
export function handleTime(
  handled: readonly Handled[],
  starterMs: number,
): { readonly meanMs: number; readonly basis: 'starter' | 'measured' } {
  const usable = handled.filter((one) => one.answeredAt > one.takenAt && one.answeredAt - one.takenAt <= longestHandleMs);
  if (usable.length < leastHandled) return { meanMs: starterMs, basis: 'starter' };
  let busyMs = 0;
  for (const own of Map.groupBy(usable, (one) => one.memberId).values()) {
    let untilAt = -Infinity;
    for (const one of own.toSorted((a, b) => a.takenAt - b.takenAt)) {
      busyMs += Math.max(0, one.answeredAt - Math.max(one.takenAt, untilAt));
      untilAt = Math.max(untilAt, one.answeredAt);
    }
  }
  return { meanMs: busyMs / usable.length, basis: 'measured' };
}
