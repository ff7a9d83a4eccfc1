/** An Official Account is connected, watched, and what is wrong with it is said in words. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fakeBot, fakeChannel, openLineFake, type FakeAnswer, type LineFake } from './line-fake.fixture.ts';
import type { LineAccount } from './line-account.ts';
import { line } from './line.ts';
import { accountAt, realDeps as deps } from './talk.fixture.ts';

const webhook = { url: 'https://desk.example/in/line/1', secret: 'not for LINE' };
const endpoint = '/v2/bot/channel/webhook/endpoint';
const test = '/v2/bot/channel/webhook/test';
const { identify, connect, health, checkAccount, disconnect } = line.lifecycle;
let fake: LineFake;
let account: LineAccount;
beforeEach(async () => {
  fake = await openLineFake();
  account = accountAt(fake.url);
});
afterEach(() => fake.close());
const down: FakeAnswer = { status: 503, body: '<html>' };

describe('who it is', () => {
  it('LINE says by the token, and the secret is proved to belong to it', async () => {
    expect(await identify!(account, deps)).toEqual({
      ok: true,
      id: fakeBot.userId,
      name: '@216lantern',
      facts: { displayName: 'Lantern Books' },
    });
    expect(fake.requests.map(({ path }) => path)).toEqual(['/v2/bot/info', '/v2/oauth/verify', '/oauth2/v3/token']);
    expect(fake.requests.map(({ headers }) => headers['authorization'] !== undefined)).toEqual([true, false, false]);
  });
  it.each([
    ['a token that LINE does not know', { channelAccessToken: 'x'.repeat(170) }, 'credentials', 'LINE does not know this access token.'],
    [
      'the secret of another channel',
      { channelSecrets: ['0'.repeat(32)] },
      'credentials',
      'The channel secret is not the one of this channel.',
    ],
  ])('%s', async (_what, over, reason, detail) => {
    expect(await identify!({ ...account, ...over }, deps)).toEqual({ ok: false, reason, detail });
  });
  it('while a secret is changed it is the newer that has to be right', async () => {
    expect((await identify!({ ...account, channelSecrets: ['0'.repeat(32), fakeChannel.secret] }, deps)).ok).toBe(false);
    expect((await identify!({ ...account, channelSecrets: [fakeChannel.secret, '0'.repeat(32)] }, deps)).ok).toBe(true);
  });
  it.each([
    ['/v2/bot/info', down, 'unreachable'],
    ['/v2/bot/info', { status: 429, body: {} }, 'unreachable'],
    ['/v2/bot/info', { status: 200, body: { userId: 'somebody' } }, 'refused'],
    ['/v2/oauth/verify', { status: 400, body: { error: 'invalid_request' } }, 'refused'],
    ['/v2/oauth/verify', down, 'unreachable'],
    ['/oauth2/v3/token', { status: 500, body: {} }, 'unreachable'],
    ['/oauth2/v3/token', { status: 400, body: { error: 'unauthorized_client' } }, 'refused'],
  ] as const)('%s answering %j: %s', async (path, answer, reason) => {
    fake.answerNext(path, answer);
    const said = await identify!(account, deps);
    expect(said).toMatchObject({ ok: false, reason });
    expect(JSON.stringify(said)).not.toContain(fakeChannel.secret);
  });
});

describe('where LINE calls us', () => {
  it('is set, tried with an empty call, and may be set twice; none of our secrets is shown', async () => {
    expect(await connect!(account, webhook, deps)).toEqual({ ok: true });
    expect(await connect!(account, webhook, deps)).toEqual({ ok: true });
    expect(fake.requests.slice(2)).toMatchObject([
      { method: 'PUT', path: endpoint, body: { endpoint: webhook.url } },
      { method: 'POST', path: test, body: { endpoint: webhook.url } },
    ]);
    expect(JSON.stringify(fake.requests)).not.toContain(webhook.secret);
    expect(disconnect).toBeUndefined();
  });
  it.each([
    [
      endpoint,
      { status: 400, body: { message: 'Invalid webhook endpoint URL' } },
      'refused',
      'LINE refused our address. It says: Invalid webhook endpoint URL',
    ],
    [endpoint, { status: 401, body: { message: 'x' } }, 'credentials', 'LINE does not accept the access token.'],
    [endpoint, down, 'unreachable', 'LINE does not answer.'],
    [
      test,
      {
        status: 200,
        body: { success: false, statusCode: 0, reason: 'COULD_NOT_CONNECT', detail: 'TLS handshake failure: https://desk.example' },
      },
      'refused',
      'LINE called our address and got no good answer: TLS handshake failure: https://desk.example.',
    ],
    [
      test,
      { status: 200, body: { success: false, reason: 'REQUEST_TIMEOUT' } },
      'refused',
      'LINE called our address and got no good answer: REQUEST_TIMEOUT.',
    ],
  ] as const)('%s answering %j: %s', async (path, answer, reason, detail) => {
    fake.answerNext(path, answer);
    expect(await connect!(account, webhook, deps)).toEqual({ ok: false, reason, detail });
  });
  it.each([
    ['LINE has tested often enough', { status: 429, body: { message: 'The API rate limit has been exceeded. Try again later.' } }],
    ['the test itself fails', down],
  ] as const)('a test that tells nothing says nothing against us: %s', async (_what, answer) => {
    fake.answerNext(test, answer);
    expect(await connect!(account, webhook, deps)).toEqual({ ok: true });
  });
});

describe('health', () => {
  const healthAt = (over: Partial<LineAccount> = {}) => health({ ...account, webhookUrl: webhook.url, ...over }, deps);
  it('is good where LINE calls us and messages are left', async () => {
    await connect!(account, webhook, deps);
    expect(await healthAt()).toEqual({ ok: true, problems: [] });
    expect(await healthAt({ webhookUrl: null })).toEqual({ ok: true, problems: [] });
  });
  it.each([
    ['nobody is called', { status: 404, body: { message: 'Webhook endpoint not found' } }, 'LINE calls nobody for this account'],
    [
      'another is called',
      { status: 200, body: { endpoint: 'https://other.example', active: true } },
      'LINE calls somebody else for this account',
    ],
    [
      'webhooks are switched off',
      { status: 200, body: { endpoint: webhook.url, active: false } },
      '“Use webhook” is switched off in the LINE Developers Console: no message arrives',
    ],
    ['the token is revoked', { status: 401, body: { message: 'x' } }, 'LINE does not accept the access token any more'],
    ['LINE is away', down, 'LINE does not answer'],
    ['LINE is overrun', { status: 429, body: {} }, 'LINE does not answer'],
    ['the answer is another', { status: 200, body: {} }, 'LINE does not say how it calls us'],
  ] as const)('%s', async (_what, answer, problem) => {
    fake.answerNext(endpoint, answer);
    expect(await healthAt()).toEqual({ ok: false, problems: [problem] });
  });
  it.each([
    [{ type: 'limited', value: 200 }, { totalUsage: 179 }, []],
    [{ type: 'limited', value: 200 }, { totalUsage: 180 }, ['180 of the 200 messages of this month are used']],
    [{ type: 'limited', value: 200 }, { totalUsage: 200 }, ['the 200 messages of this month are used up']],
    [{ type: 'limited', value: 0 }, { totalUsage: 0 }, ['the 0 messages of this month are used up']],
    [{ type: 'none' }, { totalUsage: 9_000 }, []],
    [{ type: 'limited', value: 200 }, {}, []],
    [{ message: 'no' }, { totalUsage: 9_000 }, []],
  ])('of a quota %j with %j used: %j', async (quota, used, problems) => {
    await connect!(account, webhook, deps);
    fake.answerNext('/v2/bot/message/quota', { status: 200, body: quota });
    fake.answerNext('/v2/bot/message/quota/consumption', { status: 200, body: used });
    expect(await healthAt()).toEqual({ ok: problems.length === 0, problems });
  });
});

describe('before anybody is asked', () => {
  it.each([
    ['as they are', {}, 0],
    ['the two in each other’s place', { channelSecrets: [fakeChannel.accessToken], channelAccessToken: fakeChannel.secret }, 2],
    ['no secret', { channelSecrets: [] }, 1],
    ['a token that would end a header', { channelAccessToken: `${'x'.repeat(100)}\r\nx: y` }, 1],
    ['nothing', { channelSecrets: [], channelAccessToken: '' }, 2],
  ])('%s', (_what, over, count) => {
    expect(checkAccount({ ...account, ...over }).length).toBe(count);
  });
});
