/**
 * How does each channel's provider speak? The drivers the conformance suite runs with; for tests only.
 */
import { createHash } from 'node:crypto';
import { writeMessengerRecord } from '../messenger/messenger-record.ts';
import { messenger } from '../messenger/messenger.ts';
import { email } from '../email/email.ts';
import { telegram, type TelegramAccount, type TelegramDelivery } from '../telegram/telegram.ts';
import { textUpdate } from '../telegram/telegram-fake.fixture.ts';
import { pigeon, pigeonSignature } from './pigeon.ts';
import type { ChannelAdapter, ChannelDeps, OutboundMessage, RawInbound } from '../contract/channel-adapter.ts';
import type { EmailAccount, EmailDelivery, EmailDeps } from '../email/plan-mail.ts';
import type { MessengerAccount, MessengerDelivery } from '../messenger/messenger.ts';
import type { Driver, ProviderAnswer } from './driver.ts';
import type { Outcome } from '../contract/outcome.ts';
import type { PigeonAccount, PigeonDelivery } from './pigeon.ts';

const bytes = (value: unknown) => new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value));
const uuidOf = (text: string) =>
  createHash('sha256')
    .update(text)
    .digest('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');

const channelId = uuidOf('channel');
const local = (content: Uint8Array): RawInbound => ({
  bytes: content,
  receivedAt: 1_000,
  accountKey: channelId,
  headers: {},
  url: null,
  envelope: null,
});

function outgoing(scheme: string, value: string) {
  return (text: string): OutboundMessage => ({
    workspaceId: uuidOf('workspace'),
    conversationId: uuidOf('conversation'),
    messageId: uuidOf(text),
    deliveryId: uuidOf(`delivery of ${text}`),
    audienceId: uuidOf('maria'),
    to: { scheme, value, display: 'Maria' },
    origin: 'agent',
    text,
    html: null,
    subject: 'Roses',
    attachments: [],
    references: [],
  });
}

type Kind = 'message' | 'typing' | 'presence' | 'read' | 'other';

function quietDeps(calls: Kind[]): ChannelDeps {
  return {
    fetch: async () => {
      calls.push('other');
      return new Response(null, { status: 500 });
    },
    clock: { nowAt: () => 1_000 },
    random: () => 0.5,
    randomBytes: (count) => new Uint8Array(count),
    log: { info() {}, warn() {} },
    blobs: { read: async () => new Uint8Array() },
  };
}

export function messengerDriver(): Driver<MessengerAccount, MessengerDelivery, ChannelDeps> {
  const visitor = { scheme: 'visitor', value: 'v-17', display: null, proof: 'anonymous' as const };
  return {
    adapter: messenger,
    account: { allowedOrigins: ['https://flora.example'] },
    incoming: (text, eventId) => local(writeMessengerRecord(visitor, { clientId: uuidOf(eventId), text })),
    forged: {
      raw: local(bytes({ clientId: uuidOf('x'), text: 'Hello', sender: 'maria@example.com', proof: 'verified' })),
      answer: 'refused',
    },
    unknownInbound: () => local(writeMessengerRecord(visitor, { dance: true })),
    outgoing: outgoing('visitor', 'v-17'),
    deps: () => {
      const calls: Kind[] = [];
      return { deps: quietDeps(calls), calls: () => calls };
    },
    answers: [],
    textOf: (payload) => payload.text,
  };
}

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

export function emailDriver(): Driver<EmailAccount, EmailDelivery, EmailDeps> {
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
    answers: [
      { title: 'user unknown', expected: { outcome: 'rejected', class: 'permanentRecipient' } },
      { title: 'greylisted', expected: { outcome: 'retry' } },
    ],
    textOf: (payload) => payload.text,
  };
}

const telegramAnswers: Record<string, object> = {
  'rate limit': { ok: false, error_code: 429, description: 'Too Many Requests: retry after 3', parameters: { retry_after: 3 } },
  'token revoked': { ok: false, error_code: 401, description: 'Unauthorized' },
  'bot blocked': { ok: false, error_code: 403, description: 'Forbidden: bot was blocked by the user' },
  'chat unknown': { ok: false, error_code: 400, description: 'Bad Request: chat not found' },
  'group moved': {
    ok: false,
    error_code: 400,
    description: 'Bad Request: group chat was upgraded',
    parameters: { migrate_to_chat_id: -100 },
  },
  'text refused': { ok: false, error_code: 400, description: 'Bad Request: message is too long' },
  'polled by another': { ok: false, error_code: 409, description: 'Conflict: terminated by other getUpdates request' },
  'broken after taking it': { ok: false, error_code: 500, description: 'Internal Server Error' },
};

function telegramFetch(behaviour: 'accept' | 'loseAnswer' | ProviderAnswer, calls: Kind[]): typeof fetch {
  return async (url) => {
    const method = new URL(url instanceof Request ? url.url : url).pathname.split('/').at(-1)!;
    calls.push(/^send(?:Message|Photo|Document)$/.test(method) ? 'message' : method === 'sendChatAction' ? 'typing' : 'other');
    if (behaviour === 'loseAnswer') throw new TypeError('fetch failed');
    const body =
      behaviour === 'accept' ? { ok: true, result: { message_id: 7, chat: { id: 5_000_000_001 } } } : telegramAnswers[behaviour.title];
    const status = behaviour === 'accept' ? 200 : Number((body as { error_code: number }).error_code);
    return Response.json(body, { status });
  };
}

export function telegramDriver(): Driver<TelegramAccount, TelegramDelivery, ChannelDeps> {
  const maria = { id: 5_000_000_001, first_name: 'Maria' };
  const secret = 'older-secret';
  const shown = (body: unknown, said: string | undefined = secret): RawInbound => ({
    ...local(bytes(body)),
    headers: said === undefined ? {} : { 'x-telegram-bot-api-secret-token': said },
  });
  const numberOf = (eventId: string) => Number(eventId.replaceAll(/\D/g, '')) + 10;
  return {
    adapter: telegram,
    account: {
      botId: '4300000001',
      botToken: `4300000001:${'A'.repeat(35)}`,
      webhookSecrets: ['newer-secret', secret],
      webhookUrl: null,
      apiRoot: 'https://telegram.example',
    },
    incoming: (text, eventId) => shown(textUpdate(numberOf(eventId), text, maria)),
    forged: { raw: shown(textUpdate(99, 'Hello', maria), 'guessed-secre'), answer: 'refused' },
    unknownInbound: () => shown({ update_id: 5, poll_answer: { poll_id: '1' } }),
    outgoing: outgoing('telegram', String(maria.id)),
    deps: (behaviour) => {
      const calls: Kind[] = [];
      return { deps: { ...quietDeps(calls), fetch: telegramFetch(behaviour, calls) }, calls: () => calls };
    },
    answers: [
      { title: 'rate limit', expected: { outcome: 'retry' } },
      { title: 'token revoked', expected: { outcome: 'rejected', class: 'authBroken' } },
      { title: 'bot blocked', expected: { outcome: 'rejected', class: 'permanentRecipient' } },
      { title: 'chat unknown', expected: { outcome: 'rejected', class: 'permanentRecipient' } },
      { title: 'group moved', expected: { outcome: 'rejected', class: 'permanentRecipient' } },
      { title: 'text refused', expected: { outcome: 'rejected', class: 'permanentContent' } },
      { title: 'polled by another', expected: { outcome: 'rejected', class: 'configuration' } },
      { title: 'broken after taking it', expected: { outcome: 'unknown' } },
    ],
    textOf: (payload) => (payload.kind === 'text' ? payload.text : ''),
  };
}

const pigeonStatus: Record<string, number> = {
  'rate limit': 429,
  'token revoked': 401,
  'window closed': 403,
  'recipient gone': 404,
  'content refused': 422,
  'pigeonry down': 503,
};

function pigeonFetch(behaviour: 'accept' | 'loseAnswer' | ProviderAnswer, calls: Kind[]): typeof fetch {
  return async (url) => {
    const path = new URL(url instanceof Request ? url.url : url).pathname.slice(1);
    calls.push(path === 'messages' ? 'message' : path === 'typing' || path === 'presence' || path === 'read' ? path : 'other');
    if (behaviour === 'loseAnswer') throw new TypeError('fetch failed');
    if (behaviour === 'accept') return new Response(null, { status: 201, headers: { 'x-pigeon-id': 'p-1' } });
    return new Response(null, { status: pigeonStatus[behaviour.title] ?? 500 });
  };
}

export function pigeonDriver(
  adapter: ChannelAdapter<PigeonAccount, PigeonDelivery> = pigeon,
): Driver<PigeonAccount, PigeonDelivery, ChannelDeps> {
  const signed = (body: unknown): RawInbound => ({
    ...local(bytes(body)),
    headers: { 'x-pigeon-signature': pigeonSignature(bytes(body), 'older secret') },
  });
  const message = (text: string, id: string) => ({ id, from: 'maria', text });
  return {
    adapter,
    account: { baseUrl: 'https://pigeon.example', secrets: ['newer secret', 'older secret'] },
    incoming: (text, eventId) => signed(message(text, eventId)),
    forged: { raw: { ...signed(message('Hello', 'event-9')), headers: { 'x-pigeon-signature': '00'.repeat(32) } }, answer: 'refused' },
    unknownInbound: () => signed({ id: 'event-8', birdsong: true }),
    status: (status, eventId) => signed({ id: eventId, message: 'p-1', status }),
    batch: (text) => signed([message(text, 'event-1'), { broken: text }]),
    outgoing: outgoing('pigeon', 'maria'),
    deps: (behaviour) => {
      const calls: Kind[] = [];
      return { deps: { ...quietDeps(calls), fetch: pigeonFetch(behaviour, calls) }, calls: () => calls };
    },
    answers: [
      { title: 'rate limit', expected: { outcome: 'retry' } },
      { title: 'pigeonry down', expected: { outcome: 'retry' } },
      { title: 'token revoked', expected: { outcome: 'rejected', class: 'authBroken' } },
      { title: 'window closed', expected: { outcome: 'rejected', class: 'windowClosed' } },
      { title: 'recipient gone', expected: { outcome: 'rejected', class: 'permanentRecipient' } },
      { title: 'content refused', expected: { outcome: 'rejected', class: 'permanentContent' } },
    ],
    textOf: (payload) => payload.text,
  };
}
