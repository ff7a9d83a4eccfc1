/**
 * What do the receipts of its parts make of a delivery? A long answer is several messages to some providers: it arrived when all of them did, and
 * one that failed makes it fail. Receipts of a single one come in any order: `merge-status.ts`.
 */
import { mergeStatus, type ReceiptStatus } from './merge-status.ts';
import type { DeliveryState } from './outcome.ts';

export interface ReceiptedDelivery {
  readonly state: DeliveryState;
  /** How many messages it takes in all. */
  readonly partCount: number;
  /** What was reported of those that were taken, by their place from 0. */
  readonly parts: readonly { readonly index: number; readonly status: ReceiptStatus }[];
}

export interface AfterReceipts {
  readonly state: DeliveryState;
  /** All of it was read. */
  readonly isRead: boolean;
  /** From here on it would have to be sent again: nothing behind it arrived. Null where nothing failed, or something behind it did arrive. */
  readonly againFrom: number | null;
}

/** States in which all parts have left, or may have. A running attempt ends by itself, and looks then. */
const settled: readonly DeliveryState[] = ['sent', 'delivered', 'failed', 'unknown'];

/** Null: nothing changes. */
export function afterReceipts({ state, partCount, parts }: ReceiptedDelivery): AfterReceipts | null {
  if (!settled.includes(state)) return null;
  const failed = parts.filter(({ status }) => status === 'failed').map(({ index }) => index);
  if (failed.length > 0) {
    const first = Math.min(...failed);
    const next = mergeStatus(state, 'failed');
    const isTail = parts.every(({ index, status }) => index < first || status === 'failed');
    return next === state ? null : { state: next, isRead: false, againFrom: isTail ? first : null };
  }
  const known = new Set(parts.map(({ index }) => index));
  // Of a part nobody has said anything yet, not even that it was taken.
  if (known.size < partCount) return null;
  const all = (...wanted: readonly ReceiptStatus[]) => parts.every(({ status }) => wanted.includes(status));
  const next = mergeStatus(state, all('delivered', 'read') ? 'delivered' : 'sent');
  const isRead = all('read');
  return next === state && !isRead ? null : { state: next, isRead, againFrom: null };
}
