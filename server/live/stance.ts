/**
 * Is anybody there on these channels, this minute? What is known now must say so, and so must the last look, which is the evidence: where nobody looks
 * any more, nothing is live.
 */
import { dayMs, minuteMs } from '@meanwhile/core/kernel/instant.ts';
import { liveUntil } from '@meanwhile/core/stance/stance-periods.ts';
import { isLiveFor, isPresent, stanceOf, type Stance, type StanceFacts } from '@meanwhile/core/stance/stance.ts';
import type { Here } from '../platform/here.ts';
import { allowedChannels, lastSeen, onLiveShift, talkingIn, type AllowedRow, type EvidenceRow, type OnShiftRow } from './stance.store.ts';

/** A talk goes on so long after an answer, whether or not the customer writes again. */
export const talkRestsMs = 5 * minuteMs;

export interface StanceNow extends Stance {
  /** Members who are there. */
  readonly names: readonly string[];
  readonly memberIds: ReadonlySet<string>;
  /** Not live any more then, without another look; null where it is not live. */
  readonly untilAt: number | null;
  /** Conversations in which a talk goes on. */
  readonly talking: ReadonlySet<string>;
}

export interface Ground {
  readonly onShift: readonly OnShiftRow[];
  readonly talking: readonly string[];
}

/** What holds for all channels of the workspace. */
export async function stanceGround({ tx, workspaceId, at }: Pick<Here, 'tx' | 'workspaceId' | 'at'>): Promise<Ground> {
  const onShift = await onLiveShift(tx, workspaceId, at, dayMs);
  return { onShift, talking: onShift.length === 0 ? [] : await talkingIn(tx, workspaceId, at - talkRestsMs) };
}

export function factsOf({ onShift, talking }: Ground, channel: Pick<AllowedRow, 'is_allowed'>): StanceFacts {
  return {
    isAllowed: channel.is_allowed,
    onShift: onShift.map((row) => ({
      memberId: row.member_id,
      shiftId: row.shift_id,
      endsAt: row.ends_at,
      lastInputAt: row.input_at,
      capacity: row.capacity,
    })),
    talkCount: talking.length,
  };
}

/** By channel; those that are not here (any more) are left out. */
export async function stancesOf(
  here: Pick<Here, 'tx' | 'workspaceId' | 'at'>,
  channelIds: readonly string[],
): Promise<Map<string, StanceNow>> {
  const { tx, workspaceId, at } = here;
  const ground = await stanceGround(here);
  const channels = await allowedChannels(tx, workspaceId, channelIds);
  const seen = ground.onShift.length === 0 ? new Map<string, EvidenceRow>() : await lastSeen(tx, workspaceId, channelIds);
  const present = ground.onShift.filter((row) => isPresent({ lastInputAt: row.input_at }, at));
  const names = present.map((row) => row.name);
  const memberIds = new Set(present.map((row) => row.member_id));
  const talking = new Set(ground.talking);
  return new Map(
    channels.map((channel) => {
      const now = stanceOf(factsOf(ground, channel), at);
      const last = seen.get(channel.id);
      const look = last === undefined ? null : { at: last.seen_at, facts: last.facts };
      const isSeen = look !== null && stanceOf(look.facts, look.at).mode === 'live' && at < liveUntil(look);
      const stance: Stance = now.mode === 'live' && !isSeen ? { ...now, mode: 'async', because: 'not_looked' } : now;
      return [channel.id, { ...stance, names, memberIds, talking, untilAt: stance.mode === 'live' ? liveUntil(look!) : null }];
    }),
  );
}

/** What one customer, by their conversations, is to know of it. */
export interface StanceFor extends Pick<StanceNow, 'names' | 'memberIds' | 'untilAt'> {
  readonly isLive: boolean;
}

const nobody: StanceFor = { isLive: false, names: [], memberIds: new Set(), untilAt: null };

/** Is somebody there for this customer, and who? */
export async function stanceFor(
  here: Pick<Here, 'tx' | 'workspaceId' | 'at'>,
  { channelId, conversationIds }: { readonly channelId: string; readonly conversationIds: readonly string[] },
): Promise<StanceFor> {
  const stance = (await stancesOf(here, [channelId])).get(channelId);
  if (stance === undefined) return nobody;
  const isTalking = conversationIds.some((id) => stance.talking.has(id));
  const { names, memberIds, untilAt } = stance;
  return { isLive: isLiveFor(stance, isTalking), names, memberIds, untilAt };
}
