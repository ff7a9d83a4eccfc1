/** How does Twilio speak? For the conformance suite. */
import { local, outgoing, quietDeps, type Kind } from '../conformance/driver-kit.fixture.ts';
import type { Driver, ProviderAnswer } from '../conformance/driver.ts';
import type { ChannelDeps, RawInbound } from '../contract/channel-adapter.ts';
import type { SmsDelivery } from './plan-sms.ts';
import type { SmsAccount } from './sms-account.ts';
import { sms } from './sms.ts';
import { accountAt, door, maria } from './talk.fixture.ts';
import { restError } from './twilio-fake.fixture.ts';
import { accountSid, authToken, encoded, messageForm, sidOf, signedPost, statusForm, type FormFields } from './twilio-forms.fixture.ts';

const refusals: readonly [string, ReturnType<typeof restError>, ProviderAnswer['expected']][] = [
  ['too many at once', restError(20_429, 429, 'Too Many Requests'), { outcome: 'retry' }],
  ['queue is full', restError(21_611, 400, 'This From number has exceeded the maximum number of queued messages'), { outcome: 'retry' }],
  ['token revoked', restError(20_003, 401, 'Authentication Error - invalid username'), { outcome: 'rejected', class: 'authBroken' }],
  ['opted out', restError(21_610, 400, 'Attempt to send to unsubscribed recipient'), { outcome: 'rejected', class: 'permanentRecipient' }],
  ['no number', restError(21_211, 400, "Invalid 'To' Phone Number"), { outcome: 'rejected', class: 'permanentRecipient' }],
  ['landline', restError(21_614, 400, "'To' number is not a valid mobile number"), { outcome: 'rejected', class: 'permanentRecipient' }],
  ['other country', restError(21_408, 400, 'Permission to send has not been enabled'), { outcome: 'rejected', class: 'configuration' }],
  [
    'body too long',
    restError(21_617, 400, 'The concatenated message body exceeds the limit'),
    { outcome: 'rejected', class: 'permanentContent' },
  ],
  ['number not ours', restError(21_606, 400, 'The From phone number is not valid'), { outcome: 'rejected', class: 'configuration' }],
  ['code never heard of', restError(29_999, 400, 'Something new'), { outcome: 'rejected', class: 'permanentContent' }],
  ['broken after taking it', restError(20_500, 500, 'Internal Server Error'), { outcome: 'unknown' }],
];

function twilioFetch(behaviour: 'accept' | 'loseAnswer' | ProviderAnswer, calls: Kind[]): typeof fetch {
  return async (url, init) => {
    const { pathname } = new URL(url instanceof Request ? url.url : url);
    calls.push(init?.method === 'POST' && pathname.endsWith('/Messages.json') ? 'message' : 'other');
    if (behaviour === 'loseAnswer') throw new TypeError('fetch failed');
    if (behaviour === 'accept') return Response.json({ sid: sidOf('SM', 7), status: 'queued' }, { status: 201 });
    const { status, body } = refusals.find(([title]) => title === behaviour.title)![1];
    return Response.json(body, { status });
  };
}

export function driver(): Driver<SmsAccount, SmsDelivery, ChannelDeps> {
  const newer = 'e5'.repeat(16);
  const call = (fields: FormFields, token = authToken): RawInbound => {
    const { body, headers } = signedPost(encoded(fields), door, token);
    return { ...local(body), headers, url: door };
  };
  const sidAt = (eventId: string) => sidOf('SM', Number(eventId.replaceAll(/\D/g, '')) + 10);
  return {
    adapter: sms,
    account: { ...accountAt('https://api.twilio.example'), authTokens: [newer, authToken] },
    incoming: (text, eventId) => call(messageForm({ Body: text, MessageSid: sidAt(eventId) })),
    forged: { raw: call(messageForm(), 'f6'.repeat(16)), answer: 'refused' },
    unknownInbound: () => call({ AccountSid: accountSid, PostcardSid: sidOf('SM', 5) }),
    notThere: { batchIsSplit: 'one message per call' },
    status: (status, eventId) => call(statusForm(sidAt(eventId), status)),
    outgoing: outgoing('phone', maria),
    deps: (behaviour) => {
      const calls: Kind[] = [];
      return { deps: { ...quietDeps(calls), fetch: twilioFetch(behaviour, calls) }, calls: () => calls };
    },
    answers: refusals.map(([title, , expected]) => ({ title, expected })),
    textOf: ({ text }) => text,
  };
}
