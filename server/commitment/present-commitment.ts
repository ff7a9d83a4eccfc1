/** How does a line of the ledger look on the wire? Its words as they were shown. */
import type { CommitmentRecord } from '@meanwhile/wire/records.ts';
import { wireInstant, wireInstantOrNull } from '../platform/present.ts';
import type { LedgerRow } from './calendar.store.ts';

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
