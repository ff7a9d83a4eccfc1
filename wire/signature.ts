/** What does a member's own signature look like on the wire? The mailbox's stands in the settings of its channel. */
import { z } from 'zod';
import { limits } from '@meanwhile/core/kernel/limits.ts';

export const signature = z.strictObject({
  text: z.string().max(limits.signatureChars),
  /** Sanitised; null = made from the text. */
  html: z
    .string()
    .max(2 * limits.signatureHtmlChars)
    .nullable(),
});
export const saveSignature = z.strictObject({
  /** Empty text and no HTML: none. With `html` the text may be left out. */
  text: z.string().max(limits.signatureChars).default(''),
  html: z.string().max(limits.signatureHtmlChars).nullable().default(null),
});
export type Signature = z.infer<typeof signature>;
