/**
 * What is to be written for one placed message? Case, message, time told, search, events: noted in the batch, and the facts of the batch
 * move on, so that the next message of the same customer finds what this one did.
 */
import type { QueueConditions } from '@meanwhile/core/routing/queue-of.ts';
import type { LastTold } from '@meanwhile/core/commitment/turn.ts';
import type { OwnLine } from '@meanwhile/core/craft/urgent-line.ts';
import { laterMs } from './lanes.ts';
import { reckonKind, tellTurn, type TurnTold } from '../commitment/commitment.ts';
import { mayAcknowledge, type AutoReplyFacts } from './auto-reply.ts';
import { iso, isoOrNull } from '../platform/db/instant.ts';
import type { Platform } from '../platform/platform.ts';
import { continueLink, presentCase, actorKey, type CaseFactsRow, type Upload } from '../case/case.ts';
import { triage, type Triaged } from '../triage/triage.ts';
import type { Batch } from './batch.ts';
import { caseFor, localeOf, type CaseMade } from './note-case.ts';
import { liveIn, noteLiveWait, type LiveNow } from './note-live.ts';
import { noteAcknowledgement, noteMessage } from './note-message.ts';
import type { People } from './people.ts';
import type { PutElsewhere } from './put-elsewhere.ts';
import { unknownScheme, type Placed } from './place.ts';
import { comesBack, settleCase } from './settle-case.ts';
import { freshTextOf, liftedBy, urgentWords } from './urgent-in.ts';
import type { Incoming } from './understand.ts';

export interface NoteFacts {
  readonly platform: Platform;
  readonly workspaceId: string;
  /** The instant of the batch: what it writes itself carries this one. */
  readonly at: number;
  readonly batch: Batch;
  readonly people: People;
  readonly cases: Map<string, CaseFactsRow>;
  /** What people said of earlier mail of these senders. */
  readonly elsewhere: readonly PutElsewhere[];
  /** The time told last that still runs, by conversation. */
  readonly running: Map<string, LastTold>;
  /** When what we promised in an answer falls due first, by case. */
  readonly promised: ReadonlyMap<string, number>;
  readonly live: LiveNow;
  readonly auto: Map<string, AutoReplyFacts>;
  readonly uploads: Map<string, Upload>;
  /** In their order; none in most workspaces. */
  readonly queues: readonly QueueConditions[];
  /** What the shop says itself of danger and outages; read only where somebody writes of them. */
  readonly urgentLines: readonly OwnLine[];
  nextCaseNumber(): number;
}

/** An incoming message and where it belongs. */
export interface Arrival {
  readonly one: Incoming;
  readonly where: Placed;
}

export function note(arrival: Arrival, facts: NoteFacts): void {
  const { one, where } = arrival;
  const { batch, at } = facts;
  noteMadePeople(one, where, batch);
  const triaged = triage(one.event, freshTextOf(one));
  const made = caseFor(arrival, triaged, facts);
  const told = time(arrival, triaged, made, facts);
  const settled = settleCase(one, made, told, facts);
  if (comesBack(made, settled)) batch.work.push({ kind: reckonKind, row_id: settled.id, lane: 0, due_at: iso(at) });
  const lifted = liftedBy(one, settled, triaged);
  const row = lifted ?? settled;
  facts.cases.set(row.id, row);
  (made.opened ? batch.newCases : batch.changedCases).set(row.id, row);
  if (made.opened === false && batch.newCases.has(row.id)) batch.newCases.set(row.id, row);
  where.conversation.last_seq += 1;
  const seq = where.conversation.last_seq;
  if (where.created.conversation || batch.conversations.some((c) => c.id === where.conversation.id)) setLastSeq(batch, where, seq);
  else batch.sequences.set(where.conversation.id, seq);
  const customer = caseCustomer(where, facts.people);
  const message = noteMessage({
    one,
    where: { ...where, matchReason: one.row.envelope['byLink'] === true ? 'by_link' : (made.reason ?? where.matchReason) },
    row,
    seq,
    triaged,
    told,
    facts,
  });
  const caseWire = presentCase(row, customer);
  const actor = actorKey(facts.workspaceId, where.identity.scheme, where.identity.value);
  const common = { conversationId: where.conversation.id, caseId: row.id, channelId: one.row.channel_id, actor } as const;
  if (made.opened) batch.events.push({ ...common, type: 'case.opened', audience: 'desk', subjectId: row.id, payload: { case: caseWire } });
  else if (made.reopened)
    batch.events.push({ ...common, type: 'case.reopened', audience: 'desk', subjectId: row.id, payload: { case: caseWire } });
  else if (made.woken)
    batch.events.push({ ...common, type: 'case.woken', audience: 'desk', subjectId: row.id, payload: { case: caseWire } });
  if (lifted !== null)
    batch.events.push({ ...common, type: 'case.urgent', audience: 'desk', subjectId: message.id, payload: { case: caseWire } });
  if (told.why === 'live') noteLiveWait({ ...arrival, row, messageId: message.id }, facts);
  const commitment = noteCommitment({ ...arrival, row, messageId: message.id }, told, facts);
  batch.events.push({
    ...common,
    type: 'message.received',
    audience: message.wire.audience,
    subjectId: message.id,
    payload: { message: message.wire, case: caseWire, commitment, told: told.told?.words ?? null },
  });
  if (commitment !== null)
    batch.events.push({ ...common, type: 'commitment.told', audience: 'desk', subjectId: commitment.id, payload: { commitment } });
  // Danger first, then the time; in the messenger the time stands under the message itself.
  const urgent = lifted === null ? null : urgentWords(lifted, told.told?.locale ?? localeOf(arrival) ?? one.time.locale, facts.urgentLines);
  if (one.time.lineUnderMessage) {
    if (urgent !== null) noteAcknowledgement({ one, where, row, text: urgent, answers: message, caseWire, facts });
  } else if (told.told !== null) {
    const text = urgent === null ? told.told.words : `${urgent}\n\n${told.told.words}`;
    noteAcknowledgement({ one, where, row, text, answers: message, caseWire, facts });
    facts.auto.set(where.identity.value, { acknowledgedAt: at, answeredAt: facts.auto.get(where.identity.value)?.answeredAt ?? null });
  }
}

function noteMadePeople(one: Incoming, where: Placed, batch: Batch): void {
  const created_at = iso(one.row.received_at);
  const { identity, conversation } = where;
  const { locale, zone } = one.row.envelope as { locale?: string; zone?: string };
  if (where.created.customer && identity.display !== null)
    batch.search.push({
      id: identity.customer_id,
      kind: 'customer',
      case_id: null,
      conversation_id: conversation.id,
      at: created_at,
      text: `${identity.display}\n${identity.scheme === 'email' ? identity.value : ''}`,
    });
  if (where.created.customer)
    batch.customers.push({ id: identity.customer_id, name: identity.display, locale: locale ?? null, zone: zone ?? null, created_at });
  if (where.created.identity) {
    const proved = identity.proof === 'claimed' ? null : created_at;
    const how = 'proved_how' in identity ? (identity.proved_how as string | null) : null;
    batch.identities.push({
      id: identity.id,
      customer_id: identity.customer_id,
      scheme: identity.scheme,
      value: identity.value,
      display: identity.display,
      proof: identity.proof,
      proved_at: proved,
      proved_how: how,
      created_at,
    });
  }
  if (where.created.conversation)
    batch.conversations.push({ id: conversation.id, customer_id: conversation.customer_id, last_seq: 0, created_at });
}

function setLastSeq(batch: Batch, where: Placed, seq: number): void {
  const row = batch.conversations.find((conversation) => conversation.id === where.conversation.id);
  if (row !== undefined) row.last_seq = seq;
}

/**
 * Was a time told in this turn that has passed without an answer? Then a new one is told, however lately the last confirmation went out: a
 * machine that answers each of ours at once never comes to this, since the time told last is still running then.
 */
function wasMissed(made: CaseMade, last: LastTold | null, receivedAt: number): boolean {
  return !made.opened && made.ballBefore === 'us' && made.row.told_at !== null && (last === null || last.dueAt < receivedAt);
}

function time({ one, where }: Arrival, triaged: Triaged, made: CaseMade, facts: NoteFacts): TurnTold {
  const locale = localeOf({ one, where }) ?? one.time.locale;
  const stranger = where.matchReason.startsWith('stranger_');
  const last = facts.running.get(where.conversation.id) ?? null;
  return tellTurn(
    {
      receivedAt: one.row.received_at,
      toldAt: facts.at,
      wasHeldBack: one.row.envelope['released'] === true,
      triaged,
      ballBefore: made.ballBefore,
      startedByUs: made.row.opened_by === 'us',
      last,
      mayAcknowledge:
        !stranger &&
        where.identity.scheme !== unknownScheme &&
        made.row.spam_at === null &&
        one.time.state === 'open' &&
        (!one.time.isMail ||
          wasMissed(made, last, one.row.received_at) ||
          mayAcknowledge(facts.auto.get(where.identity.value), one.row.received_at)),
      firstAnsweredAt: made.row.first_answered_at,
      unansweredSinceAt: made.row.unanswered_since,
      caseNumber: made.row.number,
      topicId: made.row.topic_id,
      queueId: made.row.queue_id,
      priority: made.row.priority,
      tier: where.conversation.customer_tier,
      locale,
      readerZone: where.conversation.customer_zone ?? (one.row.envelope['zone'] as string | undefined) ?? null,
      live: liveIn({ one, where }, facts),
      link: () => conversationLink(one, where, facts),
    },
    one.time,
  );
}

function noteCommitment(
  { one, where, row, messageId }: Arrival & { row: CaseFactsRow; messageId: string },
  turn: TurnTold,
  facts: NoteFacts,
) {
  const { batch, at } = facts;
  const newId = (): string => facts.platform.clock.newId<string>();
  const { told } = turn;
  if (told === null) return null;
  const id = newId();
  facts.running.set(where.conversation.id, { dueAt: told.dueAt, ending: 'open' });
  const common = {
    id,
    conversation_id: where.conversation.id,
    case_id: row.id,
    message_id: messageId,
    channel_id: one.row.channel_id,
    words: told.words,
    locale: told.locale,
    place: 'acknowledgement' as const,
    policy_id: told.policyId,
    policy_version: told.policyVersion,
  };
  batch.commitments.push({
    ...common,
    customer_id: where.conversation.customer_id,
    told_at: iso(at),
    due_at: iso(told.dueAt),
    basis: told.basis,
    work_ms: told.workMs,
    estimated_at: isoOrNull(told.estimatedAt),
    calendar_id: told.calendarId,
    calendar_version: told.calendarVersion,
  });
  // Found again after any restart; judged by instants, so a late look changes nothing.
  batch.work.push({ kind: 'commitment', row_id: id, lane: 0, due_at: iso(told.dueAt + laterMs) });
  return {
    id,
    conversationId: where.conversation.id,
    caseId: row.id,
    messageId,
    channelId: one.row.channel_id,
    kind: 'reply' as const,
    words: told.words,
    locale: told.locale,
    place: 'acknowledgement' as const,
    toldAt: iso(at),
    dueAt: iso(told.dueAt),
    basis: told.basis,
    policyId: told.policyId,
    policyVersion: told.policyVersion,
    ending: null,
    endedAt: null,
    afterId: null,
  };
}

/** The name and address of a case's customer for the list: the best proved identity first. */
function caseCustomer(where: Placed, people: People) {
  const members = people.membersOf(where.conversation.survivor_id);
  const main = where.matchReason.startsWith('stranger_') ? (members[0] ?? where.identity) : where.identity;
  const mail = main.scheme === 'email' ? main : members.find((identity) => identity.scheme === 'email');
  return {
    id: where.conversation.survivor_id,
    name: where.conversation.customer_name ?? main.display,
    address: mail?.value ?? null,
    proof: main.proof,
  };
}

/** Back into the conversation from a mail: the hosted page with a signed code. Without a hosted page there is only the way of the mail itself. */
function conversationLink(one: Incoming, where: Placed, facts: NoteFacts): string {
  const { platform, workspaceId } = facts;
  const channelId = one.time.hostedChannelId;
  if (channelId === null) return platform.settings.publicUrl;
  return continueLink(platform, { workspaceId, channelId, conversationId: where.conversation.id, identityId: where.identity.id });
}
