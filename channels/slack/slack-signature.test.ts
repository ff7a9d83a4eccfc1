/** Only what Slack signed within five minutes comes in, whatever the body looks like; an address is put into the app by what Slack asks first. */
import { describe, expect, it } from 'vitest';
import type { RawInbound } from '../contract/channel-adapter.ts';
import { fakeSecret, messageCall, signed } from './slack-fake.fixture.ts';
import { slack, type SlackAccount } from './slack.ts';
import { accountAt, depsWith, jonas } from './talk.fixture.ts';

const deps = depsWith(new Map());
const account = accountAt({ url: 'https://slack.example' });
const nowAt = 1_700_000_000_000;
const text = JSON.stringify(messageCall(1, 'Is it there?', jonas));

const raw = (body: string, headers: RawInbound['headers'], receivedAt = nowAt): RawInbound => ({
  bytes: new TextEncoder().encode(body),
  receivedAt,
  accountKey: 'c',
  headers,
  url: null,
  envelope: null,
});
const isIn = async (call: RawInbound, of: SlackAccount = account): Promise<boolean> => (await slack.inbound.verify(call, of, deps)).ok;
const good = signed(text, nowAt);
const signature = good['x-slack-signature']!;

describe('a call', () => {
  it.each([
    ['is accepted as Slack signed it', text],
    ['is accepted with other than ASCII in it', JSON.stringify(messageCall(1, 'Grüße, 花 👩‍👩‍👧', jonas))],
    ['is accepted with unusual spacing: the bytes count, not what they mean', `  {"type"\t:"event_callback",\n\n "a":1.0e0 }\r\n`],
    ['is accepted where it is no JSON at all', 'payload=%7B'],
    ['is accepted without a body', ''],
  ])('%s', async (_what, body) => {
    expect(await isIn(raw(body, signed(body, nowAt)))).toBe(true);
  });

  it('is refused with one byte of the body changed', async () => {
    expect(await isIn(raw(text.replace('there', 'their'), good))).toBe(false);
    expect(await isIn(raw(`${text} `, good))).toBe(false);
  });

  it.each([
    ['another secret', signed(text, nowAt, 'f'.repeat(32))],
    ['no signature', { ...good, 'x-slack-signature': undefined }],
    ['no time', { ...good, 'x-slack-request-timestamp': undefined }],
    ['an empty signature', { ...good, 'x-slack-signature': '' }],
    ['an empty time', { ...good, 'x-slack-request-timestamp': '' }],
    ['a signature of another length', { ...good, 'x-slack-signature': signature.slice(0, -1) }],
    ['a longer signature', { ...good, 'x-slack-signature': `${signature}0` }],
    ['a signature in capitals', { ...good, 'x-slack-signature': signature.toUpperCase() }],
    ['another version', { ...good, 'x-slack-signature': signature.replace('v0', 'v1') }],
    ['no version', { ...good, 'x-slack-signature': signature.slice(3) }],
    ['the signature given twice', { ...good, 'x-slack-signature': [signature, signature] }],
    ['the signature given twice in one line', { ...good, 'x-slack-signature': `${signature}, ${signature}` }],
    ['the time given twice', { ...good, 'x-slack-request-timestamp': ['1700000000', '1700000000'] }],
    ['a time other than the signed one', { ...good, 'x-slack-request-timestamp': '1700000001' }],
    ['a time that is no number', { ...good, 'x-slack-request-timestamp': 'now' }],
    ['a time in hex', { ...good, 'x-slack-request-timestamp': '0x6553f100' }],
    ['a negative time', { ...good, 'x-slack-request-timestamp': '-1' }],
    ['no header at all', {}],
  ])('is refused with %s', async (_what, headers) => {
    expect(await isIn(raw(text, headers))).toBe(false);
  });

  it.each([
    [-301, false],
    [-300, true],
    [300, true],
    [301, false],
  ])('that was signed %d seconds from now: %s', async (seconds, isGood) => {
    expect(await isIn(raw(text, signed(text, nowAt + seconds * 1_000)))).toBe(isGood);
  });

  it('is accepted with the older of two secrets while it is changed, and no longer after that; without a secret nobody comes in', async () => {
    const newer = 'e'.repeat(32);
    expect(await isIn(raw(text, good), { ...account, signingSecrets: [newer, fakeSecret] })).toBe(true);
    expect(await isIn(raw(text, good), { ...account, signingSecrets: [newer] })).toBe(false);
    expect(await isIn(raw(text, signed(text, nowAt, '')), { ...account, signingSecrets: [] })).toBe(false);
  });
});

describe('what Slack asks when the address is put into the app', () => {
  const ask = (body: object | string, method: 'GET' | 'POST' = 'POST') =>
    slack.inbound.handshake!({ method, query: {}, raw: raw(typeof body === 'string' ? body : JSON.stringify(body), {}) }, account);
  it('is answered with what it says, as plain text', () => {
    expect(ask({ type: 'url_verification', challenge: '3eZbrw1aBm2r', token: 't' })).toEqual({
      status: 200,
      contentType: 'text/plain',
      body: '3eZbrw1aBm2r',
    });
  });
  it.each([
    ['a message', JSON.parse(text) as object],
    ['a page in place of a word', { type: 'url_verification', challenge: '<script> alert(1)</script>' }],
    ['nothing to say', { type: 'url_verification' }],
    ['no JSON', 'challenge=1'],
  ])('and nothing else is: %s', (_what, body) => {
    expect(ask(body)).toBeNull();
  });
  it('a mere look at the address is not', () => {
    expect(ask({ type: 'url_verification', challenge: 'a' }, 'GET')).toBeNull();
  });
  it('and says no word of a customer', async () => {
    const call = raw(JSON.stringify({ type: 'url_verification', challenge: 'a' }), {});
    const verified = {
      ok: true,
      authentication: { provider: 'pass', spf: 'none', dkim: [], dmarc: 'none', alignedDomain: null },
      sender: null,
    } as const;
    expect(await slack.inbound.parse(call, account, verified)).toEqual([]);
  });
});
