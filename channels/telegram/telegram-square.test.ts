/**
 * Could adapter and stand-in be wrong in the same way? A third party stands between them: grammY, which others wrote, lets in and reads what our stand-in
 * posts as the adapter does, and says the same to it as the adapter.
 */
import { Bot, GrammyError, InputFile, webhookCallback } from 'grammy';
import type { Update } from '@grammyjs/types';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { OutboundMessage, RawInbound } from '../contract/channel-adapter.ts';
import { accountAt, depsWith, jonas, toJonas } from './talk.fixture.ts';
import { fakeBot, openTelegramFake, textUpdate, type TelegramFake } from './telegram-fake.fixture.ts';
import { telegram, type TelegramAccount } from './telegram.ts';

const secret = 'Secret-of-the-webhook_1';
const bytes = new Uint8Array([1, 2, 3]);
const deps = depsWith(new Map([['a', bytes]]));
let fake: TelegramFake;
let account: TelegramAccount;
let bot: Bot;
const seen: { readonly text: string; readonly from: string }[] = [];

beforeAll(async () => {
  fake = await openTelegramFake();
  account = accountAt(fake, secret);
  bot = new Bot(fake.token, { client: { apiRoot: fake.url } });
  bot.on('message', (context) => void seen.push({ text: context.msg.text ?? '', from: String(context.from.id) }));
});
afterAll(() => fake.close());
beforeEach(() => void (fake.calls.length = 0));

/** By grammY's webhook: its answer. */
async function letIn(update: Update, shown: string | null): Promise<number> {
  const headers: Record<string, string> = shown === null ? {} : { 'x-telegram-bot-api-secret-token': shown };
  const judge = webhookCallback(bot, 'std/http', { secretToken: secret });
  const request = new Request('http://grammy.example/', {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify(update),
  });
  return (await judge(request)).status;
}
/** By the adapter: its event, or null. */
async function ours(update: object, shown: string | null) {
  const raw: RawInbound = {
    bytes: new TextEncoder().encode(JSON.stringify(update)),
    receivedAt: 1_000,
    accountKey: 'c',
    headers: shown === null ? {} : { 'x-telegram-bot-api-secret-token': shown },
    url: null,
    envelope: null,
  };
  const verified = await telegram.inbound.verify(raw, account, deps);
  return verified.ok ? (await telegram.inbound.parse(raw, account, verified))[0] : null;
}

it('grammY and the adapter let in the same update and read it alike', async () => {
  const update: Update = textUpdate(11, 'Grüße, 花 👩‍👩‍👧 — "ok"?', jonas);
  expect(await letIn(update, secret)).toBe(200);
  expect(await ours(update, secret)).toMatchObject({ text: seen.at(-1)!.text, sender: { value: seen.at(-1)!.from } });
  expect(seen.at(-1)!.text).toBe('Grüße, 花 👩‍👩‍👧 — "ok"?');
});

it.each([
  ['another secret', 'Secret-of-the-webhook_2'],
  ['half of the secret', secret.slice(0, 9)],
  ['no secret', null],
])('grammY and the adapter both refuse %s', async (_what, shown) => {
  const before = seen.length;
  expect(await letIn(textUpdate(12, 'Send the money to Mallory.', jonas), shown)).toBe(401);
  expect([seen.length, await ours(textUpdate(12, 'x', jonas), shown)]).toEqual([before, null]);
});

const answer = (over: Partial<OutboundMessage>): OutboundMessage => toJonas({ references: [`${fakeBot.id}:${jonas.id}:7`], ...over });
async function sendOurs(message: OutboundMessage) {
  const plan = telegram.outbound.plan(message, account, { lastCustomerMessageAt: null, optedOut: false }, 0);
  if ('blocked' in plan) throw new Error(plan.detail);
  for (const part of plan.parts) expect(await telegram.outbound.send(part, account, deps)).toMatchObject({ outcome: 'accepted' });
}
const reply = { reply_parameters: { message_id: 7, allow_sending_without_reply: true } };

it('grammY says the same for a text, a picture and a file', async () => {
  await sendOurs(answer({ text: 'Tuesday it is. 🌹' }));
  const sent = await bot.api.sendMessage(jonas.id, 'Tuesday it is. 🌹', reply);
  expect(sent.text).toBe('Tuesday it is. 🌹');
  for (const [name, mime] of [
    ['rose.png', 'image/png'],
    ['prices.bin', 'application/octet-stream'],
  ] as const)
    await sendOurs(answer({ attachments: [{ name, mime, sizeBytes: 3, cid: null, content: { kind: 'stored', attachmentId: 'a' } }] }));
  await bot.api.sendPhoto(jonas.id, new InputFile(bytes, 'rose.png'), reply);
  await bot.api.sendDocument(jonas.id, new InputFile(bytes, 'prices.bin'), reply);
  // grammY names the file's part by a word of its own and points there; we put it under its field at once. Both are the Bot API's way.
  const plain = ({ photo, document, ...rest }: Readonly<Record<string, unknown>>) => {
    for (const pointer of [photo, document]) if (pointer !== undefined) expect(pointer).toMatch(/^attach:\/\//);
    return rest;
  };
  const said = (method: string) => fake.calls.filter((call) => call.method === method).map(({ body }) => plain(body));
  for (const method of ['sendMessage', 'sendPhoto', 'sendDocument']) {
    const [we, they, ...more] = said(method);
    expect([method, we, more]).toEqual([method, they, []]);
  }
});

it('grammY takes the stand-in’s refusals for what they are', async () => {
  fake.answerNext('sendMessage', {
    status: 429,
    body: { ok: false, error_code: 429, description: 'Too Many Requests', parameters: { retry_after: 3 } },
  });
  const refused = await bot.api.sendMessage(jonas.id, 'x').catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(GrammyError);
  expect((refused as GrammyError).parameters.retry_after).toBe(3);
});
