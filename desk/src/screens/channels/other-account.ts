/** Was a mailbox opened by signing in as somebody else than the address that was typed? An alias is allowed and so is a private account, but neither unseen. */
import type { Mailbox } from '@meanwhile/wire/mailboxes.ts';

/** The account that was signed in to, or null where it is the address itself or the mailbox has a user name and a password of its own. */
export function otherAccount({ address, user, signIn }: Pick<Mailbox, 'address' | 'user' | 'signIn'>): string | null {
  return signIn === 'password' || user.trim().toLowerCase() === address.trim().toLowerCase() ? null : user;
}
