/**
 * Is somebody really waiting to answer this minute? Live is earned: on a live shift, real input within two minutes, and capacity left.
 * Everything else is async, with the true reason. Keeping the evidence is the server's.
 */
import { minuteMs } from '../kernel/instant.ts';
import type { Instant } from '../kernel/instant.ts';

export interface StanceFacts {
  /** Members whose live shift covers the instant, each once. */
  readonly onShift: readonly { readonly memberId: string; readonly lastInputAt: Instant | null }[];
  /** Live talks that could begin now, over all members present. */
  readonly liveCapacity: number;
}

export interface Stance {
  readonly mode: 'live' | 'async';
  /** `people_waiting` is the only reason for live; the others say what is missing first. */
  readonly because: 'no_shift' | 'no_input' | 'no_live_capacity' | 'people_waiting';
  readonly onShiftCount: number;
  readonly presentCount: number;
}

/** Presence is input, never an open tab. */
export const presentForMs = 2 * minuteMs;

export function stanceOf(facts: StanceFacts, nowAt: Instant): Stance {
  const presentCount = facts.onShift.filter(({ lastInputAt }) => lastInputAt !== null && nowAt - lastInputAt <= presentForMs).length;
  const counts = { onShiftCount: facts.onShift.length, presentCount };
  if (counts.onShiftCount === 0) return { mode: 'async', because: 'no_shift', ...counts };
  if (presentCount === 0) return { mode: 'async', because: 'no_input', ...counts };
  if (facts.liveCapacity <= 0) return { mode: 'async', because: 'no_live_capacity', ...counts };
  return { mode: 'live', because: 'people_waiting', ...counts };
}
