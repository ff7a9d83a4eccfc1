/**
 * Is somebody really waiting to answer this minute? Live is earned: allowed on this channel, on a live shift, real input within two minutes, and
 * room for one more talk. Everything else is async, with the true reason. Keeping the evidence is the server's.
 */
import { minuteMs } from '../kernel/instant.ts';
import type { Instant } from '../kernel/instant.ts';
import { effort } from '../routing/effort.ts';

export interface OnShift {
  readonly memberId: string;
  readonly shiftId: string;
  readonly endsAt: Instant;
  /** Newest key or pointer at the desk; null where there is none that counts: signed out, away, on leave. */
  readonly lastInputAt: Instant | null;
  /** How much they hold at once, in the units of `core/routing/effort.ts`. */
  readonly capacity: number;
}

export interface StanceFacts {
  /** Has a manager allowed this channel to be live, is it open, and can it be live at all? */
  readonly isAllowed: boolean;
  /** Members whose live shift covers the instant, each once. */
  readonly onShift: readonly OnShift[];
  /** Live talks that go on in the workspace, whoever holds them. */
  readonly talkCount: number;
}

export interface Stance {
  readonly mode: 'live' | 'async';
  /** `people_waiting` is the only reason for live; the others say what is missing first. */
  readonly because: StanceReason;
  readonly onShiftCount: number;
  readonly presentCount: number;
}
/** `not_looked`: nobody has looked for too long, so that nothing is known. */
export type StanceReason = 'no_shift' | 'no_input' | 'not_allowed' | 'no_live_capacity' | 'people_waiting' | 'not_looked';

/** Presence is input, never an open tab. */
export const presentForMs = 2 * minuteMs;

export const isPresent = ({ lastInputAt }: Pick<OnShift, 'lastInputAt'>, nowAt: Instant): boolean =>
  lastInputAt !== null && nowAt - lastInputAt <= presentForMs;

export function stanceOf(facts: StanceFacts, nowAt: Instant): Stance {
  const here = facts.onShift.filter((one) => one.endsAt > nowAt);
  const present = here.filter((one) => isPresent(one, nowAt));
  const counts = { onShiftCount: here.length, presentCount: present.length };
  if (here.length === 0) return { mode: 'async', because: 'no_shift', ...counts };
  if (present.length === 0) return { mode: 'async', because: 'no_input', ...counts };
  if (!facts.isAllowed) return { mode: 'async', because: 'not_allowed', ...counts };
  if (roomFor(present) <= facts.talkCount) return { mode: 'async', because: 'no_live_capacity', ...counts };
  return { mode: 'live', because: 'people_waiting', ...counts };
}

/** Talks these people can hold at once. */
function roomFor(present: readonly OnShift[]): number {
  return present.reduce((sum, one) => sum + Math.floor(one.capacity / effort.chat), 0);
}

/**
 * Is somebody there for this conversation? As long as people are there, a talk that began goes on, also where there is no room for another one.
 */
export function isLiveFor({ mode, because }: Pick<Stance, 'mode' | 'because'>, isTalking: boolean): boolean {
  return mode === 'live' || (because === 'no_live_capacity' && isTalking);
}
