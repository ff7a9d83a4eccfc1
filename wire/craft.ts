/** What became of craft checks' findings: sent with an answer once it is sent, and counted per check, of nobody in particular. */
import { limits } from '@meanwhile/core/kernel/limits.ts';
import { checkNames } from '@meanwhile/core/craft/writing.ts';
import { z } from 'zod';

const check = z.enum(checkNames);
/** `followed`: its writer did as it said. `waved`: they waved it away. `left`: it stood there when the answer left. */
export const craftOutcome = z.enum(['followed', 'waved', 'left']);
/** Why a finding was waved away, where that is asked. */
export const craftReason = z.enum(['said', 'fine', 'other']);
export const noteCraft = z.strictObject({
  findings: z
    .array(z.strictObject({ check, outcome: craftOutcome, reason: craftReason.nullable().default(null) }))
    .max(limits.findingsPerReport),
});
export const craftRate = z.strictObject({
  check,
  /** Is it on as shipped? */
  isOn: z.boolean(),
  /** How often its finding was looked at, acted on or left standing in an answer that was sent. */
  shown: z.int(),
  followed: z.int(),
  waved: z.int(),
  left: z.int(),
  /** Of those waved away with a reason. */
  reasons: z.strictObject({ said: z.int(), fine: z.int(), other: z.int() }),
});
export const craftRates = z.strictObject({ days: z.int(), items: z.array(craftRate) });
export const craftSpan = z.strictObject({ days: z.coerce.number().int().min(1).max(limits.craftDaysMax).default(30) });
export type CraftRate = z.infer<typeof craftRate>;
export type CraftRates = z.infer<typeof craftRates>;
export type NoteCraft = z.infer<typeof noteCraft>;
