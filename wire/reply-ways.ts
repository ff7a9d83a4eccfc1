/** By which ways can an answer reach the customer of a case? The first that is not blocked is where it goes unless the writer chooses. */
import { z } from 'zod';
import { channelType, id, instant } from './records.ts';

export const replyWayRecord = z.strictObject({
  channelId: id,
  channelName: z.string(),
  channelType,
  identityId: id,
  /** Their address there as people read it; null where there is none to read (a browser). */
  address: z.string().nullable(),
  /** Where an answer goes unless the writer chooses. */
  isUsual: z.boolean(),
  /** Until when the provider lets us answer; null where it sets no limit. */
  closesAt: instant.nullable(),
  /** `window_closed`: they would have to write there first. `stopped`: that address gets nothing from us any more. */
  blocked: z.enum(['window_closed', 'stopped']).nullable(),
});
export const replyWays = z.strictObject({ items: z.array(replyWayRecord) });
export type ReplyWayRecord = z.output<typeof replyWayRecord>;
export type ReplyWays = z.output<typeof replyWays>;
