/**
 * By how much must an estimate be stretched so that it is kept at the level chosen? By what recent answers took compared with theirs: split conformal
 * quantiles of r = capacity time taken ÷ work estimated, adapted to every kept and missed time (adaptive conformal inference, Gibbs and Candès
 * 2021), with answers still outstanding counted as censored. What was estimated and how is `estimate.ts`.
 */

/** Shares of replies that come in time; a workspace chooses one. */
export const levels = [0.9, 0.95, 0.98] as const;
export type Level = (typeof levels)[number];
export const defaultLevel: Level = 0.95;

export interface Calibration {
  /** The share of misses aimed for, 1 − level. */
  readonly targetMiss: number;
  /** The share aimed for at present: smaller after misses, larger after kept times. */
  readonly miss: number;
  /** Scores of the latest completed answers, oldest first. */
  readonly scores: readonly number[];
}

const windowCount = 500;
const stepSize = 0.01;
const [leastMiss, mostMiss] = [0.005, 0.5];
/** Fewer scores say too little: the published window is told, called so. */
export const leastScores = 50;
/** A group of its own (priority, channel) needs as many. */
export const leastGroupScores = 100;
/** From this share of the window on, answers outstanding beyond their estimate change the quantile. */
const openShare = 0.05;

/** Before anything is known. `targetMiss` is 1 − level. */
export function freshCalibration(targetMiss: number): Calibration {
  return { targetMiss, miss: targetMiss, scores: [] };
}

/** After an answer: its score joins the window of the last 500. */
export function withScore(calibration: Calibration, score: number): Calibration {
  return { ...calibration, scores: [...calibration.scores.slice(1 - windowCount), score] };
}

/** After a time told was kept, or the moment it passed without an answer: α ← clip(α + γ(α* − miss), .005, .5). */
export function withOutcome(calibration: Calibration, isLate: boolean): Calibration {
  const { targetMiss, miss } = calibration;
  return { ...calibration, miss: Math.min(mostMiss, Math.max(leastMiss, miss + stepSize * (targetMiss - (isLate ? 1 : 0)))) };
}

/** The k-th smallest of n scores, k = ⌈(n + 1)(1 − α)⌉; null where k > n, which no finite stretch answers for. */
export function conformalFactor(scores: readonly number[], miss: number): number | null {
  const rank = rankOf(scores.length, miss);
  return rank > scores.length ? null : sortedOf(scores)[rank - 1]!;
}

/**
 * The factor to stretch an estimate by, null below 50 scores. `openRatios`: for answers still outstanding, capacity time so far ÷ work estimated.
 * Those beyond the factor are missing from the completed scores; where they are more than 5 % of the window, the quantile is Kaplan and Meier's.
 */
export function factorOf(calibration: Calibration, openRatios: readonly number[]): number | null {
  const { scores, miss } = calibration;
  if (scores.length < leastScores) return null;
  const factor = conformalFactor(scores, miss);
  if (factor === null) return null;
  const beyond = openRatios.filter((ratio) => ratio > factor);
  return beyond.length > openShare * scores.length ? censoredFactor(scores, beyond, miss) : factor;
}

/**
 * The largest stretch seen so far, for where `factorOf` finds no finite one because few scores meet many misses: good for telling a longer time than
 * the window, never a shorter one. Null below 50 scores.
 */
export function largestFactor({ scores }: Calibration, openRatios: readonly number[]): number | null {
  return scores.length < leastScores ? null : Math.max(...scores, ...openRatios);
}

/**
 * The same quantile when some answers are still outstanding: the smallest score r with S(r) ≤ 1 − (1 − α)(n + 1)/n, S the product-limit estimate
 * over completed and censored. Where even the largest leaves more, the largest of all. Without censored ones it is `conformalFactor`.
 */
export function censoredFactor(scores: readonly number[], censored: readonly number[], miss: number): number {
  const sorted = sortedOf(scores);
  const outstanding = Float64Array.from(censored).toSorted();
  const count = sorted.length + outstanding.length;
  const enough = 1 - rankOf(count, miss) / count + 1e-9;
  let [survival, left, gone] = [1, count, 0];
  for (const score of sorted) {
    while (gone < outstanding.length && outstanding[gone]! < score) [gone, left] = [gone + 1, left - 1];
    survival *= 1 - 1 / left;
    left -= 1;
    if (survival <= enough) return score;
  }
  return Math.max(sorted.at(-1) ?? 0, outstanding.at(-1) ?? 0);
}

/** A case's group where that has scores enough, else everything together, aiming as the group does (Mondrian groups). */
export function groupOrAll(group: Calibration, all: Calibration): Calibration {
  return group.scores.length >= leastGroupScores ? group : { ...group, scores: all.scores };
}

/** P(r > ratio), judged carefully: (how many scores are larger + 1) / (n + 1). */
export function exceedanceOf(scores: readonly number[], ratio: number): number {
  const sorted = sortedOf(scores);
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! <= ratio) low = middle + 1;
    else high = middle;
  }
  return (sorted.length - low + 1) / (sorted.length + 1);
}

/** A window of scores is asked for many times before the next score makes another: sorting anew was a third of a simulated year. */
const sortedScores = new WeakMap<readonly number[], Float64Array>();

function sortedOf(scores: readonly number[]): Float64Array {
  const known = sortedScores.get(scores);
  if (known !== undefined) return known;
  const sorted = Float64Array.from(scores).toSorted();
  sortedScores.set(scores, sorted);
  return sorted;
}

function rankOf(count: number, miss: number): number {
  return Math.ceil((count + 1) * (1 - miss) - 1e-9);
}
