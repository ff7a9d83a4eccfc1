/**
 * What comes of the times a shop tells? Plays its messages event by event with the product's own rules for order and estimate, and records each time
 * told beside the answer. Beside it, for comparison, what simpler ways would have told; they change nothing.
 */
import { capacityOf, doneAt } from '@meanwhile/core/commitment/estimate-capacity.ts';
import { minuteMs, type Instant } from '@meanwhile/core/kernel/instant.ts';
import { byRoutingOrder, type Waiting } from '@meanwhile/core/routing/order.ts';
import { LatestSorted } from './latest-sorted.ts';
import { arrivalsOf, plannedProductive, presencesOf, weekAt, type Arrival, type Presence, type ShopSettings } from './small-shop.ts';
import { Knowledge, type Told } from './what-is-known.ts';

export interface ToldRecord extends Told {
  readonly caseId: string;
  /** 1: the first time told, 2: the new one after it was missed … */
  readonly turn: number;
  /** The queue model without any margin, and the median and the level's quantile of recent waits; null for new times and before there are any. */
  readonly plainAt: Instant | null;
  readonly medianAt: Instant | null;
  readonly quantileAt: Instant | null;
  readonly answeredAt: Instant | null;
  /** When its customer would have been told that it slips; nobody is here, so that needless notices can be counted. */
  readonly noticedAt: Instant | null;
}

interface OpenCase extends Waiting {
  dueAt: Instant;
  readonly arrival: Arrival;
  readonly told: Told[];
  readonly records: { -readonly [Key in keyof ToldRecord]: ToldRecord[Key] }[];
}

interface Hand {
  presence: Presence | null;
  busy: { readonly one: OpenCase; readonly doneAt: Instant } | null;
}

const recentWaits = 500;
const watchEveryMs = 15 * minuteMs;

/** Every time told to anybody, in order of telling. `level`: share of first times to keep. */
export function toldTimes(settings: ShopSettings, level: number): ToldRecord[] {
  return new ShopRun(settings, level).run();
}

class ShopRun {
  readonly #arrivals: readonly Arrival[];
  readonly #presences: readonly Presence[];
  readonly #knowledge: Knowledge;
  readonly #level: number;
  readonly #endAt: Instant;
  readonly #hands: Hand[] = [];
  readonly #records: ToldRecord[] = [];
  readonly #waits = new LatestSorted(recentWaits);
  #waiting: OpenCase[] = [];
  #arrivalIndex = 0;
  #presenceIndex = 0;
  #watchAt: Instant = weekAt(0);

  constructor(settings: ShopSettings, level: number) {
    this.#arrivals = arrivalsOf(settings);
    this.#presences = presencesOf(settings);
    this.#level = level;
    this.#endAt = weekAt(settings.weekCount + 1);
    this.#knowledge = new Knowledge(capacityOf(this.#presences, plannedProductive), level, weekAt(0));
  }

  run(): ToldRecord[] {
    for (let nowAt = this.#nextAt(); nowAt < this.#endAt; nowAt = this.#nextAt()) {
      this.#finish(nowAt);
      this.#miss(nowAt);
      this.#begin(nowAt);
      this.#receive(nowAt);
      this.#handOut(nowAt);
      this.#watch(nowAt);
    }
    return this.#records;
  }

  #nextAt(): Instant {
    let at = Math.min(this.#arrivals[this.#arrivalIndex]?.at ?? Infinity, this.#presences[this.#presenceIndex]?.startAt ?? Infinity);
    for (const hand of this.#hands) if (hand.busy !== null) at = Math.min(at, hand.busy.doneAt, hand.busy.one.dueAt);
    for (const one of this.#waiting) at = Math.min(at, one.dueAt);
    return at;
  }

  #finish(nowAt: Instant): void {
    for (const hand of this.#hands) {
      if (hand.busy === null || hand.busy.doneAt > nowAt) continue;
      const { one } = hand.busy;
      hand.busy = null;
      for (const record of one.records) record.answeredAt = nowAt;
      this.#waits.add(nowAt - one.arrival.at);
      this.#knowledge.answered(one.urgent, one.arrival.handleMs * (hand.presence?.pace ?? 1), one.told, nowAt);
    }
  }

  /** A time that passes brings a new one, whoever has the case. */
  #miss(nowAt: Instant): void {
    const inHand = this.#hands.flatMap((hand) => (hand.busy === null ? [] : [hand.busy.one]));
    for (const one of [...this.#waiting, ...inHand]) {
      if (one.dueAt > nowAt) continue;
      this.#knowledge.missed(one.told.at(-1)!);
      this.#tell(one, inHand.includes(one) ? 'in_hand' : 'again', nowAt);
    }
  }

  #begin(nowAt: Instant): void {
    for (
      let next = this.#presences[this.#presenceIndex];
      next !== undefined && next.startAt <= nowAt;
      next = this.#presences[this.#presenceIndex]
    ) {
      this.#hands[next.person] ??= { presence: null, busy: null };
      this.#hands[next.person]!.presence = next;
      this.#presenceIndex += 1;
    }
  }

  #receive(nowAt: Instant): void {
    for (let next = this.#arrivals[this.#arrivalIndex]; next !== undefined && next.at <= nowAt; next = this.#arrivals[this.#arrivalIndex]) {
      this.#arrivalIndex += 1;
      const { id, urgent } = next;
      const expectedMs = this.#knowledge.expectedMs(urgent);
      const one: OpenCase = { id, urgent, dueAt: Infinity, waitingSinceAt: nowAt, expectedMs, arrival: next, told: [], records: [] };
      this.#knowledge.arrived(urgent);
      this.#tell(one, urgent ? 'urgent' : 'other', nowAt);
      this.#waiting.push(one);
    }
  }

  /** Whoever is on shift takes the next case and finishes it, also past the end of the shift. */
  #handOut(nowAt: Instant): void {
    const compare = byRoutingOrder(nowAt);
    for (const hand of this.#hands) {
      const { presence } = hand;
      if (this.#waiting.length === 0) return;
      if (hand.busy !== null || presence === null || presence.endAt <= nowAt) continue;
      const one = this.#waiting.reduce((best, other) => (compare(other, best) < 0 ? other : best));
      this.#waiting = this.#waiting.filter((other) => other !== one);
      const tookMs = (one.arrival.handleMs * presence.pace) / (1 - presence.lost);
      hand.busy = { one, doneAt: Math.ceil(nowAt + tookMs) };
    }
  }

  #watch(nowAt: Instant): void {
    if (nowAt < this.#watchAt) return;
    this.#watchAt = nowAt + watchEveryMs;
    const inProgressCount = this.#hands.filter((hand) => hand.busy !== null).length;
    for (const one of this.#knowledge.slipping(this.#waiting, inProgressCount, nowAt)) one.records.at(-1)!.noticedAt ??= nowAt;
  }

  #tell(one: OpenCase, group: Told['group'], nowAt: Instant): void {
    const inHand = this.#hands.flatMap((hand) => (hand.busy === null || hand.busy.one === one ? [] : [hand.busy.one]));
    const waiting = this.#waiting.filter((other) => other !== one);
    const outstanding = [...waiting, ...inHand].map((other) => other.told.at(-1)!);
    const told = this.#knowledge.tell(one, group, { waiting, inProgressCount: inHand.length, outstanding }, nowAt);
    one.told.push(told);
    one.dueAt = told.dueAt;
    const record = {
      ...told,
      caseId: one.id,
      turn: one.told.length,
      ...this.#otherWays(told, one.told.length),
      answeredAt: null,
      noticedAt: null,
    };
    one.records.push(record);
    this.#records.push(record);
  }

  #otherWays(told: Told, turn: number): Pick<ToldRecord, 'plainAt' | 'medianAt' | 'quantileAt'> {
    if (turn > 1 || this.#waits.count < recentWaits) return { plainAt: null, medianAt: null, quantileAt: null };
    return {
      plainAt: doneAt(this.#knowledge.capacity, told.toldAt, told.workMs),
      medianAt: told.toldAt + this.#waits.quantile(0.5),
      quantileAt: told.toldAt + this.#waits.quantile(this.#level),
    };
  }
}
