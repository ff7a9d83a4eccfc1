/** What does a mailbox look like on the wire: where mail of a channel is fetched, and through which its answers leave? Secrets only go in. */
import { limits } from '@meanwhile/core/kernel/limits.ts';
import { z } from 'zod';
import { id, instant } from './records.ts';

const control = /^[^\p{Cc}]*$/u;
export const mailServer = z.strictObject({
  host: z
    .string()
    .trim()
    .min(1)
    .max(limits.domainChars)
    .regex(/^[\w.-]+$/, 'A host name, such as imap.shop.example.'),
  port: z.int().min(1).max(limits.portMax),
  security: z.enum(['tls', 'starttls']),
});
const user = z.string().trim().min(1).max(limits.addressChars).regex(control);
const password = z.string().min(1).max(limits.mailboxPasswordChars).regex(control);

export const createMailbox = z.strictObject({
  channelId: id,
  address: z.string().trim().max(limits.addressChars),
  user,
  password,
  imap: mailServer,
  /** Null: answers leave through the installation's own server. */
  smtp: mailServer.nullable(),
  /** Mail that arrived from then on; absent = from now on. */
  fetchFrom: instant.optional(),
});
export const changeMailbox = z.strictObject({
  state: z.enum(['on', 'off']).optional(),
  user: user.optional(),
  password: password.optional(),
  imap: mailServer.optional(),
  smtp: mailServer.nullable().optional(),
});

/** What is typed in, to be tried before it is kept. */
export const testMailbox = z.strictObject({ user, password, imap: mailServer, smtp: mailServer.nullable() });

export const mailboxTrouble = z.enum([
  'unreachable',
  'tls_failed',
  'sign_in_refused',
  'no_inbox',
  'connection_lost',
  'consent_withdrawn',
  'app_refused',
  'fault',
]);
/** Mails of one day: in the mailbox, and of these with us. */
export const mailboxCount = z.strictObject({ day: z.iso.date(), there: z.int(), here: z.int(), countedAt: instant });
export const mailbox = z.strictObject({
  id,
  channelId: id,
  address: z.string(),
  user: z.string(),
  signIn: z.enum(['password', 'google', 'microsoft']),
  imap: mailServer,
  smtp: mailServer.nullable(),
  state: z.enum(['on', 'off', 'paused']),
  trouble: mailboxTrouble.nullable(),
  troubleAt: instant.nullable(),
  fetchedAt: instant.nullable(),
  /** Newest first, the last seven days that were counted. */
  counts: z.array(mailboxCount),
  createdAt: instant,
});
/** Null trouble: it let us in. `outgoing` is null where no server was given. */
export const mailboxTest = z.strictObject({
  incoming: z.strictObject({ trouble: mailboxTrouble.nullable(), mailCount: z.int().nullable() }),
  outgoing: z.strictObject({ trouble: mailboxTrouble.nullable() }).nullable(),
});
export type MailboxTest = z.infer<typeof mailboxTest>;
export const dnsRecord = z.strictObject({
  kind: z.enum(['mx', 'spf', 'dmarc']),
  name: z.string(),
  found: z.array(z.string()),
  /** What could stand there; null where there is nothing to say. */
  wanted: z.string().nullable(),
  state: z.enum(['right', 'missing', 'different']),
});
/** `own`: a mail server that is neither Google's nor Microsoft's; `none`: the domain gets no mail. */
export const mailGuess = z.strictObject({
  provider: z.enum(['google', 'microsoft', 'own', 'none']),
  imap: mailServer,
  smtp: mailServer,
  records: z.array(dnsRecord),
});
export type DnsRecord = z.infer<typeof dnsRecord>;
export type MailGuess = z.infer<typeof mailGuess>;
export type Mailbox = z.infer<typeof mailbox>;
export type MailboxTrouble = z.infer<typeof mailboxTrouble>;
export type MailServer = z.infer<typeof mailServer>;
