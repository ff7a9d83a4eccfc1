/** What do cards from other systems look like on the wire: what an administrator keeps, what stands beside a case, and what a server of the workspace may answer? */
import { limits } from '@meanwhile/core/kernel/limits.ts';
import { cardBlanks } from '@meanwhile/core/automation/card-link.ts';
import { z } from 'zod';
import { plainLine, plainName } from './plain-name.ts';
import { id, instant } from './records.ts';

const cardName = plainName(limits.labelChars);
/** Of a link a template with words in braces; of lines the address that is asked. */
const address = z.string().trim().min(1).max(limits.urlChars);

/** `link`: an address with the customer's ids in it. `lines`: what a server of the workspace answers when it is asked. */
export const cardKind = z.enum(['link', 'lines']);
export const card = z.strictObject({ id, name: z.string(), kind: cardKind, url: z.string(), createdAt: instant });
/** The signing secret is shown once; a link has none. */
export const cardWithSecret = card.extend({ secret: z.string().nullable() });
export const createCard = z.strictObject({ name: cardName, kind: cardKind, url: address });
export const changeCard = z.strictObject({ name: cardName, url: address });

/** `url`: of a link whose ids are all known. `missing`: the ids it needs that are not known, or not proved to be the customer's. */
export const cardOfCase = z.strictObject({
  id,
  name: z.string(),
  kind: cardKind,
  url: z.string().nullable(),
  missing: z.array(z.enum(cardBlanks)),
});

/** Only https: it is opened by whoever reads the card. */
const link = z.url({ protocol: /^https$/ }).max(limits.urlChars);
const cardLine = z.object({
  label: plainName(limits.labelChars),
  value: plainLine(limits.cardValueChars),
  link: link.nullable().default(null),
});
/** What the asked server answers; words beyond these are passed over. */
export const cardAnswer = z.object({
  title: plainName(limits.nameChars).nullable().default(null),
  lines: z.array(cardLine).max(limits.cardLines),
});

export const cardFailure = z.enum(['unreachable', 'timed_out', 'refused', 'redirect', 'too_large', 'unreadable']);
export const cardShown = z.strictObject({
  /** Null: it answered. */
  failure: cardFailure.nullable(),
  title: z.string().nullable(),
  lines: z.array(z.strictObject({ label: z.string(), value: z.string(), link: z.string().nullable() })),
  /** When the server was asked; an answer is shown again for a minute. */
  askedAt: instant,
});

export type Card = z.infer<typeof card>;
export type CardKind = z.infer<typeof cardKind>;
export type CardOfCase = z.infer<typeof cardOfCase>;
export type CardAnswer = z.infer<typeof cardAnswer>;
export type CardFailure = z.infer<typeof cardFailure>;
export type CardShown = z.infer<typeof cardShown>;
