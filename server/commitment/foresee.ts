/**
 * Which times told will very likely be missed? Asked with every estimate, from the same work ahead, plan and scores. Whoever is found is put to be
 * told; finding somebody twice changes nothing, since each is told once.
 */
import { stepLimits } from '@meanwhile/core/kernel/limits.ts';
import type { Capacity } from '@meanwhile/core/commitment/estimate-capacity.ts';
import { slipOf } from '@meanwhile/core/commitment/estimate-slip.ts';
import { workUntilAnswered } from '@meanwhile/core/commitment/estimate.ts';
import { isNight, slipNightHours } from '@meanwhile/core/commitment/slip.ts';
import { byRoutingOrder, type Waiting } from '@meanwhile/core/routing/order.ts';
import type { Transaction } from '../platform/db/transaction.ts';
import { putItems } from '../platform/jobs/work-item.ts';
import type { ChannelTime } from './channel-time.ts';
import type { WaitingCase } from './estimate.store.ts';
import { runningTimes } from './foresee.store.ts';
import { slipKind } from './new-time.ts';

export interface Foreseeing {
  readonly waiting: readonly WaitingCase[];
  readonly capacity: Capacity;
  /** Work of one answer, ms. */
  readonly handleMs: number;
  readonly times: ReadonlyMap<string, ChannelTime>;
  /** Capacity time taken ÷ work estimated, of recent answers of a channel. */
  scoresOf(channelId: string): readonly number[];
  /** Before this instant the ledger may have been followed by what a restored backup does not know. */
  readonly restoredAt: number | null;
}

/** So many are looked at, the soonest due first. */
const mostLookedAt = stepLimits.foreseenTimes;

export async function foreseeSlips(tx: Transaction, workspaceId: string, facts: Foreseeing, at: number): Promise<void> {
  const { waiting, handleMs, capacity, times } = facts;
  if (waiting.length === 0) return;
  const place = placesOf(waiting, handleMs, at);
  const running = await runningTimes(tx, workspaceId, {
    caseIds: waiting.map((one) => one.id),
    nowAt: at,
    sinceAt: facts.restoredAt ?? 0,
    most: mostLookedAt,
  });
  const foreseen = running.filter((one) => {
    const time = times.get(one.channel_id);
    if (time === undefined || (!time.isMail && isNight(at, one.zone ?? time.zone, slipNightHours))) return false;
    const ahead = { waitingMs: place.get(one.case_id)! * handleMs, inProgressMs: 0, ownMs: handleMs, overtakingRate: 0 };
    const workMs = workUntilAnswered(ahead, capacity, at);
    return (
      workMs !== null && slipOf({ dueAt: one.due_at, workMs, capacity, scores: facts.scoresOf(one.channel_id) }, at)?.shouldTell === true
    );
  });
  await putItems(tx, workspaceId, { kind: slipKind, rowIds: foreseen.map((one) => one.id), dueAt: at });
}

/** A case that waits, as routing looks at it. */
export function inRouting(one: WaitingCase, expectedMs: number): Waiting {
  return { id: one.id, urgent: one.is_urgent, dueAt: one.due_at, waitingSinceAt: one.waiting_since, expectedMs };
}

/** How many stand before each, in the order in which routing hands out. */
function placesOf(waiting: readonly WaitingCase[], expectedMs: number, at: number): Map<string, number> {
  const inOrder = waiting.map((one) => inRouting(one, expectedMs)).toSorted(byRoutingOrder(at));
  return new Map(inOrder.map((one, index) => [one.id, index]));
}
