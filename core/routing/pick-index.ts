/**
 * Does somebody who chooses their own cases take the easy ones? Compares what they took with what they could have taken, in expected work. A look for
 * a supervisor, never a ranking, and no judgement on few picks.
 */

export interface TakenCase {
  /** What the case taken was expected to need, ms. */
  readonly pickedMs: number;
  /** What each case they could have taken then was expected to need, in routing's order, the one taken included. */
  readonly eligibleMs: readonly number[];
  /** Where the one taken stood among them, 1 first. */
  readonly rank: number;
}

export interface PickIndex {
  readonly pickCount: number;
  /** Σ E[h | picked] ÷ Σ mean E[h | eligible]: 1 is neutral, below 1 the shorter ones were taken. Null without picks. */
  readonly index: number | null;
  /** How far down the order they reached: 0 always the next one, 1 always the last. Null where there never was a choice. */
  readonly displacement: number | null;
  readonly needsReview: boolean;
}

const reviewBelow = 0.9;
const reviewPicks = 50;

export function pickIndexOf(picks: readonly TakenCase[]): PickIndex {
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const offered = picks.filter((pick) => pick.eligibleMs.length > 0);
  const eligibleMs = offered.reduce((sum, pick) => sum + mean(pick.eligibleMs), 0);
  const index = eligibleMs === 0 ? null : offered.reduce((sum, pick) => sum + pick.pickedMs, 0) / eligibleMs;
  const choices = offered.filter((pick) => pick.eligibleMs.length > 1);
  return {
    pickCount: offered.length,
    index,
    displacement: choices.length === 0 ? null : mean(choices.map((pick) => (pick.rank - 1) / (pick.eligibleMs.length - 1))),
    needsReview: index !== null && index < reviewBelow && offered.length >= reviewPicks,
  };
}
