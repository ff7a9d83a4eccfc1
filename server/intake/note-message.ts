/** What is written for the message itself and for its confirmation by mail: rows, files, search, and the records the screens get. */
import { limits } from '@meanwhile/core/kernel/limits.ts';
import type { CaseRow, Message } from '@meanwhile/wire/records.ts';
import type { TurnTold } from '../commitment/commitment.ts';
import { iso, isoOrNull } from '../platform/db/instant.ts';
import { presentMessage, presentAttachment, scanKind, scanOfNewFile, shortForEvent, type CaseFactsRow } from '../case/case.ts';
import type { Triaged } from '../triage/triage.ts';
import type { MessageRow } from './batch.ts';
import type { NoteFacts } from './note.ts';
import type { Placed } from './place.ts';
import type { ParsedFile } from './read-mail.ts';
import type { Incoming } from './understand.ts';

interface Noting {
  readonly one: Incoming;
  readonly where: Placed;
  readonly row: CaseFactsRow;
  readonly facts: NoteFacts;
}

export interface NotedMessage {
  readonly id: string;
  readonly wire: Message;
}

export function noteMessage(noting: Noting & { seq: number; triaged: Triaged; told: TurnTold }): NotedMessage {
  const { one, where, row, seq, triaged, facts } = noting;
  const { event } = one;
  const id = one.row.id;
  const visible = (one.row.parsed as { visibleText?: string | null } | null)?.visibleText ?? null;
  const participants = participantsOf(one, where, facts);
  const message: MessageRow = {
    id,
    conversation_id: where.conversation.id,
    case_id: row.id,
    seq,
    state: 'stored',
    author_kind: 'customer',
    author_id: null,
    channel_id: one.row.channel_id,
    identity_id: where.identity.id,
    subject: event.subject,
    text: event.text.slice(0, limits.messageTextChars),
    html: event.html,
    visible_text: visible,
    received_at: iso(one.row.received_at),
    provider_at: isoOrNull(event.providerAt),
    audience: where.audience,
    automatic: triaged.automatic,
    sender_proof: event.sender.proof === 'claimed' || where.matchReason === 'by_link' ? 'claimed' : where.identity.proof,
    match_reason: where.matchReason,
    participants,
    mail_message_id: one.time.lineUnderMessage ? null : event.evidence.ownMessageId,
    mail_references: one.time.lineUnderMessage ? null : [...event.evidence.messageIdsInOrder].reverse(),
    reply_to_id: null,
    release_at: null,
    then_verb: null,
  };
  facts.batch.messages.push(message);
  const attachments = noteFiles(noting, id);
  const words = [
    event.subject,
    event.text,
    where.conversation.customer_name ?? where.identity.display,
    where.identity.scheme === 'email' ? where.identity.value : null,
    `#${row.number}`,
    ...attachments.map((file) => file.name),
  ];
  facts.batch.search.push({
    id,
    kind: 'message',
    case_id: row.id,
    conversation_id: where.conversation.id,
    at: message.received_at,
    text: words.filter((word) => word !== null).join('\n'),
  });
  return {
    id,
    wire: wireMessage(message, {
      authorName: where.identity.display ?? where.conversation.customer_name,
      channelType: one.time.channelType,
      attachments,
      receivedAt: one.row.received_at,
      providerAt: event.providerAt,
    }),
  };
}

interface Around {
  readonly authorName: string | null;
  readonly channelType: string;
  readonly attachments: Message['attachments'];
  readonly receivedAt: number;
  readonly providerAt: number | null;
}

function wireMessage(message: MessageRow, { authorName, channelType, attachments, receivedAt, providerAt }: Around): Message {
  const whole = presentMessage(
    {
      ...message,
      author_kind: message.author_kind as 'customer',
      author_name: authorName,
      channel_type: channelType,
      received_at: receivedAt,
      provider_at: providerAt,
      release_at: null,
      sender_proof: message.sender_proof as Message['senderProof'],
      participants: message.participants as Message['participants'],
    },
    attachments,
    [],
  );
  return shortForEvent(whole);
}

/** People on To and Cc are noted, not included: they get nothing until an agent takes them in (attack 14). */
function participantsOf(one: Incoming, where: Placed, facts: NoteFacts): Message['participants'] {
  if (!one.time.isMail) return [];
  const own = new Set([one.time.settings['address'], ...((one.time.settings['aliases'] as string[] | undefined) ?? [])]);
  const members = new Set(facts.people.membersOf(where.conversation.survivor_id).map((identity) => identity.value));
  const list = (role: 'to' | 'cc', people: Incoming['event']['audience']['to']): Message['participants'] =>
    people
      .filter((person) => !own.has(person.value) && !person.value.startsWith('reply+'))
      .map((person) => ({ address: person.value, name: person.display, role, known: members.has(person.value) }));
  const { sender, audience } = one.event;
  const from = { address: sender.value, name: sender.display, role: 'from' as const, known: members.has(sender.value) };
  return [from, ...list('to', audience.to), ...list('cc', audience.cc)].slice(0, 50);
}

function noteFiles({ one, where, facts }: Noting, messageId: string): Message['attachments'] {
  const { batch, at } = facts;
  const parsed = (one.row.parsed as { files?: ParsedFile[] } | null)?.files ?? [];
  const scan = scanOfNewFile(facts.platform.settings);
  const made = parsed.map((file) => {
    const row = {
      id: facts.platform.clock.newId<'attachment'>() as string,
      conversation_id: where.conversation.id,
      message_id: messageId,
      uploader: `inbound:${one.row.id}`,
      name: file.name,
      media_type: file.mime,
      size_bytes: file.sizeBytes,
      sha256: file.sha256,
      blob_key: file.blobKey,
      content_id: file.cid,
      inline: file.inline,
      about: file.about ?? null,
      scan_state: scan,
      created_at: iso(at),
    };
    batch.attachments.push(row);
    if (scan === 'pending') batch.work.push({ kind: scanKind, row_id: row.id, lane: 0, due_at: iso(at) });
    return row;
  });
  const visitorId = one.row.envelope['visitorId'];
  const claimed = one.event.storedAttachmentIds.flatMap((id) => {
    const upload = facts.uploads.get(id);
    // Somebody else's file, or one that is part of a message already, stays where it is (attack 121).
    if (upload === undefined || upload.uploader !== `visitor:${String(visitorId)}`) return [];
    facts.uploads.delete(id);
    batch.claimedAttachments.push({ id, message_id: messageId, conversation_id: where.conversation.id });
    return [{ ...upload, content_id: null, inline: false, about: null }];
  });
  return [...made, ...claimed].map((file) => presentAttachment(facts.workspaceId, file));
}

/** What came before a restore may have been confirmed before it: its confirmation waits for a person. */
function wasConfirmedBefore({ one, facts }: Noting): boolean {
  const { restoredAt } = facts.platform;
  return restoredAt !== null && Math.min(one.row.received_at, one.event.providerAt ?? Number.POSITIVE_INFINITY) <= restoredAt;
}

/** The confirmation as a message of its own: stored, by mail with a delivery that the outbox sends. Nothing of the customer's text is repeated in it. */
export function noteAcknowledgement(noting: Noting & { text: string; answers: NotedMessage; caseWire: CaseRow }): void {
  const { one, where, row, text, answers, caseWire, facts } = noting;
  const { batch, at } = facts;
  where.conversation.last_seq += 1;
  const seq = where.conversation.last_seq;
  const made = batch.conversations.find((conversation) => conversation.id === where.conversation.id);
  if (made === undefined) batch.sequences.set(where.conversation.id, seq);
  else made.last_seq = seq;
  const id = facts.platform.clock.newId<'message'>() as string;
  const message: MessageRow = {
    id,
    conversation_id: where.conversation.id,
    case_id: row.id,
    seq,
    state: 'stored',
    author_kind: 'automation',
    author_id: null,
    channel_id: one.row.channel_id,
    identity_id: where.identity.id,
    subject: one.event.subject,
    text,
    html: null,
    visible_text: null,
    received_at: iso(at),
    provider_at: null,
    audience: where.audience,
    automatic: true,
    sender_proof: null,
    match_reason: null,
    participants: null,
    mail_message_id: null,
    mail_references: null,
    reply_to_id: answers.id,
    release_at: null,
    then_verb: null,
  };
  batch.messages.push(message);
  // In the messenger it stands there at once.
  if (!one.time.lineUnderMessage) queueAcknowledgement(noting, id);
  const wire = wireMessage(message, {
    authorName: one.time.brand,
    channelType: one.time.channelType,
    attachments: [],
    receivedAt: at,
    providerAt: null,
  });
  batch.events.push({
    type: 'message.sent',
    audience: where.audience,
    actor: 'system',
    conversationId: where.conversation.id,
    caseId: row.id,
    channelId: one.row.channel_id,
    subjectId: id,
    payload: { message: wire, case: caseWire },
  });
}

function queueAcknowledgement(noting: Noting, messageId: string): void {
  const { one, where, facts } = noting;
  const deliveryId = facts.platform.clock.newId<'delivery'>() as string;
  facts.batch.deliveries.push({
    id: deliveryId,
    message_id: messageId,
    conversation_id: where.conversation.id,
    channel_id: one.row.channel_id,
    kind: 'acknowledgement',
    recipient: where.identity.value,
    state: 'queued',
    epoch: wasConfirmedBefore(noting) ? facts.platform.epoch - 1 : facts.platform.epoch,
    created_at: iso(facts.at),
    settled_at: null,
  });
  facts.batch.work.push({ kind: 'delivery', row_id: deliveryId, lane: 0, due_at: iso(facts.at) });
}
