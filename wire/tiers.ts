/** Tiers of customers: short keys a workspace defines, in its order, such as “gold”. A customer has one or none. */
import { z } from 'zod';
import { limits } from '@meanwhile/core/kernel/limits.ts';

export const tierKey = z.string().regex(/^[a-z0-9][a-z0-9-]{0,19}$/);
export const tiers = z.strictObject({
  keys: z
    .array(tierKey)
    .max(limits.tiersPerWorkspace)
    .refine((keys) => new Set(keys).size === keys.length, 'A tier stands once in the list.'),
});
export type Tiers = z.infer<typeof tiers>;
