/** A bot is connected, watched, let go, and what is wrong with it is said in words. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { accountAt, door, rawOf, realDeps as deps } from './talk.fixture.ts';
import type { ViberAccount } from './viber-account.ts';
import { fakeBot, fakeToken, openViberFake, refusal, type FakeAnswer, type ViberFake } from './viber-fake.fixture.ts';
import { viber } from './viber.ts';

const webhook = { url: door, secret: 'not for Viber' };
const { identify, connect, disconnect, health, checkAccount } = viber.lifecycle;
let fake: ViberFake;
let account: ViberAccount;
beforeEach(async () => {
  fake = await openViberFake();
  account = accountAt(fake.url);
});
afterEach(() => fake.close());
const down: FakeAnswer = { status: 503, body: '<html>' };
const methods = (): string[] => fake.requests.map(({ path }) => path.replace('/pa/', ''));

describe('whose bot it is', () => {
  it('Viber says by the token, which is shown in a header alone', async () => {
    expect(await identify!(account, deps)).toEqual({
      ok: true,
      id: fakeBot.id,
      name: 'lanternbooks',
      facts: { name: 'Lantern Books', uri: 'lanternbooks' },
    });
    expect(fake.requests).toMatchObject([
      { method: 'POST', path: '/pa/get_account_info', headers: { 'x-viber-auth-token': fakeToken }, body: {} },
    ]);
  });
  it('while a token is changed it is the newer that has to be right', async () => {
    expect((await identify!({ ...account, authTokens: ['0'.repeat(50), fakeToken] }, deps)).ok).toBe(false);
    expect((await identify!({ ...account, authTokens: [fakeToken, '0'.repeat(50)] }, deps)).ok).toBe(true);
  });
  it.each([
    [
      { status: 0, id: 'pa:1', name: 'Lantern\u202E\nBooks' },
      { ok: true, name: 'Lantern Books', facts: { name: 'Lantern Books', uri: '' } },
    ],
    [
      { status: 0, id: 'pa:1', uri: 'lantern' },
      { ok: true, name: 'lantern', facts: { name: '', uri: 'lantern' } },
    ],
    [
      { status: 0, id: 'pa:1', name: 7 },
      { ok: false, reason: 'refused', detail: 'Viber did not say whose bot it is.' },
    ],
    [
      { status: 0, name: 'Lantern' },
      { ok: false, reason: 'refused' },
    ],
    [{ status: 'fine' }, { ok: false, reason: 'unreachable', detail: 'Viber does not answer.' }],
  ])('of %j we make %j', async (body, expected) => {
    fake.answerNext('get_account_info', { status: 200, body });
    expect(await identify!(account, deps)).toMatchObject(expected);
  });
  it.each([
    ['a token that Viber does not know', refusal(2, 'invalidAuthToken'), 'credentials', 'Viber does not know this authentication token.'],
    ['a bot that is blocked', refusal(7, 'publicAccountBlocked'), 'refused', 'Viber has blocked the bot.'],
    ['a bot that is none', refusal(8, 'publicAccountNotFound'), 'refused', 'The authentication token belongs to no bot.'],
    ['asked too often', refusal(12, 'tooManyRequests'), 'unreachable', 'Viber does not answer for now.'],
    ['something new', refusal(99, 'something\nnew'), 'refused', 'Viber did not say whose bot it is. It says: something new'],
    ['Viber is down', down, 'unreachable', 'Viber does not answer.'],
  ] as const)('%s', async (_what, answer, reason, detail) => {
    fake.answerNext('get_account_info', answer);
    expect(await identify!(account, deps)).toEqual({ ok: false, reason, detail });
  });
});

describe('where Viber calls us', () => {
  it('is set, with all we want to hear of, and may be set twice; none of our secrets is shown', async () => {
    expect(await connect!(account, webhook, deps)).toEqual({ ok: true });
    expect(await connect!(account, webhook, deps)).toEqual({ ok: true });
    const event_types = ['delivered', 'seen', 'failed', 'subscribed', 'unsubscribed', 'conversation_started'];
    expect(fake.requests[0]).toMatchObject({
      path: '/pa/set_webhook',
      body: { url: door, event_types, send_name: true, send_photo: false },
    });
    expect(JSON.stringify(fake.requests)).not.toContain(webhook.secret);
  });
  it.each([
    [refusal(2, 'invalidAuthToken'), 'credentials', 'Viber does not know this authentication token.'],
    [
      refusal(1, 'Result[HttpResponse[HTTP/1.1 419]]'),
      'refused',
      'Viber did not take our address: it calls it and wants a good answer. It says: Result[HttpResponse[HTTP/1.1 419]]',
    ],
    [{ status: 200, body: { status: 1 } }, 'refused', 'Viber did not take our address: it calls it and wants a good answer.'],
    [refusal(9, 'publicAccountSuspended'), 'refused', 'Viber has suspended the bot.'],
    [down, 'unreachable', 'Viber does not answer.'],
  ] as const)('%j: %s, %s', async (answer, reason, detail) => {
    fake.answerNext('set_webhook', answer);
    expect(await connect!(account, webhook, deps)).toEqual({ ok: false, reason, detail });
  });
});

describe('Viber tries our address before it takes it', () => {
  let calling: ViberFake;
  let server: Server;
  let ours: string;
  /** What parsing makes of each call that was let in. */
  const events: unknown[] = [];
  beforeEach(async () => {
    calling = await openViberFake({ callsBack: true });
    events.length = 0;
    server = createServer((request, response) => {
      void (async () => {
        const chunks: Buffer[] = [];
        for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
        const raw = rawOf(Buffer.concat(chunks), request.headers);
        const verified = await viber.inbound.verify(raw, account, deps);
        if (!verified.ok) return void response.writeHead(401).end();
        events.push(...(await viber.inbound.parse(raw, account, verified)));
        const { status, body } = viber.inbound.stored!;
        response.writeHead(status).end(body);
      })();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    ours = `http://127.0.0.1:${(server.address() as AddressInfo).port}/in/viber/1`;
  });
  afterEach(async () => {
    await calling.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  it('is let in by the token that was just kept, answered 200, and nobody said anything', async () => {
    account = accountAt(calling.url);
    expect(await connect!(account, { ...webhook, url: ours }, deps)).toEqual({ ok: true });
    expect(events).toEqual([]);
  });
  it('is told where our door does not know the token, and nothing is connected', async () => {
    account = accountAt(calling.url, { authTokens: ['0'.repeat(50)] });
    expect(await connect!(accountAt(calling.url), { ...webhook, url: ours }, deps)).toMatchObject({
      ok: false,
      reason: 'refused',
      detail: expect.stringContaining('401'),
    });
  });
});

describe('letting go', () => {
  it('takes our address away', async () => {
    await connect!(account, webhook, deps);
    await disconnect!(account, deps);
    expect(fake.requests.at(-1)).toMatchObject({ path: '/pa/set_webhook', body: { url: '' } });
    expect((await health(account, deps)).problems).toEqual(['Viber calls nobody for this bot']);
  });
  it('leaves somebody else’s alone, and nothing breaks where Viber is away', async () => {
    await connect!(account, { ...webhook, url: 'https://other.example' }, deps);
    await disconnect!(account, deps);
    fake.answerNext('get_account_info', down, refusal(2, 'invalidAuthToken'));
    await disconnect!(account, deps);
    await disconnect!(account, deps);
    expect(methods().filter((method) => method === 'set_webhook').length).toBe(1);
  });
});

describe('health', () => {
  it('is good where Viber calls us', async () => {
    await connect!(account, webhook, deps);
    expect(await health(account, deps)).toEqual({ ok: true, problems: [] });
    expect(await health({ ...account, webhookUrl: null }, deps)).toEqual({ ok: true, problems: [] });
  });
  const info = (more: object): FakeAnswer => ({ status: 200, body: { status: 0, ...fakeBot, ...more } });
  it.each([
    ['nobody is called', info({ webhook: '' }), 'Viber calls nobody for this bot'],
    ['nobody is named', info({}), 'Viber calls nobody for this bot'],
    ['another is called', info({ webhook: 'https://other.example' }), 'Viber calls somebody else for this bot'],
    ['no receipts come', info({ webhook: door, event_types: ['delivered'] }), 'Viber does not tell us what became of our messages'],
    ['the token is revoked', refusal(2, 'invalidAuthToken'), 'Viber does not accept the authentication token any more'],
    ['the bot is blocked', refusal(7, 'publicAccountBlocked'), 'Viber has blocked the bot'],
    ['the bot is suspended', refusal(9, 'publicAccountSuspended'), 'Viber has suspended the bot'],
    ['Viber is overrun', refusal(12, 'tooManyRequests'), 'Viber does not answer'],
    ['Viber says something new', refusal(99, 'x'), 'Viber does not say how it calls us'],
    ['the answer is another', info({ webhook: 7 }), 'Viber does not say how it calls us'],
    ['Viber is away', down, 'Viber does not answer'],
  ])('%s', async (_what, answer, problem) => {
    fake.answerNext('get_account_info', answer);
    expect(await health(account, deps)).toEqual({ ok: false, problems: [problem] });
  });
  it('says nothing of what Viber does not name', async () => {
    fake.answerNext('get_account_info', info({ webhook: door }));
    expect(await health(account, deps)).toEqual({ ok: true, problems: [] });
  });
});

describe('before anybody is asked', () => {
  it.each([
    ['as it is', {}, 0],
    ['as the documentation shows one', { authTokens: ['445da6az1s345z78-dazcczb2542zv51a-e0vc5fva17480im9'] }, 0],
    ['none', { authTokens: [] }, 1],
    ['an empty one', { authTokens: [''] }, 1],
    ['one that would end a header', { authTokens: [`${fakeToken}\r\nx: y`] }, 1],
    ['an older one in another shape', { authTokens: [fakeToken, 'x y'] }, 1],
  ])('%s', (_what, over, count) => {
    expect(checkAccount({ ...account, ...over }).length).toBe(count);
  });
});
