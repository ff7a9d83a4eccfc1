/** Meta, for the trials that every channel is put through. For tests only. */
import type { NextAnswer, ProviderFake, WebCall } from '../conformance/provider-fake.ts';
import { fakePage, graphError, openGraphFake, pageToken, type FakeAnswer } from './graph-fake.fixture.ts';
import {
  appSecret,
  callOf,
  deliveryEvent,
  eventOf,
  handshakeQuery,
  pageId,
  personIdOf,
  signatureOf,
  textEvent,
} from './webhook-bodies.fixture.ts';

const answers: Readonly<Record<NextAnswer, FakeAnswer>> = {
  accept: 'accept',
  cut: 'cut',
  broken: 'broken',
  wait: graphError(613, '(#613) Calls to this API have exceeded the rate limit.'),
  blocked: graphError(551, '(#551) This person isn’t available right now.', { subcode: 1_545_041 }),
};

function signed(body: string, door: string, secret = appSecret): WebCall {
  return {
    method: 'POST',
    url: door,
    headers: { 'content-type': 'application/json', 'x-hub-signature-256': signatureOf(body, secret) },
    body: new TextEncoder().encode(body),
  };
}
const from = (person: number) => ({ sender: { id: personIdOf(person) } });

export async function openFake(): Promise<ProviderFake> {
  const fake = await openGraphFake();
  const asked = (door: string, token: string): WebCall => ({
    method: 'GET',
    url: `${door}?${handshakeQuery(token)}`,
    headers: {},
    body: new Uint8Array(),
  });
  return {
    url: fake.url,
    credentials: { pageId, pageToken, appSecret },
    wrongCredentials: { pageId: '908070605040302', pageToken: `EAAG${'HarbourShop0123456789'.repeat(8)}ZD`, appSecret: '0'.repeat(32) },
    accountName: fakePage.name,
    personId: personIdOf,
    incoming: ({ person, text, event, at }, door) =>
      signed(callOf(textEvent(event, text, { ...from(person), ...(at === undefined ? {} : { timestamp: at }) })), door),
    unknown: (event, door) => signed(callOf(eventOf(event, { something_new: {} }, from(1))), door),
    // Signed is the whole body.
    truncated: () => null,
    forged: (call) =>
      call.method === 'GET'
        ? asked(call.url.replace(/\?.*$/, ''), 'another secret')
        : signed(new TextDecoder().decode(call.body), call.url, 'f'.repeat(32)),
    // Meta says “delivered” of a message, “read” of a time, and never “failed”.
    status: (id, status, door) => (status === 'delivered' ? signed(callOf(deliveryEvent([id])), door) : null),
    handshake: (door) => ({ call: asked(door, fake.subscribed.verifyToken), body: '1158201444' }),
    sent: () => fake.sent().map(({ to, text, id }) => ({ to, text, providerId: id })),
    answerNext: (...next) => fake.answerNext('messages', ...next.map((one) => answers[one])),
    close: () => fake.close(),
  };
}
