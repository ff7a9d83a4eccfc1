/** What do snippets and macros look like on the wire, and what may be sent of them? Their words are filled in by the desk; the rule is `core/conversation/fill-in.ts`. */
import { z } from 'zod';
import { caseRow, id } from './records.ts';
import { findings } from './live-words.ts';
import { limits } from '@meanwhile/core/kernel/limits.ts';
import { plainName } from './plain-name.ts';

const locale = z.string().regex(/^[a-z]{2}$/);
const text = z.string().max(limits.snippetChars);
const texts = z.array(z.strictObject({ locale, text })).min(1).max(limits.textsPerSnippet);
/** What is typed after the slash. */
const snippetName = z
  .string()
  .trim()
  .regex(/^[\p{L}\p{N}][\p{L}\p{N}_-]{0,39}$/u);
const macroName = plainName(limits.labelChars);
const macroKey = z
  .string()
  .regex(/^[0-9]$/)
  .nullable();

export const macroSteps = z.strictObject({
  /** Goes into the field, to be read and sent by a person. */
  text: text.nullable(),
  topicId: id.nullable(),
  /** Added to those the case has. */
  tagIds: z.array(id).max(limits.tagsPerStep),
  assignee: z.union([z.literal('me'), id]).nullable(),
  status: z.enum(['open', 'wait', 'resolved']).nullable(),
  snoozeMinutes: z.int().min(1).max(limits.snoozeMinutesMax).nullable(),
});

/** `findings`: words that sound as if somebody were waiting. They refuse nothing: a person reads the text before it is sent. */
export const snippet = z.strictObject({ id, name: z.string(), texts, findings });
export const macro = z.strictObject({ id, name: z.string(), key: z.string().nullable(), steps: macroSteps, findings });
/** `appliedId` is what undoing it names. */
export const macroApplied = z.strictObject({ case: caseRow, text: z.string().nullable(), appliedId: id });

export const saveSnippet = z.strictObject({ name: snippetName, texts });
export const saveMacro = z.strictObject({ name: macroName, key: macroKey.default(null), steps: macroSteps });
export const applyMacro = z.strictObject({ macroId: id });
export const undoMacro = z.strictObject({ appliedId: id });

export type Snippet = z.infer<typeof snippet>;
export type Macro = z.infer<typeof macro>;
export type MacroSteps = z.infer<typeof macroSteps>;
export type MacroApplied = z.infer<typeof macroApplied>;
