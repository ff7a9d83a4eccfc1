/** What does a visitor read above the field while somebody is there for them, and just after that ended? Null: nothing of the kind; the channel replies later. */
import { firstName } from '@meanwhile/core/kernel/one-line.ts';
import { stepLimits } from '@meanwhile/core/kernel/limits.ts';
import { dayMs, minuteMs, secondMs } from '@meanwhile/core/kernel/instant.ts';
import { sayLiveEntry, sayTimeInstead, usualWait } from '@meanwhile/core/stance/live-words.ts';
import type { Here } from '../platform/here.ts';
import { talkedSince, waitsOf } from './live-wait.store.ts';
import { stanceFor } from './stance.ts';

const waitsOverMs = 28 * dayMs;
/** How long it is said that live has just ended. */
const justEndedMs = 10 * minuteMs;
/** A page asks again at the latest then, so that what has ended is gone from it within a minute. */
const freshForMs = 15 * secondMs;

export interface LiveReader {
  readonly channelId: string;
  /** Their own conversations. */
  readonly conversationIds: readonly string[];
  readonly locale: string;
  /** The time told now, as it stands in a sentence. */
  readonly by: string;
}

export interface LiveEntry {
  readonly isLive: boolean;
  readonly words: string;
  readonly freshUntil: number;
}

export async function liveEntry(here: Here, reader: LiveReader): Promise<LiveEntry | null> {
  const { tx, workspaceId, at } = here;
  const { channelId, conversationIds, locale, by } = reader;
  const stance = await stanceFor(here, reader);
  if (stance.isLive) {
    const waits = await waitsOf(tx, workspaceId, channelId, { sinceAt: at - waitsOverMs, most: stepLimits.liveWaits });
    const words = sayLiveEntry({ names: stance.names.map(firstName), waitMs: usualWait(waits), locale });
    return { isLive: true, words, freshUntil: Math.min(at + freshForMs, stance.untilAt ?? Infinity) };
  }
  if (conversationIds.length === 0 || !(await talkedSince(tx, workspaceId, conversationIds, at - justEndedMs))) return null;
  return { isLive: false, words: sayTimeInstead('ended', { by, locale }), freshUntil: at + minuteMs };
}
