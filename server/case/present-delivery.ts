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
    cause: causeOf(row),
    nextAttemptAt: wireInstantOrNull(row.next_attempt_at),
    createdAt: wireInstant(row.created_at),
    settledAt: wireInstantOrNull(row.settled_at),
    readAt: wireInstantOrNull(row.read_at),
  };
}

/** What a report said; else what the answer to our own attempt means. */
function causeOf({ state, outcome }: DeliveryFacts): Delivery['cause'] {
  if (outcome === null) return null;
  if (outcome.cause !== undefined) return outcome.cause;
  if (state !== 'failed') return null;
  if (outcome.code === 'suppressed') return 'suppressed';
  if (outcome.code === 'tooLong') return 'tooBig';
  if (outcome.code === 'from_not_allowed') return 'ourServer';
  if (outcome.code === 'file_blocked') return 'fileBlocked';
  if (outcome.class === 'permanentRecipient') return 'noSuchAddress';
  if (outcome.class === 'authBroken' || outcome.class === 'configuration') return 'ourServer';
  return outcome.class === 'permanentContent' ? 'policy' : 'other';
}
