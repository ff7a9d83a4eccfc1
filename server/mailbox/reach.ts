/** How is a mailbox reached: at which checked address, and signed in with what? Its host is somebody else's word, so the guard decides. */
import { type ImapBox, type ImapHearing } from '../channel-registry.ts';
import { mailFetcher } from '../channel-libraries.ts';
import { pause } from '../platform/clock/pause.ts';
import { guardedAddress } from '../platform/http/guarded-address.ts';
import type { Platform } from '../platform/platform.ts';
import { accessTokenOf, type TokenOptions } from './access-token.ts';
import { openGraphBox } from './graph-box.ts';
import { placesOf } from './mail-provider.ts';
import { openMailboxSecret } from './mailbox-secret.ts';
import type { MailboxAccess, MailboxRow } from './mailbox.store.ts';
import { SignInTrouble } from './token-talk.ts';

/** Tests' mail servers are on this machine, without TLS; the product never connects there. */
export interface ReachOptions extends TokenOptions {
  /** How long a mail on its way out waits for a new token; tests wait less. */
  readonly sendTokenWaitMs?: number;
  /** Waits where a server asks for it, or until whoever fetches is to stop. */
  readonly wait?: (ms: number) => Promise<void>;
}

export type Credentials = { readonly password: string } | { readonly accessToken: string };

/** Connected and signed in. Throws ImapTrouble; an address the guard refuses is unreachable like any other. */
export async function openMailboxBox(
  platform: Platform,
  { workspaceId, row }: { workspaceId: string; row: MailboxRow },
  hearing: ImapHearing,
  options: ReachOptions,
): Promise<ImapBox> {
  const graphUrl = graphUrlOf(row.access, options);
  if (graphUrl !== null) return openGraphBox(platform, { workspaceId, row }, graphUrl, { ...options, wait: options.wait ?? pause });
  return withCredentials(platform, { workspaceId, row }, options, (credentials) => openBox(row.access, credentials, hearing, options), {
    wasRefused: (error) => (error as { code?: string }).code === 'sign_in_refused',
  });
}

/** Null: by IMAP and SMTP. */
export function graphUrlOf(access: MailboxAccess, options: TokenOptions): string | null {
  return access.way === 'graph' ? placesOf('microsoft', null, options.providers).graphUrl : null;
}

/**
 * Does something with what signs in to a mailbox. A token that is refused though it should still be good (the provider ended it) is renewed, and
 * the work done once more; so the work may only fail that way before it had any effect. Waiting longer than `tokenWaitMs` in all for a token is
 * SignInTrouble; the question goes on, and what it brings is there for the next time.
 */
export async function withCredentials<T>(
  platform: Platform,
  { workspaceId, row, tokenWaitMs }: { workspaceId: string; row: Pick<MailboxRow, 'id' | 'access' | 'secret'>; tokenWaitMs?: number },
  options: ReachOptions,
  work: (credentials: Credentials) => Promise<T>,
  { wasRefused }: { wasRefused: (error: unknown) => boolean },
): Promise<T> {
  if (row.access.signIn === 'password') {
    const secret = openMailboxSecret(platform.keys, row.id, row.secret);
    if (!('password' in secret)) throw new Error('a mailbox with a password has a token');
    return work(secret);
  }
  const wanted = { workspaceId, mailboxId: row.id };
  const late = tokenWaitMs === undefined ? null : pause(tokenWaitMs).then(() => Promise.reject(new SignInTrouble('unreachable')));
  const inTime = (asked: Promise<string>): Promise<string> => (late === null ? asked : Promise.race([asked, late]));
  const accessToken = await inTime(accessTokenOf(platform, wanted, options));
  try {
    return await work({ accessToken });
  } catch (error) {
    if (!wasRefused(error)) throw error;
    return work({ accessToken: await inTime(accessTokenOf(platform, wanted, options, accessToken)) });
  }
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
