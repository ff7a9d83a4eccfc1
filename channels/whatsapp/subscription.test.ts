/** How a number is connected, what is found wrong with it later, and how it is let go. Against a Graph API on this machine. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { graphError, ids, openGraphFake, shownNumber, type GraphFake } from './graph-fake.fixture.ts';
import { openFake } from './provider.fixture.ts';
import { accountAt, depsWith } from './talk.fixture.ts';
import type { WhatsappAccount } from './whatsapp-account.ts';
import { whatsapp } from './whatsapp.ts';

let fake: GraphFake;
let account: WhatsappAccount;
const deps = depsWith(new Map());
const webhook = { url: 'https://desk.example/in/whatsapp/1', secret: 'a-word-of-ours' };
const { identify, connect, disconnect, health } = whatsapp.lifecycle;
const connected = () => connect!(account, webhook, deps);
const calls = () => fake.calls.map(({ method, path }) => `${method} ${path}`);
const fails = (path: string, code: number, message?: string) => fake.answerNext(path, { status: 400, body: graphError(code, message) });

beforeEach(async () => {
  fake = await openGraphFake();
  account = accountAt(fake, { webhookUrl: webhook.url });
});
afterEach(() => fake.close());

describe('who a number is', () => {
  it('is asked of Meta: what people write to, and the name they see', async () => {
    expect(await identify!(account, deps)).toEqual({
      ok: true,
      id: ids.phone,
      name: shownNumber,
      facts: { verifiedName: 'Lantern Books' },
    });
    expect(fake.calls[0]).toMatchObject({ path: ids.phone, query: { fields: 'id,display_phone_number,verified_name' } });
  });
  it.each<[string, () => Partial<WhatsappAccount>, object]>([
    [
      'a token Meta does not know',
      () => ({ accessToken: `EAAJ${'x'.repeat(60)}` }),
      { reason: 'credentials', detail: expect.stringContaining('token') },
    ],
    [
      'the secret of another app',
      () => ({ appSecrets: ['fedcba9876543210fedcba9876543210'] }),
      { reason: 'credentials', detail: expect.stringContaining('app secret') },
    ],
    ['a number Meta does not know', () => ({ phoneNumberId: '111122223333444' }), { reason: 'refused' }],
    ['an account Meta does not know', () => ({ businessAccountId: '111122223333444' }), { reason: 'refused' }],
    ['nobody there', () => ({ apiRoot: 'http://127.0.0.1:1' }), { reason: 'unreachable', detail: 'Meta does not answer.' }],
  ])('%s connects nothing', async (_what, over, expected) => {
    expect(await identify!({ ...account, ...over() }, deps)).toMatchObject({ ok: false, ...expected });
  });
  it('a number of another account connects nothing, unless the list goes on', async () => {
    const list = { status: 200, body: { data: [{ id: '5' }] } };
    fake.answerNext(`${ids.account}/phone_numbers`, list, { ...list, body: { ...list.body, paging: { next: 'https://…' } } });
    expect(await identify!(account, deps)).toMatchObject({ ok: false, reason: 'refused' });
    expect(await identify!(account, deps)).toMatchObject({ ok: true });
  });
});

describe('connecting', () => {
  it('makes a fresh app listen, subscribes it, and puts our address on the number; twice is once', async () => {
    expect(await connected()).toEqual({ ok: true });
    expect(calls()).toEqual([
      'GET app',
      `GET ${ids.app}/subscriptions`,
      `POST ${ids.app}/subscriptions`,
      `GET ${ids.account}/subscribed_apps`,
      `POST ${ids.account}/subscribed_apps`,
      `POST ${ids.phone}`,
    ]);
    expect(fake.calls[2]!.query).toEqual({
      object: 'whatsapp_business_account',
      fields: 'messages',
      include_values: 'true',
      callback_url: webhook.url,
      verify_token: webhook.secret,
    });
    expect(fake.calls[5]!.body).toEqual({ webhook_configuration: { override_callback_uri: webhook.url, verify_token: webhook.secret } });
    fake.calls.length = 0;
    expect(await connected()).toEqual({ ok: true });
    // What another program has set on app or account is not touched.
    expect(calls()).toEqual(['GET app', `GET ${ids.app}/subscriptions`, `GET ${ids.account}/subscribed_apps`, `POST ${ids.phone}`]);
  });
  it('an app that listens to other things has an address we must not change: what to do is said', async () => {
    fake.told.fields = ['account_update'];
    expect(await connected()).toMatchObject({ ok: false, reason: 'refused', detail: expect.stringContaining('“messages”') });
    expect(fake.told.address).toBe('');
  });
  it('any step that is refused ends it, in Meta’s words', async () => {
    for (const path of ['app', `${ids.app}/subscriptions`, `${ids.account}/subscribed_apps`, ids.phone]) {
      fails(path, 2_200, 'Callback verification failed');
      expect(await connected()).toEqual({ ok: false, reason: 'refused', detail: 'Callback verification failed' });
      expect(fake.told.address).toBe('');
    }
    fake.answerNext('app', 'cut');
    expect(await connected()).toMatchObject({ reason: 'unreachable' });
  });
});

describe('letting go', () => {
  it('takes our address from the number and nothing from the others', async () => {
    await connected();
    fake.calls.length = 0;
    await disconnect!(account, deps);
    expect(calls()).toEqual([`GET ${ids.phone}`, `POST ${ids.phone}`]);
    expect(fake.told).toMatchObject({ address: '', isSubscribed: true, fields: ['messages'] });
  });
  it('leaves an address that is somebody else’s by now, and survives whatever Meta says', async () => {
    fake.told.address = 'https://other.example/hook';
    await disconnect!(account, deps);
    expect(fake.told.address).toBe('https://other.example/hook');
    fails(ids.phone, 190);
    await disconnect!(account, deps);
    await disconnect!({ ...account, apiRoot: 'http://127.0.0.1:1' }, deps);
  });
});

describe('how it is', () => {
  const problemsOf = async () => (await health(account, deps)).problems;
  it('well, once it is connected', async () => {
    await connected();
    expect(await health(account, deps)).toEqual({ ok: true, problems: [] });
  });
  it.each<[string, object, RegExp]>([
    ['a number that was cut off', { status: 'BANNED' }, /banned/],
    ['one that people block', { quality_rating: 'RED' }, /quality low/],
    [
      'one without payment',
      {
        health_status: {
          can_send_message: 'BLOCKED',
          entities: [{ errors: [{ error_code: 141_006, error_description: 'No payment\nmethod' }] }, {}],
        },
      },
      /lets nothing through.*No payment method/,
    ],
    [
      'one with a limit',
      { health_status: { can_send_message: 'LIMITED', entities: [{ additional_info: ['No name yet'] }] } },
      /limits.*No name yet/,
    ],
    [
      'one that calls another',
      { webhook_configuration: { phone_number: 'https://other.example', application: webhook.url } },
      /calls somebody else/,
    ],
    [
      'one that calls the account’s address',
      { webhook_configuration: { whatsapp_business_account: 'https://other.example' } },
      /calls somebody else/,
    ],
  ])('%s is said to be one', async (_what, state, expected) => {
    await connected();
    fake.told.state = state as Record<string, unknown>;
    expect((await problemsOf()).join('; ')).toMatch(expected);
  });
  it('an account that stopped telling the app, and a token that ended, are said', async () => {
    await connected();
    fake.told.isSubscribed = false;
    expect(await problemsOf()).toEqual(['The app is not subscribed to the WhatsApp Business account any more']);
    fails(ids.phone, 190);
    expect(await problemsOf()).toEqual(['Meta does not accept the token or the app secret any more']);
    fails(ids.phone, 80_007, 'Rate limit');
    expect(await problemsOf()).toEqual(['Meta refused: Rate limit']);
    fake.answerNext(ids.phone, { status: 502, body: '<html>' });
    expect(await problemsOf()).toEqual(['Meta does not answer']);
    // What cannot be seen now is no trouble.
    fake.told.isSubscribed = true;
    fails('app', 4);
    expect(await problemsOf()).toEqual([]);
  });
});

it('the stand-in for the trials of all providers connects, is asked, writes, and says what became of what we sent', async () => {
  const provider = await openFake();
  try {
    const own = { ...account, ...provider.credentials, appSecrets: [provider.credentials['appSecret']!], apiRoot: provider.url };
    expect(await identify!(own, deps)).toMatchObject({ ok: true, name: provider.accountName });
    expect(await identify!({ ...own, ...provider.wrongCredentials }, deps)).toMatchObject({ ok: false });
    expect(await connect!(own, webhook, deps)).toEqual({ ok: true });
    const raw = ({ body, headers }: { body: Uint8Array; headers: Readonly<Record<string, string>> }) => ({
      bytes: body,
      headers,
      receivedAt: 1,
      accountKey: 'c',
      url: webhook.url,
      envelope: null,
    });
    const { call, body } = provider.handshake(webhook.url)!;
    const ask = (url: string) =>
      whatsapp.inbound.handshake!({ method: 'GET', query: Object.fromEntries(new URL(url).searchParams), raw: raw(call) }, own);
    expect(ask(call.url)).toMatchObject({ status: 200, body });
    expect(ask(provider.forged(call).url)).toMatchObject({ status: 403 });
    const written = provider.incoming({ person: 2, text: 'Hello', event: 5, at: 1_700_000_000_999 }, webhook.url);
    const verified = await whatsapp.inbound.verify(raw(written), own, deps);
    expect(verified.ok && (await whatsapp.inbound.parse(raw(written), own, verified))).toMatchObject([
      { type: 'message', text: 'Hello', providerAt: 1_700_000_000_000, sender: { value: provider.personId(2) } },
    ]);
    expect((await whatsapp.inbound.verify(raw(provider.forged(written)), own, deps)).ok).toBe(false);
    const to = provider.personId(2);
    const part = { partKey: 'm:0', index: 0, payload: { to, replyTo: null, kind: 'text', text: 'Good day' } } as const;
    provider.answerNext('accept', 'cut', 'broken', 'wait', 'blocked');
    const outcomes = [];
    for (let n = 0; n < 5; n += 1) outcomes.push(await whatsapp.outbound.send(part, own, deps));
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['accepted', 'unknown', 'unknown', 'retry', 'rejected']);
    expect(provider.sent()).toMatchObject([
      { to, text: 'Good day', providerId: 'providerId' in outcomes[0]! && outcomes[0].providerId },
      {},
      {},
    ]);
    expect(provider.sent().length).toBe(3);
    const failed = raw(provider.status(provider.sent()[0]!.providerId, 'failed', webhook.url)!);
    expect(await whatsapp.inbound.parse(failed, own, verified as never)).toMatchObject([
      { type: 'status', status: 'failed', threadKey: to },
    ]);
  } finally {
    await provider.close();
  }
});
