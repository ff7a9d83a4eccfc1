/** Email as the server meets it: what a mail says of sender, thread and robots, and what an answer to it looks like. */
import { createHash, randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { email } from './email.ts';
import { readMessageId, readReplyToken, verifyMessageId, verifyReplyToken } from './thread-token.ts';
import { notAuthenticated } from '../contract/normalised-event.ts';
import type { EmailAccount } from './plan-mail.ts';
import type { ComposedMail } from './compose-mail.ts';
import type { OutboundMessage, RawInbound } from '../contract/channel-adapter.ts';
import type { AuthenticationVerdict, MessageEvent } from '../contract/normalised-event.ts';

const key = { id: 1, secret: createHash('sha256').update('flora').digest() };
const account: EmailAccount = {
  address: 'hello@flora.example',
  displayName: 'Flora Flowers',
  aliases: ['shop@flora.example'],
  replyDomain: 'reply.flora.example',
  macKeys: [key],
  signingKey: null,
};
const pass: AuthenticationVerdict = { ...notAuthenticated, dmarc: 'pass', alignedDomain: 'example.com' };

function raw(text: string, rcptTo = ['hello@flora.example'], accountKey = 'channel-1'): RawInbound {
  return {
    bytes: new TextEncoder().encode(text),
    receivedAt: 1_000,
    accountKey,
    headers: {},
    url: null,
    envelope: { mailFrom: 'maria@example.com', rcptTo, remoteAddress: '192.0.2.7', helo: 'mx.example.com' },
  };
}

async function parse(given: RawInbound, authentication = notAuthenticated): Promise<MessageEvent> {
  const [event] = await email.inbound.parse(given, account, { ok: true, authentication, sender: null });
  if (event?.type !== 'message') throw new Error('no message');
  return event;
}

const mail = (extra = '', body = 'Tuesday, please.', to = 'hello@flora.example') =>
  `From: Maria <Maria@Example.com>\r\nTo: ${to}\r\nSubject: Roses\r\nMessage-ID: <1@example.com>\r\n${extra}\r\n${body}\r\n`;

const message: OutboundMessage = {
  workspaceId: randomUUID(),
  conversationId: randomUUID(),
  messageId: randomUUID(),
  deliveryId: randomUUID(),
  audienceId: randomUUID(),
  to: { scheme: 'email', value: 'maria@example.com', display: 'Maria' },
  origin: 'agent',
  text: 'Tuesday it is.',
  html: null,
  subject: 'Re: Roses',
  attachments: [],
  references: ['<1@example.com>'],
};
const thread = { lastCustomerMessageAt: null, optedOut: false };

function planned(over: Partial<OutboundMessage> = {}) {
  const plan = email.outbound.plan({ ...message, ...over }, account, thread, 2_000);
  const part = 'parts' in plan ? plan.parts[0] : undefined;
  if (part === undefined) throw new Error('blocked');
  return part;
}

describe('a mail’s sender', () => {
  it('is verified by an aligned pass and else only claimed', async () => {
    expect((await parse(raw(mail()), pass)).sender).toEqual({
      scheme: 'email',
      value: 'maria@example.com',
      display: 'Maria',
      proof: 'verified',
    });
    for (const verdict of [
      notAuthenticated,
      { ...notAuthenticated, spf: 'pass' as const },
      { ...notAuthenticated, dmarc: 'fail' as const, dkim: [{ domain: 'example.com', result: 'pass' as const, aligned: true }] },
      { ...notAuthenticated, dkim: [{ domain: 'evil.example', result: 'pass' as const, aligned: false }] },
    ])
      expect((await parse(raw(mail()), verdict)).sender.proof).toBe('claimed');
  });

  it('is nobody when there are two of them, even if something passed', async () => {
    const event = await parse(raw(`From: mallory@evil.example\r\n${mail()}`), pass);
    expect(event.sender).toMatchObject({ value: '', proof: 'claimed' });
  });

  it('may ask for answers elsewhere, which is told and not followed', async () => {
    expect((await parse(raw(mail('Reply-To: juan@example.com\r\n')))).replyTo).toMatchObject({ value: 'juan@example.com' });
    expect((await parse(raw(mail('Reply-To: maria@example.com\r\n')))).replyTo).toBeNull();
  });
});

describe('a mail’s thread', () => {
  it('is found again in the answer to our mail', async () => {
    const { payload } = planned();
    const answer = await parse(
      raw(mail(`In-Reply-To: ${payload.messageId}\r\nReferences: <1@example.com> ${payload.messageId}\r\n`), [payload.replyTo ?? '']),
    );
    expect(answer.evidence.messageIdsInOrder).toEqual([payload.messageId, '<1@example.com>']);
    const token = readReplyToken(answer.evidence.tokens[0] ?? '');
    if (token === null) throw new Error('no token');
    expect(token.conversationId).toBe(message.conversationId);
    expect(verifyReplyToken(token, { workspaceId: message.workspaceId, audienceIds: [message.audienceId] }, [key])).toBe(
      message.audienceId,
    );
    const own = readMessageId(answer.evidence.messageIdsInOrder[0] ?? '', account.replyDomain);
    if (own === null) throw new Error('no id');
    expect(own.messageId).toBe(message.messageId);
    expect(verifyMessageId(own, message, [key])).toBe(true);
  });

  it('has no evidence in empty ids, subjects and foreign reply addresses', async () => {
    const event = await parse(
      raw(mail('In-Reply-To: <>\r\nReferences: nothing here\r\n', 'x', 'reply+abc@elsewhere.example'), ['hello@flora.example']),
    );
    expect(event.evidence).toEqual({ tokens: [], messageIdsInOrder: [], ownMessageId: '<1@example.com>' });
  });
});

describe('the same mail', () => {
  it('handed over twice with other trace headers is one arrival, at two addresses one message', async () => {
    const first = await parse(raw(mail()));
    const again = await parse(raw(`Received: from a by b; Tue, 3 Nov 2026 10:13:00 +0100\r\n${mail()}`));
    const other = await parse(raw(mail(), undefined, 'channel-2'));
    expect(again.dedupeKey).toBe(first.dedupeKey);
    expect(other.dedupeKey).not.toBe(first.dedupeKey);
    expect(other.joinKey).toBe(first.joinKey);
  });

  it('is not the one that copies its Message-ID, nor another one without any', async () => {
    const genuine = await parse(raw(mail()));
    for (const copy of [
      mail('', 'Send the money to Mallory.'),
      mail().replace('Maria <Maria@Example.com>', 'mallory@evil.example'),
      mail().replace(/Message-ID.*\r\n/, ''),
    ])
      expect((await parse(raw(copy))).dedupeKey).not.toBe(genuine.dedupeKey);
  });
});

describe('a mail’s words', () => {
  it('come from its HTML when there is no plain text', async () => {
    const event = await parse(raw(mail('Content-Type: text/html; charset=utf-8\r\n', '<p>Tuesday, <b>please</b>.</p>')));
    expect(event.text).toBe('Tuesday, please.');
    expect(event.html).toContain('<b>please</b>');
  });

  it('stay with the stored original when it is too complex', async () => {
    const event = await parse(raw(mail(`Content-Type: multipart/mixed; boundary="${'b'.repeat(1_000)}"\r\n`)));
    expect(event).toMatchObject({ tooComplex: 'boundaryLength', text: '', subject: 'Roses', sender: { value: 'maria@example.com' } });
  });
});

describe('an answer by mail', () => {
  it('is planned as plain data, the same each time, and sent with its files', async () => {
    const file = {
      name: 'rose.txt',
      mime: 'text/plain',
      sizeBytes: 3,
      cid: null,
      content: { kind: 'stored' as const, attachmentId: 'a-1' },
    };
    const part = planned({ attachments: [file] });
    expect(JSON.parse(JSON.stringify(part))).toEqual(part);
    const sent: ComposedMail[] = [];
    const deps = {
      fetch,
      clock: { nowAt: () => 0 },
      random: () => 0,
      randomBytes: (count: number) => new Uint8Array(count),
      log: { info() {}, warn() {} },
      blobs: { read: async (id: string) => new TextEncoder().encode(id) },
      mail: { send: async (composed: ComposedMail) => (sent.push(composed), { outcome: 'accepted' as const, providerId: '' }) },
      resolveDns: async () => [],
    };
    expect(await email.outbound.send(part, account, deps)).toMatchObject({ outcome: 'accepted', providerId: part.payload.messageId });
    const back = await parse({ ...raw(''), bytes: sent[0]?.raw ?? new Uint8Array() });
    expect(back).toMatchObject({
      subject: 'Re: Roses',
      text: 'Tuesday it is.',
      attachments: [{ name: 'rose.txt' }],
      automation: { reason: 'ownMessage' },
    });
    expect(await email.outbound.reconcile(part, account, deps)).toEqual({ found: 'cannotTell' });
  });

  it.each([
    ['noIdentity', { to: { scheme: 'email', value: 'nobody', display: null } }, thread],
    ['optedOut', {}, { ...thread, optedOut: true }],
    [
      'tooLong',
      {
        attachments: [
          { name: 'a', mime: 'a/b', sizeBytes: 40_000_000, cid: null, content: { kind: 'stored' as const, attachmentId: 'a' } },
        ],
      },
      thread,
    ],
  ])('is not planned: %s', (blocked, over, state) => {
    expect(email.outbound.plan({ ...message, ...over }, account, state, 0)).toMatchObject({ blocked });
  });
});

it('settings that cannot work are told', () => {
  expect(email.lifecycle.checkAccount(account)).toEqual([]);
  expect(email.lifecycle.checkAccount({ ...account, address: 'Flora <x>', replyDomain: 'not a domain', macKeys: [] }).length).toBe(3);
});
