/** What goes out to Messenger, when it still may, once, and what is said of it: parts, windows, files, and every answer. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { OutboundAttachment, OutboundMessage } from '../contract/channel-adapter.ts';
import type { Outcome } from '../contract/outcome.ts';
import type { FacebookAccount } from './facebook-account.ts';
import { humanAgentWindowMs, sendBytes, standardWindowMs, textUnits } from './facebook-description.ts';
import { facebook } from './facebook.ts';
import { graphError, openGraphFake, pageToken, type FakeAnswer, type GraphFake } from './graph-fake.fixture.ts';
import { accountAt, ada, depsWith, nowAt, toAda } from './talk.fixture.ts';
import { appSecret, pageId } from './webhook-bodies.fixture.ts';

const stored = new Map([['kept', new Uint8Array([1, 2, 3])]]);
const deps = depsWith(stored);
let fake: GraphFake;
let account: FacebookAccount;
beforeAll(async () => {
  fake = await openGraphFake();
  account = accountAt(fake.url);
});
afterAll(() => fake.close());
beforeEach(() => void (fake.requests.length = 0));

const plan = (over: Partial<OutboundMessage>, sinceMs: number | null = 60_000, optedOut = false) =>
  facebook.outbound.plan(toAda(over), account, { lastCustomerMessageAt: sinceMs === null ? null : nowAt - sinceMs, optedOut }, nowAt);
function partsOf(over: Partial<OutboundMessage>, sinceMs?: number) {
  const planned = plan(over, sinceMs);
  if ('blocked' in planned) throw new Error(`${planned.blocked}: ${planned.detail}`);
  return planned.parts;
}
const fileOf = (mime: string, over: Partial<OutboundAttachment> = {}): OutboundAttachment => ({
  name: 'lamp',
  mime,
  sizeBytes: 3,
  cid: null,
  content: { kind: 'stored', attachmentId: 'kept' },
  ...over,
});
async function sendNext(...answers: readonly FakeAnswer[]): Promise<Outcome> {
  fake.answerNext('messages', ...answers);
  return facebook.outbound.send(partsOf({ text: 'Tuesday it is.' })[0]!, account, deps);
}

describe('the plan', () => {
  it('one text is one call, as an answer', async () => {
    const [part, ...more] = partsOf({ text: 'Tuesday it is. 🌹' });
    expect([part, more]).toEqual([
      { partKey: 'm:0', index: 0, payload: { to: ada, isLate: false, kind: 'text', text: 'Tuesday it is. 🌹' } },
      [],
    ]);
    expect(await facebook.outbound.send(part!, account, deps)).toEqual({ outcome: 'accepted', providerId: fake.sent().at(-1)!.id });
    expect(fake.requests).toEqual([
      {
        as: 'page',
        method: 'POST',
        path: `/${pageId}/messages`,
        query: {},
        body: { recipient: { id: ada }, messaging_type: 'RESPONSE', message: { text: 'Tuesday it is. 🌹' } },
      },
    ]);
  });
  it('a longer text goes out in parts of 2,000 units, none of which tears an emoji; a part of blanks is left out', () => {
    const text = `${'a'.repeat(textUnits - 1)}👩‍👩‍👧${'b'.repeat(textUnits)}`;
    const texts = partsOf({ text }).map(({ payload }) => (payload.kind === 'text' ? payload.text : ''));
    expect(texts.join('')).toBe(text);
    expect(texts.map((one) => one.length)).toEqual([1_999, 2_000, 8]);
    const blanks = partsOf({ text: `${'a'.repeat(textUnits)}${'\n'.repeat(textUnits)}` });
    expect(blanks.map(({ partKey, index }) => [partKey, index])).toEqual([['m:0', 0]]);
  });
  it('files follow the words, each in a call of its own', () => {
    const parts = partsOf({ text: 'Here.', attachments: [fileOf('image/png'), fileOf('application/pdf')] });
    expect(parts.map(({ partKey, payload }) => [partKey, payload.kind])).toEqual([
      ['m:0', 'text'],
      ['m:1', 'image'],
      ['m:2', 'file'],
    ]);
    expect(partsOf({ attachments: [fileOf('image/png')] }).length).toBe(1);
  });
  it.each([
    ['image/jpeg', 'image'],
    ['image/gif', 'image'],
    ['image/svg+xml', 'file'],
    ['image/heic', 'file'],
    ['audio/mpeg', 'audio'],
    ['audio/midi', 'file'],
    ['video/mp4', 'video'],
    ['video/x-matroska', 'file'],
    ['text/html', 'file'],
    ['', 'file'],
  ])('%s goes as %s', (mime, kind) => {
    expect(partsOf({ attachments: [fileOf(mime)] })[0]!.payload.kind).toBe(kind);
  });
  it.each([
    ['a file too large', { attachments: [fileOf('video/mp4', { sizeBytes: sendBytes + 1 })] }, 'unsupported', ['a link to the file']],
    ['a person of another channel', { to: { scheme: 'facebook', value: 'ada@x.example', display: null } }, 'noIdentity', []],
    ['a telephone', { to: { scheme: 'phone', value: '4915112345678', display: null } }, 'noIdentity', []],
    ['one sign longer than a message', { text: `e${'\u0301'.repeat(textUnits)}` }, 'tooLong', []],
  ] as const)('%s is not tried', (_what, over, blocked, alternatives) => {
    expect(plan({ text: 'x', ...over })).toMatchObject({ blocked, alternatives });
  });
  it('nobody who wants no more messages gets one', () => {
    expect(plan({ text: 'x' }, 1, true)).toMatchObject({ blocked: 'optedOut' });
  });
});

describe('the window', () => {
  const late = { messaging_type: 'MESSAGE_TAG', tag: 'HUMAN_AGENT' };
  const typeAt = async (sinceMs: number, over: Partial<OutboundMessage> = {}) => {
    await facebook.outbound.send(partsOf({ text: 'x', ...over }, sinceMs)[0]!, account, deps);
    const { messaging_type, tag } = fake.requests.at(-1)!.body;
    return tag === undefined ? { messaging_type } : { messaging_type, tag };
  };
  it('of 24 hours is for everything', async () => {
    for (const origin of ['agent', 'acknowledgement', 'notification'] as const)
      expect(await typeAt(standardWindowMs - 1, { origin })).toEqual({ messaging_type: 'RESPONSE' });
    expect(await typeAt(-5_000)).toEqual({ messaging_type: 'RESPONSE' });
  });
  it('of 7 days is for people, and their words and files say so', async () => {
    for (const sinceMs of [standardWindowMs, humanAgentWindowMs - 1]) {
      expect(await typeAt(sinceMs)).toEqual(late);
      expect(await typeAt(sinceMs, { text: '', attachments: [fileOf('image/png')] })).toEqual(late);
    }
  });
  it.each(['acknowledgement', 'notification'] as const)('of 7 days is never for an %s', (origin) => {
    const planned = plan({ text: 'x', origin }, standardWindowMs);
    expect(planned).toMatchObject({ blocked: 'windowClosed', alternatives: ['email', 'SMS'] });
  });
  it.each([
    ['they wrote 7 days ago', humanAgentWindowMs],
    ['they never wrote', null],
  ])('is closed where %s', (_what, sinceMs) => {
    expect(plan({ text: 'x' }, sinceMs)).toMatchObject({ blocked: 'windowClosed', alternatives: ['email', 'SMS'] });
  });
});

describe('a file', () => {
  it('goes along with the call, by its name and kind, and is kept for nobody else', async () => {
    const [part] = partsOf({ attachments: [fileOf('image/png', { name: 'Lampe “März”.png' })] });
    expect(await facebook.outbound.send(part!, account, deps)).toMatchObject({ outcome: 'accepted' });
    expect(fake.requests[0]!.body).toMatchObject({
      recipient: { id: ada },
      messaging_type: 'RESPONSE',
      message: { attachment: { type: 'image', payload: { is_reusable: false } } },
      filedata: { type: 'image/png', bytes: new Uint8Array([1, 2, 3]) },
    });
    expect(fake.sent().at(-1)!.file!.name).toBe('Lampe “März”.png');
    const inHand = fileOf('text/plain', { content: { kind: 'bytes', bytes: new Uint8Array([7]) } });
    await facebook.outbound.send(partsOf({ attachments: [inHand] })[0]!, account, deps);
    expect(fake.sent().at(-1)!.file).toMatchObject({ type: 'text/plain', bytes: new Uint8Array([7]) });
  });
  it('that is not there any more is not sent', async () => {
    const [part] = partsOf({ attachments: [fileOf('image/png', { content: { kind: 'stored', attachmentId: 'gone' } })] });
    expect(await facebook.outbound.send(part!, account, deps)).toMatchObject({
      outcome: 'rejected',
      class: 'permanentContent',
      code: 'file_gone',
    });
    expect(fake.requests).toEqual([]);
  });
});

describe('the answer', () => {
  const rejected = (as: string, code: string) => ({ outcome: 'rejected', class: as, code });
  const unknown = (code: string) => ({ outcome: 'unknown', code });
  const forbidden = { status: 403 };
  it.each([
    [graphError(10, 'x', { subcode: 2_018_278, status: 403 }), rejected('windowClosed', '10/2018278')],
    [graphError(10, 'x', { subcode: 2_018_065 }), rejected('windowClosed', '10/2018065')],
    [graphError(10, 'x', { subcode: 2_018_108 }), rejected('permanentRecipient', '10/2018108')],
    [graphError(10, 'x', { subcode: 1_893_063 }), rejected('configuration', '10/1893063')],
    [graphError(10, 'x'), rejected('configuration', '10')],
    [graphError(100, 'x', { subcode: 2_018_001 }), rejected('permanentRecipient', '100/2018001')],
    [graphError(100, 'x', { subcode: 33 }), rejected('configuration', '100/33')],
    [graphError(100, 'x', { subcode: 2_018_109 }), rejected('permanentContent', '100/2018109')],
    [graphError(100, 'Invalid appsecret_proof provided in the API argument'), rejected('configuration', '100')],
    [graphError(100, 'x'), rejected('permanentContent', '100')],
    [graphError(200, 'x', { subcode: 1_545_041 }), rejected('permanentRecipient', '200/1545041')],
    [graphError(200, 'x', { subcode: 2_018_028 }), rejected('configuration', '200/2018028')],
    [graphError(230, 'x', forbidden), rejected('configuration', '230')],
    [graphError(551, 'x'), rejected('permanentRecipient', '551')],
    [graphError(190, 'x', { status: 401 }), rejected('authBroken', '190')],
    [graphError(368, 'x'), rejected('configuration', '368')],
    [graphError(4, 'x', forbidden), { outcome: 'retry', code: '4', retryAfterMs: null }],
    [graphError(32, 'x', forbidden), { outcome: 'retry', code: '32' }],
    [graphError(613, 'x'), { outcome: 'retry', code: '613' }],
    [graphError(80_006, 'x', forbidden), { outcome: 'retry', code: '80006' }],
    // Of a server that is broken nothing is certain.
    [graphError(4, 'x', { status: 503 }), unknown('4')],
    [graphError(-1, 'x'), unknown('-1')],
    [graphError(1, 'x', { subcode: 1_357_046 }), unknown('1/1357046')],
    [graphError(2, 'x'), unknown('2')],
    [graphError(1_200, 'x'), unknown('1200')],
    [graphError(9_000_009, 'x'), rejected('permanentContent', '9000009')],
    [graphError(9_000_009, 'x', forbidden), rejected('configuration', '9000009')],
    [graphError(9_000_009, 'x', { status: 500 }), unknown('9000009')],
    [graphError(9_000_009, 'x', { status: 408 }), unknown('9000009')],
    [{ status: 200, body: {} }, unknown('no_message')],
    [{ status: 200, body: { recipient_id: ada, message_id: 7 } }, unknown('no_message')],
    // Not Meta, but something in front of it.
    [{ status: 429, body: '<html>' }, unknown('429')],
    [{ status: 200, body: '' }, unknown('200')],
    [{ status: 200, body: '[]' }, unknown('200')],
    [{ status: 400, body: { error: 'x' } }, unknown('400')],
  ] as const)('%j', async (answer, expected) => {
    expect(await sendNext(answer)).toMatchObject(expected);
  });
  it('says when to come back, where Meta foretells it', async () => {
    const used = (value: unknown) => ({
      ...graphError(80_006, 'x', forbidden),
      headers: { 'x-business-use-case-usage': typeof value === 'string' ? value : JSON.stringify(value) },
    });
    const uses = [
      { type: 'messenger', call_count: 100, estimated_time_to_regain_access: 3 },
      { type: 'pages', call_count: 1 },
    ];
    expect(await sendNext(used({ '1': uses, '2': [{ estimated_time_to_regain_access: 19 }] }))).toMatchObject({
      retryAfterMs: 19 * 60_000,
    });
    for (const none of [{ '1': [{ estimated_time_to_regain_access: 0 }] }, {}, [], 'soon'])
      expect(await sendNext(used(none))).toMatchObject({ outcome: 'retry', retryAfterMs: null });
  });
  it('is kept in Meta’s words with the trace of the call, but for what could repeat a token', async () => {
    expect(await sendNext(graphError(551, 'Not\navailable'))).toMatchObject({ detail: 'Not available (trace BLBz/WZt8dN)' });
    expect(await sendNext(graphError(190, `Malformed access token ${pageToken.slice(0, 40)}`))).toMatchObject({
      detail: '(trace BLBz/WZt8dN)',
    });
    const told = `Malformed access token ${pageToken}, secret ${appSecret}`;
    for (const code of [190, 100]) expect(JSON.stringify(await sendNext(graphError(code, told)))).not.toMatch(/EAAG|[0-9a-f]{32}/);
  });
  it.each(['cut', 'broken'] as const)('that is lost after it was taken (%s) is unknown, after one call', async (answer) => {
    const before = fake.sent().length;
    expect(await sendNext(answer)).toMatchObject({ outcome: 'unknown' });
    expect([fake.requests.length, fake.sent().length]).toEqual([1, before + 1]);
    const [part] = partsOf({ text: 'Tuesday it is.' });
    expect(await facebook.outbound.reconcile(part!, account, deps)).toEqual({ found: 'cannotTell' });
    expect(fake.requests.length).toBe(1);
  });
  it('is none: only what certainly did not leave is tried again, and the token is in no outcome', async () => {
    const words = `request with ${pageToken} failed`;
    for (const [expected, error] of [
      ['unknown', new TypeError(words, { cause: Object.assign(new Error(words), { code: 'ECONNRESET' }) })],
      ['unknown', new DOMException(words, 'TimeoutError')],
      ['retry', Object.assign(new Error('refused'), { code: 'ECONNREFUSED' })],
    ] as const) {
      const outcome = await facebook.outbound.send(partsOf({ text: 'x' })[0]!, account, { ...deps, fetch: () => Promise.reject(error) });
      expect(JSON.stringify(outcome)).not.toContain('EAAG');
      expect(outcome.outcome).toBe(expected);
    }
  });
});
