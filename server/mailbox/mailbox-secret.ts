/** With what do we sign in to a mailbox? Sealed in the database together with the mailbox's id, opened to connect, shown to nobody. */
import { seal, unseal, type Keys } from '../platform/keys.ts';

export interface PasswordSecret {
  readonly password: string;
}
/** From signing in at the provider. */
export interface TokenSecret {
  readonly refreshToken: string;
  readonly accessToken: string;
  readonly accessUntilAt: number;
}
export type MailboxSecret = PasswordSecret | TokenSecret;

/** Bytes copied to another mailbox do not open there. */
export function sealMailboxSecret(keys: Keys, mailboxId: string, secret: MailboxSecret): Buffer {
  return seal(keys, 'mailbox-secret', Buffer.from(JSON.stringify({ mailboxId, secret })));
}

export function openMailboxSecret(keys: Keys, mailboxId: string, sealed: Buffer): MailboxSecret {
  const opened = JSON.parse(unseal(keys, 'mailbox-secret', sealed).toString()) as { mailboxId: string; secret: MailboxSecret };
  if (opened.mailboxId !== mailboxId) throw new Error('a mailbox carries the secret of another');
  return opened.secret;
}
