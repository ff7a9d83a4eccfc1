/** How is a desk told what became of a delivery? By an attempt, by a report that came back, or by a person. */
import { presentDelivery, type DeliveryFacts } from '../case/case.ts';
import type { NewEvent } from '../platform/stream/append-event.ts';

export function deliveryChanged(row: DeliveryFacts): Omit<NewEvent, 'actor'> {
  return {
    type: 'delivery.changed',
    audience: 'desk',
    conversationId: row.conversation_id,
    channelId: row.channel_id,
    subjectId: row.id,
    payload: { delivery: presentDelivery(row) },
  };
}
