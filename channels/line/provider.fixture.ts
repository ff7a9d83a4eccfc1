/** LINE, for the trials that every channel is put through. For tests only. */
import type { NextAnswer, ProviderFake, WebCall } from '../conformance/provider-fake.ts';
import {
  callOf,
  fakeBot,
  fakeChannel,
  lineEvent,
  openLineFake,
  pushPath,
  signatureOf,
  textEvent,
  userIdOf,
  type FakeAnswer,
} from './line-fake.fixture.ts';

const answers: Readonly<Record<NextAnswer, FakeAnswer>> = {
  accept: 'accept',
  cut: 'cut',
  broken: 'broken',
  wait: { status: 429, body: { message: 'The API rate limit has been exceeded. Try again later.' } },
  // Of somebody who has blocked the account LINE says nothing; this it says of somebody who is no more.
  blocked: { status: 400, body: { message: 'Failed to send messages' } },
};

function signed(body: string, door: string, secret = fakeChannel.secret): WebCall {
  return {
    method: 'POST',
    url: door,
    headers: { 'content-type': 'application/json; charset=utf-8', 'x-line-signature': signatureOf(body, secret) },
    body: new TextEncoder().encode(body),
  };
}
const from = (person: number) => ({ source: { type: 'user', userId: userIdOf(person) } });

export async function openFake(): Promise<ProviderFake> {
  const fake = await openLineFake();
  return {
    url: fake.url,
    credentials: { channelSecret: fakeChannel.secret, channelAccessToken: fakeChannel.accessToken },
    wrongCredentials: { channelSecret: '0'.repeat(32), channelAccessToken: `${'Harbour/Shop+'.repeat(12)}w1cDnyilFU=` },
    accountName: fakeBot.basicId,
    personId: userIdOf,
    incoming: ({ person, text, event, at }, door) =>
      signed(callOf(textEvent(event, text, { ...from(person), ...(at === undefined ? {} : { timestamp: at }) })), door),
    unknown: (event, door) => signed(callOf(lineEvent(event, 'somethingNew', from(1))), door),
    // Signed is the whole body.
    truncated: () => null,
    forged: (call) => signed(new TextDecoder().decode(call.body), call.url, 'f'.repeat(32)),
    // LINE does not say what becomes of a message.
    status: () => null,
    // It calls with an empty list of events, and wants to hear 200.
    handshake: () => null,
    sent: () => fake.pushed().map(({ to, text, id }) => ({ to, text, providerId: id })),
    answerNext: (...next) => fake.answerNext(pushPath, ...next.map((one) => answers[one])),
    close: () => fake.close(),
  };
}
