/** Viber, for the trials that every channel is put through. For tests only. */
import { createHash } from 'node:crypto';
import type { NextAnswer, ProviderFake, WebCall } from '../conformance/provider-fake.ts';
import {
  callbackOf,
  fakeBot,
  fakeToken,
  openViberFake,
  receiptOf,
  refusal,
  senderOf,
  signatureOf,
  textOf,
  tokenOf,
  userIdOf,
  type FakeAnswer,
} from './viber-fake.fixture.ts';

const answers: Readonly<Record<NextAnswer, FakeAnswer>> = {
  accept: 'accept',
  cut: 'cut',
  broken: 'broken',
  wait: refusal(12, 'maximum messages to the user without reply exceeded'),
  blocked: refusal(6, 'receiverNotSubscribed'),
};
const otherToken = ['0000000000000000', '1111111111111111', '2222222222222222'].join('-');
const receipts = { delivered: 'delivered', read: 'seen', failed: 'failed' } as const;

function signed(body: string, door: string, token = fakeToken): WebCall {
  return {
    method: 'POST',
    url: door,
    headers: { 'content-type': 'application/json', 'x-viber-content-signature': signatureOf(body, token) },
    body: new TextEncoder().encode(body),
  };
}

/** Messages have nothing but numbers at Viber: whatever else a test calls one gets a number too. */
const numbered = (providerId: string): string =>
  /^\d{1,20}$/.test(providerId)
    ? providerId
    : String(createHash('sha256').update(providerId).digest().readBigInt64BE() & 0x7fff_ffff_ffff_ffffn);

export async function openFake(): Promise<ProviderFake> {
  const fake = await openViberFake();
  return {
    url: fake.url,
    credentials: { authToken: fakeToken },
    wrongCredentials: { authToken: otherToken },
    accountName: fakeBot.uri,
    personId: userIdOf,
    incoming: ({ person, text, event, at }, door) =>
      signed(textOf(event, text, { sender: senderOf(person, { language: 'en' }), ...(at === undefined ? {} : { timestamp: at }) }), door),
    unknown: (event, door) => signed(callbackOf('something_new', tokenOf(event)), door),
    // Signed is the whole body.
    truncated: () => null,
    forged: (call) => signed(new TextDecoder().decode(call.body), call.url, otherToken),
    // That it was sent, the answer to the call has said.
    status: (providerId, status, door) =>
      status === 'sent'
        ? null
        : signed(receiptOf(receipts[status], numbered(providerId), status === 'failed' ? { desc: 'failure desc' } : {}), door),
    // It calls with an event of its own, signed like any other, and wants to hear 200.
    handshake: () => null,
    sent: () => fake.sent().map(({ to, text, token }) => ({ to, text, providerId: token })),
    answerNext: (...next) => fake.answerNext('send_message', ...next.map((one) => answers[one])),
    close: () => fake.close(),
  };
}
