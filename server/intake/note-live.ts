/** What is noted for a message of somebody who was shown that people are there: that they wait live, and that they come first in the list. */
import { minuteMs } from '@meanwhile/core/kernel/instant.ts';
import type { TurnFacts, TurnTold } from '../commitment/commitment.ts';
import type { CaseFactsRow } from '../case/case.ts';
import { waitLookMs } from '../live/live.ts';
import { iso } from '../platform/db/instant.ts';
import type { Batch } from './batch.ts';
import type { CaseMade } from './note-case.ts';
import type { Placed } from './place.ts';
import type { Incoming } from './understand.ts';

interface LiveArrival {
  readonly one: Incoming;
  readonly where: Placed;
}
interface LiveFacts {
  readonly at: number;
  readonly batch: Batch;
  readonly live: LiveNow;
}

export interface LiveNow {
  isLive(channelId: string, conversationId: string): boolean;
  /** Conversations in which somebody waits live. */
  readonly waiting: Set<string>;
}

/** Whoever is there answers within this, or the case is late in the list. */
const liveAnswerMs = 2 * minuteMs;

/** They were shown that somebody is there, and somebody still is. */
export function liveIn({ one, where }: LiveArrival, { live }: LiveFacts): TurnFacts['live'] {
  if (one.row.envelope['live'] !== true || !live.isLive(one.row.channel_id, where.conversation.id)) return null;
  return live.waiting.has(where.conversation.id) ? 'waits' : 'begins';
}

/** Somebody waits in front of a screen: they come first. Nobody is told this instant. */
export function liveDueAt(one: Incoming, made: CaseMade, told: TurnTold): number | null {
  if (told.why === 'live') return one.row.received_at + liveAnswerMs;
  return told.why === 'waits-live' ? made.row.due_at : null;
}

export function noteLiveWait(
  { one, where, row, messageId }: LiveArrival & { row: CaseFactsRow; messageId: string },
  facts: LiveFacts,
): void {
  const { id: conversation_id } = where.conversation;
  facts.live.waiting.add(conversation_id);
  const { channel_id } = one.row;
  facts.batch.liveWaits.push({ message_id: messageId, conversation_id, case_id: row.id, channel_id, asked_at: iso(one.row.received_at) });
  facts.batch.work.push({ kind: 'live-wait', row_id: messageId, lane: 0, due_at: iso(facts.at + waitLookMs) });
}
