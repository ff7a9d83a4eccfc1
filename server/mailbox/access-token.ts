/**
 * Which access token opens a mailbox now? The stored one while it lasts, else a new one for the refresh token, asked for by one of all
 * processes at a time. A provider's no is a trouble with a code; what it gave is stored, sealed, before anybody uses it.
 */
import { pause } from '../platform/clock/pause.ts';
import { inWorkspace } from '../platform/db/transaction.ts';
import type { GuardedFetchOptions } from '../platform/http/guarded-fetch.ts';
import { unseal, type Keys } from '../platform/keys.ts';
import type { Platform } from '../platform/platform.ts';
import { placesOf, scopesOf, type PlacesForTests } from './mail-provider.ts';
import { openMailboxSecret, sealMailboxSecret, type TokenSecret } from './mailbox-secret.ts';
import { lockMailbox, type MailboxRow } from './mailbox.store.ts';
import { claimRenewal, endRenewal, findKey, type KeyRow } from './sign-in.store.ts';
import { askToken, SignInTrouble } from './token-talk.ts';

export interface TokenOptions extends Pick<GuardedFetchOptions, 'allowLoopback' | 'resolve'> {
  readonly providers?: PlacesForTests;
}

/** Renewed this long before it ends, so that none ends on its way. */
const marginMs = 5 * 60_000;
/** Longer than a question to the provider may take. */
const claimMs = 15_000;
const lookAgainMs = 200;

/** `refused`: the token the mailbox's server did not take; another one is wanted. Throws SignInTrouble. */
export async function accessTokenOf(
  platform: Platform,
  { workspaceId, mailboxId }: { workspaceId: string; mailboxId: string },
  options: TokenOptions,
  refused: string | null = null,
): Promise<string> {
  let unwanted = refused;
  const giveUpAt = platform.clock.nowAt() + 2 * claimMs;
  while (platform.clock.nowAt() < giveUpAt) {
    const step = await inWorkspace(platform.workPool, workspaceId, async (tx) => {
      const row = await lockMailbox(tx, workspaceId, mailboxId);
      if (row === undefined || row.access.signIn === 'password') throw new SignInTrouble('consent_withdrawn');
      const secret = openMailboxSecret(platform.keys, row.id, row.secret) as TokenSecret;
      const at = platform.clock.nowAt();
      if (secret.accessToken !== unwanted && secret.accessUntilAt - marginMs > at) return { accessToken: secret.accessToken };
      const key = await findKey(tx, workspaceId, row.access.signIn);
      if (key === undefined) throw new SignInTrouble('app_refused');
      return (await claimRenewal(tx, workspaceId, row.id, { at, untilAt: at + claimMs })) ? { row, secret, key } : 'busy';
    });
    if (step === 'busy') await pause(lookAgainMs);
    else if ('accessToken' in step) return step.accessToken;
    else {
      await renew({ platform, workspaceId, options, ...step });
      unwanted = null;
    }
  }
  throw new SignInTrouble('unreachable');
}

interface Renewal {
  readonly platform: Platform;
  readonly workspaceId: string;
  readonly options: TokenOptions;
  readonly row: MailboxRow;
  readonly secret: TokenSecret;
  readonly key: KeyRow;
}

async function renew({ platform, workspaceId, options, row, secret, key }: Renewal): Promise<void> {
  const askedAt = platform.clock.nowAt();
  const { access } = row;
  const answer = await askToken(
    placesOf(key.provider, key.directory, options.providers).tokenUrl,
    {
      grant_type: 'refresh_token',
      refresh_token: secret.refreshToken,
      client_id: key.client_id,
      client_secret: openKeySecret(platform.keys, workspaceId, key),
      // Google takes what was consented to; Microsoft wants to hear for which place the token is.
      ...(key.provider === 'microsoft'
        ? { scope: scopesOf({ provider: key.provider, sends: access.smtp !== null, way: access.way ?? 'imap' }) }
        : {}),
    },
    options,
  );
  const renewed =
    typeof answer === 'string'
      ? null
      : sealMailboxSecret(platform.keys, row.id, {
          refreshToken: answer.refreshToken ?? secret.refreshToken,
          accessToken: answer.accessToken,
          accessUntilAt: askedAt + Math.max(answer.lastsMs, marginMs + 60_000),
        });
  await inWorkspace(platform.workPool, workspaceId, (tx) => endRenewal(tx, workspaceId, row.id, { was: row.secret, secret: renewed }));
  if (typeof answer === 'string') throw new SignInTrouble(answer);
}

/** Bytes copied to another workspace or provider do not open there. */
export function openKeySecret(keys: Keys, workspaceId: string, row: KeyRow): string {
  const opened = JSON.parse(unseal(keys, 'mailbox-key', row.secret).toString()) as { of: string; secret: string };
  if (opened.of !== `${workspaceId} ${row.provider}`) throw new Error('a mailbox key carries the secret of another');
  return opened.secret;
}
