/**
 * What do the tables look like to somebody who has the event log alone? Folds the events of one workspace, in commit order, into the rows they
 * tell of. What the log does not carry is named in `notInTheLog`, never guessed. Comparing with the real tables is `cli/demo/compare-rebuilt.ts`.
 */
import type { CaseRow, CommitmentRecord, Delivery, Message, Note } from '@meanwhile/wire/records.ts';

export interface LogEvent {
  readonly type: string;
  readonly at: number;
  readonly subject_id: string | null;
  readonly payload: Record<string, unknown> | null;
}

export type Row = Readonly<Record<string, unknown>>;
export type RebuiltName =
  | 'case'
  | 'message'
  | 'conversation'
  | 'customer'
  | 'commitment'
  | 'delivery'
  | 'note'
  | 'case_tag'
  | 'topic'
  | 'tag'
  | 'member'
  | 'channel'
  | 'calendar'
  | 'commitment_policy'
  | 'shift';

/** Columns and rows that no event tells of; facts about the product's log, for whoever wants to rely on it. */
export const notInTheLog: Readonly<Record<string, string>> = {
  case: 'spam_at (that it is spam is told, not since when)',
  message: 'identity_id, mail_message_id, mail_references, reply_to_id, then_verb; text beyond 16,000 characters, and html with it',
  customer: 'locale, zone, last_seen_at, blocked_at',
  identity: 'all of it: addresses are shown with cases, ids and proofs of each identity are not told',
  commitment: 'calendar_id, calendar_version, ended_by_message_id, ended_why',
  delivery: 'fence, epoch, outcome; answers in the messenger, which are there at once and have no delivery told',
  member: 'user_id, preferences; the owner that a workspace is made with',
  calendar: 'the starter calendar that a workspace is made with',
  commitment_policy: 'the starter policy that a workspace is made with',
  inbound: 'all of it: the original bytes are beside the log, for 30 days',
};

const behindMs = 1_000 * 86_400_000;

export class Rebuild {
  readonly tables: Readonly<Record<RebuiltName, Map<string, Row>>> = {
    case: new Map(),
    message: new Map(),
    conversation: new Map(),
    customer: new Map(),
    commitment: new Map(),
    delivery: new Map(),
    note: new Map(),
    case_tag: new Map(),
    topic: new Map(),
    tag: new Map(),
    member: new Map(),
    channel: new Map(),
    calendar: new Map(),
    commitment_policy: new Map(),
    shift: new Map(),
  };
  /** Words to be found again, by the id of what they are of. */
  readonly words = new Map<string, { id: string; kind: string; text: string }>();
  readonly #firstAnsweredAt = new Map<string, number>();

  apply({ type, at, payload, subject_id: subjectId }: LogEvent): void {
    // An erased payload tells nothing any more.
    if (payload === null) return;
    const {
      message,
      case: row,
      commitment,
      delivery,
      note,
    } = payload as {
      message?: Message;
      case?: CaseRow;
      commitment?: CommitmentRecord | null;
      delivery?: Delivery;
      note?: Note;
    };
    if (message !== undefined && type !== 'message.held') this.#message(message, row);
    if (row !== undefined) this.#case(row);
    if (commitment != null) this.#commitment(commitment);
    if (type.startsWith('commitment.') && commitment === undefined) this.#ending(payload);
    if (delivery !== undefined) this.#delivery(delivery);
    if (note !== undefined) this.#note(note);
    this.#setting(type, at, payload, subjectId);
  }

  #message(message: Message, row: CaseRow | undefined): void {
    const receivedAt = Date.parse(message.receivedAt);
    const { tables } = this;
    const { author } = message;
    tables.message.set(message.id, {
      id: message.id,
      conversation_id: message.conversationId,
      case_id: message.caseId,
      seq: message.seq,
      state: message.state,
      author_kind: author.kind,
      author_id: author.id,
      channel_id: message.channelId,
      subject: message.subject,
      text: message.text,
      html: message.html,
      visible_text: message.visibleText,
      received_at: receivedAt,
      provider_at: instantOrNull(message.providerAt),
      audience: message.audience,
      automatic: message.automatic,
      sender_proof: message.senderProof,
      match_reason: message.matchReason,
      participants: message.participants,
    });
    const before = tables.conversation.get(message.conversationId);
    const customerId = (before?.['customer_id'] as string | undefined) ?? row!.customer.id;
    const lastSeq = Math.max((before?.['last_seq'] as number | undefined) ?? 0, message.seq ?? 0);
    const createdAt = (before?.['created_at'] as number | undefined) ?? receivedAt;
    tables.conversation.set(message.conversationId, {
      id: message.conversationId,
      customer_id: customerId,
      last_seq: lastSeq,
      created_at: createdAt,
    });
    if (author.kind === 'agent' && !this.#firstAnsweredAt.has(message.caseId)) this.#firstAnsweredAt.set(message.caseId, receivedAt);
    this.#wordsOf(message, row, before === undefined);
    if (before === undefined) tables.customer.set(customerId, { id: customerId, name: row!.customer.name, created_at: receivedAt });
  }

  /** As intake and reply index them; confirmations are not. */
  #wordsOf(message: Message, row: CaseRow | undefined, isFirst: boolean): void {
    const { id, author, subject, text } = message;
    if (author.kind === 'agent') this.words.set(id, { id, kind: 'message', text: [subject, text].join('\n') });
    if (author.kind !== 'customer') return;
    const { name, address } = row!.customer;
    const mail = message.channelType === 'email' ? address : null;
    const words = [subject, text, name, mail, `#${row!.number}`].filter((word) => word !== null);
    this.words.set(id, { id, kind: 'message', text: words.join('\n') });
    const customerId = row!.customer.id;
    if (isFirst && name !== null) this.words.set(customerId, { id: customerId, kind: 'customer', text: `${name}\n${mail ?? ''}` });
  }

  #case(row: CaseRow): void {
    const dueAt = instantOrNull(row.dueAt);
    const lastMessageAt = Date.parse(row.lastMessageAt);
    this.tables.case.set(row.id, {
      id: row.id,
      number: row.number,
      conversation_id: row.conversationId,
      channel_id: row.channelId,
      subject: row.subject,
      topic_id: row.topicId,
      state: row.state,
      ball: row.ball,
      assignee_id: row.assignee?.id ?? null,
      snoozed_until: instantOrNull(row.snoozedUntil),
      opened_at: Date.parse(row.openedAt),
      opened_by: row.openedBy,
      resolved_at: instantOrNull(row.resolvedAt),
      first_answered_at: this.#firstAnsweredAt.get(row.id) ?? null,
      unanswered_since: instantOrNull(row.unansweredSince),
      unanswered_text: row.unansweredText,
      last_message_at: lastMessageAt,
      last_text: row.lastText,
      due_at: dueAt,
      told_at: instantOrNull(row.toldAt),
      sort_at:
        row.urgency !== null && row.unansweredSince !== null ? (dueAt ?? lastMessageAt) - behindMs : (dueAt ?? lastMessageAt + behindMs),
      is_spam: row.spam,
      merged_into_id: row.mergedIntoId,
      follows_id: row.followsId,
    });
    for (const tagId of row.tagIds) this.tables.case_tag.set(`${row.id} ${tagId}`, { case_id: row.id, tag_id: tagId });
    for (const [key, tag] of this.tables.case_tag)
      if (tag['case_id'] === row.id && !row.tagIds.includes(tag['tag_id'] as string)) this.tables.case_tag.delete(key);
  }

  #commitment(told: CommitmentRecord): void {
    const customerId = this.tables.conversation.get(told.conversationId)?.['customer_id'] ?? null;
    this.tables.commitment.set(told.id, {
      id: told.id,
      customer_id: customerId,
      conversation_id: told.conversationId,
      case_id: told.caseId,
      message_id: told.messageId,
      channel_id: told.channelId,
      kind: told.kind,
      words: told.words,
      locale: told.locale,
      place: told.place,
      told_at: Date.parse(told.toldAt),
      due_at: Date.parse(told.dueAt),
      basis: told.basis,
      policy_id: told.policyId,
      policy_version: told.policyVersion,
      ending: told.ending,
      ended_at: instantOrNull(told.endedAt),
      after_id: told.afterId ?? null,
    });
  }

  #ending(payload: Record<string, unknown>): void {
    const id = payload['commitmentId'] as string;
    const told = this.tables.commitment.get(id);
    if (told === undefined) throw new Error(`the log ends commitment ${id}, which it never told of`);
    this.tables.commitment.set(id, { ...told, ending: payload['ending'], ended_at: Date.parse(payload['endedAt'] as string) });
  }

  #delivery(row: Delivery): void {
    this.tables.delivery.set(row.id, {
      id: row.id,
      message_id: row.messageId,
      conversation_id: row.conversationId,
      channel_id: row.channelId,
      kind: row.kind,
      recipient: row.recipient,
      state: row.state,
      attempt_count: row.attemptCount,
      created_at: Date.parse(row.createdAt),
      settled_at: instantOrNull(row.settledAt),
    });
  }

  #note(note: Note): void {
    const { id, conversationId, caseId, author, text, createdAt } = note;
    const row = { id, conversation_id: conversationId, case_id: caseId, author_id: author.id, text, created_at: Date.parse(createdAt) };
    this.tables.note.set(id, row);
    this.words.set(id, { id, kind: 'note', text });
  }

  /** What the workspace is made of. */
  #setting(type: string, at: number, payload: Record<string, unknown>, subjectId: string | null): void {
    const { tables } = this;
    const id = subjectId ?? '';
    const one = (name: string): Record<string, unknown> | undefined => payload[name] as Record<string, unknown> | undefined;
    for (const name of ['topic', 'tag'] as const)
      if (one(name) !== undefined) tables[name].set(id, { id, name: one(name)!['name'], created_at: at });
    const [member, channel, calendar, policy, shift] = [one('member'), one('channel'), one('calendar'), one('policy'), one('shift')];
    if (member !== undefined) {
      const { name, email, role, joinedAt, removedAt } = member;
      tables.member.set(id, {
        id,
        name,
        email,
        role,
        joined_at: Date.parse(joinedAt as string),
        removed_at: instantOrNull(removedAt as string | null),
      });
    }
    if (channel !== undefined) {
      const { type: channelType, name, state, policyId, settings } = channel;
      tables.channel.set(id, { id, type: channelType, name, state, policy_id: policyId, settings });
    }
    if (calendar !== undefined) {
      const { version, name, zone, weekly, exceptions } = calendar;
      tables.calendar.set(`${id} ${String(version)}`, { id, version, name, zone, weekly, exceptions });
    }
    if (policy !== undefined) {
      const { version, name, calendarId, replyWithinMinutes, basis } = policy;
      const replyWithinMs = (replyWithinMinutes as number) * 60_000;
      tables.commitment_policy.set(`${id} ${String(version)}`, {
        id,
        version,
        name,
        calendar_id: calendarId,
        reply_within_ms: replyWithinMs,
        basis,
      });
    }
    if (type === 'shift.changed' && payload['removed'] === true) tables.shift.delete(id);
    if (shift !== undefined) {
      const { memberId, pool, startsAt, endsAt } = shift;
      tables.shift.set(id, {
        id,
        member_id: memberId,
        pool,
        starts_at: Date.parse(startsAt as string),
        ends_at: Date.parse(endsAt as string),
      });
    }
  }
}

function instantOrNull(text: string | null): number | null {
  return text === null ? null : Date.parse(text);
}
