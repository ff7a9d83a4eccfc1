/** What goes out to LINE, once, and what is said of it: parts, keys, and every answer. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { OutboundMessage } from '../contract/channel-adapter.ts';
import type { Outcome } from '../contract/outcome.ts';
import { textUnits } from './line-description.ts';
import { fakeChannel, openLineFake, pushPath, userIdOf, type FakeAnswer, type LineFake } from './line-fake.fixture.ts';
import type { LineAccount } from './line-account.ts';
import { line } from './line.ts';
import { retryKeyOf } from './plan-push.ts';
import { accountAt, haruka, realDeps as deps, toHaruka } from './talk.fixture.ts';

let fake: LineFake;
let account: LineAccount;
beforeAll(async () => {
  fake = await openLineFake();
  account = accountAt(fake.url);
});
afterAll(() => fake.close());
beforeEach(() => void (fake.requests.length = 0));

const thread = { lastCustomerMessageAt: null, optedOut: false };
const plan = (over: Partial<OutboundMessage>, now: Partial<typeof thread> = {}) =>
  line.outbound.plan(toHaruka(over), account, { ...thread, ...now }, 0);
function partsOf(over: Partial<OutboundMessage>) {
  const planned = plan(over);
  if ('blocked' in planned) throw new Error(`${planned.blocked}: ${planned.detail}`);
  return planned.parts;
}
const keys = (): unknown[] => fake.requests.map(({ headers }) => headers['x-line-retry-key']);
let number = 0;
/** A message of its own, answered like this. */
async function sendNext(...answers: readonly FakeAnswer[]): Promise<Outcome> {
  fake.answerNext(pushPath, ...answers);
  return line.outbound.send(partsOf({ messageId: `message-${(number += 1)}`, text: 'Tuesday it is.' })[0]!, account, deps);
}

describe('the plan', () => {
  it('one text is one push, with nothing around it', async () => {
    const [part, ...more] = partsOf({ text: 'Tuesday it is. 🌹' });
    expect([part!.payload, more]).toEqual([{ to: haruka, text: 'Tuesday it is. 🌹' }, []]);
    expect(await line.outbound.send(part!, account, deps)).toEqual({
      outcome: 'accepted',
      providerId: fake.pushed().at(-1)!.id,
      detail: expect.stringMatching(/^\(request request-\d+\)$/),
    });
    expect(fake.requests).toMatchObject([
      { method: 'POST', path: pushPath, body: { to: haruka, messages: [{ type: 'text', text: 'Tuesday it is. 🌹' }] } },
    ]);
  });
  it('a longer text goes out in parts of 5,000 units, none of which tears an emoji; a part of blanks is left out', () => {
    const text = `${'a'.repeat(textUnits - 1)}👩‍👩‍👧${'b'.repeat(textUnits)}`;
    const parts = partsOf({ text });
    expect(parts.map(({ payload }) => payload.text).join('')).toBe(text);
    expect(parts.map(({ payload }) => payload.text.length)).toEqual([4_999, 5_000, 8]);
    expect(new Set(parts.map(retryKeyOf)).size).toBe(3);
    const blanks = partsOf({ text: `${'a'.repeat(textUnits)}${'\n'.repeat(textUnits)}` });
    expect(blanks.map(({ partKey, index }) => [partKey, index])).toEqual([['m:0', 0]]);
  });
  it.each([
    [
      'a file',
      { attachments: [{ name: 'a.png', mime: 'image/png', sizeBytes: 1, cid: null, content: { kind: 'stored', attachmentId: 'a' } }] },
      'unsupported',
    ],
    ['a person of another channel', { to: { scheme: 'line', value: 'ada@x.example', display: null } }, 'noIdentity'],
    ['a group', { to: { scheme: 'line', value: `C${'a'.repeat(32)}`, display: null } }, 'noIdentity'],
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

describe('the key of a push', () => {
  it('is a UUID, the same for the same part, and another for another part, person or text', async () => {
    const [part] = partsOf({ text: 'Tuesday it is.' });
    const others = [
      { ...part!, partKey: 'm:1' },
      { ...part!, payload: { ...part!.payload, to: userIdOf('Ole') } },
      { ...part!, payload: { ...part!.payload, text: 'Wednesday it is.' } },
    ];
    expect(retryKeyOf(part!)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(retryKeyOf(partsOf({ text: 'Tuesday it is.' })[0]!)).toBe(retryKeyOf(part!));
    expect(new Set([part!, ...others].map(retryKeyOf)).size).toBe(4);
    await line.outbound.send(part!, account, deps);
    expect(keys()).toEqual([retryKeyOf(part!)]);
  });
  it.each(['cut', 'broken'] as const)(
    'makes the second of two harmless where the first was taken and %s: once sent, twice the same id',
    async (answer) => {
      const [part] = partsOf({ messageId: `taken and ${answer}`, text: 'Only once.' });
      fake.answerNext(pushPath, answer);
      expect(await line.outbound.send(part!, account, deps)).toMatchObject({ outcome: 'unknown' });
      expect(await line.outbound.reconcile(part!, account, deps)).toEqual({ found: 'cannotTell' });
      expect(fake.requests.length).toBe(1);
      const taken = fake.pushed().length;
      const again = await line.outbound.send(part!, account, deps);
      expect(again).toMatchObject({ outcome: 'accepted', providerId: fake.pushed().at(-1)!.id });
      expect([fake.pushed().length, new Set(keys()).size]).toEqual([taken, 1]);
    },
  );
  it('is not used up by what was refused', async () => {
    const [part] = partsOf({ messageId: 'refused first', text: 'Later, then.' });
    fake.answerNext(pushPath, { status: 429, body: { message: 'The API rate limit has been exceeded. Try again later.' } });
    expect((await line.outbound.send(part!, account, deps)).outcome).toBe('retry');
    expect((await line.outbound.send(part!, account, deps)).outcome).toBe('accepted');
  });
});

describe('the answer', () => {
  const to = { message: 'The request body has 1 error(s)', details: [{ message: 'May not be empty', property: 'to' }] };
  it.each([
    [429, { message: 'The API rate limit has been exceeded. Try again later.' }, { outcome: 'retry', code: '429', retryAfterMs: null }],
    [429, {}, { outcome: 'retry', retryAfterMs: null }],
    [429, { message: 'You have reached your monthly limit.' }, { outcome: 'rejected', class: 'configuration' }],
    [401, { message: 'Authentication failed due to the following reason: invalid token' }, { outcome: 'rejected', class: 'authBroken' }],
    [403, { message: 'Access to this API is not available for your account' }, { outcome: 'rejected', class: 'configuration' }],
    [400, { message: 'Failed to send messages' }, { outcome: 'rejected', class: 'permanentRecipient' }],
    [400, { message: "The property, 'to', in the request body is invalid (line: -, column: -)" }, { class: 'permanentRecipient' }],
    [400, to, { class: 'permanentRecipient', code: '400', detail: 'The request body has 1 error(s); to: May not be empty (request ID)' }],
    [400, { message: 'The request body has 1 error(s)', details: 'gone' }, { outcome: 'rejected', class: 'permanentContent' }],
    [400, { message: 'Invalid retry key' }, { outcome: 'rejected', class: 'permanentContent' }],
    [413, { message: 'Payload too large' }, { outcome: 'rejected', class: 'permanentContent' }],
    [408, { message: 'Request timeout' }, { outcome: 'unknown', code: '408' }],
    [500, { message: 'Internal server error' }, { outcome: 'unknown', code: '500' }],
    [503, {}, { outcome: 'unknown', code: '503' }],
    [409, { message: 'The retry key is already accepted', sentMessages: [{ id: '461' }] }, { outcome: 'accepted', providerId: '461' }],
    [409, { message: 'Conflict' }, { outcome: 'unknown', code: '409' }],
    [200, {}, { outcome: 'unknown', code: 'no_message' }],
    [200, { sentMessages: [{ id: 461 }] }, { outcome: 'unknown', code: 'no_message' }],
    [302, {}, { outcome: 'unknown', code: '302' }],
    // Not LINE, but something in front of it.
    [429, '<html>', { outcome: 'unknown', code: '429' }],
    [200, '', { outcome: 'unknown', code: '200' }],
    [200, '[]', { outcome: 'unknown', code: '200' }],
  ] as const)('%i %j', async (status, body, expected) => {
    const outcome = await sendNext({ status, body });
    expect({ ...outcome, detail: (outcome.detail ?? '').replace(/request-\d+/, 'ID') }).toMatchObject(expected);
  });
  it('that names the call taken before instead of a message is a yes too', async () => {
    const headers = { 'x-line-accepted-request-id': '123e4567-e89b-12d3-a456-426655440001' };
    const said = () => Promise.resolve(Response.json({ message: 'The retry key is already accepted' }, { status: 409, headers }));
    expect(await line.outbound.send(partsOf({ text: 'x' })[0]!, account, { ...deps, fetch: said })).toMatchObject({
      outcome: 'accepted',
      providerId: '123e4567-e89b-12d3-a456-426655440001',
    });
  });
  it('is none: only what certainly did not leave is tried again, and the token is in no outcome', async () => {
    const words = `request with ${fakeChannel.accessToken} failed`;
    for (const [expected, error] of [
      ['unknown', new TypeError(words, { cause: Object.assign(new Error(words), { code: 'ECONNRESET' }) })],
      ['unknown', Object.assign(new Error(words), { code: words })],
      ['unknown', new DOMException(words, 'TimeoutError')],
      ['retry', Object.assign(new Error('refused'), { code: 'ECONNREFUSED' })],
    ] as const) {
      const outcome = await line.outbound.send(partsOf({ text: 'x' })[0]!, account, { ...deps, fetch: () => Promise.reject(error) });
      expect(JSON.stringify(outcome)).not.toContain(fakeChannel.accessToken);
      expect(outcome.outcome).toBe(expected);
    }
  });
});
