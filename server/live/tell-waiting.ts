/**
 * Whoever waits live is told a time as soon as live ends, and after five minutes in any case. Each is looked at every few seconds by itself, under the
 * lock of its conversation; the time told, its place in the ledger and the end of the wait are one transaction, so that a process that dies in between
 * has told nothing, and the next one tells it once.
 */
import { secondMs } from '@meanwhile/core/kernel/instant.ts';
import { limits, stepLimits } from '@meanwhile/core/kernel/limits.ts';
import { isLiveFor } from '@meanwhile/core/stance/stance.ts';
import { tellInstead, type TellInstead } from '../commitment/commitment.ts';
import { isDatabaseAway } from '../platform/db/database-away.ts';
import { acrossWorkspaces, inWorkspace } from '../platform/db/transaction.ts';
import type { Here } from '../platform/here.ts';
import { claimItem, dropItem, dueItems, putItem } from '../platform/jobs/work-item.ts';
import type { Platform } from '../platform/platform.ts';
import { endWait, runningWait, type WaitRow } from './live-wait.store.ts';
import { stancesOf } from './stance.ts';

export const liveWaitKind = 'live-wait';
/** So often it is looked whether somebody is still there for them. */
export const waitLookMs = 10 * secondMs;
/** An answer that can still be undone is on its way. */
const answerComesMs = 3 * secondMs;
const afterFaultMs = 10 * secondMs;

/** One round; gives how many were looked at. One that fails holds up no other. */
export async function tellWaiting(platform: Platform, deps: TellInstead, most = stepLimits.liveWaits): Promise<number> {
  const items = await acrossWorkspaces(platform.workPool, (tx) => dueItems(tx, liveWaitKind, platform.clock.nowAt(), most));
  let told = 0;
  for (const { workspace_id: workspaceId, row_id: rowId } of items) {
    const at = platform.clock.nowAt();
    try {
      const isTold = await inWorkspace(platform.workPool, workspaceId, async (tx) => {
        const here: Here = { platform, tx, workspaceId, at };
        return (await claimItem(tx, { workspaceId, kind: liveWaitKind, rowId }, at)) && (await lookAtWait(here, deps, rowId));
      });
      if (isTold) told += 1;
    } catch (error) {
      if (isDatabaseAway(error)) throw error;
      platform.log.error({ err: error, messageId: rowId }, 'whoever waits live could not be told a time; trying again');
      const item = { kind: liveWaitKind, rowId, dueAt: at + afterFaultMs };
      await inWorkspace(platform.workPool, workspaceId, (tx) => putItem(tx, workspaceId, item));
    }
  }
  if (told > 0) platform.bell.ring('events', 'commitment');
  return items.length;
}

/** True where a time was told. */
async function lookAtWait(here: Here, deps: TellInstead, messageId: string): Promise<boolean> {
  const { tx, workspaceId, at } = here;
  const wait = await runningWait(tx, workspaceId, messageId);
  if (wait === undefined) {
    await dropItem(tx, workspaceId, liveWaitKind, messageId);
    return false;
  }
  const again = (dueAt: number) => putItem(tx, workspaceId, { kind: liveWaitKind, rowId: messageId, dueAt });
  const isThere = await isSomebodyThere(here, wait);
  if (isThere && at < wait.asked_at + limits.liveWaitMs) {
    await again(Math.min(at + waitLookMs, wait.asked_at + limits.liveWaitMs));
    return false;
  }
  const fate = await tellInstead(here, { messageId, why: isThere ? 'notYet' : 'ended' }, deps);
  if (fate === 'answer_comes') await again(at + answerComesMs);
  else {
    await endWait(tx, workspaceId, wait.conversation_id, { at, ending: fate === 'told' ? 'told' : 'released' });
    await dropItem(tx, workspaceId, liveWaitKind, messageId);
  }
  if (fate === 'told') here.platform.bell.ringWithin(tx, 'events', 'commitment');
  return fate === 'told';
}

async function isSomebodyThere(here: Here, wait: WaitRow): Promise<boolean> {
  const stance = (await stancesOf(here, [wait.channel_id])).get(wait.channel_id);
  return stance !== undefined && isLiveFor(stance, true);
}
