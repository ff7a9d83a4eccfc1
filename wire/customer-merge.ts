/** Two customers who are one person, and cases that belong together: what is asked and what is told. */
import { z } from 'zod';
import { caseRow, customer, id, instant } from './records.ts';

/** Why somebody is sure. Stored with the merge, shown beside it. */
export const mergeReason = z.enum(['they_said', 'same_matter', 'known_to_us', 'other_system']);
export const mergeCustomer = z.strictObject({ intoId: id, reason: mergeReason });
export const customerMerge = z.strictObject({
  id,
  /** Who was merged, as they are without the merge. */
  from: customer,
  intoId: id,
  /** Null: the site proved it. `link_code`: they sent a code from there that we had given them. */
  reason: z.enum([...mergeReason.options, 'link_code']).nullable(),
  mergedBy: z.strictObject({ id, name: z.string() }).nullable(),
  mergedAt: instant,
});
export const blockCustomer = z.strictObject({ blocked: z.boolean() });
export const linkCase = z.strictObject({ caseId: id });
export const linkedCases = z.strictObject({ items: z.array(caseRow) });

export type MergeReason = z.infer<typeof mergeReason>;
export type CustomerMerge = z.infer<typeof customerMerge>;
