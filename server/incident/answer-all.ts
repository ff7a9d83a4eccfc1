/**
 * One answer to all linked cases: how does each customer get it once, on their own channel? Written down at once with every case it is for, it can be
 * taken back as a whole until its time. Then a worker makes one ordinary answer after the other, each with its outcome in one transaction: whoever
 * dies in between leaves neither a case without an outcome nor one with two.
 */
import { wordsOf } from '@meanwhile/core/incident/words-of.ts';
import { languageOf, type Language } from '@meanwhile/core/commitment/words/language.ts';
import { keptInSpite, refuseLiveSounding } from '@meanwhile/core/craft/kept-words.ts';
import { maskCards } from '@meanwhile/core/conversation/mask-cards.ts';
import { isRefusal, refuse, type Refusal } from '@meanwhile/core/kernel/refusal.ts';
import { skipReasons, type ReplyToIncident, type SkipReason } from '@meanwhile/wire/incidents.ts';
import { sql } from 'kysely';
import { lockCaseThatGoesOn } from '../case/case.ts';
import { channelRegistry, wayOf } from '../channel-registry.ts';
import { isDatabaseAway } from '../platform/db/database-away.ts';
import { survivorOf } from '../platform/db/survivor.ts';
import { acrossWorkspaces, inWorkspace } from '../platform/db/transaction.ts';
import type { Here } from '../platform/here.ts';
import { dropItem, dueItems, putItem } from '../platform/jobs/work-item.ts';
import type { Platform } from '../platform/platform.ts';
import { appendEvents } from '../platform/stream/append-event.ts';
import type { Ring } from '../platform/stream/bell.ts';
import { sendReply } from '../reply/reply.ts';
import {
  decideCase,
  finishReply,
  insertReply,
  isReplyRunning,
  nextWaiting,
  reached,
  replyById,
  replyGoingOut,
  undoReplyRow,
  wasReached,
  whyNotReached,
  type ReachedRow,
  type ReplyRow,
  type ShownReply,
} from './answer-all.store.ts';
import { incidentById, lockIncident, updateIncident } from './incident.store.ts';
import type { By } from './link-cases.ts';
import { answerWords } from './live-words.ts';
import { presentIncident, presentReply } from './present-incident.ts';

export const incidentKind = 'incident';
/** Cases of one round; between rounds a stop is heard. */
const perRound = 25;
const localTypes = Object.keys(channelRegistry).filter((type) => wayOf(type) === 'page');

/** Whom an answer to all would reach now, and who would be skipped for which reason. */
export function audienceOf({ tx, workspaceId }: Pick<Here, 'tx' | 'workspaceId'>, incidentId: string): Promise<ReachedRow[]> {
  return reached(tx, workspaceId, { incidentId, localTypes });
}

/** `text_missing`; `sounds_live`; `conflict` while another is on its way; `no_way_to_reach` where nobody would get it. “Fixed” changes the incident too; no time is told. */
export async function answerAll(here: Here, incidentId: string, asked: ReplyToIncident, by: By): Promise<ShownReply | Refusal> {
  const { tx, workspaceId, at, platform } = here;
  const incident = await lockIncident(tx, workspaceId, incidentId);
  if (incident === undefined) return refuse('not_found');
  if (incident.state === 'closed') return refuse('conflict', 'This incident is closed.');
  const texts = Object.fromEntries(
    Object.entries(asked.texts).flatMap(([language, text]) => (text.trim() === '' ? [] : [[language, maskCards(text)]])),
  ) as Partial<Record<Language, string>>;
  if (texts[asked.locale] === undefined) return refuse('text_missing');
  const live = refuseLiveSounding(answerWords(texts), asked.keptBecause);
  if (live !== null) return live;
  if (await isReplyRunning(tx, workspaceId, incidentId)) return refuse('conflict', 'An answer to all is on its way already.');
  const cases = await audienceOf(here, incidentId);
  if (cases.every((one) => one.why !== null)) return refuse('no_way_to_reach', 'No linked case can be answered.');
  const row: ReplyRow = {
    id: platform.clock.newId<'incidentReply'>(),
    incident_id: incidentId,
    kind: asked.kind,
    texts,
    locale: asked.locale,
    then_verb: asked.then,
    author_id: by.memberId,
    actor: by.actor,
    written_at: at,
    release_at: at + asked.undoMs,
    state_before: incident.state,
    undone_at: null,
    finished_at: null,
  };
  await insertReply(tx, workspaceId, row, cases);
  await putItem(tx, workspaceId, { kind: incidentKind, rowId: row.id, dueAt: row.release_at });
  if (asked.kind === 'fixed' && incident.state === 'open')
    await updateIncident(tx, workspaceId, { ...incident, state: 'fixed', fixed_at: at, fixed_by: by.memberId }, at);
  return told(here, row.id, by.actor, keptInSpite(answerWords(texts), asked.keptBecause));
}

/** All of it, before its time: nothing of it ever was. `already_sent` after that. */
export async function takeBack(
  here: Here,
  reply: { readonly id: string; readonly incidentId: string },
  by: By,
): Promise<ShownReply | Refusal> {
  const { tx, workspaceId, at } = here;
  const incident = await lockIncident(tx, workspaceId, reply.incidentId);
  const before = await replyById(tx, workspaceId, reply.id);
  if (incident === undefined || before?.incident_id !== incident.id) return refuse('not_found');
  // Asked again after a lost answer.
  if (before.undone_at !== null) return before;
  if (!(await undoReplyRow(tx, workspaceId, reply.id, at))) return refuse('already_sent');
  await dropItem(tx, workspaceId, incidentKind, reply.id);
  if (before.kind === 'fixed' && before.state_before === 'open' && incident.fixed_at === before.written_at)
    await updateIncident(tx, workspaceId, { ...incident, state: 'open', fixed_at: null, fixed_by: null }, at);
  return told(here, reply.id, by.actor);
}

async function told(here: Here, replyId: string, actor: string, kept: object = {}): Promise<ShownReply> {
  const { tx, workspaceId } = here;
  const reply = (await replyById(tx, workspaceId, replyId))!;
  const incident = (await incidentById(tx, workspaceId, reply.incident_id))!;
  await appendEvents(here, [
    {
      type: 'incident.changed',
      audience: 'desk',
      actor,
      subjectId: incident.id,
      payload: { incident: presentIncident(incident), reply: presentReply(reply), ...kept },
    },
  ]);
  return reply;
}

/** A round of the loop: gives how many cases were decided. Any number of processes may run it side by side. */
export async function answerAllDue(platform: Platform, most = perRound): Promise<number> {
  const at = platform.clock.nowAt();
  const [due] = await acrossWorkspaces(platform.workPool, (tx) => dueItems(tx, incidentKind, at, 1));
  if (due === undefined) return 0;
  const { workspace_id: workspaceId, row_id: replyId } = due;
  let count = 0;
  while (count < most && (await answerNext(platform, workspaceId, replyId))) count += 1;
  if (count < most) count += await finish(platform, workspaceId, replyId);
  return count;
}

/** One case, decided in one transaction. One that fails twice is skipped, holds up no other, and is said. */
async function answerNext(platform: Platform, workspaceId: string, replyId: string): Promise<boolean> {
  const tried: { caseId: string | null } = { caseId: null };
  for (const isSecond of [false, true])
    try {
      return await decideNext(platform, workspaceId, replyId, tried);
    } catch (error) {
      if (isDatabaseAway(error) || tried.caseId === null) throw error;
      if (isSecond)
        platform.log.error({ err: error, workspaceId, replyId, caseId: tried.caseId }, 'a case could not be answered with all others');
    }
  const { caseId } = tried;
  const at = platform.clock.nowAt();
  await inWorkspace(platform.workPool, workspaceId, (tx) =>
    decideCase(tx, workspaceId, { replyId, caseId: caseId!, messageId: null, why: 'fault' }, at),
  );
  return true;
}

async function decideNext(platform: Platform, workspaceId: string, replyId: string, tried: { caseId: string | null }): Promise<boolean> {
  const rings = new Set<Ring>();
  const isDecided = await inWorkspace(platform.workPool, workspaceId, async (tx) => {
    const here: Here = { platform, tx, workspaceId, at: platform.clock.nowAt() };
    const reply = await replyGoingOut(tx, workspaceId, replyId, here.at);
    const caseId = reply === undefined ? null : await nextWaiting(tx, workspaceId, replyId);
    tried.caseId = caseId;
    if (reply === undefined || caseId === null) return false;
    const outcome = await answerOne(here, reply, caseId, rings);
    const isSent = !isSkip(outcome);
    await decideCase(tx, workspaceId, { replyId, caseId, messageId: isSent ? outcome : null, why: isSent ? null : outcome }, here.at);
    return true;
  });
  platform.bell.ring(...rings);
  return isDecided;
}

function isSkip(outcome: string): outcome is SkipReason {
  return (skipReasons as readonly string[]).includes(outcome);
}

/** Gives the message's id, or why there is none. */
async function answerOne(here: Here, reply: ReplyRow, linkedId: string, rings: Set<Ring>): Promise<string> {
  const { tx, workspaceId, at } = here;
  const row = await lockCaseThatGoesOn(tx, workspaceId, linkedId);
  if (row === undefined) return 'not_found';
  if (await wasReached(tx, workspaceId, reply.id, row.id)) return 'case_merged';
  const why = await whyNotReached(tx, workspaceId, row.id, localTypes);
  if (why !== null) return why;
  const sent = await sendReply(
    {
      ...here,
      actor: reply.actor,
      principal: reply.author_id === null ? { kind: 'token' } : { kind: 'member', memberId: reply.author_id },
      body: {
        caseId: row.id,
        text: await textFor(here, reply, row.conversation_id),
        attachmentIds: [],
        inlineAttachmentIds: [],
        // One text for many, whatever is known of each of them.
        askReason: 'An answer to everybody of an incident.',
        undoMs: 0,
        then: reply.then_verb,
        readIds: [],
      },
      emit: (...events) =>
        appendEvents(
          { ...here, at },
          events.map((event) => ({ ...event, actor: reply.actor })),
        ),
      wake: (...more) => more.forEach((ring) => rings.add(ring)),
    },
    { writtenAt: reply.written_at, keepsDraft: true },
  );
  if (!isRefusal(sent)) return sent.id;
  if (isSkip(sent.refused)) return sent.refused;
  throw new Error(`an answer to all was refused for case ${row.id}: ${sent.refused}`);
}

/** In the customer's language where it was written, else in the one chosen for everybody else. */
async function textFor({ tx, workspaceId }: Here, { texts, locale }: ReplyRow, conversationId: string): Promise<string> {
  const row = await tx.row(sql<{ locale: string }>`
    select coalesce(cu.locale, w.locale) as locale from tenant.conversation co
    join tenant.workspace w on w.workspace_id = co.workspace_id
    left join tenant.customer_merge mg on mg.workspace_id = co.workspace_id and mg.from_customer_id = co.customer_id and mg.undone_at is null
    join tenant.customer cu on cu.workspace_id = co.workspace_id and cu.id = ${survivorOf('mg', 'co.customer_id')}
    where co.workspace_id = ${workspaceId} and co.id = ${conversationId}`);
  const wanted = row?.locale ?? locale;
  const isWritten = texts[languageOf(wanted)] !== undefined;
  return (isWritten ? wordsOf(texts, wanted, locale) : texts[locale]) ?? '';
}

/** Gives 1 where this was the one that found nothing left to do. */
async function finish(platform: Platform, workspaceId: string, replyId: string): Promise<number> {
  const at = platform.clock.nowAt();
  const finished = await inWorkspace(platform.workPool, workspaceId, async (tx) => {
    if (!(await finishReply(tx, workspaceId, replyId, at))) {
      const running = await replyById(tx, workspaceId, replyId);
      if (running === undefined || running.finished_at !== null || running.undone_at !== null)
        await dropItem(tx, workspaceId, incidentKind, replyId);
      return false;
    }
    await dropItem(tx, workspaceId, incidentKind, replyId);
    await told({ platform, tx, workspaceId, at }, replyId, 'system');
    platform.bell.ringWithin(tx, 'events');
    return true;
  });
  if (finished) platform.bell.ring('events');
  return finished ? 1 : 0;
}
