/** What goes out in WhatsApp, when it may, and what Meta’s answers mean for it; and what comes in as a file. Against a Graph API on this machine. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { OutboundMessage, ThreadState } from '../contract/channel-adapter.ts';
import { fakeSecret, fakeToken, graphError, ids, openGraphFake, type GraphFake } from './graph-fake.fixture.ts';
import { accountAt, depsWith, file, nowAt, toJonas } from './talk.fixture.ts';
import { jonas } from './webhook.fixture.ts';
import type { WhatsappAccount } from './whatsapp-account.ts';
import { documentBytes, fetchBytes, imageBytes, playedBytes, windowMs } from './whatsapp-description.ts';
import { whatsapp } from './whatsapp.ts';

let fake: GraphFake;
let account: WhatsappAccount;
const files = new Map([
  ['a.png', new Uint8Array([1, 2])],
  ['b.pdf', new Uint8Array([3])],
]);
const deps = depsWith(files);
const open: ThreadState = { lastCustomerMessageAt: nowAt - 1_000, optedOut: false };
const toMessages = `${ids.phone}/messages`;
const toMedia = `${ids.phone}/media`;

beforeAll(async () => {
  fake = await openGraphFake();
  account = accountAt(fake);
});
afterAll(() => fake.close());
beforeEach(() => void (fake.calls.length = 0));

const plan = (over: Partial<OutboundMessage>, thread = open) => whatsapp.outbound.plan(toJonas(over), account, thread, nowAt);
function partsOf(over: Partial<OutboundMessage>) {
  const planned = plan(over);
  if ('blocked' in planned) throw new Error(`${planned.blocked}: ${planned.detail}`);
  return planned.parts;
}
async function sendAll(over: Partial<OutboundMessage>): Promise<string[]> {
  const outcomes: string[] = [];
  for (const part of partsOf(over)) outcomes.push((await whatsapp.outbound.send(part, account, deps)).outcome);
  return outcomes;
}
const sendOne = (over: Partial<OutboundMessage> = { text: 'Hello' }, with_ = deps) =>
  whatsapp.outbound.send(partsOf(over)[0]!, account, with_);
const bodies = () => fake.calls.filter(({ path }) => path === toMessages).map(({ body }) => body);

describe('when somebody may be written to', () => {
  const kindOf = (thread: ThreadState, over: Partial<OutboundMessage> = { text: 'x' }) => {
    const planned = plan(over, thread);
    return 'blocked' in planned ? planned.blocked : planned.parts.length;
  };
  it('up to 24 hours after their last message, and no later; what else is left is said', () => {
    expect(kindOf({ ...open, lastCustomerMessageAt: nowAt - windowMs })).toBe(1);
    expect(plan({ text: 'x' }, { ...open, lastCustomerMessageAt: nowAt - windowMs - 1 })).toEqual({
      blocked: 'windowClosed',
      detail: 'their last message is more than 24 hours old, and WhatsApp lets only an approved template through',
      alternatives: ['an approved template', 'email', 'SMS'],
    });
    expect(plan({ text: 'x' }, { ...open, lastCustomerMessageAt: null })).toMatchObject({
      blocked: 'windowClosed',
      detail: expect.stringContaining('not written here yet'),
    });
  });
  it('not where they want no more, nor where nobody is known there', () => {
    expect(kindOf({ ...open, optedOut: true })).toBe('optedOut');
    for (const value of ['ada@x.example', '', '+4915100000001', '1', '../1', 'DE.', 'de.12'])
      expect(kindOf(open, { text: 'x', to: { scheme: 'whatsapp', value, display: null } })).toBe('noIdentity');
    expect(kindOf(open, { text: 'x', attachments: [file('big.zip', 'application/zip', documentBytes + 1)] })).toBe('unsupported');
  });
});

describe('what we send', () => {
  it('words first, then each file, laid down before it is sent; the first answers their last message', async () => {
    const chat = `${ids.phone}:${jonas.wa_id}`;
    const references = [
      '<mail@x.example>',
      `${chat}:wamid.one`,
      `${chat}:wamid.two`,
      `${ids.phone}:4930:wamid.other`,
      `77:${jonas.wa_id}:wamid.nine`,
    ];
    const attachments = [file('a.png', 'image/png', 2), file('b.pdf', 'application/pdf', 1)];
    expect(await sendAll({ text: 'Here they are.', attachments, references })).toEqual(['accepted', 'accepted', 'accepted']);
    expect(fake.calls.map(({ path }) => path)).toEqual([toMessages, toMedia, toMessages, toMedia, toMessages]);
    const common = { messaging_product: 'whatsapp', recipient_type: 'individual', to: jonas.wa_id };
    expect(bodies()).toEqual([
      {
        ...common,
        type: 'text',
        text: { preview_url: false, body: 'Here they are.' },
        context: { message_id: 'wamid.two' },
        biz_opaque_callback_data: 'm:0',
      },
      { ...common, type: 'image', image: { id: expect.stringMatching(/^\d+$/) }, biz_opaque_callback_data: 'm:1' },
      { ...common, type: 'document', document: { id: expect.stringMatching(/^\d+$/), filename: 'b.pdf' }, biz_opaque_callback_data: 'm:2' },
    ]);
    expect(fake.calls[1]!.body).toEqual({ messaging_product: 'whatsapp', type: 'image/png', file: 'a.png' });
    expect(fake.calls.every(({ query }) => Object.keys(query).length === 0)).toBe(true);
  });
  it('a text of many parts is sent whole, and a file alone has no empty words before it', async () => {
    const text = 'word '.repeat(2_000);
    expect(
      partsOf({ text })
        .map(({ payload }) => (payload.kind === 'text' ? payload.text : ''))
        .join(''),
    ).toBe(text);
    expect(partsOf({ text, references: [`${ids.phone}:${jonas.wa_id}:wamid.x`] }).map(({ payload }) => payload.replyTo)).toEqual([
      'wamid.x',
      null,
      null,
    ]);
    expect(partsOf({ text: ' \n', attachments: [file('a.png', 'image/png', 2)] }).map(({ payload }) => payload.kind)).toEqual(['image']);
  });
  it.each([
    ['a picture', 'image/jpeg', imageBytes, 'image'],
    ['one that is too large for a picture', 'image/jpeg', imageBytes + 1, 'document'],
    ['a picture WhatsApp does not show', 'image/tiff', 1, 'document'],
    ['a film', 'video/3gpp', playedBytes, 'video'],
    ['a long film', 'video/mp4', playedBytes + 1, 'document'],
    ['a sound', 'audio/ogg', playedBytes, 'audio'],
    ['a sound WhatsApp does not play', 'audio/flac', 1, 'document'],
    ['the largest file of all', 'application/zip', documentBytes, 'document'],
  ])('%s goes as what WhatsApp can show it as', (_what, mime, sizeBytes, kind) => {
    expect(partsOf({ attachments: [file('f', mime, sizeBytes)] }).map(({ payload }) => payload.kind)).toEqual([kind]);
  });
  it('somebody without a number is written to by their id', async () => {
    expect(await sendAll({ text: 'x', to: { scheme: 'whatsapp', value: 'DE.13491208655302741918', display: null } })).toEqual(['accepted']);
    expect(bodies()).toMatchObject([{ recipient: 'DE.13491208655302741918' }]);
    expect(bodies()[0]).not.toHaveProperty('to');
  });
});

describe('what an answer means', () => {
  it.each<[number, number, string, string | null]>([
    [4, 400, 'retry', null],
    [80_007, 400, 'retry', null],
    [130_429, 400, 'retry', null],
    [131_048, 400, 'retry', null],
    [131_056, 400, 'retry', null],
    [131_057, 500, 'retry', null],
    [77, 429, 'retry', null],
    [0, 401, 'rejected', 'authBroken'],
    [3, 500, 'rejected', 'authBroken'],
    [10, 403, 'rejected', 'authBroken'],
    [190, 401, 'rejected', 'authBroken'],
    [200, 403, 'rejected', 'authBroken'],
    [299, 403, 'rejected', 'authBroken'],
    [131_005, 403, 'rejected', 'authBroken'],
    [33, 400, 'rejected', 'configuration'],
    [368, 403, 'rejected', 'configuration'],
    [131_030, 400, 'rejected', 'configuration'],
    [131_031, 403, 'rejected', 'configuration'],
    [131_042, 400, 'rejected', 'configuration'],
    [131_045, 500, 'rejected', 'configuration'],
    [133_010, 400, 'rejected', 'configuration'],
    [131_047, 400, 'rejected', 'windowClosed'],
    [130_472, 400, 'rejected', 'permanentRecipient'],
    [131_021, 400, 'rejected', 'permanentRecipient'],
    [131_026, 400, 'rejected', 'permanentRecipient'],
    [131_050, 400, 'rejected', 'permanentRecipient'],
    [131_062, 400, 'rejected', 'permanentRecipient'],
    [100, 400, 'rejected', 'permanentContent'],
    [131_008, 400, 'rejected', 'permanentContent'],
    [131_009, 400, 'rejected', 'permanentContent'],
    [131_051, 400, 'rejected', 'permanentContent'],
    [131_053, 400, 'rejected', 'permanentContent'],
    [132_000, 400, 'rejected', 'permanentContent'],
    [999_999, 400, 'rejected', 'permanentContent'],
    [999_999, 401, 'rejected', 'authBroken'],
    [1, 400, 'unknown', null],
    [2, 503, 'unknown', null],
    [131_000, 500, 'unknown', null],
    [131_016, 500, 'unknown', null],
    [133_004, 503, 'unknown', null],
    [999_999, 500, 'unknown', null],
  ])('%d with %d: %s %s', async (code, status, outcome, kind) => {
    fake.answerNext(toMessages, { status, body: graphError(code, 'in Meta’s words') });
    const got = await sendOne();
    expect(got).toMatchObject({ outcome, code: String(code), ...(kind === null ? {} : { class: kind }) });
    expect(got.detail).toBe(code === 190 ? undefined : 'in Meta’s words');
  });
  it('an answer that is none of Meta’s may be one to a message that was taken', async () => {
    for (const [status, body] of [
      [502, '<html>'],
      [200, 'OK'],
      [200, {}],
      [200, { messages: [] }],
      [500, ''],
    ] as const) {
      fake.answerNext(toMessages, { status, body });
      expect((await sendOne()).outcome).toBe('unknown');
    }
    const before = fake.taken().length;
    fake.answerNext(toMessages, 'cut');
    expect(await sendOne()).toEqual({ outcome: 'unknown', code: expect.any(String) });
    expect(fake.taken().length).toBe(before + 1);
  });
  it('what goes wrong with a file before the message is no message: it is tried again, or refused', async () => {
    const withFile = { attachments: [file('a.png', 'image/png', 2)] };
    const before = fake.taken().length;
    for (const [answer, outcome] of [
      ['cut', 'retry'],
      [{ status: 500, body: graphError(131_000) }, 'retry'],
      [{ status: 502, body: '<html>' }, 'retry'],
      [{ status: 200, body: {} }, 'retry'],
      [{ status: 400, body: graphError(130_429) }, 'retry'],
      [{ status: 400, body: graphError(100, 'Param file must be a file with one of the following types') }, 'rejected'],
      [{ status: 401, body: graphError(190) }, 'rejected'],
    ] as const) {
      fake.answerNext(toMedia, answer);
      expect((await sendOne(withFile)).outcome).toBe(outcome);
    }
    expect(await sendOne({ attachments: [file('gone.png', 'image/png', 2)] })).toMatchObject({ outcome: 'rejected', code: 'file_gone' });
    expect(fake.taken().length).toBe(before);
    // The message itself, after the file, may have been taken.
    fake.answerNext(toMessages, 'cut');
    expect((await sendOne(withFile)).outcome).toBe('unknown');
  });
  it('a wrong app secret is said to be one, and a wrong token to be none', async () => {
    const [part] = partsOf({ text: 'x' });
    for (const over of [{ appSecrets: ['fedcba9876543210fedcba9876543210'] }, { accessToken: `EAAJ${'x'.repeat(60)}` }])
      expect(await whatsapp.outbound.send(part!, { ...account, ...over }, deps)).toMatchObject({
        outcome: 'rejected',
        class: 'authBroken',
      });
  });
  it('neither token nor secret is in any outcome, whatever an error says', async () => {
    const address = `${fake.url}/v24.0/${toMessages}?appsecret_proof=1 Bearer ${fakeToken} ${fakeSecret}`;
    for (const [expected, error] of [
      ['unknown', new TypeError(`request to ${address} failed`, { cause: Object.assign(new Error(address), { code: 'ECONNRESET' }) })],
      ['unknown', Object.assign(new Error(address), { code: address })],
      ['unknown', new DOMException(address, 'TimeoutError')],
      ['retry', Object.assign(new Error(address), { code: 'ECONNREFUSED' })],
    ] as const) {
      const outcome = await sendOne({ text: 'x' }, { ...deps, fetch: () => Promise.reject(error) });
      expect(outcome.outcome).toBe(expected);
      expect(JSON.stringify(outcome)).not.toMatch(/EAAJ|0123456789abcdef|Bearer|http/);
    }
    for (const code of [190, 100]) {
      fake.answerNext(toMessages, { status: 400, body: graphError(code, `Malformed access token ${fakeToken} and ${fakeSecret}`) });
      expect(JSON.stringify(await sendOne())).not.toMatch(/EAAJ|0123456789abcdef/);
    }
  });
});

describe('a file that somebody sent', () => {
  const fetched = (id: string) => whatsapp.inbound.fetchFile!(id, account, deps);
  const mime = 'image/png';
  const addressOf = (to: string | URL | Request): string => (to instanceof Request ? to.url : new URL(to).href);
  it('is fetched whole, with the token, up to what the product keeps', async () => {
    fake.files.set('11', { bytes: new Uint8Array([9, 8]), mime });
    expect(await fetched('11')).toEqual({ ok: true, bytes: Buffer.from([9, 8]), mime: null });
    expect(fake.calls).toMatchObject([{ path: '11', query: { phone_number_id: ids.phone } }]);
    fake.files.set('12', { bytes: new Uint8Array(fetchBytes + 1), mime });
    expect(await fetched('12')).toEqual({ ok: false, passing: false, reason: 'larger than 25 MB' });
    // Said beforehand, it is not begun.
    fake.answerNext('12', { status: 200, body: { url: `${fake.url}/files/11`, file_size: String(fetchBytes + 1) } });
    expect(await fetched('12')).toMatchObject({ ok: false, reason: 'larger than 25 MB' });
    fake.answerNext('12', { status: 200, body: { url: `${fake.url}/files/12` } });
    expect(await fetched('12')).toEqual({ ok: false, passing: false, reason: 'larger than 25 MB' });
  });
  it.each([
    'https://elsewhere.example/f',
    'https://lookaside.fbsbx.com.elsewhere.example/f',
    'https://evilfbcdn.net/f',
    'https://whatsapp.net.example/f',
    'https://mmg.whatsapp.net.elsewhere.example/f',
    'http://lookaside.fbsbx.com/f',
    'https://lookaside.fbsbx.com:8443/f',
    'https://user:pass@lookaside.fbsbx.com/f',
    'https://169.254.169.254/latest',
    'http://127.0.0.1:1/f',
    'file:///etc/passwd',
    'no address',
  ])('is not fetched from %s, and the token not shown there', async (url) => {
    fake.files.set('13', { bytes: new Uint8Array([1]), mime, url });
    const asked: string[] = [];
    const watched = { ...deps, fetch: (to: string | URL | Request, init?: RequestInit) => (asked.push(addressOf(to)), fetch(to, init)) };
    expect(await whatsapp.inbound.fetchFile!('13', account, watched)).toMatchObject({ ok: false, passing: false });
    expect(asked.length).toBe(1);
  });
  it.each([
    'https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=1',
    'https://mmg.whatsapp.net/f',
    'https://scontent.xx.fbcdn.net/f',
  ])('is fetched from %s by the token alone, and no redirection is followed', async (url) => {
    const asked: [string, RequestInit | undefined][] = [];
    const meta: typeof fetch = async (to, init) => {
      asked.push([addressOf(to), init]);
      return asked.length === 1 ? Response.json({ url, file_size: '2' }) : new Response(new Uint8Array([1, 2]));
    };
    expect(await whatsapp.inbound.fetchFile!('14', account, { ...deps, fetch: meta })).toMatchObject({ ok: true });
    expect(asked[1]).toEqual([url, { headers: { authorization: `Bearer ${fakeToken}` }, redirect: 'error' }]);
  });
  it('is asked for again later where that may help, and said to be gone where it will not', async () => {
    expect(await fetched('404')).toEqual({ ok: false, passing: false, reason: 'WhatsApp does not have the file any more' });
    expect(await fetched('../app')).toMatchObject({ ok: false, passing: false });
    for (const answer of [
      'cut',
      { status: 400, body: graphError(80_007) },
      { status: 401, body: graphError(190) },
      { status: 503, body: graphError(2) },
      { status: 502, body: '<html>' },
    ] as const) {
      fake.answerNext('11', answer);
      expect(await fetched('11')).toMatchObject({ ok: false, passing: true });
    }
    fake.answerNext('11', { status: 200, body: { url: `${fake.url}/files/nothing` } }, { status: 200, body: {} });
    expect(await fetched('11')).toMatchObject({ ok: false, passing: false });
    expect(await fetched('11')).toMatchObject({ ok: false, passing: false, reason: 'WhatsApp did not say where the file is' });
  });
});
