/**
 * When will this message be answered, judging by the work before it and the people planned? A mean: whom it may be told to, with which margin and
 * in which words, is decided in `estimate-calibration.ts`, `estimate-told.ts` and `estimate-rounding.ts`. Formulas: work ahead through capacity
 * time, ETA = W⁻¹(W(now) + q · (V + E[h])).
 */
import type { Instant } from '../kernel/instant.ts';
import { doneAt, type Capacity } from './estimate-capacity.ts';

export interface WorkAhead {
  /** Sum of what the cases before it in routing's order take on average, ms. */
  readonly waitingMs: number;
  /** Sum of what is left of the cases being answered, ms. */
  readonly inProgressMs: number;
  /** What it takes itself, ms. */
  readonly ownMs: number;
  /** Work that will come later and go before it: ms of work in each ms that passes. */
  readonly overtakingRate: number;
}

/**
 * V + E[h], ms of work, with what will overtake it while it waits (one pass of the fixed point). Null where the plan ends before.
 * `Math.max` keeps a score finite for a case without any work.
 */
export function workUntilAnswered(work: WorkAhead, capacity: Capacity, nowAt: Instant): number | null {
  const aheadMs = Math.max(1, work.waitingMs + work.inProgressMs + work.ownMs);
  if (work.overtakingRate === 0) return aheadMs;
  const firstAt = doneAt(capacity, nowAt, aheadMs);
  return firstAt === null ? null : aheadMs + work.overtakingRate * (firstAt - nowAt);
}

/** The instant by which `factor` times that work is done; null where the plan ends before. */
export function estimateAt(capacity: Capacity, nowAt: Instant, workMs: number, factor: number): Instant | null {
  return doneAt(capacity, nowAt, factor * workMs);
}

export interface HandleTimes {
  readonly count: number;
  readonly meanMs: number;
}

/** How many cases the mean of all others is worth against a group's own. */
const shrinkageCount = 20;

/** What a case of a group takes on average: its own mean drawn towards that of all, ĥ = (n·h̄ + k·h̄_all) / (n + k). Means, never medians. */
export function expectedHandleMs(own: HandleTimes, all: HandleTimes): number {
  return (own.count * own.meanMs + shrinkageCount * all.meanMs) / (own.count + shrinkageCount);
}

/** What is left on average of a case being answered, when it began is not known: E[h²] / 2E[h] = E[h] · (1 + cv²) / 2. */
export function expectedLeftMs(meanMs: number, cv: number): number {
  return (meanMs * (1 + cv * cv)) / 2;
}
