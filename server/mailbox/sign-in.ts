/**
 * How does a member open a mailbox by signing in at its provider? Out with PKCE, a state of one use and a proof the browser keeps; back with a
 * code, that only the one who left can turn in. Then a mailbox is made, or one that was shut out is opened again.
 */
import { createHash, randomBytes } from 'node:crypto';
import { isRefusal, refuse, type Refusal } from '@meanwhile/core/kernel/refusal.ts';
import { minuteMs } from '@meanwhile/core/kernel/instant.ts';
import type { MailProvider } from '@meanwhile/wire/mailbox-sign-ins.ts';
import type { MailServer } from '@meanwhile/wire/mailboxes.ts';
import { loadChannel } from '../channel/channel.ts';
import { inWorkspace } from '../platform/db/transaction.ts';
import type { Here } from '../platform/here.ts';
import { seal, sign, unseal, verifySigned } from '../platform/keys.ts';
import type { Platform } from '../platform/platform.ts';
import { openKeySecret, type TokenOptions } from './access-token.ts';
import { authorizeUrlOf, placesOf } from './mail-provider.ts';
import { sealMailboxSecret } from './mailbox-secret.ts';
import { insertMailbox, listMailboxes, lockMailbox, saveMailbox, startWork, type MailboxRow } from './mailbox.store.ts';
import { findKey, insertAttempt, takeAttempt, type Asked, type AttemptRow, type KeyRow } from './sign-in.store.ts';
import { accountIn, askToken } from './token-talk.ts';

const attemptMs = 10 * minuteMs;
export const mailboxesPerWorkspace = 200;
const purpose = 'mailbox-sign-in';
/** No two uses share a key. */
const statePurpose = 'mailbox-sign-in-state';
const hashOf = (text: string): Buffer => createHash('sha256').update(text).digest();

/** One address for each provider, so that the answer of one cannot be passed off as the other's (RFC 9700 §4.4). */
export function redirectUrlOf(platform: Platform, provider: MailProvider): string {
  return `${platform.settings.publicUrl}/channels/mailbox-sign-in/${provider}`;
}

export interface Begun {
  readonly url: string;
  readonly proof: string;
  readonly expiresAt: number;
}

/** Refuses where the workspace has no key at the provider. */
export async function beginMailboxSignIn(
  { platform, tx, workspaceId, at }: Here,
  { actor, provider, asked }: { actor: string; provider: MailProvider; asked: Asked },
  options: TokenOptions,
): Promise<Begun | Refusal> {
  const key = await findKey(tx, workspaceId, provider);
  if (key === undefined) return refuse('mailbox_key_missing');
  const [verifier, nonce, proof] = [1, 2, 3].map(() => randomBytes(32).toString('base64url')) as [string, string, string];
  const attempt: AttemptRow = {
    id: platform.clock.newId<'attempt'>(),
    provider,
    begun_by: actor,
    asked,
    secret: seal(platform.keys, purpose, Buffer.from(JSON.stringify({ verifier, nonce }))),
    proof_hash: hashOf(proof),
    expires_at: at + attemptMs,
  };
  await insertAttempt(tx, workspaceId, attempt, at);
  const url = authorizeUrlOf({
    provider,
    sends: asked.sends,
    way: asked.way ?? 'imap',
    places: placesOf(provider, key.directory, options.providers),
    clientId: key.client_id,
    redirectUrl: redirectUrlOf(platform, provider),
    state: sign(platform.keys, statePurpose, `${workspaceId}.${attempt.id}`),
    nonce,
    challenge: hashOf(verifier).toString('base64url'),
    address: asked.address,
  });
  return { url, proof, expiresAt: attempt.expires_at };
}

export interface ComingBack {
  readonly workspaceId: string;
  readonly actor: string;
  readonly provider: MailProvider;
  readonly state: string;
  readonly code: string;
  readonly proof: string;
}

/** Outside a transaction: the provider is asked in between. Gives the mailbox as it was saved; the caller tells of it within `settle`'s transaction. */
export async function finishMailboxSignIn(
  platform: Platform,
  back: ComingBack,
  options: TokenOptions,
  tell: (here: Here, row: MailboxRow) => Promise<void>,
): Promise<MailboxRow | Refusal> {
  const { workspaceId, provider, actor } = back;
  const [ofWorkspace, attemptId] = (verifySigned(platform.keys, statePurpose, back.state) ?? '').split('.');
  if (ofWorkspace !== workspaceId || attemptId === undefined) return refuse('mail_sign_in_stale');
  const at = platform.clock.nowAt();
  const wanted = { id: attemptId, provider, begun_by: actor, proof_hash: hashOf(back.proof) };
  const found = await inWorkspace(platform.pool, workspaceId, async (tx) => {
    const attempt = await takeAttempt(tx, workspaceId, wanted, at);
    return attempt === undefined ? null : { attempt, key: await findKey(tx, workspaceId, provider) };
  });
  if (found === null) return refuse('mail_sign_in_stale');
  if (found.key === undefined) return refuse('mailbox_key_missing');
  const account = await turnIn({ platform, back, options, attempt: found.attempt, key: found.key });
  if ('refused' in account) return account;
  const settledAt = platform.clock.nowAt();
  return inWorkspace(platform.pool, workspaceId, async (tx) => {
    const here: Here = { platform, tx, workspaceId, at: settledAt };
    const row = await settle(here, { attempt: found.attempt, key: found.key!, account, actor }, options);
    if (!isRefusal(row)) await tell(here, row);
    return row;
  });
}

interface Account {
  /** As the provider calls it: the user of IMAP and SMTP. */
  readonly name: string;
  readonly refreshToken: string;
  readonly accessToken: string;
  readonly accessUntilAt: number;
}

interface TurningIn {
  readonly platform: Platform;
  readonly back: ComingBack;
  readonly options: TokenOptions;
  readonly attempt: AttemptRow;
  readonly key: KeyRow;
}

async function turnIn({ platform, back, options, attempt, key }: TurningIn): Promise<Account | Refusal> {
  const { verifier, nonce } = JSON.parse(unseal(platform.keys, purpose, attempt.secret).toString()) as { verifier: string; nonce: string };
  const askedAt = platform.clock.nowAt();
  const granted = await askToken(
    placesOf(back.provider, key.directory, options.providers).tokenUrl,
    {
      grant_type: 'authorization_code',
      code: back.code,
      redirect_uri: redirectUrlOf(platform, back.provider),
      client_id: key.client_id,
      client_secret: openKeySecret(platform.keys, back.workspaceId, key),
      code_verifier: verifier,
    },
    options,
  );
  if (typeof granted === 'string') return refuse('mail_sign_in_refused', `The token endpoint answered: ${granted}.`);
  const name = accountIn(granted.idToken, { clientId: key.client_id, nonce });
  if (name === null || granted.refreshToken === null)
    return refuse('mail_sign_in_refused', name === null ? 'No account was named.' : 'No lasting permission was given.');
  return { name, refreshToken: granted.refreshToken, accessToken: granted.accessToken, accessUntilAt: askedAt + granted.lastsMs };
}

interface Settling {
  readonly attempt: AttemptRow;
  readonly key: KeyRow;
  readonly account: Account;
  readonly actor: string;
}

async function settle(here: Here, settling: Settling, options: TokenOptions): Promise<MailboxRow | Refusal> {
  const { platform, tx, workspaceId, at } = here;
  const { mailboxId } = settling.attempt.asked;
  if (mailboxId === null) return create(here, settling, options);
  const row = await lockMailbox(tx, workspaceId, mailboxId);
  if (row === undefined) return refuse('not_found');
  // Its place belongs to this account; another one's mail would be taken for what was fetched already.
  if (row.access.user.toLowerCase() !== settling.account.name.toLowerCase()) return refuse('mail_account_other');
  const secret = sealMailboxSecret(platform.keys, row.id, secretOf(settling.account));
  // One that was switched off and only sends stays so.
  const opened: MailboxRow = { ...row, secret, trouble: null, trouble_at: null };
  await saveMailbox(tx, workspaceId, opened);
  if (opened.state === 'on') await startWork(tx, workspaceId, row.id, at);
  return opened;
}

async function create(
  { platform, tx, workspaceId, at }: Here,
  { attempt, key, account, actor }: Settling,
  options: TokenOptions,
): Promise<MailboxRow | Refusal> {
  const { asked, provider } = attempt;
  const channel = await loadChannel(platform.keys, tx, workspaceId, asked.channelId);
  if (channel === undefined) return refuse('not_found');
  if ((await listMailboxes(tx, workspaceId, null, { after: null, most: mailboxesPerWorkspace })).length >= mailboxesPerWorkspace)
    return refuse('bad_request', `A workspace has at most ${mailboxesPerWorkspace} mailboxes.`);
  const { imap, smtp, graphUrl } = placesOf(provider, key.directory, options.providers);
  const graph = asked.way === 'graph' && graphUrl !== null ? serverOf(graphUrl) : null;
  const id: string = platform.clock.newId<'mailbox'>();
  const row: MailboxRow = {
    id,
    channel_id: channel.id,
    address: asked.address,
    access: {
      user: account.name,
      signIn: provider,
      ...(graph === null ? {} : { way: 'graph' as const }),
      imap: graph ?? imap,
      smtp: asked.sends ? (graph ?? smtp) : null,
    },
    secret: sealMailboxSecret(platform.keys, id, secretOf(account)),
    state: 'on',
    trouble: null,
    trouble_at: null,
    started_at: asked.startedAt,
    uid_validity: null,
    last_uid: 0,
    fetched_at: null,
    created_by: actor,
    created_at: at,
  };
  await insertMailbox(tx, workspaceId, row);
  await startWork(tx, workspaceId, id, at);
  return row;
}

/** As it is shown; it is reached by its address. */
function serverOf(graphUrl: string): MailServer {
  const { hostname, port } = new URL(graphUrl);
  return { host: hostname, port: Number(port || 443), security: 'tls' };
}

const secretOf = ({ refreshToken, accessToken, accessUntilAt }: Account) => ({ refreshToken, accessToken, accessUntilAt });
