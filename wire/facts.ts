/** What is known of a customer, so that it is asked once: kinds, where each value came from, and what became of it. */
import { limits } from '@meanwhile/core/kernel/limits.ts';
import { factChars, factKinds, factSources } from '@meanwhile/core/identity/fact.ts';
import { proofs } from '@meanwhile/core/identity/proof.ts';
import { z } from 'zod';
import { plainLine, plainName } from './plain-name.ts';
import { id, instant } from './records.ts';

export const factKind = z.enum(factKinds);
export const customerFact = z.strictObject({
  id,
  kind: factKind,
  /** Of `other`: what it is called; else empty. */
  label: z.string(),
  /** In the one spelling of its kind: a birthday is YYYY-MM-DD, an order number has no spaces. */
  value: z.string(),
  source: z.enum(factSources),
  proof: z.enum(proofs),
  /** The message it stands in, and the case it was said in. */
  messageId: id.nullable(),
  caseId: id.nullable(),
  /** The member who noted it. */
  recordedBy: z.string().nullable(),
  recordedAt: instant,
  endedAt: instant.nullable(),
  /** `outranked`: said, but the customer’s site had signed another value. */
  ending: z.enum(['superseded', 'withdrawn', 'outranked']).nullable(),
  /** Does it stand? Of two merged customers the newest does. */
  stands: z.boolean(),
});
export const customerFacts = z.strictObject({ items: z.array(customerFact) });
export const noteFact = z.strictObject({
  kind: factKind,
  label: plainLine(limits.labelChars).default(''),
  /** As it was typed or selected; read leniently. `fact_unclear` lists what it could mean: send the one meant, a day as YYYY-MM-DD. */
  value: plainName(factChars),
  /** The customer’s message it stands in. */
  messageId: id.optional(),
  /** Without a message: the case it belongs to. An order number is known in its own case alone. */
  caseId: id.optional(),
});

/** How often customers were asked for what we knew. */
export const askRate = z.strictObject({
  days: z.int(),
  asked: z.int(),
  /** Asked though known, reasons or not. */
  again: z.int(),
  /** Of those, with the reason in the sentence or stated. */
  reasoned: z.int(),
  /** `again` without a reason, of all asked; null while nothing was asked. */
  rate: z.number().nullable(),
  byKind: z.array(z.strictObject({ kind: z.string(), asked: z.int(), again: z.int(), reasoned: z.int() })),
});

export type CustomerFact = z.infer<typeof customerFact>;
export type CustomerFacts = z.infer<typeof customerFacts>;
export type NoteFact = z.infer<typeof noteFact>;
export type AskRate = z.infer<typeof askRate>;
