/** One deed for several cases: what may be asked, and what became of each. The undo is made from what each looked like before. */
import { z } from 'zod';
import { limits } from '@meanwhile/core/kernel/limits.ts';
import { caseRow, id, instant } from './records.ts';

const one = <Name extends string>(verb: Name) => z.strictObject({ verb: z.literal(verb) });
export const bulkDeed = z.discriminatedUnion('verb', [
  z.strictObject({ verb: z.literal('assign'), memberId: id }),
  one('release'),
  z.strictObject({ verb: z.literal('snooze'), until: instant }),
  one('wake'),
  one('resolve'),
  one('reopen'),
  z.strictObject({ verb: z.literal('tag'), tagId: id }),
  z.strictObject({ verb: z.literal('untag'), tagId: id }),
  z.strictObject({ verb: z.literal('topic'), topicId: id.nullable() }),
  one('spam'),
  one('not-spam'),
]);
export const bulkCases = z.strictObject({ ids: z.array(id).min(1).max(limits.bulkCases), deed: bulkDeed });
export const bulkOutcome = z.strictObject({
  id,
  /** `unchanged`: it was so already. */
  outcome: z.enum(['done', 'unchanged', 'refused']),
  /** Why it was refused, as in a problem. */
  code: z.string().nullable(),
  case: caseRow.nullable(),
});

export type BulkDeed = z.infer<typeof bulkDeed>;
export type BulkOutcome = z.infer<typeof bulkOutcome>;
