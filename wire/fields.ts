/** Fields of cases: what a topic asks for, and what stands in them. */
import { z } from 'zod';
import { factKind } from './facts.ts';
import { id } from './records.ts';
import { plainLine, plainName } from './plain-name.ts';

export const fieldKind = z.enum(['text', 'number', 'date', 'choice']);
const name = plainName(60);
const choices = z.array(plainName(60)).max(50);
export const topicField = z.strictObject({
  id,
  /** Null: asked for whatever the case is about. */
  topicId: id.nullable(),
  name: z.string(),
  kind: fieldKind,
  choices: z.array(z.string()),
  /** The case is not resolved without it. */
  required: z.boolean(),
  /** What it says of the customer: filling it notes that, and what is noted fills it with one press. Null: of the case alone. */
  factKind: factKind.nullable(),
});
export const createField = z.strictObject({
  topicId: id.nullable(),
  name,
  kind: fieldKind,
  choices: choices.default([]),
  required: z.boolean().default(false),
  factKind: factKind.nullable().default(null),
});
export const changeField = z.strictObject({
  name: name.optional(),
  choices: choices.optional(),
  required: z.boolean().optional(),
  factKind: factKind.nullable().optional(),
});
/** Null takes it out. */
export const fillField = z.strictObject({ value: plainLine(1_000).nullable() });
export const caseFields = z.strictObject({ items: z.array(z.strictObject({ fieldId: id, value: z.string() })) });

export type TopicField = z.infer<typeof topicField>;
export type CaseFields = z.infer<typeof caseFields>;
