/** Live, minute by minute: from when to when a channel was, on what evidence; and what went beside the plan of the two pools. */
import { limits } from '@meanwhile/core/kernel/limits.ts';
import { z } from 'zod';
import { plainName } from './plain-name.ts';
import { id, instant, shift, stance } from './records.ts';

const { mode, because } = stance.shape;

export const stancePeriod = z.strictObject({ from: instant, /** Null: it runs. */ until: instant.nullable(), mode, because });
/** One look. The periods follow from the looks and from nothing else. */
export const stanceLook = z.strictObject({
  at: instant,
  isAllowed: z.boolean(),
  onShift: z.array(
    z.strictObject({
      memberId: id,
      shiftId: id,
      endsAt: instant,
      /** Null where none counts: signed out, away, on leave. */
      lastInputAt: instant.nullable(),
      /** Units of effort at once; a talk is 35. */
      capacity: z.int(),
    }),
  ),
  /** Live talks that go on in the workspace. */
  talkCount: z.int(),
});
export const channelStance = z.strictObject({
  channelId: id,
  now: stance,
  periods: z.array(stancePeriod),
  looks: z.array(stanceLook),
  /** There is more in this span than is given: ask for a shorter one. */
  isCapped: z.boolean(),
});

/** “I’m live”, or not any more. */
export const setLive = z.strictObject({
  live: z.boolean(),
  /** How long at most; it ends earlier where a planned live shift begins. */
  minutes: z.int().min(limits.liveMinutesMin).max(limits.liveMinutesMax).default(limits.liveMinutes),
  /** Needed where they are planned for answering in writing at that time. */
  exceptionReason: plainName(limits.exceptionReasonChars).nullable().default(null),
});
export const liveAnswer = z.strictObject({ /** Their live shift that runs now; null: none. */ shift: shift.nullable() });

/** Somebody on a shift of one pool answered for the other. */
export const shiftException = z.strictObject({
  id,
  memberId: id,
  shiftId: id,
  /** Of the shift. */
  pool: z.enum(['live', 'async']),
  caseId: id,
  messageId: id,
  minutes: z.number(),
  /** From taking the case to the answer, or what an answer takes on average. */
  basis: z.enum(['measured', 'figure']),
  at: instant,
});

export type ChannelStance = z.infer<typeof channelStance>;
export type ShiftException = z.infer<typeof shiftException>;
export type LiveAnswer = z.infer<typeof liveAnswer>;
