/**
 * A time told was missed: who is told a new one? Each is looked at by itself under the lock of its conversation, so that an answer of the same
 * second is seen or sees it. What is told is one message on the customer's channel and one line in the ledger, with the same words.
 */
import { automaticStop } from '@meanwhile/core/delivery/automatic-cap.ts';
import { decideSlip } from '@meanwhile/core/commitment/slip.ts';
import { sayMissed, sayMissedMail } from '@meanwhile/core/commitment/slip-words.ts';
import { formatWhen } from '@meanwhile/core/commitment/when-words.ts';
import { dayMs, minuteMs } from '@meanwhile/core/kernel/instant.ts';
import { continueLink, lockCaseThatGoesOn, presentMessage, presentOne, updateCases, type CaseFactsRow } from '../case/case.ts';
import { isDatabaseAway } from '../platform/db/database-away.ts';
import { acrossWorkspaces, inWorkspace } from '../platform/db/transaction.ts';
import type { Here } from '../platform/here.ts';
import { claimItem, dropItem, dueItems, putItem, type DueItem } from '../platform/jobs/work-item.ts';
import type { Platform } from '../platform/platform.ts';
import { appendEvents } from '../platform/stream/append-event.ts';
import { isSuppressed } from '../suppression/suppression.ts';
import { channelTimes, compiledTime, timeFor, type ChannelTime } from './channel-time.ts';
import { runningOfCase } from './ending.store.ts';
import {
  insertAutomatic,
  insertAutomaticMail,
  insertNewTime,
  missedById,
  toldAnewSince,
  whoWaits,
  type MissedRow,
  type NewTimeRow,
  type WaitingRow,
} from './new-time.store.ts';
import { presentCommitment } from './present-commitment.ts';

export const newTimeKind = 'new-time';
/** One that fails holds up no other. */
const afterFaultMs = minuteMs;

export interface NewTimeDeps {
  /** Which cap stops an automatic mail to this address now; null when it may go. */
  stoppedMail(here: Here, mail: { readonly id: string; readonly recipient: string }, isProved: boolean): Promise<string | null>;
}

/** Whoever is sorry oftener than this within a day says nothing any more. */
const mostADay = 3;
/** Told side by side, so that they share their commits. */
const lanes = 4;

/** One round; gives how many were looked at. */
export async function tellNewTimes(platform: Platform, deps: NewTimeDeps, most = 60): Promise<number> {
  const items = await acrossWorkspaces(platform.workPool, (tx) => dueItems(tx, newTimeKind, platform.clock.nowAt(), most));
  const next = items.values();
  const lane = async (): Promise<number> => {
    let count = 0;
    for (const item of next) if (await tellOrPostpone(platform, deps, item)) count += 1;
    return count;
  };
  const told = await Promise.allSettled(Array.from({ length: lanes }, lane));
  const failed = told.find((one) => one.status === 'rejected');
  if (failed !== undefined) throw new Error('not every new time could be told', { cause: failed.reason });
  const count = told.reduce((sum, one) => sum + (one.status === 'fulfilled' ? one.value : 0), 0);
  if (count > 0) platform.bell.ring('events', 'delivery', 'commitment');
  return count;
}

async function tellOrPostpone(platform: Platform, deps: NewTimeDeps, item: DueItem): Promise<boolean> {
  try {
    return await tellOne(platform, deps, item);
  } catch (error) {
    if (isDatabaseAway(error)) throw error;
    platform.log.error({ err: error, commitmentId: item.row_id }, 'a new time could not be told; trying again');
    const later = { kind: newTimeKind, rowId: item.row_id, dueAt: platform.clock.nowAt() + afterFaultMs };
    await inWorkspace(platform.workPool, item.workspace_id, (tx) => putItem(tx, item.workspace_id, later));
    return false;
  }
}

async function tellOne(platform: Platform, deps: NewTimeDeps, item: DueItem): Promise<boolean> {
  const at = platform.clock.nowAt();
  const { workspace_id: workspaceId, row_id: id } = item;
  return inWorkspace(platform.workPool, workspaceId, async (tx) => {
    if (!(await claimItem(tx, { workspaceId, kind: newTimeKind, rowId: id }, at))) return false;
    const here: Here = { platform, tx, workspaceId, at };
    const retryAt = await tellAfter(here, deps, id);
    if (retryAt === null) await dropItem(tx, workspaceId, newTimeKind, id);
    else await putItem(tx, workspaceId, { kind: newTimeKind, rowId: id, dueAt: retryAt });
    platform.bell.ringWithin(tx, 'events', 'delivery', 'commitment');
    return true;
  });
}

/** Null when that is settled, else when to look again. */
async function tellAfter(here: Here, deps: NewTimeDeps, id: string): Promise<number | null> {
  const { tx, workspaceId, at } = here;
  const before = await missedById(tx, workspaceId, id);
  const row = before === undefined ? undefined : await lockCaseThatGoesOn(tx, workspaceId, before.turn_case_id);
  // Looked at again under the lock.
  const missed = row === undefined ? undefined : await missedById(tx, workspaceId, id);
  if (row === undefined || missed === undefined || missed.ending !== 'broken' || missed.was_followed) return null;
  if (row.conversation_id !== missed.conversation_id) return null;
  const who = await whoWaits(tx, workspaceId, [missed.turn_case_id, row.id]);
  const channel = who === undefined ? undefined : (await channelTimes(tx, workspaceId, [who.channel_id], at)).get(who.channel_id);
  if (who === undefined || channel === undefined) return null;
  const time = timeFor(channel, { topicId: row.topic_id, queueId: row.queue_id, locale: who.locale ?? channel.locale });
  const compiled = compiledTime(time, at);
  const decision = decideSlip(
    { missedAt: missed.due_at, askedAt: missed.asked_at },
    {
      state: row.state,
      ball: row.ball,
      spam: row.spam_at !== null,
      unansweredSinceAt: row.unanswered_since,
      runs: (await runningOfCase(tx, workspaceId, row.id)).length > 0,
      // To an address nobody has proved one new time goes out, not one after the other: it may be a stranger's.
      isBlocked: who.blocked || (!time.lineUnderMessage && !who.is_proved && missed.is_second),
      isSuppressed: !time.lineUnderMessage && (await isSuppressed(tx, workspaceId, who.address)),
      answerGoesOutAt: who.answer_at,
      isHeard: time.lineUnderMessage,
      zone: who.zone ?? time.zone,
      isStopped: await isStopped(here, deps, { missed, who, time }),
    },
    time.policy === null || compiled === null ? null : { policy: time.policy, compiled },
    at,
  );
  if (decision.tell === 'later') return decision.retryAt;
  if (decision.tell === 'now') await tellNow(here, { missed, who, time, row, dueAt: decision.dueAt });
  return null;
}

interface Slip {
  readonly missed: MissedRow;
  readonly who: WaitingRow;
  readonly time: ChannelTime;
}

/** The same caps in a conversation that is read in place as for mail. */
async function isStopped(here: Here, deps: NewTimeDeps, { missed, who, time }: Slip): Promise<boolean> {
  const told = await toldAnewSince(here.tx, here.workspaceId, missed.conversation_id, here.at - dayMs);
  if (told.length >= mostADay) return true;
  if (!time.lineUnderMessage) return (await deps.stoppedMail(here, { id: missed.id, recipient: who.address }, who.is_proved)) !== null;
  return automaticStop({ sentAts: told, isProved: true, strangersCount: 0 }, here.at) !== null;
}

async function tellNow(here: Here, slip: Slip & { readonly row: CaseFactsRow; readonly dueAt: number }): Promise<void> {
  const { platform, tx, workspaceId, at } = here;
  const { missed, who, time, row, dueAt } = slip;
  const told = newTime(here, slip);
  const messageId = platform.clock.newId<'message'>() as string;
  const seq = await insertAutomatic(tx, workspaceId, {
    id: messageId,
    conversationId: row.conversation_id,
    caseId: row.id,
    channelId: who.channel_id,
    identityId: who.identity_id,
    text: told.words,
    audience: who.audience,
    replyToId: missed.message_id,
    at,
  });
  await insertNewTime(tx, workspaceId, told);
  // Judged by instants: the first at which it can be broken.
  await putItem(tx, workspaceId, { kind: 'commitment', rowId: told.id, dueAt: dueAt + 1 });
  if (!time.lineUnderMessage) await mailIt(here, slip, messageId);
  // The list keeps the earlier of what was told and what we aim for.
  const changed: CaseFactsRow = { ...row, told_at: at, due_at: row.due_at ?? dueAt };
  await updateCases(tx, workspaceId, [changed]);
  await announce(here, slip, { told, changed, messageId, seq });
}

async function mailIt({ platform, tx, workspaceId, at }: Here, { missed, who }: Slip, messageId: string): Promise<void> {
  const id = platform.clock.newId<'delivery'>() as string;
  const to = { conversationId: missed.conversation_id, channelId: who.channel_id, recipient: who.address };
  await insertAutomaticMail(tx, workspaceId, { id, messageId, ...to, epoch: platform.epoch, at });
  await putItem(tx, workspaceId, { kind: 'delivery', rowId: id, dueAt: at });
}

function newTime(here: Here, { missed, who, time, row, dueAt }: Slip & { row: CaseFactsRow; dueAt: number }): NewTimeRow {
  const { platform, workspaceId, at } = here;
  const policy = time.policy!;
  const locale = who.locale ?? missed.locale;
  const inWords = (when: number): string =>
    formatWhen({ at: when, nowAt: at, zone: time.calendar!.zone, locale, stored: true, readerZone: who.zone ?? undefined });
  const saying = { firstBy: inWords(missed.due_at), newBy: inWords(dueAt), locale };
  const to = { workspaceId, conversationId: row.conversation_id, identityId: who.identity_id };
  const link = (): string =>
    time.hostedChannelId === null ? platform.settings.publicUrl : continueLink(platform, { ...to, channelId: time.hostedChannelId });
  return {
    id: platform.clock.newId<'commitment'>(),
    customerId: missed.customer_id,
    conversationId: row.conversation_id,
    caseId: row.id,
    messageId: missed.message_id,
    channelId: who.channel_id,
    words: time.lineUnderMessage ? sayMissed(saying) : sayMissedMail({ ...saying, link: link(), brand: time.brand }),
    locale,
    toldAt: at,
    dueAt,
    policyId: policy.id,
    policyVersion: policy.version,
    calendarId: policy.calendarId,
    calendarVersion: policy.calendarVersion,
    afterId: missed.id,
  };
}

async function announce(
  here: Here,
  { missed, who, time }: Slip,
  { told, changed, messageId, seq }: { told: NewTimeRow; changed: CaseFactsRow; messageId: string; seq: number },
): Promise<void> {
  const { tx, workspaceId, at } = here;
  const common = { actor: 'system', conversationId: told.conversationId, caseId: told.caseId, channelId: told.channelId } as const;
  const message = presentMessage(
    {
      id: messageId,
      conversation_id: told.conversationId,
      case_id: told.caseId,
      seq,
      state: 'stored',
      author_kind: 'automation',
      author_id: null,
      author_name: time.brand,
      channel_id: told.channelId,
      channel_type: time.channelType,
      subject: null,
      text: told.words,
      html: null,
      visible_text: null,
      received_at: at,
      provider_at: null,
      audience: who.audience,
      automatic: true,
      sender_proof: null,
      match_reason: null,
      participants: null,
      release_at: null,
    },
    [],
    [],
  );
  const commitment = presentCommitment({
    id: told.id,
    conversation_id: told.conversationId,
    case_id: told.caseId,
    message_id: missed.message_id,
    channel_id: told.channelId,
    words: told.words,
    locale: told.locale,
    place: 'thread',
    told_at: told.toldAt,
    due_at: told.dueAt,
    basis: 'policy',
    policy_id: told.policyId,
    policy_version: told.policyVersion,
    ending: null,
    ended_at: null,
    after_id: told.afterId,
  });
  await appendEvents(here, [
    {
      ...common,
      type: 'message.sent',
      audience: who.audience,
      subjectId: messageId,
      payload: { message, case: await presentOne(tx, workspaceId, changed) },
    },
    { ...common, type: 'commitment.told', audience: 'desk', subjectId: told.id, payload: { commitment } },
  ]);
}
