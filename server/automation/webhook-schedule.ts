/** When is a webhook tried again, and when not any more? The suggested times of Standard Webhooks, over three days, spread out so that nobody is hit by all at once. */
import { dayMs, hourMs, minuteMs, secondMs } from '@meanwhile/core/kernel/instant.ts';

/** After the first failure, the second, … */
export const webhookDelaysMs: readonly number[] = [
  5 * secondMs,
  5 * minuteMs,
  30 * minuteMs,
  2 * hourMs,
  5 * hourMs,
  10 * hourMs,
  14 * hourMs,
  20 * hourMs,
  24 * hourMs,
];
/** Up to this share is added; never less than the suggested time, so that the whole always spans three days. */
const jitterShare = 0.2;
const retryAfterMaxMs = dayMs;

export interface FailedAttempt {
  /** Attempts made so far, 1 or more. */
  readonly attemptCount: number;
  /** 0 ≤ n < 1. */
  readonly random: number;
  /** What the receiver asked for; we never come earlier. */
  readonly retryAfterMs: number | null;
  readonly delaysMs?: readonly number[];
}

/** Ms until the next attempt; null to give up. */
export function webhookDelayMs({ attemptCount, random, retryAfterMs, delaysMs = webhookDelaysMs }: FailedAttempt): number | null {
  const delayMs = delaysMs[attemptCount - 1];
  if (delayMs === undefined) return null;
  return Math.max(Math.round(delayMs * (1 + jitterShare * random)), Math.min(retryAfterMs ?? 0, retryAfterMaxMs));
}

/** `Retry-After` in seconds or as an HTTP date; null for anything else. */
export function retryAfterMs(header: string | null, nowAt: number): number | null {
  if (header === null) return null;
  if (/^\d{1,9}$/.test(header.trim())) return Number(header) * secondMs;
  const at = Date.parse(header);
  return Number.isNaN(at) || !header.trim().endsWith('GMT') ? null : Math.max(0, at - nowAt);
}
