/**
 * What do the times told so far teach about the next? Scores, misses and answers still outstanding, taken from the ledger's own rows in the order in
 * which they came to pass, so that the same ledger always gives the same margin, whatever ran when.
 */
import type { Instant } from '../kernel/instant.ts';
import { capacityBetween, type Capacity } from './estimate-capacity.ts';
import { freshCalibration, withOutcome, withScore, type Calibration } from './estimate-calibration.ts';

export interface EstimatedTime {
  readonly toldAt: Instant;
  /** Work before it and its own, as it was judged when it was told; ms of one person. */
  readonly workMs: number;
  /** The estimate at that time, whether or not it was what was told; null where there was none yet. */
  readonly estimatedAt: Instant | null;
  /** Null: not answered yet. */
  readonly answeredAt: Instant | null;
}

export interface Learned {
  readonly calibration: Calibration;
  /** Of answers still outstanding: capacity time so far ÷ work estimated. */
  readonly openRatios: readonly number[];
}

/**
 * `targetMiss` is 1 − level. Misses are judged against the estimate and not against a longer window that was told instead: otherwise a generous
 * window would teach that no margin is needed.
 */
export function learnFrom(told: readonly EstimatedTime[], capacity: Capacity, targetMiss: number, nowAt: Instant): Learned {
  const steps: { readonly at: Instant; readonly apply: (before: Calibration) => Calibration }[] = [];
  const openRatios: number[] = [];
  for (const { toldAt, workMs, estimatedAt, answeredAt } of told) {
    if (answeredAt === null) openRatios.push(capacityBetween(capacity, toldAt, nowAt) / workMs);
    else steps.push({ at: answeredAt, apply: (before) => withScore(before, capacityBetween(capacity, toldAt, answeredAt) / workMs) });
    if (estimatedAt === null) continue;
    const isLate = answeredAt === null ? estimatedAt < nowAt : answeredAt > estimatedAt;
    if (isLate) steps.push({ at: estimatedAt, apply: (before) => withOutcome(before, true) });
    else if (answeredAt !== null) steps.push({ at: answeredAt, apply: (before) => withOutcome(before, false) });
  }
  const calibration = steps
    .toSorted((a, b) => a.at - b.at)
    .reduce<Calibration>((before, step) => step.apply(before), freshCalibration(targetMiss));
  return { calibration, openRatios };
}
