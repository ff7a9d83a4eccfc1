/** Fields of cases: what a topic asks for, and what stands in them. */
import { limits } from '@meanwhile/core/kernel/limits.ts';
import { z } from 'zod';
import { factKind } from './facts.ts';
import { id } from './records.ts';
import { plainLine, plainName } from './plain-name.ts';

export const fieldKind = z.enum(['text', 'number', 'date', 'choice']);
const name = plainName(limits.labelChars);
const choices = z.array(plainName(limits.labelChars)).max(limits.fieldChoices);
/** Completes “We ask because …”; shown to customers as written. */
const askedBecause = plainName(limits.askedBecauseChars).nullable();
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
  /** Customers are asked for it themselves by the link to a case's details, and this is why. Null: the team fills it. */
  askedBecause: z.string().nullable(),
  /** By law or for safety: whoever is asked cannot skip it. */
  mandatory: z.boolean(),
});
export const createField = z.strictObject({
  topicId: id.nullable(),
  name,
  kind: fieldKind,
  choices: choices.default([]),
  required: z.boolean().default(false),
  factKind: factKind.nullable().default(null),
  askedBecause: askedBecause.default(null),
  mandatory: z.boolean().default(false),
});
export const changeField = z.strictObject({
  name: name.optional(),
  choices: choices.optional(),
  required: z.boolean().optional(),
  factKind: factKind.nullable().optional(),
  askedBecause: askedBecause.optional(),
  mandatory: z.boolean().optional(),
});
/** Null takes it out. */
export const fillField = z.strictObject({ value: plainLine(limits.fieldInputChars).nullable() });
export const caseFields = z.strictObject({ items: z.array(z.strictObject({ fieldId: id, value: z.string() })) });

/** The link by which a case's customer is asked for what is not known, and what that would be now. */
export const detailsRequest = z.strictObject({
  /** Null: nothing is left to ask, or nobody of theirs wrote here yet. */
  url: z.string().nullable(),
  asked: z.array(z.strictObject({ fieldId: id, name: z.string() })),
});

export type DetailsRequest = z.infer<typeof detailsRequest>;
export type TopicField = z.infer<typeof topicField>;
export type CaseFields = z.infer<typeof caseFields>;
