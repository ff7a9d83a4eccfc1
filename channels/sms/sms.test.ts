/** What Twilio sends and answers, against a REST API on this machine. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { notAuthenticated, type MessageEvent, type NormalisedEvent } from '../contract/normalised-event.ts';
import { meaningOf } from './error-codes.ts';
import { outcomeOf } from './send-sms.ts';
import type { SmsAccount } from './sms-account.ts';
import { smsChannel } from './sms-channel.ts';
import { sameMessageMs, textUnits } from './sms-description.ts';
import { sms } from './sms.ts';
import { accountAt, door, maria, nowAt, quiet, rawOf, toMaria } from './talk.fixture.ts';
import { openTwilioFake, restError, type TwilioFake } from './twilio-fake.fixture.ts';
import {
  accountSid,
  authToken,
  encoded,
  messageForm,
  numberSid,
  ourPhone,
  sidOf,
  statusForm,
  type FormFields,
} from './twilio-forms.fixture.ts';

let fake: TwilioFake;
let account: SmsAccount;
beforeAll(async () => {
  fake = await openTwilioFake();
  account = accountAt(fake.url);
});
afterAll(() => fake.close());
beforeEach(() => {
  fake.calls.length = 0;
  fake.messages.length = 0;
  fake.clock.nowAt = () => nowAt;
});

const proved = { ok: true, authentication: { ...notAuthenticated, provider: 'pass' }, sender: null } as const;
/** As stored bytes are read again: without headers and address. */
async function read(form: FormFields | string): Promise<NormalisedEvent> {
  const [event] = await sms.inbound.parse(rawOf(typeof form === 'string' ? form : encoded(form), {}, null), account, proved);
  return event!;
}
async function message(over: FormFields): Promise<MessageEvent> {
  const event = await read(messageForm(over));
  if (event.type !== 'message') throw new Error(`read as ${event.type}: ${event.type === 'unknown' ? event.hint : ''}`);
  return event;
}

describe('what people send', () => {
  it('words and who wrote them', async () => {
    expect(await message({ Body: 'Where is my lamp?', UnheardOf: 'yes' })).toMatchObject({
      dedupeKey: `sms:${sidOf('SM', 1)}`,
      text: 'Where is my lamp?',
      sender: { scheme: 'phone', value: maria, display: null, proof: 'verified' },
      consent: null,
      evidence: { ownMessageId: sidOf('SM', 1), messageIdsInOrder: [] },
      attachments: [],
    });
  });
  it.each([
    ['STOP', undefined, 'stop'],
    [' stop\n', undefined, 'stop'],
    ['Unsubscribe', undefined, 'stop'],
    ['STOP please', undefined, null],
    ['Start', undefined, 'start'],
    ['UNSTOP', undefined, 'start'],
    ['HELP', 'HELP', null],
    ['Bitte aufhören', 'STOP', 'stop'],
    ['Los', 'START', 'start'],
    ['stop', 'HELP', null],
  ])('“%s”, which Twilio calls %s, means %s', async (words, type, consent) => {
    expect(await message({ Body: words, ...(type === undefined ? {} : { OptOutType: type }) })).toMatchObject({ text: words, consent });
  });
  it('files, by where they are below the account; one that is elsewhere is named in the text', async () => {
    const at = (host: string, media: number, owner = accountSid) =>
      `${host}/2010-04-01/Accounts/${owner}/Messages/${sidOf('MM', 1)}/Media/${sidOf('ME', media)}`;
    const urls = [
      at('https://api.twilio.com', 1),
      at(fake.url, 2),
      at('https://evil.example', 3),
      at('https://api.twilio.com.evil.example', 4),
      at('https://api.twilio.com', 5, `AC${'9'.repeat(32)}`),
      `${at('https://api.twilio.com', 6)}/../../Recordings`,
      'not an address',
    ];
    const over = Object.fromEntries(urls.map((url, index) => [`MediaUrl${index}`, url]));
    const mms = {
      ...over,
      MediaContentType2: 'constructor',
      MediaContentType0: 'image/JPEG',
      MediaContentType1: 'text/x-vcard; charset=utf-8',
      NumMedia: '7',
      Body: '',
    };
    const { attachments, text: said } = await message({ ...mms, MessageSid: sidOf('MM', 1) });
    expect(attachments).toMatchObject([
      {
        name: 'file-1.jpg',
        mime: 'image/jpeg',
        content: { kind: 'remote', providerRef: `Messages/${sidOf('MM', 1)}/Media/${sidOf('ME', 1)}` },
      },
      { name: 'file-2.vcf', mime: 'text/x-vcard', content: { providerRef: `Messages/${sidOf('MM', 1)}/Media/${sidOf('ME', 2)}` } },
    ]);
    expect(said.split('\n')).toEqual([3, 4, 5, 6, 7].map((number) => `[file-${number}.bin: not kept at Twilio]`));
  });
  it.each([
    ['a short code', { From: '12345' }, /no phone number/],
    ['a name', { From: 'AMAZON' }, /no phone number/],
    ['somebody in WhatsApp', { From: 'whatsapp:+447700900001' }, /no phone number/],
    ['no sender', { From: '' }, /no phone number/],
    ['a message to another number', { To: '+15005550006' }, /this channel’s/],
    ['another account', { AccountSid: `AC${'9'.repeat(32)}` }, /another account/],
    ['an id in another shape', { MessageSid: '7' }, /not a call about a message/],
    ['neither words nor files', { Body: '' }, /without words/],
  ])('%s is kept as unknown', async (_what, over, hint) => {
    expect(await read(messageForm(over))).toMatchObject({ type: 'unknown', hint: expect.stringMatching(hint) });
  });
  it.each([
    ['a form of another kind', `AccountSid=${accountSid}&MessageSid=${sidOf('SM', 1)}&Postcard=1`],
    ['no form', '{"From": "+49"}'],
    ['broken escapes and bytes', '%zz=%&=&%F0%9F=\u0000&__proto__=1'],
    ['very many fields', 'a=1&'.repeat(50_000)],
    ['nothing', ''],
  ])('%s is kept as unknown', async (_what, body) => {
    expect(await read(body)).toMatchObject({ type: 'unknown', dedupeKey: expect.stringMatching(/^sms:.+/) });
  });
});

describe('what becomes of ours', () => {
  const id = sidOf('SM', 99);
  it.each([
    ['accepted', 'queued'],
    ['queued', 'queued'],
    ['sending', 'queued'],
    ['sent', 'sent'],
    ['delivered', 'delivered'],
    ['read', 'read'],
  ])('%s is %s', async (theirs, status) => {
    expect(await read(statusForm(id, theirs))).toMatchObject({
      type: 'status',
      dedupeKey: `sms:${id}:${theirs}`,
      providerId: id,
      status,
      code: null,
    });
  });
  it.each([
    ['undelivered', { ErrorCode: '30003' }, { code: '30003', class: null, detail: 'The phone could not be reached.' }],
    [
      'undelivered',
      { ErrorCode: '30005' },
      { code: '30005', class: 'permanentRecipient', detail: 'The number is not known to its network.' },
    ],
    ['undelivered', { ErrorCode: '30007', ErrorMessage: 'Message\nfiltered' }, { class: 'permanentContent', detail: 'Message filtered' }],
    ['failed', { ErrorCode: '30034' }, { class: 'configuration' }],
    ['failed', { ErrorCode: '30002' }, { class: 'authBroken' }],
    ['failed', { ErrorCode: '39999' }, { code: '39999', class: null, detail: null }],
    ['failed', { ErrorCode: '<script>' }, { code: 'failed', class: null }],
    ['canceled', {}, { code: 'canceled', class: null, detail: null }],
  ])('%s with %o has failed: %o', async (theirs, over, why) => {
    expect(await read(statusForm(id, theirs, over as FormFields))).toMatchObject({ status: 'failed', providerId: id, ...why });
  });
  it('a status nobody knows is kept', async () => {
    for (const theirs of ['partially_delivered', 'constructor', 'received', ''])
      expect(await read(statusForm(id, theirs))).toMatchObject({ type: 'unknown', hint: 'a status we do not know' });
  });
});

const thread = { lastCustomerMessageAt: null, optedOut: false };
const planned = (...given: Parameters<typeof toMaria>) => sms.outbound.plan(toMaria(...given), account, thread, nowAt);
function partsOf(...given: Parameters<typeof toMaria>) {
  const plan = planned(...given);
  if ('blocked' in plan) throw new Error(`${plan.blocked}: ${plan.detail}`);
  return plan.parts;
}

describe('what we send', () => {
  it('one call each, from our number, with the same door for what becomes of it', async () => {
    const [part] = partsOf('Tuesday it is. 🌹');
    expect(await sms.outbound.send(part!, account, quiet)).toEqual({
      outcome: 'accepted',
      providerId: fake.messages[0]!.sid,
      detail: '1 segment, UCS-2',
    });
    expect(fake.calls).toEqual([
      {
        method: 'POST',
        path: 'Messages.json',
        query: {},
        form: { To: maria, From: ourPhone, Body: 'Tuesday it is. 🌹', StatusCallback: door },
      },
    ]);
  });
  it('a long text in parts that Twilio takes, with nothing lost and no sign torn', () => {
    const long = `${'Grüße '.repeat(400)}${'👩‍👩‍👧'.repeat(300)}`;
    const texts = partsOf(long).map(({ payload }) => payload.text);
    expect([texts.join(''), Math.max(...texts.map((one) => one.length)) <= textUnits]).toEqual([long, true]);
    expect(texts.every((one) => !one.startsWith('\u200d') && !one.endsWith('\u200d'))).toBe(true);
    expect(partsOf(' \n ')).toEqual([]);
  });
  it('files, people who stopped, people without a number and a sign that never ends are not tried', () => {
    const attachments = [
      { name: 'a.png', mime: 'image/png', sizeBytes: 1, cid: null, content: { kind: 'stored', attachmentId: 'a' } },
    ] as const;
    expect(planned('Look', { attachments })).toMatchObject({ blocked: 'unsupported', alternatives: ['a link to the file'] });
    expect(sms.outbound.plan(toMaria('Hi'), account, { ...thread, optedOut: true }, nowAt)).toMatchObject({ blocked: 'optedOut' });
    for (const to of [
      { scheme: 'phone', value: '12345', display: null },
      { scheme: 'phone', value: '+44 7700 900001', display: null },
      { scheme: 'email', value: maria, display: null },
    ])
      expect(planned('Hi', { to })).toMatchObject({ blocked: 'noIdentity' });
    expect(planned(`e${'\u0301'.repeat(textUnits)}`)).toMatchObject({ blocked: 'tooLong' });
  });
  it.each([
    [
      '429 with a time to wait',
      { ...restError(20_429, 429, 'Too Many Requests'), headers: { 'retry-after': '3' } },
      { outcome: 'retry', retryAfterMs: 3_000 },
    ],
    ['429 without one', restError(20_429, 429, 'Too Many Requests'), { outcome: 'retry', code: '20429', retryAfterMs: null }],
    ['429 in other words', { status: 429, body: '<html>' }, { outcome: 'retry', code: '429' }],
    ['a full queue', restError(21_611, 400, 'queue'), { outcome: 'retry', code: '21611' }],
    ['500', restError(20_500, 500, 'Internal Server Error'), { outcome: 'unknown', code: '20500' }],
    ['a page of a proxy', { status: 502, body: '<html>' }, { outcome: 'unknown', code: '502' }],
    ['taken, but without a number', { status: 201, body: {} }, { outcome: 'unknown', code: 'no_message' }],
    ['401 without a code', { status: 401, body: { message: 'no' } }, { outcome: 'rejected', class: 'authBroken', code: '401' }],
    ['no such account', restError(20_404, 404, 'not found'), { outcome: 'rejected', class: 'configuration' }],
    [
      'a refusal never heard of',
      restError(29_998, 400, 'Something\u202Enew'),
      { outcome: 'rejected', class: 'permanentContent', detail: 'Somethingnew' },
    ],
    ['the connection cut', 'cut', { outcome: 'unknown' }],
  ] as const)('%s', async (_what, answer, expected) => {
    fake.answerNext('send', answer);
    expect(await sms.outbound.send(partsOf('Hi')[0]!, account, quiet)).toMatchObject(expected);
  });
  it.each([
    ['permanentRecipient', [21_211, 21_610, 21_612, 21_614, 21_635]],
    ['permanentContent', [21_602, 21_617, 30_007]],
    ['configuration', [21_408, 21_603, 21_606, 21_608, 21_659, 21_660, 30_034]],
    ['authBroken', [20_003, 10_001]],
  ])('%s: %o', (expected, codes) => {
    for (const code of codes) {
      const answer = { code, message: 'x' };
      expect(outcomeOf({ kind: 'answer', status: 400, answer, retryAfterMs: null })).toMatchObject({
        outcome: 'rejected',
        class: expected,
        code: String(code),
      });
      expect(meaningOf(String(code))!.words).toMatch(/^[A-Z].+\.$/);
    }
  });
  it('the token is in no outcome, whatever an error says', async () => {
    for (const [expected, error] of [
      ['unknown', new TypeError(`with ${authToken}`, { cause: Object.assign(new Error(authToken), { code: 'ECONNRESET' }) })],
      ['unknown', Object.assign(new Error(authToken), { code: authToken })],
      ['retry', Object.assign(new Error(authToken), { code: 'ECONNREFUSED' })],
    ] as const) {
      const outcome = await sms.outbound.send(partsOf('Hi')[0]!, account, { ...quiet, fetch: () => Promise.reject(error) });
      expect([outcome.outcome, JSON.stringify(outcome).includes(authToken)]).toEqual([expected, false]);
    }
  });
});

describe('after an answer that was lost', () => {
  const lost = async (words = 'Your code is 1.') => {
    const [part] = partsOf(words);
    fake.answerNext('send', 'cut');
    expect(await sms.outbound.send(part!, account, quiet)).toMatchObject({ outcome: 'unknown' });
    return part!;
  };
  it('the one message of these words is found', async () => {
    const part = await lost();
    expect(await sms.outbound.reconcile(part, account, quiet)).toEqual({ found: 'yes', providerId: fake.messages[0]!.sid });
    expect(fake.calls.at(-1)!.query).toEqual({ To: maria, From: ourPhone, 'DateSent>': '2026-09-21', PageSize: '100' });
  });
  it.each([
    ['it is not in the list', () => void (fake.messages.length = 0)],
    ['there are two', () => void fake.messages.push({ ...fake.messages[0]!, sid: sidOf('SM', 5) })],
    ['it was made before', () => void (fake.messages[0] = { ...fake.messages[0]!, date_created: new Date(nowAt - 60_000).toUTCString() })],
    [
      'it was made long after',
      () => void (fake.messages[0] = { ...fake.messages[0]!, date_created: new Date(nowAt + sameMessageMs + 1_000).toUTCString() }),
    ],
    ['it does not say when', () => void (fake.messages[0] = { ...fake.messages[0]!, date_created: null })],
    ['it has other words', () => void (fake.messages[0] = { ...fake.messages[0]!, body: 'Your code is 2.' })],
    ['Twilio is away', () => fake.answerNext('list', restError(20_500, 500, 'x'))],
    ['there are more pages', () => fake.answerNext('list', { status: 200, body: { messages: fake.messages, next_page_uri: '/x' } })],
    ['the list is none', () => fake.answerNext('list', { status: 200, body: { messages: 'x' } })],
  ])('where %s, nobody can tell', async (_what, change) => {
    const part = await lost();
    change();
    expect(await sms.outbound.reconcile(part, account, quiet)).toEqual({ found: 'cannotTell' });
  });
  it('of two parts with the same words, nobody can tell', async () => {
    const parts = partsOf('x'.repeat(2 * textUnits));
    expect(parts.map(({ payload }) => payload.hasTwin)).toEqual([true, true]);
    expect(await sms.outbound.reconcile(parts[0]!, account, quiet)).toEqual({ found: 'cannotTell' });
    expect(fake.calls).toEqual([]);
  });
});

it('an account is made of what was typed and found, with the token before it', () => {
  const settings = { accountSid, phoneNumber: '+49 (30) 23125-014', numberSid, accountId: numberSid };
  const stored = { settings, secrets: { authToken: 'new', authTokenOld: 'old' } };
  expect(smsChannel.accountOf(stored, { webhookUrl: door, apiUrl: 'https://api.twilio.com' })).toEqual({
    accountSid,
    authTokens: ['new', 'old'],
    phoneNumber: ourPhone,
    numberSid,
    webhookUrl: door,
    apiRoot: 'https://api.twilio.com',
  });
  expect(sms.lifecycle.checkAccount(account)).toEqual([]);
  expect(sms.lifecycle.checkAccount({ ...account, accountSid: 'SK1', authTokens: [''], phoneNumber: '030 23125' }).length).toBe(3);
});
