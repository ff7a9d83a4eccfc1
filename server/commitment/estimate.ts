/**
 * When would a message that comes now be answered? Made ahead of time for each channel, every ten seconds, so that taking a message in reads one row and
 * computes nothing. The people planned for answering in writing and the cases that wait are one pool, across queues.
 */
import { stepLimits } from '@meanwhile/core/kernel/limits.ts';
import { estimateAt, workUntilAnswered } from '@meanwhile/core/commitment/estimate.ts';
import {
  factorOf,
  groupOrAll,
  largestFactor,
  leastGroupScores,
  leastScores,
  type Calibration,
} from '@meanwhile/core/commitment/estimate-calibration.ts';
import { capacityOf, goingOn, withoutLeave, type Capacity } from '@meanwhile/core/commitment/estimate-capacity.ts';
import { learnFrom, type Learned } from '@meanwhile/core/commitment/estimate-from-ledger.ts';
import { isOftenSooner } from '@meanwhile/core/commitment/estimate-told.ts';
import { checkPolicy, tell } from '@meanwhile/core/commitment/policy.ts';
import { dayMs, minuteMs } from '@meanwhile/core/kernel/instant.ts';
import { byRoutingOrder, type Waiting } from '@meanwhile/core/routing/order.ts';
import type { Transaction } from '../platform/db/transaction.ts';
import type { Here } from '../platform/here.ts';
import { eachDue } from '../platform/jobs/each-due.ts';
import { dropItem, putItem } from '../platform/jobs/work-item.ts';
import type { Platform } from '../platform/platform.ts';
import { channelTimes, compiledTime, type ChannelTime } from './channel-time.ts';
import { openLengths } from './coverage.ts';
import {
  casesThatWait,
  channelIdsOf,
  dropEstimates,
  estimatedTimes,
  estimateSettings,
  leaveSpans,
  saveEstimate,
  writingShifts,
  type EstimatedRow,
  type EstimateRow,
  type WaitingCase,
} from './estimate.store.ts';
import { foreseeSlips, inRouting, type Foreseeing } from './foresee.ts';
import { askGate } from './ask-gate.ts';
import { productiveShare, workFigures } from './work-figures.ts';

export const estimateKind = 'estimate';
/** How old an estimate becomes while everything runs. */
const everyMs = 10_000;
const afterFaultMs = minuteMs;
const scoreCount = 500;
const learnedOverMs = 90 * dayMs;
const plannedAheadMs = 90 * dayMs;
/** A longer queue is before every new message, all of it. */
const mostWaiting = stepLimits.estimateWaiting;

/** Asked for wherever people are planned or settings change; no workspace without planned people has an estimate. */
export async function askEstimate(tx: Transaction, workspaceId: string, at: number): Promise<void> {
  await putItem(tx, workspaceId, { kind: estimateKind, rowId: workspaceId, dueAt: at });
  await askGate(tx, workspaceId, at);
}

/** One round; gives how many workspaces were looked at. */
export function refreshEstimates(platform: Platform, most = 20): Promise<number> {
  const fault = 'an estimate could not be made; trying again';
  return eachDue(platform, { kind: estimateKind, most, afterFaultMs, fault, one: refreshOne });
}

async function refreshOne({ platform, tx, workspaceId, at }: Here): Promise<void> {
  const pool = await poolOf(tx, workspaceId, at);
  const { isPlanned } = pool;
  const times = isPlanned ? await channelTimes(tx, workspaceId, pool.channelIds, at) : new Map<string, ChannelTime>();
  await dropEstimates(tx, workspaceId, [...times.keys()]);
  for (const time of times.values()) {
    const row = estimateRow(pool, time, at);
    if (row !== null) await saveEstimate(tx, workspaceId, row);
  }
  await foreseeSlips(tx, workspaceId, { ...slipFacts(pool), times, restoredAt: platform.restoredAt }, at);
  if (isPlanned) await putItem(tx, workspaceId, { kind: estimateKind, rowId: workspaceId, dueAt: at + everyMs });
  else await dropItem(tx, workspaceId, estimateKind, workspaceId);
}

/** What all channels of a workspace share. */
export interface Pool {
  readonly channelIds: readonly string[];
  readonly capacity: Capacity;
  /** Is anybody planned from now on? */
  readonly isPlanned: boolean;
  /** Time of people planned from now until then, as it stands in the plan. */
  plannedMs(toAt: number): number;
  readonly waiting: readonly WaitingCase[];
  readonly handle: { readonly meanMs: number; readonly basis: 'starter' | 'measured' };
  readonly told: readonly EstimatedRow[];
  readonly level: number;
  /** From the newest 500 answers of a channel; null: from those of all. */
  learned(channelId: string | null): Learned;
}

export async function poolOf(tx: Transaction, workspaceId: string, at: number): Promise<Pool> {
  const span = { fromAt: at - learnedOverMs, untilAt: at + plannedAheadMs };
  const channelIds = await channelIdsOf(tx, workspaceId);
  const settings = await estimateSettings(tx, workspaceId);
  const { perReplyMs, source } = await workFigures(tx, workspaceId, at);
  const pool = {
    channelIds,
    ...(await plannedCapacity(tx, workspaceId, span, at)),
    waiting: await casesThatWait(tx, workspaceId, mostWaiting),
    handle: { meanMs: perReplyMs, basis: source },
    told: await estimatedTimes(tx, workspaceId, { channelIds, most: scoreCount, sinceAt: span.fromAt }),
    level: settings.kept_percent / 100,
  };
  return { ...pool, learned: learning(pool, at) };
}

/** Shifts less leave; of somebody who said that they are away, the rest of the shift that runs. */
async function plannedCapacity(
  tx: Transaction,
  workspaceId: string,
  span: { fromAt: number; untilAt: number },
  nowAt: number,
): Promise<Pick<Pool, 'capacity' | 'isPlanned' | 'plannedMs'>> {
  const shifts = await writingShifts(tx, workspaceId, span);
  const leave = Map.groupBy(await leaveSpans(tx, workspaceId, span), (one) => one.member_id);
  const planned = shifts.flatMap((shift) => {
    const gone = (leave.get(shift.member_id) ?? []).map((one) => ({ startAt: one.starts_at, endAt: one.ends_at }));
    const runs = shift.starts_at <= nowAt && shift.ends_at > nowAt;
    if (runs && shift.away_since !== null) gone.push({ startAt: Math.max(shift.away_since, shift.starts_at), endAt: shift.ends_at });
    return withoutLeave({ startAt: shift.starts_at, endAt: shift.ends_at }, gone);
  });
  return {
    capacity: capacityOf(goingOn(planned, span.untilAt), productiveShare),
    isPlanned: planned.some((one) => one.endAt > nowAt),
    plannedMs: (toAt) => planned.reduce((sum, one) => sum + Math.max(0, Math.min(one.endAt, toAt) - Math.max(one.startAt, nowAt)), 0),
  };
}

/** Learnt once however often it is asked for. */
function learning({ told, capacity, level }: Pick<Pool, 'told' | 'capacity' | 'level'>, at: number): Pool['learned'] {
  const known = new Map<string | null, Learned>();
  return (channelId) => {
    const rows = told.filter((row) => channelId === null || row.channel_id === channelId);
    const learned =
      known.get(channelId) ??
      learnFrom(
        rows.map((row) => ({ toldAt: row.told_at, workMs: row.work_ms, estimatedAt: row.estimated_at, answeredAt: row.answered_at })),
        capacity,
        1 - level,
        at,
      );
    known.set(channelId, learned);
    return learned;
  };
}

function estimateRow(pool: Pool, time: ChannelTime, at: number): EstimateRow | null {
  const compiled = compiledTime(time, at);
  if (time.policy === null || compiled === null || checkPolicy(time.policy, compiled, at) !== null) return null;
  const { capacity, handle } = pool;
  const own = pool.learned(time.channelId);
  const all = pool.learned(null);
  const calibration = groupOrAll(own.calibration, all.calibration);
  const { openRatios } = own.calibration.scores.length >= leastGroupScores ? own : all;
  const standingAt = tell(time.policy, compiled, at).dueAt;
  const work = (dueAt: number): number | null =>
    workUntilAnswered(
      { waitingMs: aheadCount(pool, dueAt, at) * handle.meanMs, inProgressMs: 0, ownMs: handle.meanMs, overtakingRate: 0 },
      capacity,
      at,
    );
  const exact = (workMs: number | null, by: Calibration): number | null => {
    const factor = workMs === null ? null : (factorOf(by, openRatios) ?? largestFactor(by, openRatios));
    return factor === null || workMs === null ? null : estimateAt(capacity, at, workMs, factor);
  };
  const firstAt = exact(work(standingAt), calibration);
  // Told later than the window, it stands behind more of those who wait.
  const workMs = work(Math.max(standingAt, firstAt ?? standingAt))!;
  const estimatedAt = exact(workMs, calibration);
  const again = { ...calibration, miss: calibration.miss / 2 };
  return {
    channel_id: time.channelId,
    made_at: at,
    work_ms: Math.ceil(workMs),
    estimated_at: estimatedAt,
    again_at: estimatedAt === null ? null : exact(workMs, again),
    why: whyNot(calibration, openRatios, estimatedAt),
    waiting_count: pool.waiting[0]?.all_count ?? 0,
    score_count: calibration.scores.length,
    handle_ms: Math.round(handle.meanMs),
    handle_basis: handle.basis,
    is_often_sooner: isOftenSooner(recentReplies(pool, time, at)),
  };
}

function slipFacts(pool: Pool): Omit<Foreseeing, 'times' | 'restoredAt'> {
  const scoresOf = (channelId: string): readonly number[] =>
    groupOrAll(pool.learned(channelId).calibration, pool.learned(null).calibration).scores;
  return { waiting: pool.isPlanned ? pool.waiting : [], capacity: pool.capacity, handleMs: pool.handle.meanMs, scoresOf };
}

function whyNot(calibration: Calibration, openRatios: readonly number[], estimatedAt: number | null): EstimateRow['why'] {
  if (calibration.scores.length < leastScores) return 'few_scores';
  if (estimatedAt === null) return 'plan_ends';
  return factorOf(calibration, openRatios) === null ? 'no_quantile' : null;
}

/** How many that wait come before a message of now that is told `dueAt`, in routing's order. */
function aheadCount({ waiting, handle }: Pool, dueAt: number, at: number): number {
  const expectedMs = handle.meanMs;
  const before = byRoutingOrder(at);
  const mine: Waiting = { id: '~', urgent: false, dueAt, waitingSinceAt: at, expectedMs };
  const known = waiting.filter((one) => before(inRouting(one, expectedMs), mine) < 0);
  return known.length + Math.max(0, (waiting[0]?.all_count ?? 0) - waiting.length);
}

/** In the channel's open time of today, as coverage counts. */
function recentReplies(pool: Pool, { channelId, calendar }: ChannelTime, nowAt: number): { toldMs: number; tookMs: number }[] {
  if (calendar === null) return [];
  return pool.told
    .filter((row) => row.channel_id === channelId && (row.answered_at !== null || row.due_at < nowAt))
    .map((row) => openLengths(row, calendar, nowAt));
}
