/** How does mail speak? For the conformance suite. */
import { createHash } from 'node:crypto';
import { bytes, local, outgoing, quietDeps, type Kind } from '../conformance/driver-kit.fixture.ts';
import type { Driver } from '../conformance/driver.ts';
import type { RawInbound } from '../contract/channel-adapter.ts';
import type { Outcome } from '../contract/outcome.ts';
import { email } from './email.ts';
import type { EmailAccount, EmailDelivery, EmailDeps } from './plan-mail.ts';

const mailAnswers: Record<string, Outcome> = {
  'user unknown': { outcome: 'rejected', class: 'permanentRecipient', code: '550' },
  greylisted: { outcome: 'retry', code: '450', retryAfterMs: null },
};

function rawMail(text: string, eventId: string, from = 'Maria <maria@example.com>'): RawInbound {
  const mail = `From: ${from}\r\nTo: hello@flora.example\r\nSubject: Roses\r\nMessage-ID: <${eventId}@example.com>\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n${text}\r\n`;
  return {
    ...local(bytes(mail)),
    envelope: { mailFrom: 'maria@example.com', rcptTo: ['hello@flora.example'], remoteAddress: '198.51.100.9', helo: 'mx.example.com' },
  };
}

export function driver(): Driver<EmailAccount, EmailDelivery, EmailDeps> {
  return {
    adapter: email,
    account: {
      address: 'hello@flora.example',
      displayName: 'Flora Flowers',
      aliases: [],
      replyDomain: 'reply.flora.example',
      macKeys: [{ id: 1, secret: createHash('sha256').update('flora').digest() }],
      signingKey: null,
    },
    incoming: rawMail,
    forged: { raw: rawMail('Send the money to Mallory.', 'event-9'), answer: 'unproven' },
    unknownInbound: () => ({ ...rawMail('', 'x'), bytes: bytes('\u0000\u0001 no mail at all') }),
    outgoing: outgoing('email', 'maria@example.com'),
    deps: (behaviour) => {
      const calls: Kind[] = [];
      const answer: Outcome =
        behaviour === 'accept'
          ? { outcome: 'accepted', providerId: '' }
          : behaviour === 'loseAnswer'
            ? { outcome: 'unknown', code: 'ECONNECTION' }
            : (mailAnswers[behaviour.title] ?? { outcome: 'unknown', code: 'none' });
      const mail = {
        async send() {
          calls.push('message' as const);
          return answer;
        },
      };
      const resolveDns = async () => {
        throw Object.assign(new Error('nothing there'), { code: 'ENOTFOUND' });
      };
      return { deps: { ...quietDeps(calls), mail, resolveDns }, calls: () => calls };
    },
    notThere: { batchIsSplit: 'one mail per call', statusesOnlyMoveForward: 'reports come as mails' },
    answers: [
      { title: 'user unknown', expected: { outcome: 'rejected', class: 'permanentRecipient' } },
      { title: 'greylisted', expected: { outcome: 'retry' } },
    ],
    textOf: (payload) => payload.text,
  };
}
