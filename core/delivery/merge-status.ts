/**
 * What does a receipt change? Receipts come late, twice and out of order, so states only move up a ladder: the result is the same in any
 * order. A receipt for something we have not finished sending proves that it left, and stops a second attempt.
 */
import type { DeliveryState } from './outcome.ts';

/** As providers report it; `queued` means in their queue, so they have it. `read` counts as delivered: when it was read is stored apart. */
export type ReceiptStatus = 'queued' | 'sent' | 'delivered' | 'read' | 'failed';

const rank: Readonly<Record<DeliveryState, number>> = {
  queued: 0,
  sending: 1,
  unknown: 2,
  dropped: 2,
  dead: 2,
  sent: 3,
  failed: 4,
  delivered: 5,
};
const meaning: Readonly<Record<ReceiptStatus, 'sent' | 'delivered' | 'failed'>> = {
  queued: 'sent',
  sent: 'sent',
  delivered: 'delivered',
  read: 'delivered',
  failed: 'failed',
};

/** The state after a receipt; `failed` outranks `sent`, and only a proof of arrival outranks `failed`. */
export function mergeStatus(state: DeliveryState, receipt: ReceiptStatus): DeliveryState {
  const reported = meaning[receipt];
  return rank[reported] > rank[state] ? reported : state;
}
