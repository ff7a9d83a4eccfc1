/** How often is each check right, and how much does it find? Counts per exchange: a check that speaks twice about one draft counts once. */
import { lookAt } from '../look-at.ts';
import { checkNames } from '../writing.ts';
import type { CheckName } from '../writing.ts';
import type { Exchange } from './read-labelled.ts';

export interface Tally {
  readonly rightCount: number;
  readonly falseCount: number;
  readonly missedCount: number;
}

export function measure(exchanges: readonly Exchange[]): Readonly<Record<CheckName, Tally>> {
  const spoke = exchanges.map(({ writing }) => new Set(lookAt(writing, checkNames).map(({ check }) => check)));
  const count = (name: CheckName, isLabelled: boolean, isFound: boolean): number =>
    exchanges.filter(({ labels }, index) => labels.includes(name) === isLabelled && spoke[index]?.has(name) === isFound).length;
  const tallies = checkNames.map((name): [CheckName, Tally] => [
    name,
    { rightCount: count(name, true, true), falseCount: count(name, false, true), missedCount: count(name, true, false) },
  ]);
  return Object.fromEntries(tallies) as Record<CheckName, Tally>;
}

export const precision = ({ rightCount, falseCount }: Tally): number => rightCount / (rightCount + falseCount);
export const recall = ({ rightCount, missedCount }: Tally): number => rightCount / (rightCount + missedCount);
export const turnCount = (exchanges: readonly Exchange[]): number =>
  exchanges.reduce((sum, exchange) => sum + exchange.complaints.length + 1, 0);
