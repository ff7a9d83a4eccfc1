/** Is a channel set up honestly? Three tests with what each of them saw, and the override that lets a failing one be open all the same. */
import { limits } from '@meanwhile/core/kernel/limits.ts';
import { z } from 'zod';
import { id, instant } from './records.ts';

const entryTest = z.strictObject({
  passes: z.boolean(),
  why: z.enum(['no_time', 'not_in_words', 'not_on_page']).nullable(),
  /** What a customer reads there, in the workspace's language; null: nothing that tells a time. */
  words: z.string().nullable(),
  /** The time as it stands in the words. */
  by: z.string().nullable(),
  dueAt: instant.nullable(),
  /** Text of the hosted page as it is served; null where there is none. */
  page: z.string().nullable(),
});
const staffedTest = z.strictObject({
  passes: z.boolean(),
  why: z.enum(['no_time', 'too_late', 'pool_not_own', 'no_plan', 'not_measured']).nullable(),
  /** What the verdict rests on. */
  basis: z.enum(['starter', 'measured']),
  /** Until then a new workspace may stand on starter figures. */
  starterUntil: instant,
  /** In the coming two weeks: planned for answering in writing, and taken by the messages expected. */
  hoursPlanned: z.number(),
  hoursNeeded: z.number(),
  expectedCount: z.int(),
  writerCount: z.int(),
  /** Of the writers: on live shifts too. */
  alsoLiveCount: z.int(),
  agentCount: z.int(),
  minutesPerReply: z.number(),
  minutesBasis: z.enum(['starter', 'measured']),
  productiveShare: z.number(),
  /** Answers the share rests on. */
  answerCount: z.int(),
  /** So many in a hundred are to be kept. */
  keptInHundred: z.int(),
  /** Null where too little was measured. */
  lateInHundred: z.int().nullable(),
  /** The shortest reply time that can be kept, in open minutes; null where the one told can, or none. */
  achievableMinutes: z.int().nullable(),
});
const reportedTest = z.strictObject({
  passes: z.boolean(),
  why: z.enum(['live_figure']).nullable(),
  /** Every figure shown of the channel's work; `list`: a shared list, by its name. */
  figures: z.array(
    z.strictObject({ where: z.enum(['coverage', 'counts', 'today', 'list']), name: z.string(), stance: z.enum(['async', 'live']) }),
  ),
});

export const gateEvidence = z.strictObject({ entry: entryTest, staffed: staffedTest, reported: reportedTest });
export type GateEvidence = z.infer<typeof gateEvidence>;

export const gateOverride = z.strictObject({
  id,
  channelId: id,
  channelName: z.string(),
  because: z.string(),
  /** Whose doing it was, by the name they have today; null: a program, or somebody who left. */
  by: z.string().nullable(),
  madeAt: instant,
  until: instant,
});
export type GateOverride = z.infer<typeof gateOverride>;

export const channelGate = gateEvidence.extend({
  channelId: id,
  checkedAt: instant,
  passes: z.boolean(),
  /** As last kept; null while all pass. */
  failingSince: instant.nullable(),
  override: gateOverride.nullable(),
});
export type ChannelGate = z.infer<typeof channelGate>;

export const makeOverride = z.strictObject({
  /** Why it is open all the same: stands in the log. */
  because: z.string().trim().min(limits.overrideReasonMinChars).max(limits.overrideReasonChars),
});

/** Shown on Today. */
export const gateOverview = z.strictObject({
  overrides: z.array(gateOverride),
  /** Open channels that fail, with no override. */
  marked: z.array(
    z.strictObject({ channelId: id, channelName: z.string(), failed: z.array(z.enum(['entry', 'staffed', 'reported'])), since: instant }),
  ),
});
export type GateOverview = z.infer<typeof gateOverview>;
