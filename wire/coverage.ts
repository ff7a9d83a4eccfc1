/** Were the times told on a channel kept? Counted from the ledger; shares are 0 to 1, lengths whole minutes. */
import { limits } from '@meanwhile/core/kernel/limits.ts';
import { z } from 'zod';
import { id, instant } from './records.ts';

const share = z.number().min(0).max(1);
const counted = z.strictObject({
  keptCount: z.int(),
  /** Times told that have passed; those without an answer among them, as not kept. */
  maturedCount: z.int(),
  /** Null where none has passed. */
  share: share.nullable(),
  /** The 95 % interval of the share (Wilson 1927); 0 to 1 where nothing was counted. */
  low: share,
  high: share,
});

export const channelCoverage = z.strictObject({
  channelId: id,
  /** Counted are times told that came to pass in this span. */
  from: instant,
  until: instant,
  /** The newest of so many times are counted and no more: `from` is then the oldest of them. */
  isCapped: z.boolean(),
  /** The share aimed for. */
  level: share,
  first: counted,
  /** New times, told after a missed one, or before one that was very likely to be missed. */
  again: counted,
  /** Told, before a time had passed, that it would be later. Needless: the answer came by the first time after all. */
  notices: z.strictObject({ count: z.int(), needlessCount: z.int() }),
  /** Ended because the customer needed no answer any more; they count neither way. */
  releasedCount: z.int(),
  /** How much sooner than told the kept ones came: half of them by as much or less, nine in ten by as much or less. */
  sparedMinutes: z.strictObject({ half: z.int().nullable(), nineInTen: z.int().nullable() }),
  /** How late the others were on average, those without an answer counted until now. */
  lateMinutes: z.int().nullable(),
  /** The last three days on which times told came to pass, each with an interval beside the share aimed for; null: no drift. */
  alarm: z.enum(['too_few_kept', 'too_many_kept']).nullable(),
  /** Half of recent answers came in less than half the open time told. */
  isOftenSooner: z.boolean(),
  /** Which reply time, in open minutes, would have been kept so often by recent answers; null where fewer than fifty are known. */
  windows: z.array(z.strictObject({ level: share, replyWithinMinutes: z.int().nullable() })),
  /** What a message that comes now would be told, and why; null where nobody is planned to answer. */
  estimate: z
    .strictObject({
      madeAt: instant,
      /** Kept at the level, not rounded; null where no estimate can be made. */
      answeredBy: instant.nullable(),
      /** Why there is none, or (no_quantile) why it may only lengthen: too few answers known, few answers and many misses, the plan ends before. */
      why: z.enum(['few_scores', 'no_quantile', 'plan_ends']).nullable(),
      waitingCount: z.int(),
      /** Answers the margin is taken from. */
      answerCount: z.int(),
      /** Minutes of work in one answer, and whether they were measured. */
      handleMinutes: z.number(),
      handleBasis: z.enum(['starter', 'measured']),
    })
    .nullable(),
  /** First times by the day they came to pass, in the workspace's zone; days without any are left out. Oldest first. */
  days: z.array(counted.extend({ date: z.iso.date() })),
});
export type ChannelCoverage = z.infer<typeof channelCoverage>;

export const coverageSpan = z.strictObject({ days: z.coerce.number().int().min(7).max(limits.coverageDaysMax).default(28) });

/** What a workspace aims for, for all its channels. */
export const estimateSettings = z.strictObject({
  /** So many in a hundred times told are to be kept. */
  keptPercent: z.union([z.literal(90), z.literal(95), z.literal(98)]),
  /** Work in one answer, until fifty were measured. */
  minutesPerReply: z.int().min(1).max(limits.minutesPerReplyMax),
});
export type EstimateSettings = z.infer<typeof estimateSettings>;
