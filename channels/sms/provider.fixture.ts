/** Twilio for the trials that every provider's channel goes through: people who write, what becomes of our messages, and how it answers. For tests only. */
import type { FromPerson, NextAnswer, ProviderFake, WebCall } from '../conformance/provider-fake.ts';
import { accountSid, authToken, encoded, messageForm, ourPhone, phoneOf, sidOf, signedPost, statusForm } from './twilio-forms.fixture.ts';
import { openTwilioFake, restError, type RestAnswer } from './twilio-fake.fixture.ts';

const answers: Readonly<Record<Exclude<NextAnswer, 'accept'>, RestAnswer>> = {
  cut: 'cut',
  broken: { ...restError(20_500, 500, 'Internal Server Error'), taken: true },
  wait: { ...restError(20_429, 429, 'Too Many Requests'), headers: { 'retry-after': '1' } },
  blocked: restError(21_610, 400, 'Attempt to send to unsubscribed recipient'),
};
const otherToken = 'd4'.repeat(16);

export async function openFake(): Promise<ProviderFake> {
  const fake = await openTwilioFake();
  const posted = (fields: Readonly<Record<string, string>>, door: string, token = authToken): WebCall => ({
    method: 'POST',
    url: door,
    ...signedPost(encoded(fields), door, token),
  });
  return {
    url: fake.url,
    credentials: { accountSid, authToken, phoneNumber: ourPhone },
    wrongCredentials: { accountSid, authToken: otherToken, phoneNumber: ourPhone },
    accountName: ourPhone,
    personId: phoneOf,
    incoming: ({ person, text, event }: FromPerson, door) =>
      posted(messageForm({ MessageSid: sidOf('SM', event), From: phoneOf(person), Body: text }), door),
    unknown: (event, door) => posted({ AccountSid: accountSid, PostcardSid: sidOf('SM', event), PostcardStatus: 'stamped' }, door),
    // The signature is made over every field: what is cut is proved no longer.
    truncated: () => null,
    forged: (call) => ({ ...call, headers: { ...call.headers, ...signedPost(call.body, call.url, otherToken).headers } }),
    status: (providerId, status, door) => {
      // A phone does not say that its owner has read an SMS.
      if (status === 'read') return null;
      return posted(
        status === 'failed' ? statusForm(providerId, 'undelivered', { ErrorCode: '30005' }) : statusForm(providerId, status),
        door,
      );
    },
    handshake: () => null,
    sent: () => fake.messages.map(({ to, body, sid }) => ({ to, text: body, providerId: sid })),
    answerNext: (...next) => fake.answerNext('send', ...next.map((one) => (one === 'accept' ? one : answers[one]))),
    close: () => fake.close(),
  };
}
