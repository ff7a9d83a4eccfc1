/** How long does a webhook go on trying? */
import { dayMs, secondMs } from '@meanwhile/core/kernel/instant.ts';
import { expect, test } from 'vitest';
import { retryAfterMs, webhookDelayMs, webhookDelaysMs } from './webhook-schedule.ts';

test('a receiver that is away for a long weekend is tried for at least three days, then given up', () => {
  for (const random of [0, 0.999]) {
    const delays = webhookDelaysMs.map((_, index) => webhookDelayMs({ attemptCount: index + 1, random, retryAfterMs: null }));
    expect(
      delays.every((delay, index) => delay !== null && delay >= webhookDelaysMs[index]! && delay <= webhookDelaysMs[index]! * 1.2),
    ).toBe(true);
    expect(delays.reduce<number>((sum, delay) => sum + delay!, 0)).toBeGreaterThanOrEqual(3 * dayMs);
    expect(webhookDelayMs({ attemptCount: webhookDelaysMs.length + 1, random, retryAfterMs: null })).toBeNull();
  }
});

test('who asks for a later time gets it, up to a day; an earlier one changes nothing', () => {
  expect(webhookDelayMs({ attemptCount: 1, random: 0, retryAfterMs: 90 * secondMs })).toBe(90 * secondMs);
  expect(webhookDelayMs({ attemptCount: 1, random: 0, retryAfterMs: 1 })).toBe(5 * secondMs);
  expect(webhookDelayMs({ attemptCount: 1, random: 0, retryAfterMs: 400 * dayMs })).toBe(dayMs);
});

test('Retry-After is read in seconds and as a date, and nonsense is no wish', () => {
  const nowAt = Date.UTC(2026, 10, 24, 10, 0);
  expect(retryAfterMs('120', nowAt)).toBe(120_000);
  expect(retryAfterMs('Tue, 24 Nov 2026 10:05:00 GMT', nowAt)).toBe(300_000);
  expect(retryAfterMs('Tue, 24 Nov 2026 09:00:00 GMT', nowAt)).toBe(0);
  for (const text of [null, '', 'soon', '-5', '1e9', '2026-11-24', '99999999999999']) expect(retryAfterMs(text, nowAt)).toBeNull();
});
