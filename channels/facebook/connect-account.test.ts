/** A Page is connected, watched, let go, and what is wrong with it is said in words. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FacebookAccount } from './facebook-account.ts';
import { facebook } from './facebook.ts';
import { graphError, openGraphFake, pageToken, type FakeAnswer, type GraphFake } from './graph-fake.fixture.ts';
import { accountAt, depsWith, door, nowAt, rawOf } from './talk.fixture.ts';
import { appId, appSecret, pageId } from './webhook-bodies.fixture.ts';

const deps = depsWith();
const webhook = { url: door, secret: 'shown by Meta' };
const { identify, connect, disconnect, health, checkAccount } = facebook.lifecycle;
let fake: GraphFake;
let account: FacebookAccount;
beforeEach(async () => {
  fake = await openGraphFake();
  account = accountAt(fake.url);
});
afterEach(() => fake.close());
const down: FakeAnswer = { status: 503, body: '<html>' };
const throttled = graphError(4, '(#4) Application request limit reached', { status: 403 });
const answered = (body: object): FakeAnswer => ({ status: 200, body });

describe('whose Page it is', () => {
  it('the token says, and which app it was made with; every call is proved', async () => {
    expect(await identify!({ ...account, appId: '' }, deps)).toEqual({ ok: true, id: pageId, name: 'Lantern Books', facts: { appId } });
    expect(fake.requests.map(({ as, method, path, query }) => [as, method, path, query])).toEqual([
      ['page', 'GET', '/me', { fields: 'id,name' }],
      ['page', 'GET', '/app', { fields: 'id' }],
    ]);
  });
  it('the proof is the one that another program makes of the token', async () => {
    const asked: string[] = [];
    const watched: typeof fetch = (url) => {
      asked.push(url instanceof Request ? url.url : String(url));
      return Promise.reject(new Error('no more'));
    };
    await identify!(
      { ...account, pageToken: 'EAAGtoken', appSecrets: ['0123456789abcdef0123456789abcdef', 'older'] },
      { ...deps, fetch: watched },
    );
    // By OpenSSL; the token itself stands in no address.
    expect(asked[0]).toContain('appsecret_proof=0a14438fa9b64628a3dd6e4af430eb119c0cdb171db6d79e205c54816c52bb0d');
    expect(asked[0]).not.toContain('EAAGtoken');
  });
  it.each([
    ['a token that Meta does not know', { pageToken: 'x'.repeat(170) }, 'Meta does not know this Page access token.'],
    [
      'the secret of another app',
      { appSecrets: ['0'.repeat(32)] },
      'The app secret is not the one of the app that the token was made with.',
    ],
    ['the token of another Page', { pageId: '4711' }, 'This is no access token of the Page with this ID.'],
  ])('%s', async (_what, over, detail) => {
    expect(await identify!({ ...account, ...over }, deps)).toEqual({ ok: false, reason: 'credentials', detail });
  });
  it('while a secret is changed it is the newer that has to be right', async () => {
    expect((await identify!({ ...account, appSecrets: ['0'.repeat(32), appSecret] }, deps)).ok).toBe(false);
    expect((await identify!({ ...account, appSecrets: [appSecret, '0'.repeat(32)] }, deps)).ok).toBe(true);
  });
  it('a Page without a name is called by its number', async () => {
    fake.answerNext('me', answered({ id: pageId, name: ' \n' }));
    expect(await identify!(account, deps)).toMatchObject({ ok: true, name: pageId });
  });
  it.each([
    ['me', down, 'unreachable', 'Meta does not answer.'],
    ['me', throttled, 'unreachable', 'Meta does not answer.'],
    ['me', graphError(2, 'x'), 'unreachable', 'Meta does not answer.'],
    ['me', answered({ id: pageId }), 'refused', 'Meta did not say whose token this is.'],
    ['me', graphError(10, '(#10) Not yet'), 'refused', 'Meta did not say whose token this is. It says: (#10) Not yet'],
    ['app', down, 'unreachable', 'Meta does not answer.'],
    ['app', answered({}), 'refused', 'Meta did not say which app the token was made with.'],
  ] as const)('%s answering %j: %s', async (what, answer, reason, detail) => {
    fake.answerNext(what, answer);
    expect(await identify!(account, deps)).toEqual({ ok: false, reason, detail });
  });
  it('where nothing answers, that is said, and none of our secrets', async () => {
    const words = `with ${pageToken} and ${appSecret}`;
    const broken = { ...deps, fetch: () => Promise.reject(new Error(words)) };
    expect(await identify!(account, broken)).toEqual({ ok: false, reason: 'unreachable', detail: 'Meta does not answer.' });
    fake.answerNext('me', graphError(190, `Malformed access token ${pageToken.slice(0, 40)}`), graphError(10, `No ${words}`));
    for (let count = 0; count < 2; count += 1) expect(JSON.stringify(await identify!(account, deps))).not.toMatch(/EAAG|[0-9a-f]{32}/);
  });
});

describe('where Meta calls us', () => {
  it('is told to the app, by the app, and the Page is told to tell it; twice is once', async () => {
    expect(await connect!(account, webhook, deps)).toEqual({ ok: true });
    expect(await connect!(account, webhook, deps)).toEqual({ ok: true });
    const fields = 'messages,messaging_postbacks,message_deliveries,message_reactions,message_edits';
    expect(fake.requests.slice(2)).toMatchObject([
      {
        as: 'app',
        method: 'POST',
        path: `/${appId}/subscriptions`,
        body: { object: 'page', callback_url: door, verify_token: webhook.secret, fields, include_values: 'true' },
      },
      { as: 'page', method: 'POST', path: `/${pageId}/subscribed_apps`, body: { subscribed_fields: fields } },
    ]);
  });
  it('Meta calls there at once, and hears what it wants to hear', async () => {
    const asked: string[] = [];
    fake.door.ask = async (url) => {
      asked.push(url);
      const query = Object.fromEntries(new URL(url).searchParams);
      const said = facebook.inbound.handshake!({ method: 'GET', query, raw: rawOf('', {}) }, account);
      return said ?? { status: 404, body: '' };
    };
    expect(await connect!(account, webhook, deps)).toEqual({ ok: true });
    expect(asked).toEqual([`${door}?hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=shown+by+Meta`]);
    expect(await connect!(account, { ...webhook, secret: 'of another channel' }, deps)).toMatchObject({
      ok: false,
      reason: 'refused',
      detail: expect.stringMatching(/^Meta does not call our address\. It says: \(#2200\) Callback verification failed .+ 404/),
    });
  });
  it.each([
    ['subscriptions', down, 'unreachable', 'Meta does not answer.'],
    ['subscriptions', graphError(190, 'x'), 'credentials', 'Meta does not accept the app secret.'],
    ['subscriptions', answered({ success: false }), 'refused', 'Meta does not call our address.'],
    ['subscribed_apps', throttled, 'unreachable', 'Meta does not answer.'],
    ['subscribed_apps', graphError(190, 'x'), 'credentials', 'Meta does not know this Page access token.'],
    [
      'subscribed_apps',
      graphError(200, '(#200) To subscribe to the messages field, one of these permissions is needed: pages_messaging.', { status: 403 }),
      'refused',
      'The Page does not send us its messages. It says: (#200) To subscribe to the messages field, one of these permissions is needed: pages_messaging.',
    ],
  ] as const)('%s answering %j: %s', async (what, answer, reason, detail) => {
    fake.answerNext(what, answer);
    expect(await connect!(account, webhook, deps)).toEqual({ ok: false, reason, detail });
  });
  it('the word in place of the value is a yes too', async () => {
    fake.answerNext('subscriptions', answered({ success: 'true' }));
    expect(await connect!(account, webhook, deps)).toEqual({ ok: true });
  });
  it('an account whose app is not known is not told to anybody', async () => {
    expect(await connect!({ ...account, appId: '' }, webhook, deps)).toMatchObject({ ok: false });
    expect(fake.subscribed.callbackUrl).toBeNull();
  });
  it('let go, the Page tells the app nothing more; another trouble is no trouble of ours', async () => {
    await connect!(account, webhook, deps);
    await disconnect!(account, deps);
    expect([fake.requests.at(-1), fake.subscribed.page]).toMatchObject([{ as: 'page', method: 'DELETE' }, null]);
    fake.answerNext('subscribed_apps', down);
    await expect(disconnect!(account, deps)).resolves.toBeUndefined();
  });
});

describe('health', () => {
  const healthAt = (over: Partial<FacebookAccount> = {}) => health({ ...account, ...over }, deps);
  const day = 86_400;
  const bad = (...problems: readonly string[]) => ({ ok: false, problems });
  beforeEach(() => connect!(account, webhook, deps));

  it('is good where the token is, the Page tells the app and the app calls us', async () => {
    expect(await healthAt()).toEqual({ ok: true, problems: [] });
    expect(await healthAt({ webhookUrl: null })).toEqual({ ok: true, problems: [] });
  });
  it('a token that is good for long is no trouble, one that runs out is', async () => {
    fake.token.expires_at = nowAt / 1_000 + 8 * day;
    expect(await healthAt()).toEqual({ ok: true, problems: [] });
    fake.token.expires_at = nowAt / 1_000 + 6 * day;
    expect(await healthAt()).toEqual(bad('the Page access token is good until 2025-12-03 only'));
  });
  it('what the token may not do is named', async () => {
    fake.token.scopes = ['pages_manage_metadata'];
    expect(await healthAt()).toEqual(bad('the Page access token lacks the permission pages_messaging'));
  });
  it('a token that is good no longer is all there is to say', async () => {
    fake.token.is_valid = false;
    expect(await healthAt()).toEqual(bad('Meta does not accept the Page access token any more'));
    expect(fake.requests.at(-1)).toMatchObject({ as: 'app', path: '/debug_token' });
  });
  it('an app secret that was changed at Meta is', async () => {
    expect(await healthAt({ appSecrets: ['0'.repeat(32)] })).toEqual(bad('Meta does not accept the app secret any more'));
  });
  it('a Page that tells the app no more, or another thing', async () => {
    fake.subscribed.page = ['feed'];
    expect(await healthAt()).toEqual(bad('the Page does not send us its messages any more'));
    fake.subscribed.page = null;
    expect(await healthAt()).toEqual(bad('the Page does not send us its messages any more'));
  });
  it('an app that calls another channel, or nobody', async () => {
    fake.subscribed.callbackUrl = 'https://desk.example/in/facebook/2';
    expect(await healthAt()).toEqual(bad('Meta calls somebody else for this app'));
    fake.answerNext('subscriptions', answered({ data: [{ object: 'page', callback_url: door, active: false }] }));
    expect(await healthAt()).toEqual(bad('Meta calls nobody for this app'));
    fake.subscribed.callbackUrl = null;
    expect(await healthAt()).toEqual(bad('Meta calls nobody for this app'));
  });
  it.each([
    ['debug_token', down, ['Meta does not answer']],
    ['debug_token', answered({}), ['Meta does not say whether the Page access token is good']],
    ['debug_token', graphError(100, 'x'), ['Meta does not say whether the Page access token is good']],
    ['subscribed_apps', down, ['Meta does not answer']],
    ['subscribed_apps', answered({}), ['Meta does not say whether the Page sends us its messages']],
    ['subscriptions', down, ['Meta does not answer']],
    ['subscriptions', graphError(10, 'x'), ['Meta does not say whom it calls']],
  ] as const)('%s answering %j', async (what, answer, problems) => {
    fake.answerNext(what, answer);
    expect(await healthAt()).toEqual(bad(...problems));
  });
  it('what is wrong everywhere is said once', async () => {
    fake.answerNext('subscribed_apps', down);
    fake.answerNext('subscriptions', down);
    expect(await healthAt()).toEqual(bad('Meta does not answer'));
  });
});

describe('before anybody is asked', () => {
  it.each([
    ['as they are', {}, 0],
    ['the two in each other’s place', { appSecrets: [pageToken], pageToken: appSecret }, 2],
    ['no secret', { appSecrets: [] }, 1],
    ['the name of the Page', { pageId: 'lanternbooks' }, 1],
    ['a token that would end a header', { pageToken: `${'x'.repeat(100)}\r\nx: y` }, 1],
    ['nothing', { pageId: '', appSecrets: [], pageToken: '' }, 3],
  ])('%s', (_what, over, count) => {
    expect(checkAccount({ ...account, ...over }).length).toBe(count);
  });
});
