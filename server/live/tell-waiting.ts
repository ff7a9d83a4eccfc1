/**
 * Whoever waits live is told a time as soon as live ends, and after five minutes in any case. Each is looked at every few seconds by itself, under the
 * lock of its conversation; the time told, its place in the ledger and the end of the wait are one transaction, so that a process that dies in between
 * has told nothing, and the next one tells it once.
 */
import { secondMs } from '@meanwhile/core/kernel/instant.ts';
import { limits, stepLimits } from '@meanwhile/core/kernel/limits.ts';
import { tellInstead, type TellInstead } from '../commitment/commitment.ts';
import type { Here } from '../platform/here.ts';
import { eachDue } from '../platform/jobs/each-due.ts';
import { dropItem, putItem } from '../platform/jobs/work-item.ts';
import type { Platform } from '../platform/platform.ts';
import { endWait, runningWait } from './live-wait.store.ts';
import { stanceFor } from './stance.ts';

export const liveWaitKind = 'live-wait';
/** So often it is looked whether somebody is still there for them. */
export const waitLookMs = 10 * secondMs;
/** An answer that can still be undone is on its way. */
const answerComesMs = 3 * secondMs;
const afterFaultMs = 10 * secondMs;

/** One round; gives how many were looked at. */
export async function tellWaiting(platform: Platform, deps: TellInstead, most = stepLimits.liveWaits): Promise<number> {
  let told = 0;
  const count = await eachDue(platform, {
    kind: liveWaitKind,
    most,
    afterFaultMs,
    fault: 'whoever waits live could not be told a time; trying again',
    async one(here, messageId) {
      if (await lookAtWait(here, deps, messageId)) told += 1;
    },
  });
  if (told > 0) platform.bell.ring('events', 'commitment');
  return count;
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
  // Their own wait is a talk that goes on.
  const { isLive: isThere } = await stanceFor(here, { channelId: wait.channel_id, conversationIds: [wait.conversation_id] });
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
