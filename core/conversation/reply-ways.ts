/**
 * By which ways can an answer reach this customer now? Each way is a channel and an address of theirs. A provider may let us answer only for a while after
 * they wrote, or never let us begin; somebody may have asked for silence; and an address that they only claim is written to where they wrote from it, never
 * because somebody here chose it.
 */
import type { Instant } from '../kernel/instant.ts';
import type { Proof } from '../identity/proof.ts';

export interface WayFacts {
  readonly channelId: string;
  readonly identityId: string;
  readonly proof: Proof;
  /** When they last wrote by this channel from this address; null = never. */
  readonly lastHeardAt: Instant | null;
  /** How long after that an answer may go out; null = as long as we like. */
  readonly windowMs: number | null;
  /** May we write to somebody there who has not written to us? */
  readonly mayBegin: boolean;
  readonly isStopped: boolean;
}

export interface ReplyWay {
  readonly channelId: string;
  readonly identityId: string;
  /** Until when an answer may go out there; null = as long as we like. */
  readonly closesAt: Instant | null;
  readonly blocked: 'window_closed' | 'stopped' | null;
}

/** Null: no way at all, now or later, unless they write there. */
export function replyWay(facts: WayFacts, nowAt: Instant): ReplyWay | null {
  const { channelId, identityId, lastHeardAt, windowMs } = facts;
  if (lastHeardAt === null && (!facts.mayBegin || facts.proof === 'claimed')) return null;
  const closesAt = windowMs === null ? null : (lastHeardAt ?? 0) + windowMs;
  const blocked = facts.isStopped ? 'stopped' : closesAt !== null && closesAt <= nowAt ? 'window_closed' : null;
  return { channelId, identityId, closesAt, blocked };
}

/** Those that work before those that do not; among them where they wrote last, first. */
export function inOrder<Way extends ReplyWay>(ways: readonly (Way & { readonly lastHeardAt: Instant | null })[]): Way[] {
  return ways.toSorted((a, b) => Number(a.blocked !== null) - Number(b.blocked !== null) || (b.lastHeardAt ?? 0) - (a.lastHeardAt ?? 0));
}
