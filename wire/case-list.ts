/** Which cases does a list show, and how many are there? The filter of the inbox, of saved views and of their counts, in one shape. */
import { z } from 'zod';
import { id, instant } from './records.ts';
import { limits } from '@meanwhile/core/kernel/limits.ts';
import { plainName } from './plain-name.ts';

export const caseViewName = z.enum(['next', 'mine', 'team', 'waiting', 'all']);
export const only = z.enum(['due_soon', 'late', 'stuck', 'quiet']);

/** Every condition given must hold. */
export const caseFilter = z.strictObject({
  only: only.optional(),
  channelId: id.optional(),
  topicId: id.optional(),
  tagId: id.optional(),
  assigneeId: z.union([id, z.literal('nobody')]).optional(),
  /** What stands in this field is exactly this; both or neither. */
  fieldId: id.optional(),
  fieldValue: z.string().min(1).max(limits.fieldValueFilterChars).optional(),
});
/** For `superRefine`-less shapes: does the filter name a field without its value, or the other way round? */
export const isHalfField = (filter: { readonly fieldId?: unknown; readonly fieldValue?: unknown }): boolean =>
  (filter.fieldId === undefined) !== (filter.fieldValue === undefined);
export const caseList = caseFilter.extend({
  view: caseViewName.default('next'),
  cursor: z.string().max(limits.cursorChars).optional(),
  limit: z.coerce.number().int().min(1).max(limits.pageMax).default(50),
});
/** A figure of `most` means: that many or more. */
export const caseCounts = z.strictObject({
  most: z.int(),
  next: z.int(),
  mine: z.int(),
  team: z.int(),
  waiting: z.int(),
  all: z.int(),
  dueSoon: z.int(),
  late: z.int(),
  stuck: z.int(),
  quiet: z.int(),
  /** When a figure changes though nothing happens: something becomes due soon, late, stuck or quiet. Null: never. */
  nextChangeAt: instant.nullable(),
});

/** A list somebody keeps: one of the five views, narrowed. */
export const savedView = z.strictObject({
  id,
  name: z.string(),
  view: caseViewName,
  filter: caseFilter,
  /** Everybody sees it; otherwise its owner alone. */
  shared: z.boolean(),
  /** May the caller change it? */
  mayChange: z.boolean(),
});
const name = plainName(limits.labelChars);
export const createSavedView = z.strictObject({ name, view: caseViewName, filter: caseFilter, shared: z.boolean().default(false) });
export const changeSavedView = z.strictObject({
  name: name.optional(),
  view: caseViewName.optional(),
  filter: caseFilter.optional(),
  shared: z.boolean().optional(),
});
/** All of the caller's own, or all shared ones, in the wanted order. */
export const orderSavedViews = z.strictObject({ ids: z.array(id).min(1).max(limits.savedViewsOrdered) });

export type CaseFilter = z.infer<typeof caseFilter>;
export type CaseCounts = z.infer<typeof caseCounts>;
export type SavedView = z.infer<typeof savedView>;
