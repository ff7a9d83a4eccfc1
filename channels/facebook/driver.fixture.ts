/** How does Meta speak? For the conformance suite. */
import { outgoing, quietDeps, type Kind } from '../conformance/driver-kit.fixture.ts';
import type { Driver, ProviderAnswer } from '../conformance/driver.ts';
import type { ChannelDeps, RawInbound } from '../contract/channel-adapter.ts';
import type { FacebookAccount } from './facebook-account.ts';
import { facebook } from './facebook.ts';
import { graphError } from './graph-fake.fixture.ts';
import type { FacebookDelivery } from './plan-message.ts';
import { accountAt, ada, rawOf } from './talk.fixture.ts';
import { appSecret, callOf, eventOf, midOf, textEvent } from './webhook-bodies.fixture.ts';

type Said = readonly [ReturnType<typeof graphError>, ProviderAnswer['expected']];
const as = (rejection: string): ProviderAnswer['expected'] => ({ outcome: 'rejected', class: rejection });
/** By the page of error codes, and the one about rate limits. */
const answers: Readonly<Record<string, Said>> = {
  'too many calls of the app': [graphError(4, '(#4) Application request limit reached', { status: 403 }), { outcome: 'retry' }],
  'too many calls of the Page': [graphError(32, '(#32) Page request limit reached', { status: 403 }), { outcome: 'retry' }],
  'too many calls of this kind': [graphError(613, '(#613) Calls to this API have exceeded the rate limit.'), { outcome: 'retry' }],
  'too many calls of Messenger': [graphError(80_006, '(#80006) There have been too many calls', { status: 403 }), { outcome: 'retry' }],
  'outside of the window': [
    graphError(10, '(#10) This message is sent outside of allowed window.', { subcode: 2_018_278, status: 403 }),
    as('windowClosed'),
  ],
  'no such person': [graphError(100, '(#100) No matching user found', { subcode: 2_018_001 }), as('permanentRecipient')],
  'person not available': [
    graphError(551, '(#551) This person isn’t available right now.', { subcode: 1_545_041 }),
    as('permanentRecipient'),
  ],
  'token revoked': [graphError(190, 'Error validating access token', { subcode: 460, status: 401 }), as('authBroken')],
  'may not send': [graphError(200, '(#200) Requires pages_messaging permission', { status: 403 }), as('configuration')],
  'no permission for this action': [graphError(10, '(#10) Application does not have permission for this action'), as('configuration')],
  'file refused': [graphError(100, '(#100) Upload attachment failure.', { subcode: 2_018_047 }), as('permanentContent')],
  'an error never heard of': [graphError(9_000_009, 'Something new'), as('permanentContent')],
  'an unknown error': [graphError(1, 'An unknown error occurred', { subcode: 99 }), { outcome: 'unknown' }],
  'a temporary failure': [graphError(1_200, '(#1200) Temporary send message failure. Please try again later.'), { outcome: 'unknown' }],
  'broken, perhaps after taking it': [graphError(2, 'An unexpected error has occurred.', { status: 500 }), { outcome: 'unknown' }],
};

function kindOf(url: URL, body: unknown): Kind {
  if (!url.pathname.endsWith('/messages')) return 'other';
  const action = typeof body === 'string' ? (JSON.parse(body) as { sender_action?: string }).sender_action : undefined;
  return action === undefined ? 'message' : action === 'mark_seen' ? 'read' : 'typing';
}

function graphFetch(behaviour: 'accept' | 'loseAnswer' | ProviderAnswer, calls: Kind[]): typeof fetch {
  return async (url, init) => {
    calls.push(kindOf(new URL(url instanceof Request ? url.url : url), init?.body));
    if (behaviour === 'loseAnswer') throw new TypeError('fetch failed');
    if (behaviour === 'accept') return Response.json({ recipient_id: ada, message_id: midOf('from us') });
    const { status, body } = answers[behaviour.title]![0];
    return Response.json(body, { status });
  };
}

const numberOf = (eventId: string): number => Number(eventId.replaceAll(/\D/g, '')) + 10;

export function driver(): Driver<FacebookAccount, FacebookDelivery, ChannelDeps> {
  const incoming = (text: string, eventId: string): RawInbound => rawOf(callOf(textEvent(numberOf(eventId), text)));
  return {
    adapter: facebook,
    account: accountAt('https://graph.example', { appSecrets: ['e'.repeat(32), appSecret] }),
    incoming,
    forged: { raw: { ...incoming('Hello', 'event-9'), headers: rawOf('something else').headers }, answer: 'refused' },
    unknownInbound: () => rawOf(callOf(eventOf(5, { something_new: {} }))),
    batch: (text) => rawOf(callOf(textEvent(1, text), { message: 5 })),
    outgoing: outgoing('facebook', ada),
    deps: (behaviour) => {
      const calls: Kind[] = [];
      return { deps: { ...quietDeps(calls), fetch: graphFetch(behaviour, calls) }, calls: () => calls };
    },
    notThere: { statusesOnlyMoveForward: 'of a single message Meta says “delivered” alone' },
    answers: Object.entries(answers).map(([title, [, expected]]) => ({ title, expected })),
    textOf: (payload) => (payload.kind === 'text' ? payload.text : ''),
  };
}
