/** How is a desk told that something happened to a case? One event shape for every verb; who did it is added where it is appended. */
import type { EventType } from '@meanwhile/wire/stream.ts';
import type { NewEvent } from '../platform/stream/append-event.ts';
import type { CaseFactsRow } from './case.store.ts';

/** `payload`: the case as it is on the wire, and what else the verb tells. */
export function caseEvent(
  type: EventType,
  row: Pick<CaseFactsRow, 'id' | 'conversation_id' | 'channel_id'>,
  payload: NewEvent['payload'],
): Omit<NewEvent, 'actor'> {
  return {
    type,
    audience: 'desk',
    conversationId: row.conversation_id,
    caseId: row.id,
    channelId: row.channel_id,
    subjectId: row.id,
    payload,
  };
}
