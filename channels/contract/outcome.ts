/**
 * What did the outside world answer to a send? One of four outcomes, stored with the delivery; never thrown.
 * Whether and when to try again is decided by `server/delivery`.
 */
import type { DeliveryStatus } from './normalised-event.ts';

export type RejectionClass = 'permanentRecipient' | 'permanentContent' | 'windowClosed' | 'authBroken' | 'configuration';

export type Outcome =
  | { readonly outcome: 'accepted'; readonly providerId: string; readonly detail?: string }
  | { readonly outcome: 'rejected'; readonly class: RejectionClass; readonly code: string; readonly detail?: string }
  /** Certainly not taken. `retryAfterMs` is the provider's wish, null when it named none. */
  | { readonly outcome: 'retry'; readonly code: string; readonly retryAfterMs: number | null; readonly detail?: string }
  /** Taken or not: we cannot tell. Never sent again blindly. */
  | { readonly outcome: 'unknown'; readonly code: string; readonly detail?: string };

export type Reconciliation =
  | { readonly found: 'yes'; readonly providerId: string }
  | { readonly found: 'no' }
  | { readonly found: 'cannotTell' };

const rank: Record<DeliveryStatus, number> = { queued: 0, sent: 1, failed: 2, delivered: 3, read: 4 };

/**
 * The state after a status event. Statuses only move forward (queued, sent, delivered, read); `failed` follows queued and sent,
 * and only a later delivered or read outranks it.
 */
export function laterStatus(current: DeliveryStatus, incoming: DeliveryStatus): DeliveryStatus {
  return rank[incoming] > rank[current] ? incoming : current;
}
