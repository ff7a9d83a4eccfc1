/**
 * Were the times told true? Coverage with its interval, how sharp the times were, what the broken ones cost, and when a drift is an alarm. Counts
 * only times that have passed, those still unanswered among the misses.
 */
import type { Instant } from '../kernel/instant.ts';

export interface ToldTime {
  readonly dueAt: Instant;
  /** Null: not answered yet. */
  readonly answeredAt: Instant | null;
}

export interface Coverage {
  readonly keptCount: number;
  readonly maturedCount: number;
  /** Null where nothing has matured. */
  readonly share: number | null;
}

/** Kept ÷ matured at `nowAt`. A time still to come counts neither way, even when it is answered already. */
export function coverageOf(told: readonly ToldTime[], nowAt: Instant): Coverage {
  const matured = told.filter((one) => one.dueAt < nowAt);
  const keptCount = matured.filter((one) => one.answeredAt !== null && one.answeredAt <= one.dueAt).length;
  return { keptCount, maturedCount: matured.length, share: matured.length === 0 ? null : keptCount / matured.length };
}

/** The 95 % interval of a share (Wilson 1927); the whole of [0, 1] where nothing was counted. */
export function wilsonInterval(keptCount: number, count: number): { readonly low: number; readonly high: number } {
  if (count === 0) return { low: 0, high: 1 };
  const z = 1.959964;
  const share = keptCount / count;
  const middle = share + (z * z) / (2 * count);
  const reach = z * Math.sqrt((share * (1 - share)) / count + (z * z) / (4 * count * count));
  const scale = 1 + (z * z) / count;
  return { low: Math.max(0, (middle - reach) / scale), high: Math.min(1, (middle + reach) / scale) };
}

/** What a told quantile costs: ρ_τ(y − q) = max(τ(y − q), (τ − 1)(y − q)). Same unit as `took` and `told`. */
export function pinball(took: number, told: number, level: number): number {
  return Math.max(level * (took - told), (level - 1) * (took - told));
}

/** How much sooner the kept ones came (median and 90th percentile, ms), and how late the broken ones were on average; null where there are none. */
export function sharpnessOf(
  told: readonly ToldTime[],
  nowAt: Instant,
): { readonly spareP50Ms: number | null; readonly spareP90Ms: number | null; readonly meanLateMs: number | null } {
  const spare: number[] = [];
  const late: number[] = [];
  for (const one of told) {
    if (one.dueAt >= nowAt) continue;
    const aheadMs = one.dueAt - (one.answeredAt ?? nowAt);
    (aheadMs >= 0 ? spare : late).push(aheadMs);
  }
  const sorted = spare.toSorted((a, b) => a - b);
  const quantile = (share: number): number | null => sorted[Math.ceil(share * sorted.length) - 1] ?? null;
  const meanLateMs = late.length === 0 ? null : -late.reduce((sum, ms) => sum + ms, 0) / late.length;
  return { spareP50Ms: quantile(0.5), spareP90Ms: quantile(0.9), meanLateMs };
}

const alarmDays = 3;

/** `days`, oldest first: an alarm when the interval of each of the last three leaves the level out. Too many kept is a drift as well. */
export function driftAlarm(
  days: readonly Pick<Coverage, 'keptCount' | 'maturedCount'>[],
  level: number,
): 'too_few_kept' | 'too_many_kept' | null {
  const recent = days.slice(-alarmDays).map((day) => wilsonInterval(day.keptCount, day.maturedCount));
  if (recent.length < alarmDays) return null;
  if (recent.every((interval) => interval.high < level)) return 'too_few_kept';
  return recent.every((interval) => interval.low > level) ? 'too_many_kept' : null;
}
