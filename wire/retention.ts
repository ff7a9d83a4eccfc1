/** How long does a workspace keep what customers said? Periods as whole days or months; null keeps for good. */
import { z } from 'zod';
import { limits } from '@meanwhile/core/kernel/limits.ts';

export const retention = z.strictObject({
  /** The bytes of a message as they came, after it became a message or was thrown away. */
  originalDays: z.int().min(1).max(limits.originalDaysMax),
  /** A customer whose every case is resolved, without a word for this long, is forgotten. */
  quietMonths: z.int().min(1).max(limits.quietMonthsMax).nullable(),
  /** Who sent nothing but spam is forgotten this long after it was marked. */
  spamDays: z.int().min(1).max(limits.spamDaysMax).nullable(),
});
export type Retention = z.infer<typeof retention>;

/** What holds in a workspace that has chosen nothing. */
export const defaultRetention: Retention = { originalDays: limits.originalKeepMs / 86_400_000, quietMonths: null, spamDays: null };

/** How many customers these periods would forget at the next look; counts to a thousand. */
export const retentionPreview = z.strictObject({ customerCount: z.int(), more: z.boolean() });
