/** How does a key that signs our mail look on the wire? Its public half only. */
import { limits } from '@meanwhile/core/kernel/limits.ts';
import { z } from 'zod';
import { id, instant } from './records.ts';

export const signingKey = z.strictObject({
  id,
  /** Mails from addresses at this domain are signed. */
  domain: z.string(),
  selector: z.string(),
  /** Put it into the domain's DNS; only then are mails signed. */
  record: z.strictObject({ name: z.string(), type: z.literal('TXT'), value: z.string() }),
  /** `different`: a record is there, with another key. `unknown`: the DNS did not answer, or was not asked yet. */
  state: z.enum(['found', 'missing', 'different', 'unknown']),
  checkedAt: instant.nullable(),
  /** Signing since then. */
  foundAt: instant.nullable(),
  createdAt: instant,
});
export const createSigningKey = z.strictObject({ domain: z.string().max(limits.domainChars) });
export type SigningKeyRecord = z.infer<typeof signingKey>;
