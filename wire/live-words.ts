/** Words that sound as if somebody were waiting to answer: how they are pointed at, and how a text that goes out by itself is kept in spite of them. */
import { limits } from '@meanwhile/core/kernel/limits.ts';
import { z } from 'zod';
import { plainName } from './plain-name.ts';

export const liveFinding = z.strictObject({
  /** Where the text stands, such as `texts.0.text`. */
  field: z.string(),
  /** The words meant, and where they begin. */
  quote: z.string(),
  from: z.int(),
  /** To put in their place. */
  suggestion: z.string(),
});
export const findings = z.array(liveFinding);
/** Why a text that goes out by itself is kept although it sounds live; stands in the log with the words. */
export const keptBecause = plainName(limits.reasonChars).optional();

export type LiveFinding = z.infer<typeof liveFinding>;
