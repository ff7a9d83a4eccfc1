/** Conversations and identities as records of their own: who somebody is, and the one thread they have with us. Their messages are `/messages?conversationId=`. */
import { limits } from '@meanwhile/core/kernel/limits.ts';
import { z } from 'zod';
import { id, identity, instant } from './records.ts';
import { page } from './requests.ts';

export const conversation = z.strictObject({
  id,
  /** Whose it is; after a merge, the customer it went to. */
  customerId: id,
  /** The number of its newest message; they count from 1 without gaps. */
  lastSeq: z.int(),
  createdAt: instant,
});
export type ConversationRecord = z.infer<typeof conversation>;

export const identityRecord = identity.extend({
  /** Whose it is; after a merge, the customer it went to. */
  customerId: id,
  createdAt: instant,
});
export type IdentityRecord = z.infer<typeof identityRecord>;

export const findConversations = page.extend({ customerId: id.optional() });

/** A whole value of one scheme, or those of one customer; without either, nothing is asked. */
export const findIdentities = page
  .extend({
    scheme: z.string().min(1).max(limits.keyChars).optional(),
    value: z.string().trim().min(1).max(limits.addressChars).optional(),
    customerId: id.optional(),
  })
  .refine(({ scheme, value }) => (scheme === undefined) === (value === undefined), 'scheme and value go together.')
  .refine(({ scheme, customerId }) => scheme !== undefined || customerId !== undefined, 'scheme and value, or customerId.');
