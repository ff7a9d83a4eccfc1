/** How does somebody open a mailbox by signing in at Google or Microsoft? The workspace's key there, and the way out and back. Secrets only go in. */
import { limits } from '@meanwhile/core/kernel/limits.ts';
import { z } from 'zod';
import { id, instant } from './records.ts';

export const mailProvider = z.enum(['google', 'microsoft']);
export type MailProvider = z.infer<typeof mailProvider>;
/** `graph`: Microsoft Graph in place of IMAP and SMTP, for accounts in which those are switched off. */
export const mailWay = z.enum(['imap', 'graph']);
export type MailWay = z.infer<typeof mailWay>;

/** How the workspace is known to a provider; `clientId` is null where nothing was registered yet. */
export const mailboxKey = z.strictObject({
  provider: mailProvider,
  clientId: z.string().nullable(),
  /** Microsoft's tenant; null at Google. */
  directory: z.string().nullable(),
  /** To be registered at the provider, letter for letter. */
  redirectUrl: z.string(),
  changedAt: instant.nullable(),
});
export type MailboxKey = z.infer<typeof mailboxKey>;

const printable = /^[\x21-\x7e]+$/;
export const saveMailboxKey = z.strictObject({
  clientId: z.string().trim().min(1).max(limits.clientIdChars).regex(printable),
  clientSecret: z.string().trim().min(1).max(limits.clientSecretChars).regex(printable),
  /** A domain, an id, `common` or `organizations`; only Microsoft has it. */
  directory: z
    .string()
    .trim()
    .max(limits.tenantChars)
    .regex(/^[a-z0-9-]+(?:\.[a-z0-9-]+)*$/i)
    .optional(),
});

export const beginSignIn = z.strictObject({
  provider: mailProvider,
  channelId: id,
  way: mailWay.default('imap'),
  address: z.string().trim().max(limits.addressChars),
  /** Answers leave through this account too. */
  sends: z.boolean(),
  /** Mail that arrived from then on; absent = from now on. */
  fetchFrom: instant.optional(),
});
/** `proof` stays in the browser that begins and comes back with the code, so that a link alone finishes nothing. */
export const signInBegun = z.strictObject({ url: z.string(), proof: z.string(), expiresAt: instant });
export type SignInBegun = z.infer<typeof signInBegun>;

export const finishSignIn = z.strictObject({
  provider: mailProvider,
  state: z.string().min(1).max(limits.signInStateChars),
  code: z.string().min(1).max(limits.signInCodeChars),
  proof: z.string().min(1).max(limits.signInProofChars),
});
