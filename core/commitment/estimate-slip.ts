/**
 * Will a time told be missed, so surely and by so much that the customer should hear it now? A forecast from the work still before the case and the
 * same scores that calibrate estimates. That it is said once, and at what hour, is not decided here.
 */
import { minuteMs, type Instant } from '../kernel/instant.ts';
import { capacityBetween, doneAt, type Capacity } from './estimate-capacity.ts';
import { conformalFactor, exceedanceOf, leastScores } from './estimate-calibration.ts';

export interface SlipFacts {
  readonly dueAt: Instant;
  /** V + E[h] as it is now, ms of work. */
  readonly workMs: number;
  readonly capacity: Capacity;
  readonly scores: readonly number[];
}

export interface Slip {
  readonly lateProbability: number;
  /** As likely before as after; null where the plan ends before. */
  readonly middleAt: Instant | null;
  readonly shouldTell: boolean;
}

const surelyLate = 0.8;
const worthTellingMs = 15 * minuteMs;

/** P(late) = P(r > capacity left ÷ work left). Told from 80 % on, when it would be more than 15 minutes late as well; null below 50 scores. */
export function slipOf({ dueAt, workMs, capacity, scores }: SlipFacts, nowAt: Instant): Slip | null {
  if (scores.length < leastScores) return null;
  const lateProbability = exceedanceOf(scores, Math.max(0, capacityBetween(capacity, nowAt, dueAt)) / workMs);
  const middleAt = doneAt(capacity, nowAt, conformalFactor(scores, 0.5)! * workMs);
  const isFar = middleAt === null || middleAt - dueAt > worthTellingMs;
  return { lateProbability, middleAt, shouldTell: lateProbability >= surelyLate && isFar };
}
