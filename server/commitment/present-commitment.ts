/** How does a line of the ledger look on the wire? Its words as they were shown. */
import type { CommitmentRecord } from '@meanwhile/wire/records.ts';
import { wireInstant, wireInstantOrNull } from '../platform/present.ts';
import type { LedgerRow } from './calendar.store.ts';
import type { NewTimeRow } from './new-time.store.ts';

export function presentCommitment(row: LedgerRow): CommitmentRecord {
  return {
    id: row.id,
    conversationId: row.conversation_id,
    caseId: row.case_id,
    messageId: row.message_id,
    channelId: row.channel_id,
    kind: row.kind,
    words: row.words,
    locale: row.locale,
    place: row.place,
    toldAt: wireInstant(row.told_at),
    dueAt: wireInstant(row.due_at),
    basis: row.basis,
    policyId: row.policy_id,
    policyVersion: row.policy_version,
    ending: row.ending,
    endedAt: wireInstantOrNull(row.ended_at),
    afterId: row.after_id,
  };
}

/** The same of a time that is told just now in the conversation. */
export function presentNewTime(told: NewTimeRow): CommitmentRecord {
  return presentCommitment({
    id: told.id,
    kind: 'reply',
    conversation_id: told.conversationId,
    case_id: told.caseId,
    message_id: told.messageId,
    channel_id: told.channelId,
    words: told.words,
    locale: told.locale,
    place: 'thread',
    told_at: told.toldAt,
    due_at: told.dueAt,
    basis: told.basis,
    policy_id: told.policyId,
    policy_version: told.policyVersion,
    ending: null,
    ended_at: null,
    after_id: told.afterId,
  });
}
