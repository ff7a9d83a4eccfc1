/** How does LINE speak? For the conformance suite. */
import { outgoing, quietDeps, type Kind } from '../conformance/driver-kit.fixture.ts';
import type { Driver, ProviderAnswer } from '../conformance/driver.ts';
import type { ChannelDeps, RawInbound } from '../contract/channel-adapter.ts';
import type { LineAccount } from './line-account.ts';
import { callOf, fakeChannel, lineEvent, pushPath, textEvent } from './line-fake.fixture.ts';
import { line } from './line.ts';
import type { LineDelivery } from './plan-push.ts';
import { accountAt, haruka, rawOf } from './talk.fixture.ts';

interface Said {
  readonly status: number;
  readonly body: object;
  readonly expected: ProviderAnswer['expected'];
}
const refused = (status: number, body: object, as: string): Said => ({ status, body, expected: { outcome: 'rejected', class: as } });
const sentMessages = [{ id: '461230966842064897', quoteToken: 'IStG5h1Tz7b' }];
/** By LINE’s reference: status codes, error messages, and the page about retrying. */
const lineAnswers: Readonly<Record<string, Said>> = {
  'rate limit': {
    status: 429,
    body: { message: 'The API rate limit has been exceeded. Try again later.' },
    expected: { outcome: 'retry' },
  },
  'messages of the month used up': refused(429, { message: 'You have reached your monthly limit.' }, 'configuration'),
  'token revoked': refused(401, { message: 'Authentication failed due to the following reason: invalid token.' }, 'authBroken'),
  'not in this plan': refused(403, { message: 'Access to this API is not available for your account' }, 'configuration'),
  'person unknown': refused(400, { message: 'Failed to send messages' }, 'permanentRecipient'),
  'no id of a person': refused(
    400,
    { message: "The property, 'to', in the request body is invalid (line: -, column: -)" },
    'permanentRecipient',
  ),
  'id of a person refused': refused(
    400,
    { message: 'The request body has 1 error(s)', details: [{ message: 'May not be empty', property: 'to' }] },
    'permanentRecipient',
  ),
  'text refused': refused(
    400,
    { message: 'The request body has 1 error(s)', details: [{ message: 'May not be empty', property: 'messages[0].text' }] },
    'permanentContent',
  ),
  'too large': refused(413, { message: 'Payload too large' }, 'permanentContent'),
  'taken before': { status: 409, body: { message: 'The retry key is already accepted', sentMessages }, expected: { outcome: 'accepted' } },
  'broken, perhaps after taking it': { status: 500, body: { message: 'Internal server error' }, expected: { outcome: 'unknown' } },
};

function lineFetch(behaviour: 'accept' | 'loseAnswer' | ProviderAnswer, calls: Kind[]): typeof fetch {
  return async (url) => {
    const path = new URL(url instanceof Request ? url.url : url).pathname;
    const cues: Readonly<Record<string, Kind>> = {
      [pushPath]: 'message',
      '/v2/bot/chat/loading/start': 'typing',
      '/v2/bot/chat/markAsRead': 'read',
    };
    calls.push(cues[path] ?? 'other');
    if (behaviour === 'loseAnswer') throw new TypeError('fetch failed');
    const { status, body } = behaviour === 'accept' ? { status: 200, body: { sentMessages } } : lineAnswers[behaviour.title]!;
    return Response.json(body, { status });
  };
}

const numberOf = (eventId: string): number => Number(eventId.replaceAll(/\D/g, '')) + 10;

export function driver(): Driver<LineAccount, LineDelivery, ChannelDeps> {
  const incoming = (text: string, eventId: string): RawInbound => rawOf(callOf(textEvent(numberOf(eventId), text)));
  return {
    adapter: line,
    account: accountAt('https://line.example', { channelSecrets: ['e'.repeat(32), fakeChannel.secret] }),
    incoming,
    forged: { raw: { ...incoming('Hello', 'event-9'), headers: rawOf('something else').headers }, answer: 'refused' },
    unknownInbound: () => rawOf(callOf(lineEvent(5, 'somethingNew'))),
    batch: (text) => rawOf(callOf(textEvent(1, text), { type: 'message', webhookEventId: 5 })),
    outgoing: outgoing('line', haruka),
    deps: (behaviour) => {
      const calls: Kind[] = [];
      return { deps: { ...quietDeps(calls), fetch: lineFetch(behaviour, calls) }, calls: () => calls };
    },
    notThere: { statusesOnlyMoveForward: 'LINE says nothing of it' },
    answers: Object.entries(lineAnswers).map(([title, { expected }]) => ({ title, expected })),
    textOf: (payload) => payload.text,
  };
}
