/** Who may speak at our door, whom do we answer there, and which files do we fetch? */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RawInbound } from '../contract/channel-adapter.ts';
import { apiUrl, type FacebookAccount } from './facebook-account.ts';
import { facebookChannel } from './facebook-channel.ts';
import { facebookDescription, fetchBytes, humanAgentWindowMs } from './facebook-description.ts';
import { facebook } from './facebook.ts';
import { keptAt } from './fetch-file.ts';
import { openGraphFake, pageToken, type GraphFake } from './graph-fake.fixture.ts';
import { accountAt, depsWith, door, rawOf } from './talk.fixture.ts';
import { appSecret, callOf, pageId, signatureOf, textEvent } from './webhook-bodies.fixture.ts';

const deps = depsWith();
let fake: GraphFake;
let account: FacebookAccount;
beforeAll(async () => {
  fake = await openGraphFake();
  account = accountAt(fake.url);
});
afterAll(() => fake.close());

const header = 'x-hub-signature-256';
const isLetIn = async (raw: RawInbound, over: Partial<FacebookAccount> = {}): Promise<boolean> =>
  (await facebook.inbound.verify(raw, { ...account, ...over }, deps)).ok;

describe('the signature', () => {
  const body = callOf(textEvent(1, 'Hello'));
  const good = signatureOf(body);
  it('is made over the bytes, whatever they hold and however they are spaced', async () => {
    for (const said of [body, callOf(), '{ "object":"page" ,\n\t"entry":[ ] , "text":"Grüße, 花 👩‍👩‍👧" }', '', '[1', '\u0000'])
      expect([said, await isLetIn(rawOf(said))]).toEqual([said, true]);
    expect(await isLetIn(rawOf(new Uint8Array([0xff, 0xfe, 0x00, 0x80])))).toBe(true);
  });
  it('is the one that another program makes of the same bytes', async () => {
    // By OpenSSL, over the body as Meta writes it: what is not ASCII is escaped.
    const escaped = String.raw`{"object":"page","entry":[],"text":"Gr\u00fc\u00dfe"}`;
    const theirs = 'sha256=92c390b24ab97f965def9c8460b8cc76f62a2bb56ac592ff4a3cff9fa9558e28';
    expect(await isLetIn(rawOf(escaped, { [header]: theirs }), { appSecrets: ['0123456789abcdef0123456789abcdef'] })).toBe(true);
  });
  it('one byte changed anywhere is refused, and so is the same JSON written another way', async () => {
    for (let at = 0; at < body.length; at += 7) {
      const { bytes } = rawOf(body);
      bytes[at]! ^= 1;
      expect(await isLetIn(rawOf(bytes, { [header]: good }))).toBe(false);
    }
    expect(await isLetIn(rawOf(JSON.stringify(JSON.parse(body), null, 1), { [header]: good }))).toBe(false);
    expect(await isLetIn(rawOf(`${body} `, { [header]: good }))).toBe(false);
  });
  it.each([
    ['none', {}],
    ['the one of SHA-1 alone', { 'x-hub-signature': `sha1=${'0'.repeat(40)}` }],
    ['an empty one', { [header]: '' }],
    ['its name alone', { [header]: 'sha256=' }],
    ['one given twice', { [header]: [good, good] }],
    ['one given twice, joined', { [header]: `${good}, ${good}` }],
    ['one without its name', { [header]: good.slice('sha256='.length) }],
    ['one without its end', { [header]: good.slice(0, -1) }],
    ['one with a blank behind it', { [header]: `${good} ` }],
    ['one in capitals', { [header]: good.toUpperCase() }],
    ['one of another secret', { [header]: signatureOf(body, '0'.repeat(32)) }],
    ['one of another body', { [header]: signatureOf(callOf()) }],
  ])('%s is refused', async (_what, headers) => {
    expect(await isLetIn(rawOf(body, headers))).toBe(false);
  });
  it('of either secret is good while one is being changed, and of none where there is none', async () => {
    expect(await isLetIn(rawOf(body), { appSecrets: ['0'.repeat(32), appSecret] })).toBe(true);
    expect(await isLetIn(rawOf(body), { appSecrets: ['0'.repeat(32)] })).toBe(false);
    expect(await isLetIn(rawOf(body), { appSecrets: [] })).toBe(false);
    // An empty secret signs nothing that anybody else could not sign.
    expect(facebook.lifecycle.checkAccount({ ...account, appSecrets: [''] }).length).toBe(1);
  });
});

describe('Meta asking whether we are there', () => {
  interface Asked {
    readonly method?: 'GET' | 'POST';
    readonly tokens?: readonly string[];
  }
  const ask = (query: Record<string, string>, { method = 'GET', tokens = ['newer', 'older'] }: Asked = {}) =>
    facebook.inbound.handshake!({ method, query, raw: rawOf('', {}) }, { ...account, verifyTokens: tokens });
  const good = { 'hub.mode': 'subscribe', 'hub.challenge': '1158201444', 'hub.verify_token': 'older' };
  it('hears the number it sent, if it shows one of our secrets', () => {
    const answer = { status: 200, contentType: 'text/plain; charset=utf-8', body: '1158201444' };
    expect([ask(good), ask({ ...good, 'hub.verify_token': 'newer' })]).toEqual([answer, answer]);
  });
  it.each([
    ['another secret', { ...good, 'hub.verify_token': 'oldest' }],
    ['an empty one', { ...good, 'hub.verify_token': '' }],
    ['none', { 'hub.mode': 'subscribe', 'hub.challenge': '1' }],
    ['another mode', { ...good, 'hub.mode': 'unsubscribe' }],
    ['no number', { ...good, 'hub.challenge': '' }],
    ['a page instead of a number', { ...good, 'hub.challenge': '<script>1</script>' }],
    ['nothing', {}],
  ])('with %s hears nothing', (_what, query) => {
    expect(ask(query)).toBeNull();
  });
  it('asks by GET alone, and is not answered before there is a secret', () => {
    expect(ask(good, { method: 'POST' })).toBeNull();
    expect(ask({ ...good, 'hub.verify_token': '' }, { tokens: [] })).toBeNull();
    expect(ask({ ...good, 'hub.verify_token': '' }, { tokens: [''] })).toBeNull();
  });
});

describe('a file', () => {
  const fetchFile = (address: string, over: Partial<FacebookAccount> = {}) =>
    facebook.inbound.fetchFile!(address, { ...account, ...over }, deps);
  it('is fetched whole, up to 25 MB, and nothing of ours is shown for it', async () => {
    fake.files.set('/lamp.jpg', new Uint8Array([9, 8]));
    const asked: [string, RequestInit | undefined][] = [];
    const watched: typeof fetch = (url, init) => {
      asked.push([new URL(url instanceof Request ? url.url : url).href, init]);
      return fetch(url, init);
    };
    const there = `${fake.url}/lamp.jpg?oh=1&oe=2`;
    expect(await facebook.inbound.fetchFile!(there, account, { ...deps, fetch: watched })).toEqual({
      ok: true,
      bytes: Buffer.from([9, 8]),
      mime: null,
    });
    expect(asked).toEqual([[there, { redirect: 'manual' }]]);
    fake.files.set('/film.mp4', new Uint8Array(fetchBytes + 1));
    expect(await fetchFile(`${fake.url}/film.mp4`)).toEqual({ ok: false, passing: false, reason: 'larger than 25 MB' });
  });
  it.each([
    [403, false, 'Facebook does not give the file any more'],
    [404, false, 'Facebook does not give the file any more'],
    [410, false, 'Facebook does not give the file any more'],
    [302, false, 'Facebook did not give the file'],
    [204, false, 'Facebook did not give the file'],
    [429, true, 'Facebook did not give the file'],
    [500, true, 'Facebook did not give the file'],
  ])('is not there with %i: passing %s, %s', async (status, passing, reason) => {
    fake.files.set('/gone.jpg', status);
    expect(await fetchFile(`${fake.url}/gone.jpg`)).toEqual({ ok: false, passing, reason });
  });
  it.each([
    ['https://scontent.xx.fbcdn.net/v/t1.15752-9/1_2_n.jpg?_nc_cat=1&oh=x', true],
    ['https://cdn.fbsbx.com/v/t59.2708-21/invoice.pdf', true],
    ['https://SCONTENT.XX.FBCDN.NET:443/a.jpg', true],
    ['http://scontent.xx.fbcdn.net/a.jpg', false],
    ['https://scontent.xx.fbcdn.net:8443/a.jpg', false],
    ['https://a:b@scontent.xx.fbcdn.net/a.jpg', false],
    ['https://fbcdn.net.evil.example/a.jpg', false],
    ['https://evilfbcdn.net/a.jpg', false],
    ['https://evil.example/?.fbcdn.net', false],
    ['https://127.0.0.1/a.jpg', false],
    ['https://graph.facebook.com/v24.0/me', false],
    ['https://scontent.xx.fbcdn.net/39_••••••••••••3642_n.png', false],
    ['file:///etc/passwd', false],
    ['//scontent.xx.fbcdn.net/a.jpg', false],
    ['', false],
    [`https://scontent.xx.fbcdn.net/${'a'.repeat(5_000)}`, false],
  ])('at %s is one of Meta’s: %s', async (address, isKept) => {
    expect(keptAt(address, { apiRoot: apiUrl }) !== null).toBe(isKept);
    const never = () => Promise.reject(new Error('asked'));
    const answer = await facebook.inbound.fetchFile!(address, { ...account, apiRoot: apiUrl }, { ...deps, fetch: never });
    expect(answer).toMatchObject({ ok: false, passing: isKept });
  });
  it('where the connection breaks it may come later, and nothing of the address is in the reason', async () => {
    const broken = { ...deps, fetch: () => Promise.reject(new Error('https://scontent.xx.fbcdn.net/secret')) };
    expect(await facebook.inbound.fetchFile!('https://scontent.xx.fbcdn.net/secret', account, broken)).toEqual({
      ok: false,
      passing: true,
      reason: 'the connection to Facebook broke',
    });
  });
});

it('an account is made of what was typed and found, and its secrets are known in two generations', () => {
  const kept = {
    settings: { pageId, appId: '987', accountId: pageId },
    secrets: { pageToken, appSecret: 'new', appSecretOld: 'old', webhookSecret: 'w2', webhookSecretOld: 'w1' },
  };
  expect(facebookChannel.accountOf(kept, { webhookUrl: door, apiUrl })).toEqual({
    pageId,
    pageToken,
    appSecrets: ['new', 'old'],
    appId: '987',
    verifyTokens: ['w2', 'w1'],
    webhookUrl: door,
    apiRoot: 'https://graph.facebook.com',
  });
});

it('the window that counts while somebody writes is the one in which people may still answer', () => {
  expect(facebookDescription.windows[0]).toEqual({ openedBy: 'message', durationMs: humanAgentWindowMs, after: 'forbidden' });
});
