/** How does Viber speak? For the conformance suite. */
import { outgoing, quietDeps, type Kind } from '../conformance/driver-kit.fixture.ts';
import type { Driver, ProviderAnswer } from '../conformance/driver.ts';
import type { ChannelDeps, RawInbound } from '../contract/channel-adapter.ts';
import type { ViberDelivery } from './plan-text.ts';
import { accountAt, rawOf, vesna } from './talk.fixture.ts';
import type { ViberAccount } from './viber-account.ts';
import { callbackOf, fakeToken, refusal, signatureOf, textOf, tokenOf } from './viber-fake.fixture.ts';
import { viber } from './viber.ts';

interface Said {
  readonly status: number;
  readonly body: object | string;
  readonly expected: ProviderAnswer['expected'];
}
const refused = (status: number, words: string, as: string): Said => ({
  ...refusal(status, words),
  expected: { outcome: 'rejected', class: as },
});
/** By Viber’s list of error codes (#error-codes). */
const viberAnswers: Readonly<Record<string, Said>> = {
  'too many messages': { ...refusal(12, 'maximum messages to the user without reply exceeded'), expected: { outcome: 'retry' } },
  'token revoked': refused(2, 'invalidAuthToken', 'authBroken'),
  'person unknown': refused(5, 'receiverNotRegistered', 'permanentRecipient'),
  'person left': refused(6, 'receiverNotSubscribed', 'permanentRecipient'),
  'device too old': refused(11, 'receiverNoSuitableDevice', 'permanentRecipient'),
  'message refused': refused(3, 'badData', 'permanentContent'),
  'something missing': refused(4, 'missingData', 'permanentContent'),
  'bot blocked': refused(7, 'publicAccountBlocked', 'configuration'),
  'bot unknown': refused(8, 'publicAccountNotFound', 'configuration'),
  'bot suspended': refused(9, 'publicAccountSuspended', 'configuration'),
  'no address of ours': refused(10, 'webhookNotSet', 'configuration'),
  'free messages used up': refused(23, 'freeMessagesExceeded', 'configuration'),
  'about an address': { ...refusal(1, 'invalidUrl'), expected: { outcome: 'unknown' } },
  'code never heard of': { ...refusal(99, 'somethingNew'), expected: { outcome: 'unknown' } },
  'broken, perhaps after taking it': { status: 500, body: '<html>', expected: { outcome: 'unknown' } },
};

const accepted = `{"status":0,"status_message":"ok","message_token":${tokenOf(900)}}`;

function viberFetch(behaviour: 'accept' | 'loseAnswer' | ProviderAnswer, calls: Kind[]): typeof fetch {
  return async (url) => {
    const { pathname } = new URL(url instanceof Request ? url.url : url);
    calls.push(pathname === '/pa/send_message' ? 'message' : 'other');
    if (behaviour === 'loseAnswer') throw new TypeError('fetch failed');
    const { status, body } = behaviour === 'accept' ? { status: 200, body: accepted } : viberAnswers[behaviour.title]!;
    return new Response(typeof body === 'string' ? body : JSON.stringify(body), { status });
  };
}

const numberOf = (eventId: string): number => Number(eventId.replaceAll(/\D/g, '')) + 10;

export function driver(): Driver<ViberAccount, ViberDelivery, ChannelDeps> {
  const incoming = (text: string, eventId: string): RawInbound => rawOf(textOf(numberOf(eventId), text));
  return {
    adapter: viber,
    account: accountAt('https://viber.example', { authTokens: ['e'.repeat(50), fakeToken] }),
    incoming,
    forged: {
      raw: { ...incoming('Hello', 'event-9'), headers: { 'x-viber-content-signature': signatureOf('something else') } },
      answer: 'refused',
    },
    unknownInbound: () => rawOf(callbackOf('something_new', tokenOf(5))),
    outgoing: outgoing('viber', vesna),
    deps: (behaviour) => {
      const calls: Kind[] = [];
      return { deps: { ...quietDeps(calls), fetch: viberFetch(behaviour, calls) }, calls: () => calls };
    },
    notThere: { batchIsSplit: 'one event per call', statusesOnlyMoveForward: 'Viber says delivered and read, and of “sent” nothing' },
    answers: Object.entries(viberAnswers).map(([title, { expected }]) => ({ title, expected })),
    textOf: (payload) => payload.text,
  };
}
