/** How do a case and a message look on the wire? From stored facts to the records of `wire/records.ts`. */
import { stepLimits } from '@meanwhile/core/kernel/limits.ts';
import type { CaseRow, Message } from '@meanwhile/wire/records.ts';
import type { CaseFactsRow } from './case.store.ts';
import { wireInstant, wireInstantOrNull } from '../platform/present.ts';

export interface CaseCustomer {
  readonly id: string;
  readonly name: string | null;
  readonly address: string | null;
  readonly proof: CaseRow['customer']['proof'];
}

export function presentCase(row: CaseFactsRow, customer: CaseCustomer): CaseRow {
  return {
    id: row.id,
    number: row.number,
    conversationId: row.conversation_id,
    customer,
    channelId: row.channel_id,
    channelType: row.channel_type,
    subject: row.subject,
    topicId: row.topic_id,
    tagIds: row.tag_ids,
    state: row.state,
    ball: row.ball,
    assignee: row.assignee_id === null ? null : { id: row.assignee_id, name: row.assignee_name ?? '' },
    snoozedUntil: wireInstantOrNull(row.snoozed_until),
    openedAt: wireInstant(row.opened_at),
    openedBy: row.opened_by,
    resolvedAt: wireInstantOrNull(row.resolved_at),
    unansweredSince: wireInstantOrNull(row.unanswered_since),
    unansweredText: row.unanswered_text,
    lastMessageAt: wireInstant(row.last_message_at),
    lastText: row.last_text,
    dueAt: wireInstantOrNull(row.due_at),
    toldAt: wireInstantOrNull(row.told_at),
    spam: row.spam_at !== null,
    mergedIntoId: row.merged_into_id,
    followsId: row.follows_id,
    queueId: row.queue_id,
    urgency: row.urgency,
    priority: row.priority,
  };
}

export interface MessageFacts {
  readonly id: string;
  readonly conversation_id: string;
  readonly case_id: string;
  readonly seq: number | null;
  readonly state: 'held' | 'stored';
  readonly author_kind: Message['author']['kind'];
  readonly author_id: string | null;
  readonly author_name: string | null;
  readonly channel_id: string;
  readonly channel_type: string;
  readonly subject: string | null;
  readonly text: string;
  readonly html: string | null;
  readonly visible_text: string | null;
  readonly received_at: number;
  readonly provider_at: number | null;
  readonly audience: 'everyone' | 'desk';
  readonly automatic: boolean;
  readonly sender_proof: Message['senderProof'];
  readonly match_reason: string | null;
  readonly participants: Message['participants'] | null;
  readonly release_at: number | null;
  /** Absent where it cannot be: of what customers wrote, and of confirmations. */
  readonly send_at?: number | null;
  readonly held_back_at?: number | null;
}

export function presentMessage(row: MessageFacts, attachments: Message['attachments'], deliveries: Message['deliveries']): Message {
  return {
    id: row.id,
    conversationId: row.conversation_id,
    caseId: row.case_id,
    seq: row.seq,
    state: row.state,
    author: { kind: row.author_kind, id: row.author_id, name: row.author_name },
    channelId: row.channel_id,
    channelType: row.channel_type,
    subject: row.subject,
    text: row.text,
    html: row.html,
    visibleText: row.visible_text,
    receivedAt: wireInstant(row.received_at),
    providerAt: wireInstantOrNull(row.provider_at),
    audience: row.audience,
    automatic: row.automatic,
    senderProof: row.sender_proof,
    matchReason: row.match_reason,
    participants: row.participants ?? [],
    releaseAt: wireInstantOrNull(row.release_at),
    sendAt: wireInstantOrNull(row.send_at ?? null),
    heldBack: row.held_back_at === undefined || row.held_back_at === null ? null : 'customer_wrote',
    attachments,
    deliveries,
  };
}

/** Large texts of customers are not carried in events; clients fetch them. */
const eventTextChars = stepLimits.eventTextChars;

export function shortForEvent(message: Message): Message {
  if (message.author.kind !== 'customer' || message.text.length + (message.html?.length ?? 0) <= eventTextChars) return message;
  return { ...message, text: message.text.slice(0, eventTextChars), html: null };
}
