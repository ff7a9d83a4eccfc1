/** What is stored of one delivery of a message? The row as the thread shows it and as the outbox works on it. */
import type { Delivery } from '@meanwhile/wire/records.ts';
import { sql } from 'kysely';

export interface DeliveryFacts {
  readonly id: string;
  readonly message_id: string;
  readonly conversation_id: string;
  readonly channel_id: string;
  readonly kind: 'reply' | 'acknowledgement' | 'notice';
  readonly recipient: string;
  readonly state: 'queued' | 'sending' | 'sent' | 'delivered' | 'failed' | 'unknown' | 'dropped';
  readonly attempt_count: number;
  /** How many calls this takes, as far as it was tried. */
  readonly part_count: number;
  /** Of them, those the provider took already. */
  readonly sent_part_count: number;
  readonly fence: number;
  readonly lease_until: number | null;
  readonly epoch: number;
  /**
   * `triedSinceAt`: ms, while further attempts are to come. `lookUp`: of an unknown whose provider can be asked for it, when the attempt was planned (ms)
   * and how often it was asked.
   */
  readonly outcome: {
    code?: string;
    detail?: string;
    class?: string;
    triedSinceAt?: number;
    cause?: Delivery['cause'];
    lookUp?: { readonly plannedAt: number; readonly count: number };
  } | null;
  readonly next_attempt_at: number | null;
  readonly created_at: number;
  readonly settled_at: number | null;
  /** When the customer's app said that all of it was read. */
  readonly read_at: number | null;
}

export const deliveryColumns = sql`id, message_id, conversation_id, channel_id, kind, recipient, state, attempt_count, part_count, sent_part_count, fence, lease_until, epoch, outcome, next_attempt_at, created_at, settled_at, read_at`;
