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
  /** The first that failed: from there on what was not taken has to be sent again, where somebody wants it. Null where nothing failed. */
  readonly againFrom: number | null;
}

/** A running attempt ends by itself, and looks then; what was given up is a person's. */
const isAside = (state: DeliveryState): boolean => state === 'sending' || state === 'dead';

/** Null: nothing is known that would change anything. */
export function afterReceipts({ state, partCount, parts }: ReceiptedDelivery): AfterReceipts | null {
  if (isAside(state)) return null;
  const failed = parts.filter(({ status }) => status === 'failed').map(({ index }) => index);
  if (failed.length > 0) {
    const next = mergeStatus(state, 'failed');
    return next === 'failed' ? { state: next, isRead: false, againFrom: Math.min(...failed) } : null;
  }
  const known = new Set(parts.map(({ index }) => index));
  // Of a part nobody has said anything yet, not even that it was taken.
  if (known.size < partCount) return null;
  const all = (...wanted: readonly ReceiptStatus[]) => parts.every(({ status }) => wanted.includes(status));
  return { state: mergeStatus(state, all('delivered', 'read') ? 'delivered' : 'sent'), isRead: all('read'), againFrom: null };
}
