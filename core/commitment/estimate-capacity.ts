/**
 * How much can the people planned get done between two instants, and when is an amount of work done? The step function c(t) of productive people,
 * with prefix sums like opening hours have: W(t) = ∫ c, and its inverse turns work into a clock time. Who is planned is the caller's.
 */
import { dayMs, type Instant } from '../kernel/instant.ts';

/** Sorted, disjoint stretches with someone at work. `prefixMs[i]` is the work done before stretch `i`; its last entry is all of it. */
export interface Capacity {
  readonly startsAt: readonly number[];
  readonly endsAt: readonly number[];
  /** Productive people in that stretch: 2.25 does 2.25 minutes of work a minute. */
  readonly rates: readonly number[];
  readonly prefixMs: readonly number[];
}

const weekMs = 7 * dayMs;

export interface PlannedHours {
  readonly startAt: Instant;
  readonly endAt: Instant;
}

/** `productive`: the share of planned time that goes into answers, 0 to 1 (occupancy × (1 − what is lost within shifts)). Shifts may overlap. */
export function capacityOf(shifts: readonly PlannedHours[], productive: number): Capacity {
  const steps = shifts
    .flatMap((shift) => [
      { at: shift.startAt, change: 1 },
      { at: shift.endAt, change: -1 },
    ])
    .toSorted((a, b) => a.at - b.at);
  const capacity = { startsAt: [] as number[], endsAt: [] as number[], rates: [] as number[], prefixMs: [0] };
  let people = 0;
  for (const [index, step] of steps.entries()) {
    people += step.change;
    const endAt = steps[index + 1]?.at ?? step.at;
    if (people <= 0 || endAt === step.at) continue;
    const rate = people * productive;
    capacity.startsAt.push(step.at);
    capacity.endsAt.push(endAt);
    capacity.rates.push(rate);
    capacity.prefixMs.push(capacity.prefixMs.at(-1)! + (endAt - step.at) * rate);
  }
  return capacity;
}

/** A shift less the leave that touches it; what is left comes in order. Leave may overlap. */
export function withoutLeave(shift: PlannedHours, leave: readonly PlannedHours[]): PlannedHours[] {
  const left: PlannedHours[] = [];
  let fromAt = shift.startAt;
  for (const away of leave.toSorted((a, b) => a.startAt - b.startAt)) {
    if (away.endAt <= fromAt || away.startAt >= shift.endAt) continue;
    if (away.startAt > fromAt) left.push({ startAt: fromAt, endAt: away.startAt });
    fromAt = Math.max(fromAt, away.endAt);
  }
  if (fromAt < shift.endAt) left.push({ startAt: fromAt, endAt: shift.endAt });
  return left;
}

/** The plan, and after its end its last seven days again and again until `untilAt`: who plans two weeks ahead goes on after them. */
export function goingOn(planned: readonly PlannedHours[], untilAt: Instant): PlannedHours[] {
  const lastAt = planned.reduce((last, one) => Math.max(last, one.endAt), -Infinity);
  const week = planned.filter((one) => one.startAt >= lastAt - weekMs);
  const all = [...planned];
  for (let laterMs = weekMs; week.length > 0 && lastAt - weekMs + laterMs < untilAt; laterMs += weekMs)
    for (const one of week) all.push({ startAt: one.startAt + laterMs, endAt: one.endAt + laterMs });
  return all;
}

/** Work, in ms of one person, that can be done from `fromAt` to `toAt`; nothing outside the plan. */
export function capacityBetween(capacity: Capacity, fromAt: Instant, toAt: Instant): number {
  return doneBefore(capacity, toAt) - doneBefore(capacity, fromAt);
}

/** When `workMs` of work begun at `at` is done; null where the plan ends before. Left-continuous, as business time is. */
export function doneAt(capacity: Capacity, at: Instant, workMs: number): Instant | null {
  if (workMs <= 0) return at;
  const goalMs = doneBefore(capacity, at) + workMs;
  const index = firstAtLeast(capacity.prefixMs, goalMs) - 1;
  const startAt = capacity.startsAt[index];
  if (startAt === undefined) return null;
  return Math.ceil(startAt + (goalMs - capacity.prefixMs[index]!) / capacity.rates[index]!);
}

/** W(t): work done before `at`, counted from the beginning of the plan. */
function doneBefore({ startsAt, endsAt, rates, prefixMs }: Capacity, at: Instant): number {
  let [low, high] = [0, startsAt.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (startsAt[middle]! <= at) low = middle + 1;
    else high = middle;
  }
  const index = low - 1;
  if (index < 0) return 0;
  return prefixMs[index]! + (Math.min(at, endsAt[index]!) - startsAt[index]!) * rates[index]!;
}

function firstAtLeast(values: readonly number[], sought: number): number {
  let [low, high] = [0, values.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (values[middle]! < sought) low = middle + 1;
    else high = middle;
  }
  return low;
}
