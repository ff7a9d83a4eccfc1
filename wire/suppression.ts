/** How does an address we stopped writing to look on the wire? */
import { limits } from '@meanwhile/core/kernel/limits.ts';
import { z } from 'zod';
import { id, instant } from './records.ts';

export const suppression = z.strictObject({
  address: z.string(),
  /** `bounced`: a mail came back for good. `complained`: its owner called a mail of ours unwanted. `asked`: they wrote that they want no more. */
  why: z.enum(['bounced', 'complained', 'asked']),
  /** The other side's own words; show them as text. */
  detail: z.string().nullable(),
  /** The mail that led to it. */
  deliveryId: id.nullable(),
  suppressedAt: instant,
});
export const liftSuppression = z.strictObject({ address: z.string().max(limits.addressChars) });
export type Suppression = z.infer<typeof suppression>;
