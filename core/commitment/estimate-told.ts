/**
 * Which time is told: the channel's standing window or the estimate? An estimate may lengthen what is told and never quietly shortens it; what would
 * be shorter is hinted at by “Often sooner.” The levels a manager can choose are shown with the window each would mean.
 */
import { minuteMs, type Instant } from '../kernel/instant.ts';
import { conformalFactor, leastScores, levels, type Level } from './estimate-calibration.ts';

export interface ToTell {
  /** By the standing window of the channel. */
  readonly standingAt: Instant;
  /** By the calibrated estimate, rounded up; null where too little is known for one. */
  readonly estimatedAt: Instant | null;
  /** Has the manager allowed times shorter than the standing window? They are kept at the same level. */
  readonly allowsShorter: boolean;
}

/** The instant to tell, and what it rests on: stored with the commitment and shown. */
export function timeToTell({ standingAt, estimatedAt, allowsShorter }: ToTell): {
  readonly dueAt: Instant;
  readonly basis: 'policy' | 'estimate';
} {
  if (estimatedAt === null || estimatedAt === standingAt) return { dueAt: standingAt, basis: 'policy' };
  return estimatedAt > standingAt || allowsShorter ? { dueAt: estimatedAt, basis: 'estimate' } : { dueAt: standingAt, basis: 'policy' };
}

/** Both in the same time, open or elapsed. */
export interface RecentReply {
  readonly toldMs: number;
  readonly tookMs: number;
}

/** True when half of the recent replies took less than half the time told; false below 50, which say too little. */
export function isOftenSooner(recent: readonly RecentReply[]): boolean {
  if (recent.length < leastScores) return false;
  return recent.filter((reply) => reply.tookMs < reply.toldMs / 2).length * 2 >= recent.length;
}

const windowStepMs = 15 * minuteMs;

/** The window each level would mean, from how long recent replies took (open ms); rounded up to a quarter of an hour, null where too few are known. */
export function windowsByLevel(tookMs: readonly number[]): { readonly level: Level; readonly windowMs: number | null }[] {
  return levels.map((level) => {
    const exactMs = tookMs.length < leastScores ? null : conformalFactor(tookMs, 1 - level);
    return { level, windowMs: exactMs === null ? null : Math.max(1, Math.ceil(exactMs / windowStepMs)) * windowStepMs };
  });
}
