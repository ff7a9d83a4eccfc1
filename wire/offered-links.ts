/** Links by which the customer of a case can go on in another channel and be known there. */
import { z } from 'zod';
import { channelType, id, instant } from './records.ts';

export const offeredLinks = z.strictObject({
  items: z.array(
    z.strictObject({
      channelId: id,
      channelType,
      channelName: z.string(),
      /** Opens the other channel with the words ready to be sent. */
      url: z.string(),
    }),
  ),
  /** To stand before the links, in the customer's language. */
  invite: z.string(),
  /** The address by which the words name them; null where they have none that is proved, and then there is no link. */
  hint: z.string().nullable(),
  expiresAt: instant,
});
export type OfferedLinks = z.output<typeof offeredLinks>;
