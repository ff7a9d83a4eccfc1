/** What Telegram sends and answers, against a Bot API on this machine and the schema made from its own description. */
import { existsSync, readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { OutboundAttachment, OutboundMessage, RawInbound } from '../contract/channel-adapter.ts';
import { notAuthenticated, type MessageEvent } from '../contract/normalised-event.ts';
import { accountAt, depsWith, jonas, toJonas } from './talk.fixture.ts';
import { fetchBytes, sendBytes } from './telegram-description.ts';
import { fakeBot, openTelegramFake, textUpdate, type TelegramFake } from './telegram-fake.fixture.ts';
import { telegram, type TelegramAccount } from './telegram.ts';

let fake: TelegramFake;
let account: TelegramAccount;
const files = new Map<string, Uint8Array>();
const deps = depsWith(files);

beforeAll(async () => {
  fake = await openTelegramFake();
  account = accountAt(fake, 'a-secret');
});
afterAll(() => fake.close());
beforeEach(() => void (fake.calls.length = 0));

const raw = (body: unknown, headers: RawInbound['headers'] = {}): RawInbound => ({
  bytes: new TextEncoder().encode(typeof body === 'string' ? body : JSON.stringify(body)),
  receivedAt: 1_000,
  accountKey: 'channel',
  headers,
  url: null,
  envelope: null,
});
const proved = { ok: true, authentication: { ...notAuthenticated, provider: 'pass' }, sender: null } as const;
async function read(more: object): Promise<MessageEvent> {
  const [event] = await telegram.inbound.parse(raw(textUpdate(7, 'Hello', jonas, more)), account, proved);
  if (event?.type !== 'message') throw new Error(`read as ${event?.type}: ${event?.type === 'unknown' ? event.hint : ''}`);
  return event;
}
const outgoing = (text: string, over: Partial<OutboundMessage> = {}): OutboundMessage => toJonas({ text, ...over });
const thread = { lastCustomerMessageAt: null, optedOut: false };
const file = (name: string, mime: string, sizeBytes: number): OutboundAttachment => ({
  name,
  mime,
  sizeBytes,
  cid: null,
  content: { kind: 'stored', attachmentId: name },
});
function partsOf(message: OutboundMessage) {
  const planned = telegram.outbound.plan(message, account, thread, 0);
  if ('blocked' in planned) throw new Error(`${planned.blocked}: ${planned.detail}`);
  return planned.parts;
}
async function sendAll(message: OutboundMessage): Promise<string[]> {
  const outcomes: string[] = [];
  for (const part of partsOf(message)) outcomes.push((await telegram.outbound.send(part, account, deps)).outcome);
  return outcomes;
}

describe('the secret that Telegram shows', () => {
  it.each([
    ['none', {}],
    ['an empty one', { 'x-telegram-bot-api-secret-token': '' }],
    ['one given twice', { 'x-telegram-bot-api-secret-token': ['a-secret', 'a-secret'] }],
    ['a longer one', { 'x-telegram-bot-api-secret-token': 'a-secret-' }],
    ['another one', { 'x-telegram-bot-api-secret-token': 'b-secret' }],
  ])('%s is refused', async (_what, headers) => {
    expect((await telegram.inbound.verify(raw({}, headers), account, deps)).ok).toBe(false);
  });
  it('the older of two is good while it is changed, and no longer after that', async () => {
    const shown = raw({}, { 'x-telegram-bot-api-secret-token': 'a-secret' });
    const during = { ...account, webhookSecrets: ['newer', 'a-secret'] };
    expect((await telegram.inbound.verify(shown, during, deps)).ok).toBe(true);
    expect((await telegram.inbound.verify(shown, { ...account, webhookSecrets: ['newer'] }, deps)).ok).toBe(false);
  });
});

describe('what people send', () => {
  it('words, their sender and what they answer; numbers are larger than 32 bits', async () => {
    expect(await read({ reply_to_message: { message_id: 3 }, unheard_of: true })).toMatchObject({
      dedupeKey: 'telegram:4300000001:7',
      text: 'Hello',
      sender: { scheme: 'telegram', value: '5000000001', display: 'Jonas', proof: 'verified' },
      providerAt: 1_700_000_000_000,
      evidence: { ownMessageId: '4300000001:5000000001:7', messageIdsInOrder: ['4300000001:5000000001:3'] },
    });
  });
  it.each([
    ['a place', { text: undefined, location: { latitude: 52.5, longitude: 13.4 } }, '52.5, 13.4'],
    [
      'a shop on the map',
      { text: undefined, venue: { title: 'Kettle', address: 'Ring 1', location: { latitude: 1, longitude: 2 } } },
      'Kettle, Ring 1\n1, 2',
    ],
    ['a contact', { text: undefined, contact: { first_name: 'Ada', last_name: 'L.', phone_number: '+49301' } }, 'Ada L.\n+49301'],
    ['a sticker', { text: undefined, sticker: { file_id: 's', emoji: '👍' } }, '👍'],
    ['a picture with words', { text: undefined, caption: 'Broken', photo: [{ file_id: 'p' }] }, 'Broken'],
    [
      'a file too large',
      { text: undefined, document: { file_id: 'd', file_name: 'film.mov', file_size: fetchBytes + 1 } },
      '[film.mov: more than a bot may fetch (20 MB)]',
    ],
  ])('%s is in the words: %s', async (_what, more, text) => {
    expect((await read(more)).text).toBe(text);
  });
  it('of a picture the largest is fetched, and a file’s name has no path and turns nothing round', async () => {
    const photo = [
      { file_id: 'small', file_size: 10 },
      { file_id: 'large', file_size: 90 },
    ];
    expect((await read({ photo })).attachments).toMatchObject([{ name: 'photo.jpg', content: { providerRef: 'large' } }]);
    const names = [];
    for (const file_name of ['../../etc/passwd', 'a\\b.pdf', 'cod\u202Efdp.exe', '..', '\u0000', undefined])
      names.push((await read({ document: { file_id: 'd', file_name } })).attachments[0]!.name);
    expect(names).toEqual(['passwd', 'b.pdf', 'codfdp.exe', 'document.bin', 'document.bin', 'document.bin']);
  });
  it('a bot’s words are marked as such', async () => {
    expect((await read({ from: { ...jonas, is_bot: true } })).automation).toMatchObject({ bot: true });
  });
  it.each([
    ['an edit', { update_id: 8, edited_message: { message_id: 1 } }],
    ['somebody who blocked the bot', { update_id: 8, my_chat_member: {} }],
    ['a number too large to be exact', textUpdate(8, 'Hi', { id: 2 ** 60, first_name: 'x' })],
    ['no sender', textUpdate(8, 'Hi', jonas, { from: undefined })],
    ['a message that was pinned', textUpdate(8, '', jonas, { text: undefined, pinned_message: {} })],
    ['no JSON', '{"update_id": 8, "mess'],
    ['a deep nest', `${'['.repeat(200_000)}${']'.repeat(200_000)}`],
    ['nothing', ''],
  ])('%s is kept as unknown', async (_what, body) => {
    const events = await telegram.inbound.parse(raw(body), account, proved);
    expect(events).toMatchObject([{ type: 'unknown', dedupeKey: expect.stringMatching(/^telegram:.+/) }]);
  });
});

it.each([
  ['a group', textUpdate(8, 'Hi', jonas, { chat: { id: -5, type: 'group' } })],
  ['a channel, without a sender', textUpdate(8, 'Hi', jonas, { chat: { id: -5, type: 'channel' }, from: undefined })],
  ['the button that everybody has to press first', textUpdate(8, '/start', jonas)],
])('%s is none of our business', async (_what, body) => {
  expect(await telegram.inbound.parse(raw(body), account, proved)).toEqual([]);
});

describe('what we send', () => {
  it('words first, then each file by its own call; the first answers their last message', async () => {
    files.set('a.png', new Uint8Array([1, 2]));
    files.set('b.pdf', new Uint8Array([3]));
    const message = outgoing('Here they are.', {
      attachments: [file('a.png', 'image/png', 2), file('b.pdf', 'application/pdf', 1)],
      references: ['<mail@example.com>', '4300000001:5000000001:3', '4300000001:5000000001:4', '77:5000000001:9'],
    });
    expect(await sendAll(message)).toEqual(['accepted', 'accepted', 'accepted']);
    expect(fake.taken()).toMatchObject([
      { method: 'sendMessage', body: { text: 'Here they are.', reply_parameters: { message_id: 4, allow_sending_without_reply: true } } },
      { method: 'sendPhoto', body: { chat_id: '5000000001', file: 'a.png' } },
      { method: 'sendDocument', body: { chat_id: '5000000001', file: 'b.pdf' } },
    ]);
    expect(partsOf(outgoing('', { attachments: [file('a.png', 'image/png', 2)] })).length).toBe(1);
  });
  it('a file that is gone, one that is too large and a person nobody knows are not tried', async () => {
    const [, gone] = partsOf(outgoing('x', { attachments: [file('gone.png', 'image/png', 2)] }));
    expect(await telegram.outbound.send(gone!, account, deps)).toMatchObject({ outcome: 'rejected', class: 'permanentContent' });
    expect(telegram.outbound.plan(outgoing('x', { attachments: [file('big', 'a/b', sendBytes + 1)] }), account, thread, 0)).toMatchObject({
      blocked: 'unsupported',
    });
    expect(
      telegram.outbound.plan(outgoing('x', { to: { scheme: 'telegram', value: 'ada@x.example', display: null } }), account, thread, 0),
    ).toMatchObject({ blocked: 'noIdentity' });
    expect(fake.calls).toEqual([]);
  });
  it('the token is in no outcome, whatever an error says', async () => {
    const [part] = partsOf(outgoing('x'));
    const address = `${fake.url}/bot${fake.token}/sendMessage`;
    for (const [expected, error] of [
      ['unknown', new TypeError(`request to ${address} failed`, { cause: Object.assign(new Error(address), { code: 'ECONNRESET' }) })],
      ['unknown', Object.assign(new Error(address), { code: address })],
      ['unknown', new DOMException(address, 'TimeoutError')],
      ['retry', Object.assign(new Error('refused'), { code: 'ECONNREFUSED' })],
    ] as const) {
      const outcome = await telegram.outbound.send(part!, account, { ...deps, fetch: () => Promise.reject(error) });
      expect(JSON.stringify(outcome)).not.toContain(fake.token);
      expect(outcome.outcome).toBe(expected);
    }
    const page = await telegram.outbound.send(part!, account, { ...deps, fetch: async () => new Response('<html>', { status: 502 }) });
    expect(page).toEqual({ outcome: 'unknown', code: '502' });
  });
});

describe('files and the account', () => {
  it('a file is fetched whole, up to what a bot may fetch, and never by a path that climbs', async () => {
    fake.files.set('f', { path: 'photos/file_1.jpg', bytes: new Uint8Array([9, 8]) });
    expect(await telegram.inbound.fetchFile!('f', account, deps)).toEqual({ ok: true, bytes: Buffer.from([9, 8]), mime: null });
    for (const path of ['../secret', '/etc/passwd', 'a/../../b', 'http://elsewhere/x', 'a b']) {
      fake.files.set('f', { path, bytes: new Uint8Array([1]) });
      expect(await telegram.inbound.fetchFile!('f', account, deps)).toMatchObject({ ok: false, passing: false });
    }
    fake.files.set('f', { path: 'big', bytes: new Uint8Array(fetchBytes + 1) });
    expect(await telegram.inbound.fetchFile!('f', account, deps)).toMatchObject({ ok: false, passing: false });
    fake.answerNext('getFile', { status: 429, body: { ok: false, error_code: 429 } }, 'cut');
    expect(await telegram.inbound.fetchFile!('f', account, deps)).toMatchObject({ ok: false, passing: true });
    expect(await telegram.inbound.fetchFile!('f', account, deps)).toMatchObject({ ok: false, passing: true });
  });
  it('the account is asked who it is and told where to call; what is wrong with it later is said', async () => {
    const webhook = { url: 'https://desk.example/in/telegram/1', secret: 'a-secret' };
    expect(await telegram.lifecycle.identify!(account, deps)).toEqual({ ok: true, id: String(fakeBot.id), name: '@lantern_bot' });
    expect(await telegram.lifecycle.connect!(account, webhook, deps)).toEqual({ ok: true });
    expect(await telegram.lifecycle.identify!({ ...account, botToken: `1:${'x'.repeat(35)}` }, deps)).toMatchObject({
      reason: 'credentials',
    });
    expect(await telegram.lifecycle.health({ ...account, webhookUrl: webhook.url }, deps)).toEqual({ ok: true, problems: [] });
    expect(await telegram.lifecycle.health({ ...account, webhookUrl: 'https://other.example' }, deps)).toMatchObject({ ok: false });
    expect(telegram.lifecycle.checkAccount({ ...account, botToken: 'hello', webhookSecrets: [] }).length).toBe(2);
  });
});

/** Types and methods of the Bot API, as JSON Schema; unknown fields forbidden. */
const specPath = new URL('../../../shared/fixtures/specs/telegram/api.json', import.meta.url);
const hasSpec = existsSync(specPath);
const why = hasSpec ? '' : ' (skipped: ../shared/fixtures/specs/telegram is not here)';

interface Described {
  readonly fields?: readonly { readonly name: string; readonly types: readonly string[]; readonly required: boolean }[];
  readonly subtypes?: readonly string[];
}
function schemaOf(type: string): object {
  if (type.startsWith('Array of ')) return { type: 'array', items: schemaOf(type.slice('Array of '.length)) };
  const plain: Readonly<Record<string, object>> = {
    Integer: { type: 'integer' },
    Float: { type: 'number' },
    String: { type: 'string' },
    Boolean: { type: 'boolean' },
    True: { const: true },
    InputFile: {},
  };
  return plain[type] ?? { $ref: `#/$defs/${type}` };
}
function shapeOf({ fields = [], subtypes = [] }: Described): object {
  if (subtypes.length > 0) return { anyOf: subtypes.map(schemaOf) };
  return {
    type: 'object',
    properties: Object.fromEntries(fields.map(({ name, types }) => [name, { anyOf: types.map(schemaOf) }])),
    required: fields.filter(({ required }) => required).map(({ name }) => name),
    additionalProperties: false,
  };
}

describe.skipIf(!hasSpec)(`against Telegram’s own description${why}`, () => {
  it('what we send has its shape, and so has what the Bot API on this machine sends', async () => {
    const api = JSON.parse(readFileSync(specPath, 'utf8')) as Readonly<Record<'types' | 'methods', Readonly<Record<string, Described>>>>;
    const $defs = Object.fromEntries(Object.entries(api.types).map(([name, described]) => [name, shapeOf(described)]));
    const ajv = new Ajv({ strict: false, allErrors: true, logger: false });
    const troubles = (shape: object, value: unknown): unknown => (ajv.validate({ ...shape, $defs }, value) ? null : ajv.errors);
    files.set('a.png', new Uint8Array([1]));
    await sendAll(
      outgoing('Hello', {
        references: ['4300000001:5000000001:3'],
        attachments: [file('a.png', 'image/png', 1), file('a.png', 'text/plain', 1)],
      }),
    );
    await telegram.lifecycle.identify!(account, deps);
    await telegram.lifecycle.connect!(account, { url: 'https://desk.example/in', secret: 's' }, deps);
    expect(fake.calls.map(({ method }) => method)).toEqual(['sendMessage', 'sendPhoto', 'sendDocument', 'getMe', 'setWebhook']);
    for (const { method, body } of fake.calls) {
      const { file: name, ...said } = body;
      const form =
        name === undefined ? said : { ...said, chat_id: Number(said['chat_id']), [method === 'sendPhoto' ? 'photo' : 'document']: 'file' };
      expect([method, troubles(shapeOf(api.methods[method]!), form)]).toEqual([method, null]);
    }
    expect(troubles(schemaOf('Update'), textUpdate(1, 'Hello', jonas))).toBeNull();
    expect(troubles(shapeOf(api.methods['sendMessage']!), { chat_id: 1, txt: 'x' })).not.toBeNull();
  });
});
