/** What goes out to Viber, and what is said of it: parts, the sender’s name, and every answer. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { OutboundMessage } from '../contract/channel-adapter.ts';
import type { Outcome } from '../contract/outcome.ts';
import { senderName } from './send-text.ts';
import { meaningOf } from './status-codes.ts';
import { accountAt, realDeps as deps, toVesna, vesna } from './talk.fixture.ts';
import type { ViberAccount } from './viber-account.ts';
import { senderNameChars, textUnits } from './viber-description.ts';
import { fakeToken, openViberFake, refusal, tokenOf, type FakeAnswer, type ViberFake } from './viber-fake.fixture.ts';
import { viber } from './viber.ts';

let fake: ViberFake;
let account: ViberAccount;
beforeAll(async () => {
  fake = await openViberFake();
  account = accountAt(fake.url);
});
afterAll(() => fake.close());
beforeEach(() => void (fake.requests.length = 0));

const thread = { lastCustomerMessageAt: null, optedOut: false };
const plan = (over: Partial<OutboundMessage>, now: Partial<typeof thread> = {}) =>
  viber.outbound.plan(toVesna(over), account, { ...thread, ...now }, 0);
function partsOf(over: Partial<OutboundMessage>) {
  const planned = plan(over);
  if ('blocked' in planned) throw new Error(`${planned.blocked}: ${planned.detail}`);
  return planned.parts;
}
async function sendNext(...answers: readonly FakeAnswer[]): Promise<Outcome> {
  fake.answerNext('send_message', ...answers);
  return viber.outbound.send(partsOf({ text: 'Tuesday it is.' })[0]!, account, deps);
}

describe('the plan', () => {
  it('one text is one message of the bot, with our own key beside it', async () => {
    const [part, ...more] = partsOf({ text: 'Tuesday it is. 🌹' });
    expect([part, more]).toEqual([{ partKey: 'm:0', index: 0, payload: { to: vesna, text: 'Tuesday it is. 🌹' } }, []]);
    expect(await viber.outbound.send(part!, account, deps)).toEqual({ outcome: 'accepted', providerId: fake.sent().at(-1)!.token });
    expect(fake.requests.map(({ method, path, body }) => [method, path, body])).toEqual([
      [
        'POST',
        '/pa/send_message',
        { receiver: vesna, type: 'text', text: 'Tuesday it is. 🌹', sender: { name: 'Lantern Books' }, tracking_data: 'm:0' },
      ],
    ]);
    expect(fake.requests[0]!.headers).toMatchObject({ 'x-viber-auth-token': fakeToken, 'content-type': 'application/json' });
  });
  it('what Viber calls a message stays itself to the last digit, and the next is another', async () => {
    const ids = [];
    for (let count = 0; count < 3; count += 1) ids.push(await sendNext('accept'));
    const tokens = fake
      .sent()
      .map(({ token }) => token)
      .slice(-3);
    expect(ids.map((one) => (one.outcome === 'accepted' ? one.providerId : ''))).toEqual(tokens);
    expect([new Set(tokens).size, new Set(tokens.map(Number)).size]).toEqual([3, 1]);
  });
  it('a longer text goes out in parts of 7,000 units, none of which tears an emoji; a part of blanks is left out', () => {
    const text = `${'a'.repeat(textUnits - 1)}👩‍👩‍👧${'b'.repeat(textUnits)}`;
    const parts = partsOf({ text });
    expect(parts.map(({ payload }) => payload.text).join('')).toBe(text);
    expect(parts.map(({ payload }) => payload.text.length)).toEqual([6_999, 7_000, 8]);
    const blanks = partsOf({ text: `${'a'.repeat(textUnits)}${'\n'.repeat(textUnits)}` });
    expect(blanks.map(({ partKey, index }) => [partKey, index])).toEqual([['m:0', 0]]);
  });
  it('a part has room in the 30 kB of a call, in every script', async () => {
    for (const text of ['花'.repeat(textUnits), 'щ'.repeat(textUnits), '🌹'.repeat(textUnits / 2), '"\n'.repeat(textUnits / 2)]) {
      const [part] = partsOf({ text });
      expect((await viber.outbound.send(part!, account, deps)).outcome).toBe('accepted');
      expect(Buffer.byteLength(JSON.stringify(fake.requests.at(-1)!.body))).toBeLessThan(30_000);
    }
  });
  it.each([
    [
      'a file',
      { attachments: [{ name: 'a.png', mime: 'image/png', sizeBytes: 1, cid: null, content: { kind: 'stored', attachmentId: 'a' } }] },
      'unsupported',
    ],
    ['a person of another channel', { to: { scheme: 'line', value: vesna, display: null } }, 'noIdentity'],
    ['an id in another shape', { to: { scheme: 'viber', value: 'ada@x.example', display: null } }, 'noIdentity'],
    ['nobody', { to: { scheme: 'viber', value: '', display: null } }, 'noIdentity'],
    ['one sign longer than a message', { text: `e${'\u0301'.repeat(textUnits)}` }, 'tooLong'],
  ] as const)('%s is not tried', (_what, over, blocked) => {
    expect(plan({ text: 'x', ...over })).toMatchObject({ blocked });
    expect(fake.requests).toEqual([]);
  });
  it('nobody who wants no more messages gets one, and instead of a file its address may be sent', () => {
    expect(plan({ text: 'x' }, { optedOut: true })).toMatchObject({ blocked: 'optedOut' });
    const attachments = [
      { name: 'a', mime: 'a/b', sizeBytes: 1, cid: null, content: { kind: 'bytes', bytes: new Uint8Array(1) } },
    ] as const;
    expect(plan({ attachments })).toMatchObject({ alternatives: ['a link to the file'] });
  });
});

describe('the sender’s name', () => {
  it.each([
    [{ name: 'Lantern Books', uri: 'lanternbooks' }, 'Lantern Books'],
    [{ name: '', uri: 'lanternbooks' }, 'lanternbooks'],
    [{ name: 'Lantern Books and Stationery of Varna', uri: 'l' }, 'Lantern Books and'],
    [{ name: 'Фенер Книжарница и канцеларски материали', uri: 'l' }, 'Фенер Книжарница и'],
    [{ name: `Lantern Books of Varna ${'👩‍👩‍👧'.repeat(3)}`, uri: 'l' }, 'Lantern Books of Varna'],
    [{ name: `e${'\u0301'.repeat(60)}`, uri: 'lanternbooks' }, 'lanternbooks'],
  ])('of %j is “%s”', (names, expected) => {
    expect(senderName(names)).toBe(expected);
    expect(senderName(names).length).toBeLessThanOrEqual(senderNameChars);
  });
});

describe('the answer', () => {
  it.each([
    [1, 'unknown', null],
    [2, 'rejected', 'authBroken'],
    [3, 'rejected', 'permanentContent'],
    [4, 'rejected', 'permanentContent'],
    [5, 'rejected', 'permanentRecipient'],
    [6, 'rejected', 'permanentRecipient'],
    [7, 'rejected', 'configuration'],
    [8, 'rejected', 'configuration'],
    [9, 'rejected', 'configuration'],
    [10, 'rejected', 'configuration'],
    [11, 'rejected', 'permanentRecipient'],
    [12, 'retry', null],
    [13, 'rejected', 'permanentRecipient'],
    [14, 'rejected', 'permanentContent'],
    [15, 'rejected', 'configuration'],
    [16, 'rejected', 'configuration'],
    [17, 'rejected', 'configuration'],
    [18, 'rejected', 'configuration'],
    [19, 'rejected', 'configuration'],
    [20, 'rejected', 'configuration'],
    [21, 'rejected', 'permanentRecipient'],
    [22, 'rejected', 'configuration'],
    [23, 'rejected', 'configuration'],
    [24, 'rejected', 'configuration'],
    [25, 'unknown', null],
    [-1, 'unknown', null],
  ] as const)('status %i is %s %s', async (status, outcome, refusedAs) => {
    const said = await sendNext(refusal(status, 'words'));
    expect(said).toMatchObject({ outcome, code: String(status), ...(refusedAs === null ? {} : { class: refusedAs }) });
    const meaning = meaningOf(status);
    expect(said.detail).toBe(meaning === null ? '(Viber: words)' : `${meaning.words} (Viber: words)`);
    if (meaning !== null) expect(meaning.words).toMatch(/^[A-Z].+\.$/);
  });
  it.each([
    ['a yes without a message', { status: 200, body: { status: 0 } }, { outcome: 'unknown', code: 'no_message' }],
    ['a token that is none', { status: 200, body: { status: 0, message_token: {} } }, { outcome: 'unknown', code: 'no_message' }],
    ['a token as text', { status: 200, body: { status: 0, message_token: tokenOf(1) } }, { outcome: 'accepted', providerId: tokenOf(1) }],
    [
      'refused without words',
      { status: 200, body: { status: 6 } },
      { outcome: 'rejected', detail: 'They do not receive messages of this bot.' },
    ],
    ['words on several lines', refusal(3, 'bad\u202E\ndata'), { detail: expect.stringMatching(/\(Viber: bad data\)$/) }],
    ['a status that is none', { status: 200, body: { status: '6' } }, { outcome: 'unknown', code: '200' }],
    ['a refusal with 500 in front of it', { status: 500, body: { status: 3 } }, { outcome: 'unknown', code: '500' }],
    ['a page of a proxy', { status: 429, body: '<html>' }, { outcome: 'unknown', code: '429' }],
    ['a page of a proxy that is down', { status: 502, body: '<html>' }, { outcome: 'unknown', code: '502' }],
    ['nothing', { status: 200, body: '' }, { outcome: 'unknown', code: '200' }],
    ['a list', { status: 200, body: '[]' }, { outcome: 'unknown', code: '200' }],
  ] as const)('%s', async (_what, answer, expected) => {
    expect(await sendNext(answer)).toMatchObject(expected);
  });
  it.each(['cut', 'broken'] as const)('of a message that was taken and %s nobody can tell, and nothing more is asked', async (answer) => {
    const [part] = partsOf({ text: 'Only once.' });
    const taken = fake.sent().length;
    fake.answerNext('send_message', answer);
    expect(await viber.outbound.send(part!, account, deps)).toMatchObject({ outcome: 'unknown' });
    expect(await viber.outbound.reconcile(part!, account, deps)).toEqual({ found: 'cannotTell' });
    expect([fake.sent().length, fake.requests.length]).toEqual([taken + 1, 1]);
  });
  it('is none: only what certainly did not leave is tried again, and the token is in no outcome', async () => {
    const words = `request with ${fakeToken} failed`;
    for (const [expected, error] of [
      ['unknown', new TypeError(words, { cause: Object.assign(new Error(words), { code: 'ECONNRESET' }) })],
      ['unknown', Object.assign(new Error(words), { code: words })],
      ['unknown', new DOMException(words, 'TimeoutError')],
      ['retry', Object.assign(new Error('refused'), { code: 'ECONNREFUSED' })],
    ] as const) {
      const outcome = await viber.outbound.send(partsOf({ text: 'x' })[0]!, account, { ...deps, fetch: () => Promise.reject(error) });
      expect([outcome.outcome, JSON.stringify(outcome).includes(fakeToken)]).toEqual([expected, false]);
    }
  });
});
