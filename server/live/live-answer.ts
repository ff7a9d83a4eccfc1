/** What does an answer mean for whoever waits live, and for the two pools? Asked when it goes out, under the lock of its conversation. */
import { longestHandleMs } from '@meanwhile/core/commitment/estimate-handle.ts';
import { workFigures } from '../commitment/commitment.ts';
import type { Here } from '../platform/here.ts';
import { endWait, insertException, runningShift, takenAt, talkedSince } from './live-wait.store.ts';
import { talkRestsMs } from './stance.ts';

export interface Answered {
  readonly messageId: string;
  readonly conversationId: string;
  readonly caseId: string;
  /** Null: a program answered. */
  readonly memberId: string | null;
}

export async function noteLiveAnswer(here: Here, answered: Answered): Promise<void> {
  const { tx, workspaceId, at } = here;
  const { conversationId, memberId } = answered;
  const wasTalking = await talkedSince(tx, workspaceId, [conversationId], at - talkRestsMs);
  await endWait(tx, workspaceId, conversationId, { at, ending: 'answered' });
  const shift = memberId === null ? undefined : await runningShift(tx, workspaceId, memberId, at);
  if (shift === undefined || memberId === null || (shift.pool === 'live') === wasTalking) return;
  await insertException(tx, workspaceId, {
    id: here.platform.clock.newId<string>(),
    member_id: memberId,
    shift_id: shift.id,
    pool: shift.pool,
    case_id: answered.caseId,
    conversation_id: conversationId,
    message_id: answered.messageId,
    ...(await tookMs(here, answered.caseId, memberId)),
    answered_at: at,
  });
}

/** From taking the case to the answer; where nobody took it, or long ago, what an answer takes on average. */
async function tookMs({ tx, workspaceId, at }: Here, caseId: string, memberId: string) {
  const since = await takenAt(tx, workspaceId, caseId, memberId);
  if (since !== null && at > since && at - since <= longestHandleMs) return { took_ms: at - since, basis: 'measured' as const };
  const { perReplyMs } = await workFigures(tx, workspaceId, at);
  return { took_ms: Math.round(perReplyMs), basis: 'figure' as const };
}
