/** How does a delivery look on the wire? */
import type { Delivery } from '@meanwhile/wire/records.ts';
import { wireInstant, wireInstantOrNull } from '../platform/present.ts';
import type { DeliveryFacts } from './delivery-facts.ts';

export function presentDelivery(row: DeliveryFacts): Delivery {
  return {
    id: row.id,
    messageId: row.message_id,
    conversationId: row.conversation_id,
    channelId: row.channel_id,
    kind: row.kind,
    recipient: row.recipient,
    state: row.state,
    attemptCount: row.attempt_count,
    reason: row.outcome?.detail ?? row.outcome?.code ?? null,
    nextAttemptAt: wireInstantOrNull(row.next_attempt_at),
    createdAt: wireInstant(row.created_at),
    settledAt: wireInstantOrNull(row.settled_at),
  };
}
