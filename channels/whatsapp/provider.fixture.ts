/** WhatsApp, for the trials that every provider is put through. */
import type { DeliveryStatus } from '../contract/normalised-event.ts';
import type { NextAnswer, ProviderFake, WebCall } from '../conformance/provider-fake.ts';
import {
  fakeSecret,
  fakeToken,
  graphError,
  ids,
  openGraphFake,
  shownNumber,
  type GraphAnswer,
  type GraphFake,
} from './graph-fake.fixture.ts';
import { messageOf, messagesCall, signatureOf, statusCall, type Writer } from './webhook.fixture.ts';

const numberOf = (person: number): string => `49151${String(person).padStart(8, '0')}`;
const writer = (person: number): Writer => ({ wa_id: numberOf(person), profile: { name: `Person ${person}` } });
const guessed = 'fedcba9876543210fedcba9876543210';

const graphAnswers: Readonly<Record<NextAnswer, GraphAnswer>> = {
  accept: 'asUsual',
  cut: 'cut',
  broken: { status: 500, body: graphError(131_000, 'Something went wrong'), isTaken: true },
  wait: { status: 400, body: graphError(130_429, 'Rate limit hit') },
  blocked: { status: 400, body: graphError(131_026, 'Message undeliverable') },
};

export async function openFake(): Promise<ProviderFake> {
  const graph = await openGraphFake();
  return {
    url: graph.url,
    credentials: { phoneNumberId: ids.phone, businessAccountId: ids.account, accessToken: fakeToken, appSecret: fakeSecret },
    wrongCredentials: {
      phoneNumberId: '999900001111222',
      businessAccountId: ids.account,
      accessToken: `EAAJ${'x'.repeat(60)}`,
      appSecret: guessed,
    },
    accountName: shownNumber,
    personId: numberOf,
    incoming({ person, text, event, at }, door) {
      const said = { type: 'text', text: { body: text }, ...(at === undefined ? {} : { timestamp: String(Math.floor(at / 1_000)) }) };
      return signed(messagesCall([messageOf(event, said, writer(person))], [writer(person)]), door);
    },
    unknown: (event, door) => signed(messagesCall([messageOf(event, { type: 'hologram', hologram: {} }, writer(1))], [writer(1)]), door),
    // The signature is made over the whole body.
    truncated: () => null,
    forged: (call) => (call.method === 'GET' ? { ...call, url: askedWith(call.url, guessed) } : withSignature(call, guessed)),
    status: (providerId, status, door) => signed(statusOf(graph, providerId, status), door),
    handshake: (door) => ({
      call: {
        method: 'GET',
        url: askedWith(`${door}?hub.mode=subscribe&hub.challenge=1158201444`, graph.told.verifyToken),
        headers: {},
        body: new Uint8Array(),
      },
      body: '1158201444',
    }),
    sent: () =>
      graph
        .taken()
        .map(({ id, body }) => ({ to: String(body['to'] ?? body['recipient']), text: String(body['text']?.body ?? ''), providerId: id })),
    answerNext: (...answers) => graph.answerNext(`${ids.phone}/messages`, ...answers.map((answer) => graphAnswers[answer])),
    close: graph.close,
  };
}

function signed(body: object, door: string): WebCall {
  const call = {
    method: 'POST' as const,
    url: door,
    headers: { 'content-type': 'application/json' },
    body: Buffer.from(JSON.stringify(body)),
  };
  return withSignature(call, fakeSecret);
}
const withSignature = (call: WebCall, secret: string): WebCall => ({
  ...call,
  headers: { ...call.headers, 'x-hub-signature-256': signatureOf(call.body, secret) },
});

function askedWith(address: string, token: string): string {
  const url = new URL(address);
  url.searchParams.set('hub.verify_token', token);
  return url.href;
}

function statusOf(graph: GraphFake, providerId: string, status: Exclude<DeliveryStatus, 'queued'>): object {
  const sent = graph.taken().find(({ id }) => id === providerId)?.body;
  const more = {
    ...(sent === undefined ? {} : { recipient_id: sent['to'], biz_opaque_callback_data: sent['biz_opaque_callback_data'] }),
    ...(status === 'failed'
      ? {
          errors: [
            {
              code: 131_026,
              title: 'Message undeliverable',
              message: 'Message undeliverable',
              error_data: { details: 'Message Undeliverable.' },
            },
          ],
        }
      : {}),
  };
  return statusCall(providerId, status, more);
}
