/** How is a mailbox reached: at which checked address, and signed in with what? Its host is somebody else's word, so the guard decides. */
import { mailFetcher, type ImapBox, type ImapHearing } from '../channel-registry.ts';
import { guardedAddress } from '../platform/http/guarded-address.ts';
import type { GuardedFetchOptions } from '../platform/http/guarded-fetch.ts';
import type { Platform } from '../platform/platform.ts';
import { openMailboxSecret } from './mailbox-secret.ts';
import type { MailboxAccess, MailboxRow } from './mailbox.store.ts';

/** Tests' mail servers are on this machine, without TLS; the product never connects there. */
export type ReachOptions = Pick<GuardedFetchOptions, 'allowLoopback' | 'resolve'>;

export type Credentials = { readonly password: string } | { readonly accessToken: string };

/** Connected and signed in. Throws ImapTrouble; an address the guard refuses is unreachable like any other. */
export async function openMailboxBox(
  platform: Platform,
  row: Pick<MailboxRow, 'id' | 'access' | 'secret'>,
  hearing: ImapHearing,
  options: ReachOptions,
): Promise<ImapBox> {
  return openBox(row.access, openMailboxSecret(platform.keys, row.id, row.secret), hearing, options);
}

export async function openBox(
  { imap, user }: Pick<MailboxAccess, 'imap' | 'user'>,
  credentials: Credentials,
  hearing: ImapHearing,
  options: ReachOptions,
): Promise<ImapBox> {
  const { openImapBox, ImapTrouble } = await mailFetcher();
  const address = await guardedAddress(imap.host, options);
  if (address === null) throw new ImapTrouble('unreachable', null);
  return openImapBox({ ...imap, address, user, credentials, allowPlain: options.allowLoopback === true }, hearing);
}
