/** Does a mailbox open by signing in at its provider, for whoever began and nobody else, and does it say so when the permission ends? */
import { minuteMs } from '@meanwhile/core/kernel/instant.ts';
import { sql } from 'kysely';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { callAs, tuesdayAt, twoShops, writtenThread, type Shop, type TwoShops } from '../channel/two-shops.fixture.ts';
import { inWorkspace } from '../platform/db/transaction.ts';
import type { Visitor } from '../accounts/test-web.ts';
import { startTestProvider, type TestProvider } from './mail-provider.fixture.ts';
import { findMailbox } from './mailbox.store.ts';
import { mailboxSender, registerMailboxRoutes, startMailboxes } from './mailbox.ts';
import { openMailboxBox, type ReachOptions } from './reach.ts';

const client = { id: 'lantern.apps', secret: 'the-client-secret-of-lantern' };
const account = 'help@lantern.example';
const quiet = { news: () => undefined, closed: () => undefined };
const logged: string[] = [];
let google: TestProvider;
let microsoft: TestProvider;
let options: ReachOptions;
let shops: TwoShops;
let lantern: Shop;
let harbour: Shop;
let channelId: string;

beforeAll(async () => {
  google = await startTestProvider(client);
  microsoft = await startTestProvider(client);
  microsoft.rotates = true;
  options = { allowLoopback: true, providers: { google: google.places, microsoft: microsoft.places } };
  const log = pino({ level: 'trace' }, { write: (line: string) => void logged.push(line) });
  shops = await twoShops((web, http) => registerMailboxRoutes(web.app, { ...http, resolveDns: async () => [] }, options), {
    nowAt: tuesdayAt,
    log,
  });
  ({ lantern, harbour } = shops);
  ({ channelId } = await writtenThread(shops, lantern, { name: 'Jonas', email: 'jonas@post.example', text: 'Is it open?' }));
  for (const provider of ['google', 'microsoft'])
    expect((await lantern.call('PUT', `/mailbox-keys/${provider}`, { clientId: client.id, clientSecret: client.secret })).status).toBe(200);
});
afterAll(async () => {
  await shops?.close();
  await google?.close();
  await microsoft?.close();
});
beforeEach(() => {
  for (const provider of [google, microsoft])
    Object.assign(provider, { says: null, holds: null, lastsS: 3_600, questions: [], signIns: [] });
});

type Name = 'google' | 'microsoft';
const peer = (name: Name): TestProvider => (name === 'google' ? google : microsoft);
interface Begun {
  readonly url: string;
  readonly proof: string;
  readonly state: string;
}
async function begin(provider: Name, address = account): Promise<Begun> {
  const { status, body } = await lantern.call('POST', '/mailboxes/sign-in', { provider, channelId, address, sends: true });
  expect(status).toBe(200);
  return { url: body.url, proof: body.proof, state: new URL(body.url).searchParams.get('state')! };
}
const finish = (provider: Name, { state, proof }: Begun, code: string, by: Visitor = lantern.owner) =>
  callAs(by, 'POST', '/mailboxes/sign-in/finish', { provider, state, code, proof });
async function signedIn(provider: Name, who: string): Promise<string> {
  const begun = await begin(provider, who);
  const made = await finish(provider, begun, peer(provider).allow(begun.url, who));
  expect(made).toMatchObject({ status: 200, body: { user: who, signIn: provider, state: 'on', trouble: null } });
  return made.body.id;
}
const rowOf = (id: string) => lantern.inside(async (tx) => (await findMailbox(tx, lantern.id, id))!);
async function countMails(id: string): Promise<number> {
  const box = await openMailboxBox(shops.web.base.platform, { workspaceId: lantern.id, row: await rowOf(id) }, quiet, options);
  try {
    return (await box.look()).count;
  } finally {
    await box.close();
  }
}
const send = async (over: Partial<ReachOptions> = {}) =>
  inWorkspace(shops.web.base.platform.pool, lantern.id, (tx) =>
    mailboxSender(shops.web.base.platform, tx, { workspaceId: lantern.id, channelId }, { ...options, ...over }),
  ).then((sender) =>
    sender!.send({ envelope: { from: account, to: ['jonas@post.example'] }, raw: Buffer.from('Subject: Open\r\n\r\nYes.\r\n') }),
  );

test('the workspace’s key is written and never read again, and says which address to register', async () => {
  const { body } = await lantern.call('GET', '/mailbox-keys');
  expect(body.items).toEqual([
    expect.objectContaining({
      provider: 'google',
      clientId: client.id,
      directory: null,
      redirectUrl: 'http://localhost/channels/mailbox-sign-in/google',
    }),
    expect.objectContaining({ provider: 'microsoft', clientId: client.id, directory: 'common' }),
  ]);
  expect((await harbour.call('GET', '/mailbox-keys')).body.items.map((one: { clientId: null }) => one.clientId)).toEqual([null, null]);
  const manager = await shops.web.join(lantern.owner, { name: 'Ida', email: 'ida@lantern.example', role: 'manager' });
  const other = { clientId: 'of-ida', clientSecret: 'of-ida' };
  expect((await callAs(manager.visitor, 'PUT', '/mailbox-keys/google', other)).status).toBe(403);
});

test.each(['google', 'microsoft'] as const)(
  'a mailbox at %s is read and sends with a token, and no secret is shown, told or logged',
  async (name) => {
    const begun = await begin(name);
    const asked = Object.fromEntries(new URL(begun.url).searchParams);
    expect(asked).toMatchObject({ client_id: client.id, code_challenge_method: 'S256', login_hint: account, response_type: 'code' });
    expect(asked['scope']).toContain(name === 'google' ? 'https://mail.google.com/' : 'https://outlook.office.com/IMAP.AccessAsUser.All');
    const made = await finish(name, begun, peer(name).allow(begun.url, account));
    expect(made.status).toBe(200);
    expect(await countMails(made.body.id)).toBe(0);
    expect(await send()).toMatchObject({ outcome: 'accepted' });
    expect(peer(name).signIns.map((one) => [one.at, one.taken])).toEqual([
      ['imap', true],
      ['smtp', true],
    ]);
    const row = await rowOf(made.body.id);
    const events = await lantern.inside((tx) => tx.rows(sql`select payload::text from tenant.event where workspace_id = ${lantern.id}`));
    const seen = JSON.stringify([made.body, (await lantern.call('GET', `/mailboxes/${made.body.id}`)).body, events, row.access, logged]);
    for (const secret of [client.secret, peer(name).questions[0]!['code']!, peer(name).questions[0]!['code_verifier']!, begun.proof])
      expect(seen).not.toContain(secret);
    expect(row.secret.toString('latin1')).not.toContain('refreshToken');
    expect((await lantern.call('DELETE', `/mailboxes/${made.body.id}`)).status).toBe(200);
  },
);

test('only the one who began can finish, in the browser that began, at the same provider, within ten minutes, and once', async () => {
  const { visitor: ida } = await shops.web.join(lantern.owner, { name: 'Ida', email: 'ida2@lantern.example', role: 'manager' });
  const begun = await begin('google');
  const code = google.allow(begun.url, account);
  const stale = { status: 410, body: { code: 'mail_sign_in_stale' } };
  expect(await finish('google', begun, code, ida)).toMatchObject(stale);
  expect(await finish('google', begun, code, harbour.owner)).toMatchObject(stale);
  expect(await finish('google', { ...begun, proof: 'another-browser' }, code)).toMatchObject(stale);
  expect(await finish('google', { ...begun, state: `${begun.state}x` }, code)).toMatchObject(stale);
  // Mixed up: the state of one provider with the answer of the other.
  expect(await finish('microsoft', begun, code)).toMatchObject(stale);
  expect(google.questions).toHaveLength(0);
  expect(microsoft.questions).toHaveLength(0);
  const made = await finish('google', begun, code);
  expect(made.status).toBe(200);
  expect(await finish('google', begun, code)).toMatchObject(stale);
  expect(google.questions).toHaveLength(1);
  await lantern.call('DELETE', `/mailboxes/${made.body.id}`);

  const late = await begin('google');
  shops.web.base.clock.advance(10 * minuteMs + 1);
  expect(await finish('google', late, google.allow(late.url, account))).toMatchObject(stale);
});

test('a code of another sign-in, an answer for another app and an account without a proved address open nothing', async () => {
  const refused = { status: 422, body: { code: 'mail_sign_in_refused' } };
  const foreign = google.allow((await begin('google')).url, 'attacker@elsewhere.example');
  expect(await finish('google', await begin('google'), foreign)).toMatchObject(refused);
  for (const over of [{ aud: 'another-app' }, { nonce: 'of-before' }, { email_verified: false }]) {
    const begun = await begin('google');
    expect(await finish('google', begun, google.allow(begun.url, account, over))).toMatchObject(refused);
  }
  expect((await lantern.call('GET', `/mailboxes?channelId=${channelId}`)).body.items).toEqual([]);
  const at = { provider: 'google', channelId, address: account, sends: false };
  expect(await harbour.call('POST', '/mailboxes/sign-in', at)).toMatchObject({ status: 404 });
});

test('an ended token is renewed once however many ask, the new refresh token is kept, and one refused before its time is renewed too', async () => {
  const id = await signedIn('microsoft', account);
  for (const round of [1, 2]) {
    shops.web.base.clock.advance(3_600_000);
    const before = microsoft.questions.length;
    expect(await Promise.all([countMails(id), countMails(id), countMails(id)])).toEqual([0, 0, 0]);
    expect(microsoft.questions.length - before, `round ${round}`).toBe(1);
  }
  microsoft.forgetTokens();
  expect(await countMails(id)).toBe(0);
  microsoft.forgetTokens();
  expect(await send()).toMatchObject({ outcome: 'accepted' });
  expect(new Set(microsoft.questions.map((one) => one['refresh_token'])).size).toBe(microsoft.questions.length);
  expect(microsoft.questions.at(-1)?.['scope']).toContain('SMTP.Send');
  await lantern.call('DELETE', `/mailboxes/${id}`);
});

test('a withdrawn permission is said, answers wait, nothing else may change its way, and signing in again opens it for the same account only', async () => {
  const id = await signedIn('google', account);
  shops.web.base.clock.advance(3_600_000);
  google.says = { status: 400, body: { error: 'invalid_grant', error_description: 'Token has been expired or revoked.' } };
  const { platform } = shops.web.base;
  const take = (): never => {
    throw new Error('nothing lies there');
  };
  const running = startMailboxes(platform, { take }, { ...options, listenMs: 200 });
  try {
    const trouble = async () => (await lantern.call('GET', `/mailboxes/${id}`)).body.trouble;
    await vi.waitFor(async () => expect(await trouble()).toBe('consent_withdrawn'), { timeout: 20_000, interval: 200 });
    expect(await send()).toMatchObject({ outcome: 'retry', code: 'consent_withdrawn' });
    google.says = null;
    const elsewhere = { imap: { host: 'imap.attacker.example', port: 993, security: 'tls' }, password: 'x' };
    expect((await lantern.call('PATCH', `/mailboxes/${id}`, elsewhere)).status).toBe(400);
    expect((await harbour.call('POST', `/mailboxes/${id}/sign-in`)).status).toBe(404);
    const again = async (who: string) => {
      const { body } = await lantern.call('POST', `/mailboxes/${id}/sign-in`);
      const begun = { ...body, state: new URL(body.url).searchParams.get('state')! } as Begun;
      return finish('google', begun, google.allow(begun.url, who));
    };
    expect(await again('other@lantern.example')).toMatchObject({ status: 409, body: { code: 'mail_account_other' } });
    expect(await again(account)).toMatchObject({ status: 200, body: { id, trouble: null, state: 'on' } });
    await vi.waitFor(async () => expect((await lantern.call('GET', `/mailboxes/${id}`)).body.fetchedAt).not.toBeNull(), {
      timeout: 20_000,
      interval: 200,
    });
    expect(await send()).toMatchObject({ outcome: 'accepted' });
  } finally {
    await running.stop();
  }
});

test('a key the provider no longer takes is another trouble than a withdrawn permission, and a provider that is away is neither', async () => {
  const [row] = (await lantern.call('GET', `/mailboxes?channelId=${channelId}`)).body.items;
  for (const [status, error, code] of [
    [401, 'invalid_client', 'app_refused'],
    [503, '', 'unreachable'],
    [400, 'invalid_grant', 'consent_withdrawn'],
  ] as const) {
    shops.web.base.clock.advance(3_600_000);
    google.says = { status, body: { error } };
    expect(await send()).toMatchObject({ outcome: 'retry', code });
  }
  google.says = null;
  expect(await send()).toMatchObject({ outcome: 'accepted' });
  expect(await countMails(row.id)).toBe(0);
});

test('a mail does not wait for a permission until nobody can say whether it left: it goes back to the outbox, and leaves with the token that came late', async () => {
  shops.web.base.clock.advance(3_600_000);
  const { promise, resolve } = Promise.withResolvers<void>();
  google.holds = promise;
  const before = google.mails.length;
  expect(await send({ sendTokenWaitMs: 300 })).toMatchObject({ outcome: 'retry', code: 'unreachable' });
  expect([google.questions.length, google.mails.length]).toEqual([1, before]);
  resolve();
  expect(await send()).toMatchObject({ outcome: 'accepted' });
  expect([google.questions.length, google.mails.length]).toEqual([1, before + 1]);
});
