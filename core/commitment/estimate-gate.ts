/**
 * Can this reply time be kept with the people planned and the work that is waiting, and if not, which one can? A fluid forecast: work flows in as
 * expected, out as planned, and for each hour of arrival the share that would come late is read from the scores. Overriding it is not decided here.
 */
import type { Instant } from '../kernel/instant.ts';
import { capacityBetween, type Capacity } from './estimate-capacity.ts';
import { exceedanceOf, leastScores } from './estimate-calibration.ts';

export interface ForecastStep {
  readonly at: Instant;
  /** Messages expected from `at` to the next step. */
  readonly count: number;
}

export interface Plan {
  readonly capacity: Capacity;
  /** In order; the last step only ends the one before. */
  readonly forecast: readonly ForecastStep[];
  /** Work waiting at the first step, ms. */
  readonly backlogMs: number;
  /** What one message takes on average, ms. */
  readonly handleMs: number;
  readonly scores: readonly number[];
  /** By when a message received then is to be answered under a window (open ms). */
  readonly dueAt: (receivedAt: Instant, windowMs: number) => Instant;
}

export type Keepable =
  | { readonly verdict: 'keepable'; readonly lateShare: number }
  | { readonly verdict: 'refused'; readonly lateShare: number; readonly achievableMs: number | null }
  | { readonly verdict: 'unmeasured' };

/**
 * `windowsMs`: what could be told instead, in any order; the shortest that can be kept is the achievable one, null where none is. Unmeasured below
 * 50 scores or without any message expected: then figures are starter figures and called so.
 */
export function checkKeepable(plan: Plan, windowMs: number, level: number, windowsMs: readonly number[]): Keepable {
  const expected = plan.forecast.reduce((sum, step) => sum + step.count, 0);
  if (plan.scores.length < leastScores || expected === 0) return { verdict: 'unmeasured' };
  const backlogs = backlogsOf(plan);
  const lateShare = lateShareOf(plan, backlogs, windowMs);
  if (lateShare <= 1 - level) return { verdict: 'keepable', lateShare };
  const longer = windowsMs.filter((one) => one > windowMs).toSorted((a, b) => a - b);
  const achievableMs = longer.find((one) => lateShareOf(plan, backlogs, one) <= 1 - level) ?? null;
  return { verdict: 'refused', lateShare, achievableMs };
}

/** Work waiting at each step, ms: what was there, plus what came, less what could be done. */
function backlogsOf({ capacity, forecast, backlogMs, handleMs }: Plan): number[] {
  let waitingMs = backlogMs;
  return forecast.map((step, index) => {
    const hereMs = waitingMs;
    const nextAt = forecast[index + 1]?.at ?? step.at;
    waitingMs = Math.max(0, waitingMs + step.count * handleMs - capacityBetween(capacity, step.at, nextAt));
    return hereMs;
  });
}

function lateShareOf(plan: Plan, backlogs: readonly number[], windowMs: number): number {
  let [late, count] = [0, 0];
  for (const [index, step] of plan.forecast.entries()) {
    if (step.count === 0) continue;
    // On average half of the step's own messages are before one of them.
    const workMs = backlogs[index]! + (step.count * plan.handleMs) / 2 + plan.handleMs;
    const capacityMs = capacityBetween(plan.capacity, step.at, plan.dueAt(step.at, windowMs));
    late += step.count * exceedanceOf(plan.scores, capacityMs / workMs);
    count += step.count;
  }
  return late / count;
}
