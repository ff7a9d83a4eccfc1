/** Why a reply policy holds for a case, and what a customer would read under one that is not saved yet. */
import { z } from 'zod';
import { id } from './records.ts';

export const policyWhy = z.strictObject({
  /** The one that holds for this case's next message; null where its channel has none and no other fits. */
  policyId: id.nullable(),
  version: z.int().nullable(),
  name: z.string().nullable(),
  replyWithinMinutes: z.int().nullable(),
  /** No policy with conditions fits: it is the channel's own. */
  isChannelsOwn: z.boolean(),
  /** Those with conditions, in the order they are asked. The first without a reason against it holds. */
  asked: z.array(
    z.strictObject({
      policyId: id,
      version: z.int(),
      name: z.string(),
      place: z.int(),
      holds: z.boolean(),
      /** Conditions the case does not meet; empty where an earlier one holds already. */
      unmet: z.array(z.enum(['channel', 'topic', 'queue', 'language'])),
    }),
  ),
});
export type PolicyWhy = z.infer<typeof policyWhy>;

export const previewPolicy = z.strictObject({
  calendarId: id,
  replyWithinMinutes: z.coerce
    .number()
    .int()
    .min(1)
    .max(60 * 24 * 60),
  locale: z.string().max(35).optional(),
});
