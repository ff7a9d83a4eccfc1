/**
 * What happens when an answer really goes out? At the end of its undo time, or at once: it gets its place in the sequence, the case changes
 * hands, times told are judged, and the customer's screens or the outbox take it from here.
 */
import { isThanksOnly } from '@meanwhile/core/commitment/is-thanks.ts';
import { judge } from '@meanwhile/core/commitment/ending.ts';
import { reply as replyVerb } from '@meanwhile/core/conversation/reply.ts';
import { resolve } from '@meanwhile/core/conversation/resolve.ts';
import { firstLine } from '@meanwhile/core/conversation/visible-text.ts';
import { earlier } from '@meanwhile/core/kernel/instant.ts';
import { isRefusal } from '@meanwhile/core/kernel/refusal.ts';
import type { CaseRow, CommitmentRecord } from '@meanwhile/wire/records.ts';
import { sql } from 'kysely';
import { wayOf } from '../channel-registry.ts';
import {
  attachmentsOf,
  casesById,
  saveSearch,
  updateCases,
  caseCustomers,
  factsOf,
  withFacts,
  presentAttachment,
  presentCase,
  presentMessage,
  type CaseFactsRow,
} from '../case/case.ts';
import { iso } from '../platform/db/instant.ts';
import type { Transaction } from '../platform/db/transaction.ts';
import type { Here } from '../platform/here.ts';
import { appendEvents, type NewEvent } from '../platform/stream/append-event.ts';
import { missingFields } from '../topic/topic.ts';
import { announceByMail } from './announce.ts';
import { dueOf, endCommitment, runningOfCase, tellPromise } from '../commitment/commitment.ts';
import { noteLiveAnswer } from '../live/live.ts';
import { askRouting } from '../routing/routing.ts';
import { countAsks } from './asks.ts';
import { holdBack } from './hold-back.ts';
import { lockConversation, messageById, nextSeq, type StoredMessage } from './reply.store.ts';

/**
 * Releases the message of a due delivery if it is still held. `local`: it has reached the customer's own screens and nothing is left to
 * send; `outbox`: it is to be sent; `stored`: it was released before; `heldBack`: the customer wrote before its time; `early`: it is not its
 * time yet.
 */
export async function releaseHeld(here: Here, messageId: string): Promise<'local' | 'outbox' | 'stored' | 'heldBack' | 'early'> {
  const { platform, tx, workspaceId, at } = here;
  const message = await messageById(tx, workspaceId, messageId);
  if (message === undefined || message.state !== 'held') return 'stored';
  const conversation = await lockConversation(tx, workspaceId, message.conversation_id);
  // Looked at again under the lock: undo may have been faster, or another worker.
  const current = await messageById(tx, workspaceId, messageId);
  if (conversation === undefined || current === undefined || current.state !== 'held') return 'stored';
  if (current.held_back_at !== null) return 'heldBack';
  if (current.release_at !== null && current.release_at > at) return 'early';
  // Written at that instant; what came since, nobody has seen when they wrote it.
  const writtenAt = current.received_at;
  if (current.send_at !== null && (await wroteAfter(tx, workspaceId, message.conversation_id, writtenAt))) {
    await holdBack(here, [message.conversation_id]);
    return 'heldBack';
  }
  const seq = await nextSeq(tx, workspaceId, message.conversation_id);
  await tx.run(
    sql`update tenant.message set state = 'stored', seq = ${seq}, received_at = ${iso(at)}, release_at = null, promise_words = null, promise_due_at = null where workspace_id = ${workspaceId} and id = ${messageId}`,
  );
  const released: StoredMessage = { ...current, state: 'stored', seq, received_at: at, release_at: null };
  const target = await caseOf(tx, workspaceId, released.case_id);
  const { ended, promisedDueAt } = await judgeTimes(here, { message: released, caseId: target.id, writtenAt });
  const promised = await promise(here, released, target.id);
  const owedAt = earlier(promisedDueAt, released.promise_due_at);
  const row = await answerCase(here, { message: released, target, writtenAt, owedAt });
  const { conversation_id: conversationId, author_id: memberId } = released;
  await noteLiveAnswer(here, { messageId, conversationId, caseId: row.id, memberId });
  const by = released.author_kind === 'agent' ? 'agent' : 'program';
  await countAsks(tx, workspaceId, {
    caseId: row.id,
    customerId: conversation.survivor_id,
    text: released.text,
    by,
    reason: released.ask_reason,
    at,
  });
  await saveSearch(tx, workspaceId, [
    {
      id: messageId,
      kind: 'message',
      case_id: row.id,
      conversation_id: released.conversation_id,
      at: iso(at),
      text: [released.subject, released.text].join('\n'),
    },
  ]);
  const local = wayOf(released.channel_type) === 'page';
  const files = await attachmentsOf(tx, workspaceId, [messageId]);
  const customer = (await caseCustomers(tx, workspaceId, [released.conversation_id])).get(released.conversation_id)!;
  if (local)
    await tx.run(
      sql`update tenant.delivery set state = 'sent', settled_at = ${iso(at)} where workspace_id = ${workspaceId} and message_id = ${messageId} and kind = 'reply'`,
    );
  const wire = presentMessage(
    released,
    files.map((file) => presentAttachment(workspaceId, file)),
    [],
  );
  const actor = released.author_id === null ? 'system' : `member:${released.author_id}`;
  const common = { actor, conversationId: released.conversation_id, caseId: row.id, channelId: released.channel_id } as const;
  const caseWire = presentCase(row, customer);
  const changes = changesOf({ ended, promised, isReopened: target.state === 'resolved' && row.state === 'open', row, caseWire });
  await appendEvents(here, [
    { ...common, type: 'message.sent', audience: 'everyone', subjectId: messageId, payload: { message: wire, case: caseWire } },
    ...changes.map((change) => ({ ...common, ...change })),
  ]);
  if (local) await announceByMail(here, released, conversation);
  // Whoever answered has a place free.
  await askRouting(tx, workspaceId, at);
  platform.bell.ringWithin(tx, 'events', 'delivery', 'routing');
  return local ? 'local' : 'outbox';
}

interface Ended {
  readonly id: string;
  readonly ending: 'kept' | 'broken';
  readonly endedAt: number;
}

interface AnswerChanges {
  readonly ended: readonly Ended[];
  readonly promised: CommitmentRecord | null;
  readonly isReopened: boolean;
  readonly row: CaseFactsRow;
  readonly caseWire: CaseRow;
}

/** What the screens hear of ledger and case, beside the answer itself. */
function changesOf({
  ended,
  promised,
  isReopened,
  row,
  caseWire,
}: AnswerChanges): Pick<NewEvent, 'type' | 'audience' | 'subjectId' | 'payload'>[] {
  const ofCase = { audience: 'desk', subjectId: row.id, payload: { case: caseWire } } as const;
  return [
    ...ended.map(({ id, ending, endedAt }) => ({
      type: ending === 'kept' ? ('commitment.kept' as const) : ('commitment.broken' as const),
      audience: 'desk' as const,
      subjectId: id,
      payload: { commitmentId: id, ending, endedAt: iso(endedAt) },
    })),
    ...(promised === null
      ? []
      : [{ type: 'commitment.told' as const, audience: 'desk' as const, subjectId: promised.id, payload: { commitment: promised } }]),
    ...(isReopened ? [{ type: 'case.reopened' as const, ...ofCase }] : []),
    ...(row.state === 'resolved' ? [{ type: 'case.resolved' as const, ...ofCase }] : []),
  ];
}

/** Has the customer written since, anything at all? */
async function wroteAfter(tx: Transaction, workspaceId: string, conversationId: string, writtenAt: number): Promise<boolean> {
  const row = await tx.row(sql`
    select 1 from tenant.message where workspace_id = ${workspaceId} and conversation_id = ${conversationId} and author_kind = 'customer'
      and not automatic and received_at > ${iso(writtenAt)} limit 1`);
  return row !== undefined;
}

/** The case, or its survivor after a merge. */
async function caseOf(tx: Transaction, workspaceId: string, caseId: string): Promise<CaseFactsRow> {
  const [row] = await casesById(tx, workspaceId, [caseId]);
  if (row === undefined) throw new Error(`case ${caseId} is missing`);
  let target = row;
  for (let hop = 0; target.merged_into_id !== null && hop < 5; hop += 1)
    target = (await casesById(tx, workspaceId, [target.merged_into_id]))[0]!;
  return target;
}

async function answerCase(
  here: Here,
  { message, target, writtenAt, owedAt }: { message: StoredMessage; target: CaseFactsRow; writtenAt: number; owedAt: number | null },
): Promise<CaseFactsRow> {
  const { tx, workspaceId, at } = here;
  const since = await writtenSince(here, [message.case_id, target.id], writtenAt);
  const answered = replyVerb(factsOf(target), owedAt === null ? 'customer' : 'us', since?.received_at ?? null);
  if (isRefusal(answered)) throw new Error(`case ${target.id} refused an answer: ${answered.refused}`);
  let facts = answered.next;
  // What its topic asks for is still empty, or we owe more: answered it is, and it waits instead.
  if (
    message.then_verb === 'resolve' &&
    owedAt === null &&
    facts.unansweredSinceAt === null &&
    (await missingFields(tx, workspaceId, target)).length === 0
  ) {
    const done = resolve(facts, at);
    if (!isRefusal(done)) facts = done.next;
  }
  const waits = facts.unansweredSinceAt !== null && since !== undefined;
  const next: CaseFactsRow = {
    ...withFacts(target, facts, at),
    first_answered_at: target.first_answered_at ?? at,
    unanswered_text: waits ? firstLine(since.text) : null,
    due_at: owedAt,
    told_at: owedAt === null ? null : at,
    last_message_at: Math.max(target.last_message_at, at),
    last_text: firstLine(message.text),
  };
  const due: CaseFactsRow = waits ? { ...next, due_at: await dueOf(here, next) } : next;
  await updateCases(tx, workspaceId, [due]);
  return due;
}

/** The first thing the customer wrote after our answer was written: it waits, though our answer goes out later. Thanks wait for nobody. */
async function writtenSince(
  { tx, workspaceId }: Here,
  caseIds: readonly string[],
  writtenAt: number,
): Promise<{ received_at: number; text: string } | undefined> {
  const rows = await tx.rows(sql<{ received_at: number; text: string }>`
    select received_at, coalesce(visible_text, text) as text from tenant.message where workspace_id = ${workspaceId} and case_id = any(${caseIds}::uuid[])
      and author_kind = 'customer' and not automatic and received_at > ${iso(writtenAt)} order by received_at, id limit 50`);
  return rows.find((row) => !isThanksOnly(row.text));
}

/** What this answer promises enters the ledger as it goes out. */
function promise(here: Here, message: StoredMessage, caseId: string): Promise<CommitmentRecord | null> {
  const { id: messageId, promise_words: words, promise_due_at: dueAt, conversation_id: conversationId, channel_id: channelId } = message;
  if (words === null || dueAt === null) return Promise.resolve(null);
  return tellPromise(here, { messageId, conversationId, caseId, channelId, words, dueAt });
}

/**
 * Every time told in this matter that still runs is answered by this message; one told for another matter is not. Judged by the instants alone.
 * `promisedDueAt`: of a promise that went out only after this answer was written.
 */
async function judgeTimes(
  { tx, workspaceId, at }: Here,
  { message, caseId, writtenAt }: { message: StoredMessage; caseId: string; writtenAt: number },
) {
  const ended: Ended[] = [];
  let promisedDueAt: number | null = null;
  for (const running of await runningOfCase(tx, workspaceId, caseId)) {
    if (running.asked_at > writtenAt) {
      if (running.kind === 'promise') promisedDueAt = earlier(promisedDueAt, running.due_at);
      continue;
    }
    const verdict = judge({ dueAt: running.due_at }, { firstAnswerAt: at, release: null }, at);
    if (verdict.ending !== 'kept' && verdict.ending !== 'broken') continue;
    await endCommitment(tx, workspaceId, running.id, {
      ending: verdict.ending,
      endedAt: verdict.endedAt,
      byMessageId: verdict.ending === 'kept' ? message.id : null,
      why: null,
    });
    ended.push({ id: running.id, ending: verdict.ending, endedAt: verdict.endedAt });
  }
  return { ended, promisedDueAt };
}
