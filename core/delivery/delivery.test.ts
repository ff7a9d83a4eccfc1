/** What becomes of a message on its way out, and how often it may be tried. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hourMs, minuteMs } from '../kernel/instant.ts';
import { mergeStatus } from './merge-status.ts';
import type { ReceiptStatus } from './merge-status.ts';
import { afterLostAttempt, afterOutcome, afterReconcile, mayAttemptAgain } from './outcome.ts';
import type { AttemptCause, AttemptFacts, DeliveryState } from './outcome.ts';
import { apiRetries, mailRetries, retryDelayMs } from './retry-delay.ts';

const nowAt = Date.parse('2026-11-24T10:00Z');
const facts: AttemptFacts = { attemptCount: 1, firstAttemptAt: nowAt, endedAt: nowAt, random: 0.5, automatic: false, plan: mailRetries };
const states: DeliveryState[] = ['queued', 'sending', 'sent', 'delivered', 'failed', 'unknown', 'dropped', 'dead'];
const receipts: ReceiptStatus[] = ['queued', 'sent', 'delivered', 'read', 'failed'];

describe('after an attempt', () => {
  it('what was accepted is sent, what was refused for good has failed', () => {
    expect(afterOutcome({ outcome: 'accepted', providerId: 'p1' }, facts)).toEqual({ state: 'sent', retryAt: null, providerId: 'p1' });
    expect(afterOutcome({ outcome: 'rejected', class: 'permanentRecipient', code: '550' }, facts).state).toBe('failed');
  });

  it('a busy mail server is tried again within its wish, and given up after two days', () => {
    expect(afterOutcome({ outcome: 'retry', code: '451', retryAfterMs: 10 * minuteMs }, facts)).toEqual({
      state: 'queued',
      retryAt: nowAt + 10.5 * minuteMs,
      providerId: null,
    });
    expect(afterOutcome({ outcome: 'retry', code: '451', retryAfterMs: null }, { ...facts, endedAt: nowAt + 48 * hourMs }).state).toBe(
      'dead',
    );
  });

  it('what we cannot know is unknown, and an automatic text is then dropped rather than said twice', () => {
    expect(afterOutcome({ outcome: 'unknown', code: 'timeout' }, facts)).toEqual({ state: 'unknown', retryAt: null, providerId: null });
    expect(afterOutcome({ outcome: 'unknown', code: 'timeout' }, { ...facts, automatic: true }).state).toBe('dropped');
    expect([afterLostAttempt(false), afterLostAttempt(true)]).toEqual(['unknown', 'dropped']);
  });

  it('asking the provider settles it, or leaves it unknown', () => {
    expect(afterReconcile({ found: 'yes', providerId: 'p1' })).toEqual({ state: 'sent', providerId: 'p1' });
    expect(afterReconcile({ found: 'no' }).state).toBe('queued');
    expect(afterReconcile({ found: 'cannotTell' }).state).toBe('unknown');
  });
});

describe('another attempt', () => {
  it.each<[DeliveryState, AttemptCause[]]>([
    ['queued', ['due', 'person']],
    ['sending', []],
    ['sent', []],
    ['delivered', []],
    ['failed', ['person']],
    ['unknown', ['reconcile', 'receipt', 'person']],
    ['dropped', []],
    ['dead', ['person']],
  ])('of what is %s may come only from %o', (state, causes) => {
    const all: AttemptCause[] = ['due', 'reconcile', 'receipt', 'person'];
    expect(all.filter((cause) => mayAttemptAgain(state, cause))).toEqual(causes);
  });
});

describe('waiting between tries', () => {
  const delay = (attemptCount: number, random: number) => retryDelayMs({ attemptCount, random, elapsedMs: 0, plan: apiRetries });

  it('doubles up to a limit', () => {
    expect([1, 2, 3, 4, 20, 2_000].map((count) => delay(count, 1))).toEqual([2_000, 4_000, 8_000, 16_000, 15 * minuteMs, 15 * minuteMs]);
  });

  it('is spread by chance, and never nothing', () => {
    expect([delay(5, 0), delay(5, 0.25), delay(5, 0.5)]).toEqual([1_000, 8_000, 16_000]);
  });

  it('never comes before the provider asked, never waits beyond the end', () => {
    fc.assert(
      fc.property(
        fc.nat(60),
        fc.nat(100 * hourMs),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        fc.nat(3 * hourMs),
        (attemptCount, elapsedMs, random, retryAfterMs) => {
          const delayMs = retryDelayMs({ attemptCount, elapsedMs, random, retryAfterMs, plan: mailRetries });
          return delayMs === null || (delayMs >= Math.max(1_000, retryAfterMs) && elapsedMs + delayMs <= mailRetries.giveUpAfterMs);
        },
      ),
    );
  });
});

describe('receipts', () => {
  it('arriving in any order, doubled or not, give the same state', () => {
    const some = fc.array(fc.constantFrom(...receipts), { maxLength: 6 });
    const all = (state: DeliveryState, list: ReceiptStatus[]) => list.reduce(mergeStatus, state);
    fc.assert(
      fc.property(fc.constantFrom(...states), some, (state, list) => {
        const result = all(state, list);
        expect(all(state, [...list].reverse())).toBe(result);
        expect(all(state, [...list, ...list])).toBe(result);
      }),
    );
  });

  it('“sent” after “delivered” changes nothing, “delivered” after “failed” is believed', () => {
    expect(mergeStatus('delivered', 'sent')).toBe('delivered');
    expect(mergeStatus('delivered', 'failed')).toBe('delivered');
    expect(mergeStatus('failed', 'sent')).toBe('failed');
    expect(mergeStatus('failed', 'read')).toBe('delivered');
  });

  it('any sign of life settles what was unknown, and stops what was about to be sent again', () => {
    expect(mergeStatus('unknown', 'queued')).toBe('sent');
    expect(mergeStatus('unknown', 'failed')).toBe('failed');
    expect(mergeStatus('queued', 'delivered')).toBe('delivered');
    expect(mergeStatus('sending', 'sent')).toBe('sent');
  });
});
