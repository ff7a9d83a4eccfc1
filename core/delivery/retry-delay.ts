/**
 * How long until the next try, and when do we give up? Exponential with full jitter: delay = random · min(cap, base · 2^(attempts-1)), so that
 * a thousand deliveries refused together do not come back together. The dice are the caller's.
 */
import { hourMs, minuteMs, secondMs } from '../kernel/instant.ts';

export interface RetryPlan {
  readonly baseMs: number;
  readonly capMs: number;
  /** No further try would start later than this after the first. */
  readonly giveUpAfterMs: number;
}

/** Mail servers greylist for minutes and are down for hours. */
export const mailRetries: RetryPlan = { baseMs: minuteMs, capMs: hourMs, giveUpAfterMs: 48 * hourMs };
/** Provider APIs and webhooks. */
export const apiRetries: RetryPlan = { baseMs: 2 * secondMs, capMs: 15 * minuteMs, giveUpAfterMs: 24 * hourMs };

const floorMs = secondMs;

export interface RetryFacts {
  /** Failed attempts so far, 1 or more. */
  readonly attemptCount: number;
  /** Since the first attempt. */
  readonly elapsedMs: number;
  /** 0 ≤ n < 1. */
  readonly random: number;
  /** The provider's wish; we never come earlier, and spread out after it. Null when it named none. */
  readonly retryAfterMs?: number | null;
  readonly plan: RetryPlan;
}

/** Ms to wait, at least one second; null to give up. */
export function retryDelayMs({ attemptCount, elapsedMs, random, retryAfterMs, plan }: RetryFacts): number | null {
  const ceilingMs = Math.min(plan.capMs, plan.baseMs * 2 ** Math.min(Math.max(attemptCount, 1) - 1, 40));
  const jitterMs = Math.round(Math.min(Math.max(random, 0), 1) * ceilingMs);
  const delayMs = Math.max(floorMs, jitterMs + Math.max(0, retryAfterMs ?? 0));
  return elapsedMs + delayMs > plan.giveUpAfterMs ? null : delayMs;
}
