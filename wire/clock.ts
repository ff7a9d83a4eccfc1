/** Clocks of a case: how long each ran, in open and in elapsed time, when it is due, and every step it took. */
import { z } from 'zod';
import { id, instant } from './records.ts';

const kind = z.enum(['first_response', 'next_response', 'update', 'resolution', 'agent_work']);

export const clockStep = z.strictObject({
  at: instant,
  /** `moved`: another message is the oldest now; `reinstated`: its end was taken back. */
  what: z.enum(['start', 'pause', 'resume', 'met', 'cancelled', 'moved', 'reinstated']),
  why: z.string(),
});
export const clockReading = z.strictObject({
  kind,
  startAt: instant,
  state: z.enum(['running', 'paused', 'met', 'breached', 'cancelled']),
  /** In the open time of the calendars that held. */
  usedMs: z.int(),
  /** The same stretches in elapsed time. */
  elapsedMs: z.int(),
  /** Negative: over. Null without a target. */
  leftMs: z.int().nullable(),
  dueAt: instant.nullable(),
  /** When the time ran out, whoever looked. */
  breachedAt: instant.nullable(),
  endedAt: instant.nullable(),
  endedWhy: z.string().nullable(),
  /** A target set later would have been over at once; it got its grace. */
  isTightened: z.boolean(),
  /** Null without a target. */
  targetMs: z.int().nullable(),
  /** What is left counts in elapsed time; otherwise in the open time of a calendar. */
  isElapsed: z.boolean(),
  /** It counts from here, since the priority changed. */
  restartedAt: instant.nullable(),
  /** When so much of the target is used up, in the clock's own time; null: paused or ended before. */
  warnings: z.array(z.strictObject({ share: z.number(), at: instant.nullable() })),
  /** The stretches in which it stood, and why. */
  pauses: z.array(z.strictObject({ fromAt: instant, toAt: instant.nullable(), why: z.string() })),
  steps: z.array(clockStep),
});
export const caseClocksRecord = z.strictObject({
  clocks: z.array(clockReading),
  /** What holds now: the target, and the reply policy for what it says nothing of. */
  target: z.strictObject({ id, version: z.int(), name: z.string() }).nullable(),
  policy: z.strictObject({ id, version: z.int(), name: z.string() }).nullable(),
  /** With whom the case lay, and how long. */
  spans: z.array(
    z.strictObject({
      status: z.enum(['open', 'on_hold', 'pending', 'resolved', 'merged', 'spam']),
      fromAt: instant,
      toAt: instant.nullable(),
      openMs: z.int(),
      elapsedMs: z.int(),
    }),
  ),
  /** Events written with an earlier instant than the one before them; they count from that one. */
  skewed: z.int(),
  /** The customer was forgotten, and with them what clocks are read from. */
  isForgotten: z.boolean(),
});
export type CaseClocksRecord = z.infer<typeof caseClocksRecord>;
