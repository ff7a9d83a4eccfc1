/**
 * How true were the times told in a period, and how true would others have been? The figures of one run, in the words of `docs/estimate.md`; averages
 * over seeds are the caller's.
 */
import { conformalFactor } from '@meanwhile/core/commitment/estimate-calibration.ts';
import { capacityBetween, doneAt, type Capacity } from '@meanwhile/core/commitment/estimate-capacity.ts';
import { coverageOf, pinball, sharpnessOf } from '@meanwhile/core/commitment/estimate-honesty.ts';
import { minuteMs, type Instant } from '@meanwhile/core/kernel/instant.ts';
import type { ToldRecord } from './told-times.ts';

export interface Way {
  readonly coverage: number;
  /** Minutes, as pinball loss at the level. */
  readonly pinballMinutes: number;
  /** Median of how long customers were told to wait. */
  readonly toldMinutes: number;
}

/** Customers who would have been told that their time slips. */
export interface Notices {
  readonly count: number;
  /** Of these, answered in time all the same. */
  readonly needlessCount: number;
  /** Of the times missed by more than 15 minutes, and how many of those were noticed before. */
  readonly lateCount: number;
  readonly foundCount: number;
}

export interface Measured {
  readonly maturedCount: number;
  readonly again: { readonly count: number; readonly coverage: number };
  readonly notices: Notices;
  readonly spareP50Minutes: number;
  readonly lateMeanMinutes: number;
  readonly ways: Readonly<Record<WayName, Way>>;
}

export const wayNames = ['told', 'withoutAdapting', 'withoutMargin', 'quantileOfWaits', 'medianOfWaits'] as const;
export type WayName = (typeof wayNames)[number];

export interface Period {
  readonly fromAt: Instant;
  readonly toAt: Instant;
  /** When everything is looked at: open ones whose time has passed are misses. */
  readonly lookedAt: Instant;
}

/** `records` of one run; scores told before `period` but after `trainedFromAt` make the margin of the way that does not adapt. */
export function measure(
  records: readonly ToldRecord[],
  capacity: Capacity,
  level: number,
  period: Period & { readonly trainedFromAt: Instant; readonly trainedToAt: Instant },
): Measured {
  const inPeriod = records.filter((one) => one.toldAt >= period.fromAt && one.toldAt < period.toAt);
  const first = inPeriod.filter((one) => one.turn === 1);
  const again = inPeriod.filter((one) => one.turn > 1);
  const factor = conformalFactor(scoresOf(records, capacity, period), 1 - level);
  const way = (dueAt: (one: ToldRecord) => Instant | null): Way => wayOf(first, dueAt, level, period.lookedAt);
  const { spareP50Ms, meanLateMs } = sharpnessOf(first, period.lookedAt);
  const { share } = coverageOf(again, period.lookedAt);
  return {
    maturedCount: coverageOf(first, period.lookedAt).maturedCount,
    again: { count: again.length, coverage: share ?? 1 },
    notices: noticesOf(inPeriod, period.lookedAt),
    spareP50Minutes: (spareP50Ms ?? 0) / minuteMs,
    lateMeanMinutes: (meanLateMs ?? 0) / minuteMs,
    ways: {
      told: way((one) => one.dueAt),
      withoutAdapting: way((one) => (factor === null ? null : doneAt(capacity, one.toldAt, factor * one.workMs))),
      withoutMargin: way((one) => one.plainAt),
      quantileOfWaits: way((one) => one.quantileAt),
      medianOfWaits: way((one) => one.medianAt),
    },
  };
}

function scoresOf(
  records: readonly ToldRecord[],
  capacity: Capacity,
  { trainedFromAt, trainedToAt }: { trainedFromAt: Instant; trainedToAt: Instant },
): number[] {
  return records
    .filter((one) => one.turn === 1 && one.toldAt >= trainedFromAt && one.answeredAt !== null && one.answeredAt < trainedToAt)
    .map((one) => capacityBetween(capacity, one.toldAt, one.answeredAt!) / one.workMs);
}

function noticesOf(records: readonly ToldRecord[], lookedAt: Instant): Notices {
  const noticed = records.filter((one) => one.noticedAt !== null);
  const late = records.filter((one) => (one.answeredAt ?? lookedAt) - one.dueAt > 15 * minuteMs);
  return {
    count: noticed.length,
    needlessCount: noticed.filter((one) => one.answeredAt !== null && one.answeredAt <= one.dueAt).length,
    lateCount: late.length,
    foundCount: late.filter((one) => one.noticedAt !== null).length,
  };
}

function wayOf(records: readonly ToldRecord[], dueAt: (one: ToldRecord) => Instant | null, level: number, lookedAt: Instant): Way {
  const told = records.flatMap((one) => {
    const at = dueAt(one);
    return at === null ? [] : [{ toldAt: one.toldAt, dueAt: at, answeredAt: one.answeredAt }];
  });
  const { share } = coverageOf(told, lookedAt);
  if (share === null) throw new Error('nothing was told in this period');
  const losses = told.map((one) =>
    pinball(((one.answeredAt ?? lookedAt) - one.toldAt) / minuteMs, (one.dueAt - one.toldAt) / minuteMs, level),
  );
  const waits = told.map((one) => one.dueAt - one.toldAt).toSorted((a, b) => a - b);
  return {
    coverage: share,
    pinballMinutes: losses.reduce((sum, loss) => sum + loss, 0) / losses.length,
    toldMinutes: waits[Math.floor(waits.length / 2)]! / minuteMs,
  };
}
