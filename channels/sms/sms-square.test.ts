/**
 * Could adapter and stand-in be wrong in the same way? A third party stands between them: Twilio's own library lets in what our stand-in signs, signs what
 * the adapter lets in, and says the same to the REST API as the adapter. Its description of that API judges the words of both.
 */
import { existsSync, readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import twilio from 'twilio';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ProviderFake, WebCall } from '../conformance/provider-fake.ts';
import { openFake } from './provider.fixture.ts';
import type { SmsAccount } from './sms-account.ts';
import { sms } from './sms.ts';
import { accountAt, door, maria, nowAt, quiet, rawOf, toMaria } from './talk.fixture.ts';
import { openTwilioFake, restError, type RestCall, type TwilioFake } from './twilio-fake.fixture.ts';
import {
  accountSid,
  authToken,
  encoded,
  messageForm,
  numberSid,
  ourPhone,
  phoneOf,
  signedPost,
  statusForm,
} from './twilio-forms.fixture.ts';

let fake: TwilioFake;
let provider: ProviderFake;
let account: SmsAccount;
let client: twilio.Twilio;
const thread = { lastCustomerMessageAt: null, optedOut: false };

beforeAll(async () => {
  [fake, provider] = [await openTwilioFake(), await openFake()];
  account = accountAt(fake.url);
  const { url } = fake;
  class Here extends twilio.RequestClient {
    override request<T>(options: Parameters<typeof twilio.RequestClient.prototype.request<T>>[0]) {
      return super.request<T>({ ...options, uri: options.uri.replace('https://api.twilio.com', url) });
    }
  }
  client = twilio(accountSid, authToken, { httpClient: new Here() });
});
afterAll(() => Promise.all([fake.close(), provider.close()]));
beforeEach(() => {
  fake.calls.length = 0;
  fake.messages.length = 0;
  fake.clock.nowAt = () => nowAt;
});

type Params = Record<string, string | string[]>;
/** As Twilio's library wants a form: of a name that comes twice, its values. */
function paramsOf(body: Uint8Array): Params {
  const form = new URLSearchParams(new TextDecoder().decode(body));
  return Object.fromEntries(
    [...new Set(form.keys())].map((name) => [name, form.getAll(name).length > 1 ? form.getAll(name) : form.get(name)!]),
  );
}
const theyLetIn = ({ body, headers, url }: WebCall): boolean =>
  twilio.validateRequest(authToken, headers['x-twilio-signature'] ?? '', url, paramsOf(body));
const weLetIn = async ({ body, headers, url }: WebCall): Promise<boolean> =>
  (await sms.inbound.verify(rawOf(body, headers, url), account, quiet)).ok;
const callOf = (body: Uint8Array, url: string, signature: string): WebCall => ({
  method: 'POST',
  url,
  body,
  headers: { 'x-twilio-signature': signature },
});

describe('the signature', () => {
  const words = 'Grüße,  花 👩‍👩‍👧 + “ok”?\r\n\t&=% \u0000 ';

  it('of our stand-in is good to Twilio’s library, and its forgery is not', async () => {
    for (const call of [
      provider.incoming({ person: 1, text: words, event: 1 }, door),
      provider.incoming({ person: 2, text: '', event: 2 }, `${door}?a=1&b=%20`),
      provider.status('SM1', 'failed', door)!,
      provider.unknown(3, 'https://desk.example:8443/in'),
    ]) {
      expect([theyLetIn(call), await weLetIn(call)]).toEqual([true, true]);
      const forged = provider.forged(call);
      expect([theyLetIn(forged), await weLetIn(forged)]).toEqual([false, false]);
    }
  });

  const bodies: readonly [string, Uint8Array][] = [
    ['a message', encoded(messageForm({ Body: words }))],
    ['a status', encoded(statusForm('SM1', 'delivered'))],
    ['names in no order, one of them twice', new TextEncoder().encode('b=2&a=9&b=1&B=3&a=9&Ä=%C3%A4&a=10&_=')],
    ['nothing', new Uint8Array()],
  ];
  const doors = [
    door,
    `${door}?x=1&y=%27`,
    'https://desk.example:443/in',
    'https://desk.example:8443/in',
    'http://desk.example/in',
    'http://[::1]:80/in',
  ];

  it.each(bodies)('of Twilio’s library is good to the adapter, and each change to neither: %s', async (_what, body) => {
    for (const url of doors) {
      const signature = twilio.getExpectedTwilioSignature(authToken, url, paramsOf(body));
      const call = callOf(body, url, signature);
      expect([url, theyLetIn(call), await weLetIn(call)]).toEqual([url, true, true]);
      for (const changed of [
        { ...call, body: Buffer.concat([body, Buffer.from('&x=1')]) },
        { ...call, body: Buffer.concat([Buffer.from('Body=x&'), body]) },
        { ...call, url: `${url}x` },
        callOf(body, url, `${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`),
        callOf(body, url, twilio.getExpectedTwilioSignature('f6'.repeat(16), url, paramsOf(body))),
        callOf(body, url, ''),
      ])
        expect([changed.url, theyLetIn(changed), await weLetIn(changed)]).toEqual([changed.url, false, false]);
    }
  });

  it('with the port or without it: both are of one mind about every pair of addresses', async () => {
    const [, body] = bodies[0]!;
    for (const theirs of doors)
      for (const ours of doors) {
        const call = callOf(body, ours, twilio.getExpectedTwilioSignature(authToken, theirs, paramsOf(body)));
        expect([theirs, ours, await weLetIn(call)]).toEqual([theirs, ours, theyLetIn(call)]);
      }
  });
});

it('what we say to a call is the TwiML that says nothing', () => {
  expect(sms.inbound.stored).toEqual({ status: 200, contentType: 'text/xml', body: new twilio.twiml.MessagingResponse().toString() });
});

function partOf(text: string) {
  const plan = sms.outbound.plan(toMaria(text), account, thread, nowAt);
  if ('blocked' in plan) throw new Error(plan.detail);
  return plan.parts[0]!;
}
/** What both said to the REST API, ours first. */
async function bothSaid(ours: () => Promise<unknown>, theirs: () => Promise<unknown>): Promise<[RestCall[], RestCall[]]> {
  await ours();
  const we = fake.calls.splice(0);
  await theirs();
  return [we, fake.calls.splice(0)];
}

describe('the REST API', () => {
  it('hears the same from both: a message, the look for one, our number and where it is called', async () => {
    const text = 'Tuesday it is. 🌹 & more + “so”';
    for (const [ours, theirs] of [
      [
        () => sms.outbound.send(partOf(text), account, quiet),
        () => client.messages.create({ to: maria, from: ourPhone, body: text, statusCallback: door }),
      ],
      [
        () => sms.outbound.reconcile(partOf(text), account, quiet),
        // The library sends what is no Date as it is.
        () => client.messages.list({ to: maria, from: ourPhone, dateSentAfter: '2026-09-21' as unknown as Date, pageSize: 100 }),
      ],
      [() => sms.lifecycle.identify!(account, quiet), () => client.incomingPhoneNumbers.page({ phoneNumber: ourPhone })],
      [
        () => sms.lifecycle.connect!(account, { url: door, secret: '' }, quiet),
        () => client.incomingPhoneNumbers(numberSid).update({ smsUrl: door, smsMethod: 'POST', smsApplicationSid: '' }),
      ],
      [() => sms.lifecycle.health(account, quiet), () => client.incomingPhoneNumbers(numberSid).fetch()],
    ] as const) {
      const [we, they] = await bothSaid(ours, theirs);
      expect([we.length, we]).toEqual([1, they]);
    }
  });

  it('is read alike by both: what was taken, and what was refused', async () => {
    const sent = await client.messages.create({ to: maria, from: ourPhone, body: 'Hello' });
    expect([sent.sid, sent.to, sent.status, sent.dateCreated.getTime()]).toEqual([fake.messages[0]!.sid, maria, 'queued', nowAt]);
    for (const [code, status] of [
      [21_610, 400],
      [20_429, 429],
      [20_003, 401],
    ] as const) {
      fake.answerNext('send', restError(code, status, 'No'), restError(code, status, 'No'));
      const refused = (await client.messages.create({ to: maria, from: ourPhone, body: 'x' }).catch((error: unknown) => error)) as {
        code: number;
      };
      expect([refused.code, (await sms.outbound.send(partOf('x'), account, quiet)) as object]).toEqual([
        code,
        expect.objectContaining({ code: String(code) }),
      ]);
    }
  });
});

/** The REST API in Twilio's own words. */
const specPath = new URL('../../../shared/fixtures/specs/twilio/twilio_api_v2010.json', import.meta.url);
const hasSpec = existsSync(specPath);
const why = hasSpec ? '' : ' (skipped: ../shared/fixtures/specs/twilio is not here)';

describe.skipIf(!hasSpec)(`against Twilio’s own description${why}`, () => {
  interface Described {
    readonly paths: Readonly<
      Record<
        string,
        {
          readonly post: { readonly requestBody: { readonly content: Readonly<Record<string, { readonly schema: object }>> } };
          readonly get: { readonly parameters: readonly { readonly name: string }[] };
        }
      >
    >;
    readonly components: { readonly schemas: Readonly<Record<string, object>> };
  }
  const api = hasSpec ? (JSON.parse(readFileSync(specPath, 'utf8')) as Described) : null;
  const ajv = new Ajv({ strict: false, allErrors: true, logger: false });
  const troubles = (schema: object, value: unknown): unknown =>
    ajv.validate({ ...schema, additionalProperties: false, components: api!.components }, value) ? null : ajv.errors;
  const path = () => api!.paths['/2010-04-01/Accounts/{AccountSid}/Messages.json']!;
  const request = () => path().post.requestBody.content['application/x-www-form-urlencoded']!.schema;

  it('what we post has its shape, with what the description does not ask for: words and a sender', async () => {
    await sms.outbound.send(partOf('Hello'), account, quiet);
    const { form } = fake.calls[0]!;
    expect(troubles(request(), form)).toBeNull();
    expect([form['Body'], form['From']]).toEqual(['Hello', ourPhone]);
    expect(troubles(request(), { ...form, StatusCallbackUrl: door })).not.toBeNull();
    expect(troubles(request(), { Body: 'x', From: ourPhone })).not.toBeNull();
  });
  it('what we ask for is asked by its names', async () => {
    await sms.outbound.reconcile(partOf('Hello'), account, quiet);
    const names = path().get.parameters.map(({ name }) => name);
    expect(Object.keys(fake.calls[0]!.query).filter((name) => !names.includes(name))).toEqual([]);
  });
  it('what our stand-in answers has its shape', async () => {
    await client.messages.create({ to: phoneOf(2), from: ourPhone, body: 'Hello' });
    const schema = api!.components.schemas['api.v2010.account.message']!;
    expect(troubles(schema, fake.messages[0])).toBeNull();
    expect(troubles(schema, { ...fake.messages[0], sid: 'SM1' })).not.toBeNull();
  });
});

it('a door signed for one channel opens no other', async () => {
  const { body, headers } = signedPost(encoded(messageForm()), door);
  expect(await weLetIn({ method: 'POST', url: door.replace(/\w+$/, '0b7d'), body, headers })).toBe(false);
});
