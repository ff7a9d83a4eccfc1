/**
 * What does the shop know at an instant, and what does it tell with it? Means of recent work, scores of recent answers, the plan; never what is still
 * to come. All the rules are the product's own (`core/commitment/estimate*`), only the memory is kept here.
 */
import { expectedHandleMs, expectedLeftMs, workUntilAnswered } from '@meanwhile/core/commitment/estimate.ts';
import {
  factorOf,
  freshCalibration,
  groupOrAll,
  withOutcome,
  withScore,
  type Calibration,
} from '@meanwhile/core/commitment/estimate-calibration.ts';
import { capacityBetween, doneAt, type Capacity } from '@meanwhile/core/commitment/estimate-capacity.ts';
import { roundUp } from '@meanwhile/core/commitment/estimate-rounding.ts';
import { slipOf } from '@meanwhile/core/commitment/estimate-slip.ts';
import { timeToTell } from '@meanwhile/core/commitment/estimate-told.ts';
import { dayMs, hourMs, minuteMs, type Instant } from '@meanwhile/core/kernel/instant.ts';
import { byRoutingOrder, type Waiting } from '@meanwhile/core/routing/order.ts';

/** Scores are kept apart by what is told: a first time by urgency, a new time after a missed one by whether somebody is at the case already. */
export type Group = 'urgent' | 'other' | 'again' | 'in_hand';

export interface Told {
  readonly group: Group;
  readonly toldAt: Instant;
  readonly dueAt: Instant;
  /** Work estimated, ms; the denominator of its score. */
  readonly workMs: number;
}

export interface Around {
  /** The other cases that wait. */
  readonly waiting: readonly Waiting[];
  readonly inProgressCount: number;
  /** Told before and not answered yet, by group. */
  readonly outstanding: readonly Told[];
}

const standingMs = dayMs;
/** Further ahead nothing is said to slip: too much can change. */
const slipAheadMs = 2 * hourMs;

export class Knowledge {
  readonly capacity: Capacity;
  readonly #all: Recent = new Recent(600);
  readonly #urgent: Recent = new Recent(200);
  readonly #other: Recent = new Recent(200);
  readonly #beginsAt: Instant;
  #urgentCount = 0;
  #everything: Calibration;
  readonly #groups: Record<Group, Calibration>;

  /** `level`: share of first times to keep. A second miss would cost more than the first, so new times may miss half as often. */
  constructor(capacity: Capacity, level: number, startsAt: Instant) {
    this.capacity = capacity;
    this.#beginsAt = startsAt;
    const [first, again] = [freshCalibration(1 - level), freshCalibration((1 - level) / 2)];
    this.#everything = first;
    this.#groups = { urgent: first, other: first, again, in_hand: again };
  }

  expectedMs(urgent: boolean): number {
    const own = urgent ? this.#urgent : this.#other;
    return expectedHandleMs({ count: own.count, meanMs: own.mean }, { count: this.#all.count, meanMs: this.#all.mean });
  }

  /** The time to tell for `one` at `nowAt`; a first pass without its due instant says which cases will be before it. */
  tell(one: Waiting, group: Group, around: Around, nowAt: Instant): Told {
    const workMs = this.#workFor(one, group, around, nowAt);
    const calibration = groupOrAll(this.#groups[group], this.#everything);
    const factor = factorOf(calibration, this.#openRatios(calibration, group, around, nowAt));
    const exactAt = factor === null || workMs === null ? null : doneAt(this.capacity, nowAt, factor * workMs);
    const estimatedAt = exactAt === null ? null : roundUp({ nowAt, at: exactAt, zone: 'UTC' });
    const { dueAt } = timeToTell({ standingAt: nowAt + standingMs, estimatedAt, allowsShorter: true });
    return { group, toldAt: nowAt, dueAt, workMs: workMs ?? Number.NaN };
  }

  /** Of the cases that wait, those whose customers should now be told that their time slips. */
  slipping<One extends Waiting & { readonly dueAt: Instant }>(waiting: readonly One[], inProgressCount: number, nowAt: Instant): One[] {
    let waitingMs = 0;
    return waiting.toSorted(byRoutingOrder(nowAt)).filter((one) => {
      const workMs = this.#workBehind(one, waitingMs, inProgressCount, nowAt);
      waitingMs += one.expectedMs;
      if (workMs === null || one.dueAt - nowAt > slipAheadMs) return false;
      const { scores } = groupOrAll(this.#groups[one.urgent ? 'urgent' : 'other'], this.#everything);
      return slipOf({ dueAt: one.dueAt, workMs, capacity: this.capacity, scores }, nowAt)?.shouldTell === true;
    });
  }

  arrived(urgent: boolean): void {
    if (urgent) this.#urgentCount += 1;
  }

  /** After the answer: how much work it was, and what each time told about it was worth. */
  answered(urgent: boolean, workedMs: number, told: readonly Told[], nowAt: Instant): void {
    this.#all.add(workedMs);
    (urgent ? this.#urgent : this.#other).add(workedMs);
    for (const [index, one] of told.entries()) {
      if (Number.isNaN(one.workMs)) continue;
      const score = capacityBetween(this.capacity, one.toldAt, nowAt) / one.workMs;
      this.#groups[one.group] = withScore(this.#groups[one.group], score);
      if (index === 0) this.#everything = withScore(this.#everything, score);
    }
    this.#judged(told.at(-1)!, false);
  }

  /** The moment a time told passes without an answer. */
  missed(told: Told): void {
    this.#judged(told, true);
  }

  #judged(told: Told, isLate: boolean): void {
    this.#groups[told.group] = withOutcome(this.#groups[told.group], isLate);
  }

  #workFor(one: Waiting, group: Group, { waiting, inProgressCount }: Around, nowAt: Instant): number | null {
    if (group === 'in_hand') return Math.max(1, this.#leftMs);
    const work = (before: readonly Waiting[]): number | null => {
      const waitingMs = before.reduce((sum, other) => sum + other.expectedMs, 0);
      return this.#workBehind(one, waitingMs, inProgressCount, nowAt);
    };
    const firstMs = work(waiting.filter((other) => other.urgent || !one.urgent));
    const dueAt = firstMs === null ? null : doneAt(this.capacity, nowAt, firstMs);
    const compare = byRoutingOrder(nowAt);
    const placed = { ...one, dueAt: dueAt ?? nowAt + standingMs };
    return work(waiting.filter((other) => compare(other, placed) < 0));
  }

  #workBehind(one: Waiting, waitingMs: number, inProgressCount: number, nowAt: Instant): number | null {
    const knownForMs = nowAt - this.#beginsAt;
    const overtakingRate = one.urgent || knownForMs < 7 * dayMs ? 0 : (this.#urgentCount * this.expectedMs(true)) / knownForMs;
    const inProgressMs = inProgressCount * this.#leftMs;
    return workUntilAnswered({ waitingMs, inProgressMs, ownMs: one.expectedMs, overtakingRate }, this.capacity, nowAt);
  }

  get #leftMs(): number {
    return expectedLeftMs(this.#all.mean, this.#all.cv);
  }

  #openRatios(calibration: Calibration, group: Group, { outstanding }: Around, nowAt: Instant): number[] {
    const same = outstanding.filter((told) => told.group === group && !Number.isNaN(told.workMs));
    // Below this many they cannot matter, and reckoning them is most of the work.
    if (same.length <= 0.05 * calibration.scores.length) return [];
    return same.map((told) => capacityBetween(this.capacity, told.toldAt, nowAt) / told.workMs);
  }
}

/** Mean and spread of the latest so many values; ten minutes until the first is known. */
class Recent {
  readonly #limit: number;
  readonly #values: number[] = [];
  #next = 0;
  #sum = 0;
  #squares = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  add(value: number): void {
    const old = this.#values[this.#next] ?? 0;
    this.#values[this.#next] = value;
    this.#next = (this.#next + 1) % this.#limit;
    this.#sum += value - old;
    this.#squares += value * value - old * old;
  }

  get count(): number {
    return this.#values.length;
  }

  get mean(): number {
    return this.count === 0 ? 10 * minuteMs : this.#sum / this.count;
  }

  get cv(): number {
    return this.count < 2 ? 1 : Math.sqrt(Math.max(0, this.#squares / this.count - this.mean ** 2)) / this.mean;
  }
}
