/**
 * What happens when a customer writes? The product's own decisions, made in memory: `place` finds person and conversation, `note` the case, the
 * time told and the events. What is different here: nothing is read from tables, and confirmations by mail have gone out at once.
 */
import { notAuthenticated, notAutomatic, type MessageEvent } from '@meanwhile/channels/contract/normalised-event.ts';
import type { Instant } from '@meanwhile/core/kernel/instant.ts';
import { note } from '@meanwhile/server/intake/note.ts';
import { place } from '@meanwhile/server/intake/place.ts';
import { presentDelivery } from '@meanwhile/server/case/case.ts';
import { iso } from '@meanwhile/server/platform/db/instant.ts';
import type { Platform } from '@meanwhile/server/platform/platform.ts';
import type { CaseRow } from '@meanwhile/wire/records.ts';
import { refusal, type Book, type RunningTold } from './book.ts';
import type { Person } from './fate.ts';
import type { Way } from './settings.ts';

export interface CustomerMessage {
  readonly at: Instant;
  readonly person: Person;
  readonly way: Way;
  readonly subject: string | null;
  readonly text: string;
  /** Message-ID of the mail of ours it answers. */
  readonly answersMailId: string | null;
}

export interface Received {
  readonly caseId: string;
  readonly opened: boolean;
  /** A time told by it; null when none was. */
  readonly told: RunningTold | null;
}

/** From arrival to being written down. */
const processingMs = 180;
export const smtpMs = 1_400;

export function receiveMessage(book: Book, message: CustomerMessage): Received {
  const { world, slice } = book;
  const at = message.at + processingMs;
  world.setNow(at);
  const time = world.channels[message.way];
  const event = eventOf(book, message);
  const where = place(event, time.isMail ? 'by-evidence' : 'one', {
    people: book.people,
    mails: book.mails,
    conversationOfToken: () => null,
    audienceOfToken: () => null,
    newId: () => book.newId(),
  });
  if (where === null) throw new Error('a simulated customer has no usable address');
  const conversationId = where.conversation.id;
  const zone = message.person.language === 'de' ? 'Europe/Berlin' : 'Europe/London';
  const row = {
    id: book.newId(),
    received_at: message.at,
    channel_id: time.channelId,
    raw: null,
    blob_key: null,
    size_bytes: message.text.length,
    envelope: { locale: message.person.language, zone },
    parsed: null,
  };
  const own = (book.casesOf.get(conversationId) ?? []).map((id) => [id, book.caseOf(id)] as const);
  const told = book.running.get(conversationId)?.at(-1);
  const facts = {
    platform: world.platform as Platform,
    workspaceId: world.workspaceId,
    at,
    batch: slice.batch,
    people: book.people,
    cases: new Map(own),
    running: new Map(told === undefined ? [] : [[conversationId, { dueAt: told.dueAt, ending: 'open' as const }]]),
    auto: book.auto,
    uploads: new Map(),
    promised: new Map(),
    live: { isLive: () => false, waiting: new Set<string>() },
    queues: [],
    elsewhere: [],
    urgentLines: [],
    nextCaseNumber: () => book.takeCaseNumber(),
  };
  note({ one: { row, event, time }, where }, facts);
  return afterNote(book, message, { at, conversationId, messageId: row.id });
}

function eventOf(book: Book, message: CustomerMessage): MessageEvent {
  const { person, way, at } = message;
  const mailId = way === 'email' ? `<${book.newId()}@${person.address.split('@')[1] ?? ''}>` : null;
  const nobody = { tokens: [], messageIdsInOrder: message.answersMailId === null ? [] : [message.answersMailId], ownMessageId: mailId };
  return {
    type: 'message',
    dedupeKey: mailId ?? book.newId(),
    providerAt: way === 'email' ? at - 2_000 : null,
    receivedAt: at,
    accountKey: book.world.channels[way].channelId,
    threadKey: null,
    sender:
      way === 'email'
        ? { scheme: 'email', value: person.address, display: person.name, proof: 'verified' }
        : { scheme: 'visitor', value: person.visitorId, display: person.saysName ? person.name : null, proof: 'anonymous' },
    text: message.text,
    html: null,
    subject: way === 'email' ? message.subject : null,
    attachments: [],
    storedAttachmentIds: [],
    replyTo: null,
    audience: { to: [], cc: [] },
    automation: notAutomatic,
    deliveryReport: null,
    authentication: notAuthenticated,
    evidence: nobody,
    joinKey: null,
    truncated: false,
    tooComplex: null,
  };
}

/** Takes over what `note` has written: events with their instant, the case, the time told, the clock, and the confirmation as sent. */
function afterNote(
  book: Book,
  message: CustomerMessage,
  { at, conversationId, messageId }: { at: Instant; conversationId: string; messageId: string },
): Received {
  const { batch, events } = book.slice;
  const fresh = batch.events.splice(0);
  for (const event of fresh) events.push({ ...event, at });
  const received = fresh.find((event) => event.type === 'message.received');
  const wire = received!.payload['case'] as CaseRow;
  book.customers.set(conversationId, wire.customer);
  const row = batch.newCases.get(wire.id) ?? batch.changedCases.get(wire.id);
  book.setCase(row!);
  const commitment = batch.commitments.at(-1);
  let told: RunningTold | null = null;
  if (commitment?.message_id === messageId) {
    told = { id: commitment.id, caseId: wire.id, dueAt: Date.parse(commitment.due_at), askedAt: message.at };
    push(book.running, conversationId, told);
  }
  book.holdOpen();
  settleConfirmations(book, at);
  // What `note` queues for a worker has happened already, or is queued at the end for what still runs then.
  batch.work.length = 0;
  batch.settled.length = 0;
  return { caseId: wire.id, opened: fresh.some((event) => event.type === 'case.opened'), told };
}

function settleConfirmations(book: Book, at: Instant): void {
  const { batch } = book.slice;
  const index = batch.deliveries.length - 1;
  const queued = batch.deliveries[index];
  if (queued?.state !== 'queued') return;
  batch.deliveries[index] = { ...queued, state: 'sent', settled_at: iso(at + smtpMs) };
  tellDelivery(book, batch.deliveries[index], { at: at + smtpMs, refused: false });
}

/** The event with which the outbox tells of an ending. */
export function tellDelivery(
  book: Book,
  row: Book['slice']['batch']['deliveries'][number],
  { at, refused }: { at: Instant; refused: boolean },
): void {
  const outcome = refused ? refusal : null;
  if (refused) book.slice.refusedIds.push(row.id);
  book.emit(at, {
    type: 'delivery.changed',
    audience: 'desk',
    actor: 'system',
    conversationId: row.conversation_id,
    channelId: row.channel_id,
    subjectId: row.id,
    payload: {
      delivery: presentDelivery({
        ...row,
        state: refused ? 'failed' : 'sent',
        attempt_count: 1,
        fence: 1,
        part_count: 1,
        sent_part_count: 0,
        lease_until: null,
        outcome,
        next_attempt_at: null,
        created_at: Date.parse(row.created_at),
        settled_at: at,
        read_at: null,
      }),
    },
  });
}

export function push<K, V>(index: Map<K, V[]>, key: K, value: V): void {
  const list = index.get(key);
  if (list === undefined) index.set(key, [value]);
  else list.push(value);
}
