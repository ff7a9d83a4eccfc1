/** What do receipts make of a delivery? Any order of them ends in the same state, and an answer in parts has arrived when all of it has. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { afterReceipts } from './after-receipts.ts';
import type { ReceiptStatus } from './merge-status.ts';
import type { DeliveryState } from './outcome.ts';

const parts = (...statuses: readonly ReceiptStatus[]) => statuses.map((status, index) => ({ index, status }));

describe('after receipts', () => {
  it.each<[string, DeliveryState, number, readonly ReceiptStatus[], object | null]>([
    ['one that is delivered', 'sent', 1, ['delivered'], { state: 'delivered', isRead: false, againFrom: null }],
    ['one that is read', 'sent', 1, ['read'], { state: 'delivered', isRead: true, againFrom: null }],
    ['one that failed', 'sent', 1, ['failed'], { state: 'failed', isRead: false, againFrom: 0 }],
    ['one in doubt that was taken', 'unknown', 1, ['sent'], { state: 'sent', isRead: false, againFrom: null }],
    ['one queued before a restore that went out then', 'queued', 1, ['delivered'], { state: 'delivered', isRead: false, againFrom: null }],
    ['a part of three', 'sent', 3, ['delivered'], null],
    ['all of three, one not read', 'sent', 3, ['read', 'delivered', 'read'], { state: 'delivered', isRead: false, againFrom: null }],
    ['the second of three failed', 'sent', 3, ['delivered', 'failed', 'delivered'], { state: 'failed', isRead: false, againFrom: 1 }],
    [
      'all of three failed, one after the other',
      'failed',
      3,
      ['failed', 'failed', 'failed'],
      { state: 'failed', isRead: false, againFrom: 0 },
    ],
    ['an attempt that runs', 'sending', 1, ['delivered'], null],
    ['one that arrived and failed', 'delivered', 1, ['failed'], null],
  ])('of %s', (_what, state, partCount, statuses, expected) => {
    expect(afterReceipts({ state, partCount, parts: parts(...statuses) })).toEqual(expected);
  });

  it('the state never goes back, whatever is reported', () => {
    const states: readonly DeliveryState[] = ['unknown', 'sent', 'failed', 'delivered'];
    const rank = (state: DeliveryState): number => states.indexOf(state);
    const status = fc.constantFrom<ReceiptStatus>('queued', 'sent', 'delivered', 'read', 'failed');
    fc.assert(
      fc.property(fc.constantFrom(...states), fc.array(status, { minLength: 1, maxLength: 4 }), (state, statuses) => {
        const after = afterReceipts({ state, partCount: statuses.length, parts: parts(...statuses) });
        expect(after === null || rank(after.state) >= rank(state)).toBe(true);
      }),
    );
  });
});
