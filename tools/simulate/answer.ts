/**
 * What happens when an agent answers? As `server/reply/release.ts` does it, without tables to read: the message gets its place, times told are
 * judged and the case changes hands by the same rules of `core`; the events are the product's.
 */
import { judge } from '@meanwhile/core/commitment/ending.ts';
import { reply } from '@meanwhile/core/conversation/reply.ts';
import { resolve } from '@meanwhile/core/conversation/resolve.ts';
import { firstLine } from '@meanwhile/core/conversation/visible-text.ts';
import { isRefusal } from '@meanwhile/core/kernel/refusal.ts';
import type { Instant } from '@meanwhile/core/kernel/instant.ts';
import { factsOf, presentMessage, withFacts, type CaseFactsRow } from '@meanwhile/server/case/case.ts';
import type { MessageRow } from '@meanwhile/server/intake/batch.ts';
import type { IdentityFacts } from '@meanwhile/server/case/case.ts';
import { iso } from '@meanwhile/server/platform/db/instant.ts';
import type { Book, Colleague, Ending } from './book.ts';
import { push, smtpMs, tellDelivery } from './receive.ts';

export interface AgentAnswer {
  readonly at: Instant;
  readonly caseId: string;
  readonly by: Colleague;
  readonly text: string;
  readonly resolves: boolean;
  /** The customer's mail server says no. */
  readonly refused: boolean;
}

export interface Answered {
  /** Its Message-ID where it went by mail. */
  readonly mailId: string | null;
  readonly endings: readonly Ending[];
}

export function answerCase(book: Book, answer: AgentAnswer): Answered {
  const { at, by } = answer;
  book.world.setNow(at);
  const target = book.caseOf(answer.caseId);
  const to = addresseeOf(book, target);
  const message = messageOf(book, answer, { target, to });
  const endings = judgeTimes(book, target, { at, messageId: message.id });
  const row = changeHands(book, target, answer);
  const { batch } = book.slice;
  batch.messages.push(message);
  batch.search.push({
    id: message.id,
    kind: 'message',
    case_id: row.id,
    conversation_id: row.conversation_id,
    at: iso(at),
    text: [message.subject, message.text].join('\n'),
  });
  const common = { actor: `member:${by.id}`, conversationId: row.conversation_id, caseId: row.id, channelId: message.channel_id } as const;
  const wire = presentMessage(
    {
      ...message,
      author_kind: 'agent',
      author_name: by.name,
      channel_type: target.channel_type,
      received_at: at,
      provider_at: null,
      release_at: null,
      sender_proof: null,
      participants: [],
    },
    [],
    [],
  );
  const caseWire = book.wireCase(row);
  book.emit(at, {
    ...common,
    type: 'message.sent',
    audience: 'everyone',
    subjectId: message.id,
    payload: { message: wire, case: caseWire },
  });
  for (const one of endings) emitEnding(book, common, one, at);
  if (row.state === 'resolved' && target.state === 'open')
    book.emit(at, { ...common, type: 'case.resolved', audience: 'desk', subjectId: row.id, payload: { case: caseWire } });
  deliver(book, message, { to, answer, isMail: to.scheme === 'email' });
  return { mailId: message.mail_message_id, endings };
}

function emitEnding(
  book: Book,
  common: { actor: string; conversationId: string; caseId: string; channelId: string },
  one: Ending,
  at: Instant,
): void {
  book.emit(at, {
    ...common,
    type: one.ending === 'kept' ? 'commitment.kept' : 'commitment.broken',
    audience: 'desk',
    subjectId: one.id,
    payload: { commitmentId: one.id, ending: one.ending, endedAt: iso(one.endedAt) },
  });
}

/** The identity of the channel the case is on; simulated customers have one for each. */
function addresseeOf(book: Book, target: CaseFactsRow): IdentityFacts {
  const conversation = book.people.conversation(target.conversation_id);
  const scheme = target.channel_type === 'email' ? 'email' : 'visitor';
  const to = book.people.membersOf(conversation!.survivor_id).find((identity) => identity.scheme === scheme);
  if (to === undefined) throw new Error(`case ${target.id} has nobody to answer`);
  return to;
}

function messageOf(book: Book, answer: AgentAnswer, { target, to }: { target: CaseFactsRow; to: IdentityFacts }): MessageRow {
  const conversation = book.people.conversation(target.conversation_id)!;
  conversation.last_seq += 1;
  const { batch } = book.slice;
  const made = batch.conversations.find((one) => one.id === conversation.id);
  if (made === undefined) batch.sequences.set(conversation.id, conversation.last_seq);
  else made.last_seq = conversation.last_seq;
  const id = book.newId();
  const mailId = to.scheme === 'email' ? `<${id}@northlight.example>` : null;
  if (mailId !== null)
    push(book.mails, mailId, { mail_message_id: mailId, id, conversation_id: conversation.id, case_id: target.id, ours: true });
  return {
    id,
    conversation_id: conversation.id,
    case_id: target.id,
    seq: conversation.last_seq,
    state: 'stored',
    author_kind: 'agent',
    author_id: answer.by.id,
    channel_id: target.channel_id,
    identity_id: to.id,
    subject: null,
    text: answer.text,
    html: null,
    visible_text: null,
    received_at: iso(answer.at),
    provider_at: null,
    audience: 'everyone',
    automatic: false,
    sender_proof: null,
    match_reason: null,
    participants: null,
    mail_message_id: mailId,
    mail_references: null,
    reply_to_id: null,
    release_at: null,
    then_verb: answer.resolves ? 'resolve' : 'stay',
  };
}

function judgeTimes(book: Book, target: CaseFactsRow, { at, messageId }: { at: Instant; messageId: string }): Ending[] {
  const running = book.running.get(target.conversation_id) ?? [];
  const endings: Ending[] = [];
  for (const one of running) {
    if (one.caseId !== target.id) continue;
    const verdict = judge({ dueAt: one.dueAt }, { firstAnswerAt: at, release: null }, at);
    if (verdict.ending !== 'kept' && verdict.ending !== 'broken') continue;
    endings.push({
      id: one.id,
      ending: verdict.ending,
      endedAt: verdict.endedAt,
      byMessageId: verdict.ending === 'kept' ? messageId : null,
    });
  }
  const ended = new Set(endings.map((one) => one.id));
  book.running.set(
    target.conversation_id,
    running.filter((one) => !ended.has(one.id)),
  );
  for (const one of endings) book.endTold(one);
  return endings;
}

/** See `answerCase` in `server/reply/release.ts`; nothing is written between an answer and its release here. */
function changeHands(book: Book, target: CaseFactsRow, answer: AgentAnswer): CaseFactsRow {
  const { at } = answer;
  const answered = reply(factsOf(target), 'customer', null);
  if (isRefusal(answered)) throw new Error(`case ${target.id} refused an answer: ${answered.refused}`);
  let facts = answered.next;
  if (answer.resolves) {
    const done = resolve(facts, at);
    if (!isRefusal(done)) facts = done.next;
  }
  const next: CaseFactsRow = {
    ...withFacts(target, facts, at),
    first_answered_at: target.first_answered_at ?? at,
    unanswered_text: null,
    due_at: null,
    told_at: null,
    last_message_at: Math.max(target.last_message_at, at),
    last_text: firstLine(answer.text),
  };
  book.setCase(next);
  return next;
}

/** In the messenger it is there at once; a mail leaves within seconds, and the outbox tells how it went. */
function deliver(book: Book, message: MessageRow, how: { to: IdentityFacts; answer: AgentAnswer; isMail: boolean }): void {
  const { to, answer, isMail } = how;
  const settledAt = isMail ? answer.at + smtpMs : answer.at;
  const row = {
    id: book.newId(),
    message_id: message.id,
    conversation_id: message.conversation_id,
    channel_id: message.channel_id,
    kind: 'reply' as const,
    recipient: to.value,
    state: 'sent' as const,
    epoch: book.world.platform.epoch,
    created_at: iso(answer.at),
    settled_at: iso(settledAt),
  };
  book.slice.batch.deliveries.push(row);
  if (!isMail) return;
  book.auto.set(to.value, { acknowledgedAt: book.auto.get(to.value)?.acknowledgedAt ?? null, answeredAt: answer.at });
  tellDelivery(book, row, { at: settledAt, refused: answer.refused });
}
