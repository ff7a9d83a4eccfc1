/**
 * A time told was missed, or very likely will be: who is told a new one? Each is looked at by itself under the lock of its conversation, so that an answer of the same
 * second is seen or sees it. What is told is one message on the customer's channel and one line in the ledger, with the same words.
 */
import { stepLimits } from '@meanwhile/core/kernel/limits.ts';
import { automaticStop } from '@meanwhile/core/delivery/automatic-cap.ts';
import { decideSlip, type SlipFacts } from '@meanwhile/core/commitment/slip.ts';
import { dayMs, minuteMs } from '@meanwhile/core/kernel/instant.ts';
import { lockCaseThatGoesOn, type CaseFactsRow } from '../case/case.ts';
import { isDatabaseAway } from '../platform/db/database-away.ts';
import { acrossWorkspaces, byIndex, inWorkspace } from '../platform/db/transaction.ts';
import type { Here } from '../platform/here.ts';
import { claimItem, dropItem, dueItems, putItem, putItems, type DueItem } from '../platform/jobs/work-item.ts';
import type { Platform } from '../platform/platform.ts';
import { automaticWindowOf } from '../channel-registry.ts';
import { isSuppressed } from '../suppression/suppression.ts';
import { channelTimes, compiledTime, timeFor, toldTime, type ChannelTime } from './channel-time.ts';
import { runningOfCase } from './ending.store.ts';
import { inLockOrder, missedById, toldAnewSince, whoWaits, type MissedRow, type WaitingRow } from './new-time.store.ts';
import { sayNewTime, type Slip } from './say-new-time.ts';

/** After a time that was missed. */
export const newTimeKind = 'new-time';
/** Before one that will very likely be: put by `foresee.ts`, looked at once, and put again while it is still likely. */
export const slipKind = 'slip';
/** What was foreseen before that says nothing about now. */
const foreseenForMs = minuteMs;
/** One that fails holds up no other. */
const afterFaultMs = minuteMs;

export interface NewTimeDeps {
  /** Which cap stops an automatic mail to this address now; null when it may go. */
  stoppedMail(here: Here, mail: { readonly id: string; readonly recipient: string }, isProved: boolean): Promise<string | null>;
}

/** Whoever is sorry oftener than this within a day says nothing any more. */
const mostADay = stepLimits.newTimesPerCaseAndDay;
/** Told side by side, and so many in one commit: a thousand that fall due together wait for a hundred commits, not for a thousand. */
const lanes = 4;
const inOneCommit = 10;

/** One round after missed times; gives how many were looked at. */
export function tellNewTimes(platform: Platform, deps: NewTimeDeps, most = 240): Promise<number> {
  return tellRound(platform, { ...deps, kind: newTimeKind }, most);
}

/** The same before times that will very likely be missed. */
export function tellSlips(platform: Platform, deps: NewTimeDeps, most = 240): Promise<number> {
  return tellRound(platform, { ...deps, kind: slipKind }, most);
}

async function tellRound(platform: Platform, deps: Telling, most: number): Promise<number> {
  const items = await acrossWorkspaces(platform.workPool, (tx) => dueItems(tx, deps.kind, platform.clock.nowAt(), most));
  const next = [...Map.groupBy(items, (item) => item.workspace_id)].flatMap(([workspaceId, own]) => together(workspaceId, own)).values();
  const lane = async (): Promise<number> => {
    let count = 0;
    for (const some of next) count += await tellOrPostpone(platform, deps, some);
    return count;
  };
  const told = await Promise.allSettled(Array.from({ length: lanes }, lane));
  const failed = told.find((one) => one.status === 'rejected');
  if (failed !== undefined) throw new Error('not every new time could be told', { cause: failed.reason });
  const count = told.reduce((sum, one) => sum + (one.status === 'fulfilled' ? one.value : 0), 0);
  if (count > 0) platform.bell.ring('events', 'delivery', 'commitment');
  return count;
}

interface Telling extends NewTimeDeps {
  readonly kind: typeof newTimeKind | typeof slipKind;
}

/** What those of one commit share: the channels' times, by channel. */
interface Round extends Telling {
  readonly channels: Map<string, ChannelTime | undefined>;
}

/** Of one workspace. */
interface Together {
  readonly workspaceId: string;
  readonly ids: readonly string[];
}

function together(workspaceId: string, items: readonly DueItem[]): Together[] {
  const ids = items.map((item) => item.row_id);
  return Array.from({ length: Math.ceil(ids.length / inOneCommit) }, (_, index) => ({
    workspaceId,
    ids: ids.slice(index * inOneCommit, (index + 1) * inOneCommit),
  }));
}

/** Where one of several fails, each is tried by itself. */
async function tellOrPostpone(platform: Platform, deps: Telling, { workspaceId, ids }: Together): Promise<number> {
  try {
    return await tellSome(platform, deps, { workspaceId, ids });
  } catch (error) {
    if (isDatabaseAway(error)) throw error;
    if (ids.length > 1) {
      let count = 0;
      for (const id of ids) count += await tellOrPostpone(platform, deps, { workspaceId, ids: [id] });
      return count;
    }
    platform.log.error({ err: error, commitmentId: ids[0] }, 'a new time could not be told; trying again');
    const later = { kind: deps.kind, rowIds: ids, dueAt: platform.clock.nowAt() + afterFaultMs };
    await inWorkspace(platform.workPool, workspaceId, (tx) => putItems(tx, workspaceId, later));
    return 0;
  }
}

function tellSome(platform: Platform, deps: Telling, { workspaceId, ids }: Together): Promise<number> {
  const at = platform.clock.nowAt();
  return byIndex(platform.workPool, async (tx) => {
    await tx.enter(workspaceId);
    const here: Here = { platform, tx, workspaceId, at };
    const round: Round = { ...deps, channels: new Map() };
    let count = 0;
    for (const id of await inLockOrder(tx, workspaceId, ids)) if (await tellOne(here, round, id)) count += 1;
    if (count > 0) platform.bell.ringWithin(tx, 'events', 'delivery', 'commitment');
    return count;
  });
}

async function tellOne(here: Here, round: Round, id: string): Promise<boolean> {
  const { tx, workspaceId, at } = here;
  const item = { workspaceId, kind: round.kind, rowId: id };
  if (!(await claimItem(tx, item, at))) return false;
  const isOld = round.kind === slipKind && (await claimItem(tx, item, at - foreseenForMs));
  const retryAt = isOld ? null : await tellAfter(here, round, id);
  // A slip waits for nothing by itself: it is looked at again as long as it is foreseen.
  if (retryAt === null || round.kind === slipKind) await dropItem(tx, workspaceId, round.kind, id);
  else await putItem(tx, workspaceId, { kind: round.kind, rowId: id, dueAt: retryAt });
  return true;
}

/** Null when that is settled, else when to look again. */
async function tellAfter(here: Here, round: Round, id: string): Promise<number | null> {
  const { tx, workspaceId, at } = here;
  const before = await missedById(tx, workspaceId, id);
  const row = before === undefined ? undefined : await lockCaseThatGoesOn(tx, workspaceId, before.turn_case_id);
  // Looked at again under the lock.
  const missed = row === undefined ? undefined : await missedById(tx, workspaceId, id);
  if (row === undefined || missed === undefined || missed.was_followed || !isAbout(round, missed, at)) return null;
  if (row.conversation_id !== missed.conversation_id) return null;
  const who = await whoWaits(tx, workspaceId, [missed.turn_case_id, row.id]);
  const channel = who === undefined ? undefined : await channelOf(here, round, who.channel_id);
  if (who === undefined || channel === undefined) return null;
  const time = timeFor(channel, {
    topicId: row.topic_id,
    queueId: row.queue_id,
    priority: row.priority,
    tier: who.tier,
    locale: who.locale ?? channel.locale,
  });
  const compiled = compiledTime(time, at);
  const decision = decideSlip(
    { missedAt: missed.due_at, askedAt: missed.asked_at },
    await slipFacts(here, round, { missed, who, time, row }),
    time.policy === null || compiled === null ? null : { policy: time.policy, compiled },
    at,
  );
  if (decision.tell === 'later') return decision.retryAt;
  if (decision.tell === 'now' && compiled !== null) {
    const told = toldTime(time, { standingAt: decision.dueAt, nowAt: at, compiled, readerZone: who.zone, isAgain: true });
    await sayNewTime(here, { missed, who, time, row, told });
  }
  return null;
}

/** Missed, or still to come. */
function isAbout({ kind }: Round, { ending, due_at }: MissedRow, at: number): boolean {
  return kind === newTimeKind ? ending === 'broken' : ending === null && due_at > at;
}

async function slipFacts(here: Here, round: Round, slip: Slip & { readonly row: CaseFactsRow }): Promise<SlipFacts> {
  const { tx, workspaceId } = here;
  const { missed, who, time, row } = slip;
  const running = await runningOfCase(tx, workspaceId, row.id);
  return {
    state: row.state,
    ball: row.ball,
    spam: row.spam_at !== null,
    unansweredSinceAt: row.unanswered_since,
    runs: running.some((one) => one.id !== missed.id),
    // To an address nobody has proved one new time goes out, not one after the other: it may be a stranger's.
    isBlocked: who.blocked || (!time.lineUnderMessage && !who.is_proved && missed.is_second),
    isSuppressed: !time.lineUnderMessage && (isWindowShut(time, who, here.at) || (await isSuppressed(tx, workspaceId, who.address))),
    answerGoesOutAt: who.answer_at,
    isHeard: !time.isMail,
    zone: who.zone ?? time.zone,
    isStopped: await isStopped(here, round, slip),
  };
}

/** Its provider takes nothing from us until they write again: a time that nobody reads is not told. */
function isWindowShut({ channelType }: ChannelTime, { wrote_at: wroteAt }: WaitingRow, at: number): boolean {
  const windowMs = automaticWindowOf(channelType);
  return windowMs !== null && wroteAt + windowMs <= at;
}

async function channelOf({ tx, workspaceId, at }: Here, { channels }: Round, id: string): Promise<ChannelTime | undefined> {
  if (!channels.has(id)) channels.set(id, (await channelTimes(tx, workspaceId, [id], at)).get(id));
  return channels.get(id);
}

/** The same caps in a conversation that is read in place as for mail. */
async function isStopped(here: Here, deps: NewTimeDeps, { missed, who, time }: Slip): Promise<boolean> {
  const told = await toldAnewSince(here.tx, here.workspaceId, missed.conversation_id, here.at - dayMs);
  if (told.length >= mostADay) return true;
  if (!time.lineUnderMessage) return (await deps.stoppedMail(here, { id: missed.id, recipient: who.address }, who.is_proved)) !== null;
  return automaticStop({ sentAts: told, isProved: true, strangersCount: 0 }, here.at) !== null;
}
