/** Lantern Books connects its bot: Jonas writes in Telegram, is told a time there and gets the answer there, once; Harbour Shop's door is its own. */
import { hourMs } from '@meanwhile/core/kernel/instant.ts';
import { fakeBot, openTelegramFake, textUpdate, type TelegramFake } from '@meanwhile/channels/telegram/telegram-fake.fixture.ts';
import type { FastifyInstance } from 'fastify';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { deliverDue, sendDeps } from '../delivery/delivery.ts';
import { registerDeliveryRoutes } from '../delivery/delivery.routes.ts';
import { createMailReader, createIntake, processInbound, readWaitingMail } from '../intake/intake.ts';
import { openCounter } from '../intake/path.fixture.ts';
import { registerWebhookDoors } from '../intake/webhook.routes.ts';
import { unseal } from '../platform/keys.ts';
import { registerAttachmentRoutes } from '../reply/attachment.routes.ts';
import { registerCaseListRoutes } from '../reply/case-list.routes.ts';
import { registerCaseRoutes } from '../reply/case.routes.ts';
import { registerReplyRoutes } from '../reply/reply.routes.ts';
import { registerChannelRoutes } from './channel.routes.ts';
import { registerConnectRoutes } from './connect.routes.ts';
import { tuesdayAt, twoShops, type Shop, type TwoShops } from './two-shops.fixture.ts';

let fake: TelegramFake;
let shops: TwoShops;
let app: FastifyInstance;
let url: string;
let policyId: string;
let channelId: string;
let secret: string;
let updateId = 1_000;
const jonas = { id: 5_000_000_001, first_name: 'Jonas' };
const platform = () => shops.web.base.platform;

beforeAll(async () => {
  fake = await openTelegramFake();
  shops = await twoShops(
    (web, http) => {
      ({ app } = web);
      for (const register of [
        registerChannelRoutes,
        registerConnectRoutes,
        registerCaseRoutes,
        registerCaseListRoutes,
        registerReplyRoutes,
        registerDeliveryRoutes,
        registerAttachmentRoutes,
      ])
        register(web.app, http);
      void registerWebhookDoors(web.app, { ...http, intake: createIntake(http.platform) });
    },
    { nowAt: tuesdayAt, settings: { providerApiUrls: { telegram: fake.url } } },
  );
  url = await app.listen({ port: 0, host: '127.0.0.1' });
  policyId = (await openCounter(shops, shops.lantern)).policyId;
  channelId = await newChannel(shops.lantern, policyId);
});
afterAll(async () => {
  await shops.close();
  await fake.close();
});
beforeEach(() => {
  shops.web.base.clock.setNow(tuesdayAt);
  fake.calls.length = 0;
});

async function newChannel(shop: Shop, policy: string | null): Promise<string> {
  const made = await shop.call('POST', '/channels', { type: 'telegram', name: 'Our bot', policyId: policy });
  expect(made.status, JSON.stringify(made.body)).toBe(201);
  return made.body.id;
}
const connect = (shop: Shop, id: string, botToken = fake.token) =>
  shop.call('POST', `/channels/${id}/connect`, { credentials: { botToken } });

interface Call {
  readonly id?: string;
  readonly secret?: string | null;
  readonly raw?: string;
}
async function post(update: object, { id = channelId, secret: shown = secret, raw }: Call = {}): Promise<number> {
  const headers = { 'content-type': 'application/json', ...(shown === null ? {} : { 'x-telegram-bot-api-secret-token': shown }) };
  return (await fetch(`${url}/in/telegram/${id}`, { method: 'POST', headers, body: raw ?? JSON.stringify(update) })).status;
}
async function settle(): Promise<void> {
  const reader = createMailReader(platform(), { resolveDns: () => Promise.reject(new Error('no DNS here')) });
  for (let n = 0; n < 5; n += 1) {
    while ((await readWaitingMail(platform(), reader)) > 0);
    while ((await processInbound(platform())) > 0);
    while ((await deliverDue(platform(), { depsFor: sendDeps(platform()).depsFor })) > 0);
  }
  await reader.close();
}
async function write(text: string, more: object = {}): Promise<void> {
  expect(await post(textUpdate((updateId += 1), text, jonas, more))).toBe(200);
  await settle();
}
const cases = async (shop = shops.lantern): Promise<any[]> => (await shop.call('GET', '/cases?view=all')).body.items;
const ours = async (): Promise<any> => (await cases()).find((one) => one.channelType === 'telegram');
const thread = async (): Promise<any[]> =>
  (await shops.lantern.call('GET', `/messages?caseId=${(await ours()).id}`)).body.items.toReversed();
const texts = (): unknown[] => fake.taken().map(({ body }) => body['text']);
async function answer(text: string, attachmentIds: string[] = []): Promise<string> {
  const made = await shops.lantern.call('POST', '/messages', { caseId: (await ours()).id, text, attachmentIds, undoMs: 0 });
  expect(made.status, JSON.stringify(made.body)).toBe(201);
  await settle();
  return made.body.id;
}
const deliveryOf = (messageId: string) =>
  shops.lantern.inside((tx) =>
    tx.row(sql<{
      id: string;
      state: string;
      sent_part_count: number;
      attempt_count: number;
      provider_id: string | null;
      next_attempt_at: number | null;
    }>`
      select id, state, sent_part_count, attempt_count, provider_id, next_attempt_at from tenant.delivery where message_id = ${messageId}`),
  );

test('a bot is connected by its token alone; before that the channel does not open, and a token that is none changes nothing', async () => {
  expect((await shops.lantern.call('POST', `/channels/${channelId}/open`)).body.code).toBe('channel_not_connected');
  expect((await connect(shops.lantern, channelId, 'hello')).body.code).toBe('bad_request');
  expect((await connect(shops.lantern, channelId, `4711:${'B'.repeat(35)}`)).body.code).toBe('provider_refused');
  expect((await connect(shops.harbour, channelId)).status).toBe(404);
  const connected = await connect(shops.lantern, channelId);
  expect([connected.status, connected.body.address, connected.body.secretNames]).toEqual([
    200,
    '@lantern_bot',
    ['botToken', 'webhookSecret'],
  ]);
  expect(JSON.stringify(connected.body)).not.toContain(fake.token);
  const set = fake.calls.findLast(({ method }) => method === 'setWebhook')!;
  expect(set.body).toMatchObject({ url: `http://localhost/in/telegram/${channelId}`, allowed_updates: ['message'] });
  secret = set.body['secret_token'] as string;
  expect((await shops.lantern.call('POST', `/channels/${channelId}/open`)).status).toBe(200);
  // Doing it twice is doing it once.
  expect((await connect(shops.lantern, channelId)).status).toBe(200);
  expect(fake.calls.findLast(({ method }) => method === 'setWebhook')!.body['secret_token']).toBe(secret);
});

test('a bot belongs to one channel of the installation, whoever asks', async () => {
  const theirs = await newChannel(shops.harbour, null);
  expect((await connect(shops.harbour, theirs)).body.code).toBe('address_taken');
  expect((await connect(shops.lantern, await newChannel(shops.lantern, policyId))).body.code).toBe('address_taken');
  expect(fake.calls.map(({ method }) => method)).toEqual(['getMe', 'getMe']);
  // Nor is it claimed by its number alone, which everybody knows, or given away.
  const settings = { botId: '4711' };
  expect((await shops.harbour.call('POST', '/channels', { type: 'telegram', name: 'x', policyId: null, settings })).status).toBe(400);
  for (const change of [settings, { botId: null }, { botName: '@other' }])
    expect((await shops.lantern.call('PATCH', `/channels/${channelId}`, { settings: change })).status).toBe(400);
  expect((await shops.lantern.call('PATCH', `/channels/${channelId}`, { name: 'Our bot' })).body.address).toBe('@lantern_bot');
});

test('what Jonas writes is a case; he is told a time in the chat once per turn, and the answer comes there as an answer to his words', async () => {
  await write('Where is my lamp?');
  const row = await ours();
  expect(row).toMatchObject({ customer: { name: 'Jonas', proof: 'channel' }, unansweredText: 'Where is my lamp?', ball: 'us' });
  expect(row.toldAt).not.toBeNull();
  expect(texts()).toEqual([expect.stringMatching(/^Thank you, we have your message and will reply here by .+\(Automatic confirmation\)$/)]);
  expect(fake.taken()[0]!.body['chat_id']).toBe(jonas.id);
  await write('It is the green one.');
  expect(fake.taken().length).toBe(1);
  const id = await answer('It leaves tomorrow.');
  expect(fake.taken().at(-1)).toMatchObject({
    method: 'sendMessage',
    body: { chat_id: jonas.id, text: 'It leaves tomorrow.', reply_parameters: { message_id: updateId, allow_sending_without_reply: true } },
  });
  expect(await deliveryOf(id)).toMatchObject({ state: 'sent', provider_id: expect.stringMatching(/^5000000001:\d+$/) });
  expect(await ours()).toMatchObject({ ball: 'customer' });
  expect((await thread()).map((one) => one.channelType)).toEqual(['telegram', 'telegram', 'telegram', 'telegram']);
  await write('Thanks, and the shade?');
  expect((await cases()).filter((one) => one.channelType === 'telegram').length).toBe(1);
});

test('F32: five times, out of order, forged, cut short, of a kind nobody knows and at another’s door: one message, the rest refused or kept', async () => {
  const [first, second] = [(updateId += 1), (updateId += 1)];
  const both = [textUpdate(second, 'Second words', jonas), textUpdate(first, 'First words', jonas)];
  const before = (await thread()).length;
  expect(await Promise.all([...both, ...both, both[0]!].map((update) => post(update)))).toEqual([200, 200, 200, 200, 200]);
  for (const ours of [
    textUpdate((updateId += 1), '/start', jonas),
    textUpdate((updateId += 1), 'In a group', jonas, { chat: { id: -5, type: 'group' } }),
  ])
    expect(await post(ours)).toBe(200);
  for (const shown of [null, '', 'x'.repeat(43), `${secret}x`, secret.slice(0, -1)])
    expect(await post(textUpdate((updateId += 1), 'Forged', jonas), { secret: shown })).toBe(401);
  expect(await post({}, { raw: '{"update_id": 12, "mess' })).toBe(200);
  expect(await post({ update_id: (updateId += 1), poll_answer: { poll_id: '1' } })).toBe(200);
  expect(await post({}, { raw: `"${'x'.repeat(4 * 1024 * 1024)}"` })).toBe(413);
  const theirs = await newChannel(shops.harbour, null);
  expect(await post(textUpdate((updateId += 1), 'Wrong door', jonas), { id: theirs })).toBe(401);
  expect(await post(textUpdate((updateId += 1), 'No door', jonas), { id: crypto.randomUUID() })).toBe(404);
  await settle();
  const said = (await thread()).slice(before).map((one) => one.text);
  expect(said.filter((text) => text.endsWith('words')).toSorted()).toEqual(['First words', 'Second words']);
  expect(said.length).toBe(2);
  const kept = await shops.lantern.inside((tx) =>
    tx.rows(sql<{ reason: string }>`select reason from tenant.inbound where workspace_id = ${shops.lantern.id} and state = 'quarantined'`),
  );
  expect(kept.map(({ reason }) => reason)).toEqual(['unknown_event', 'unknown_event']);
  expect(await cases(shops.harbour)).toEqual([]);
});

test('a picture is fetched before the message is shown, one that is gone is named in its words, and the number of a card is kept nowhere', async () => {
  fake.files.set('photo-1', {
    path: 'photos/file_1.png',
    bytes: Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64'),
  });
  await write('', { text: undefined, caption: 'This one', photo: [{ file_id: 'photo-1', file_size: 70, width: 1, height: 1 }] });
  const shown = (await thread()).at(-1);
  expect([shown.text, shown.attachments]).toMatchObject(['This one', [{ name: 'photo.jpg', mediaType: 'image/png' }]]);
  await write('', { text: undefined, document: { file_id: 'gone', file_name: '../../bill\u202Efdp.exe', file_size: 10 } });
  expect((await thread()).at(-1)).toMatchObject({ text: '[billfdp.exe: Telegram did not say where the file is]', attachments: [] });
  await write('My card is 4111 1111 1111 1111.', { reply_to_message: { message_id: 3, text: 'No, 5500 0000 0000 0004.' } });
  expect((await thread()).at(-1).text).toBe('My card is •••• •••• •••• 1111.');
  const [kept] = await shops.lantern.inside((tx) =>
    tx.rows(
      sql<{
        raw: Buffer;
      }>`select raw from tenant.inbound where workspace_id = ${shops.lantern.id} order by received_at desc, id desc limit 1`,
    ),
  );
  const original = unseal(platform().keys, 'inbound', kept!.raw).toString();
  expect(original).toContain('1111.');
  expect(original).not.toMatch(/4111|5500/);
});

test('a long answer goes out in parts, each once: what was taken before Telegram asked to wait is not sent again', async () => {
  const long = 'A sentence of some length that goes on. '.repeat(150).trim();
  fake.answerNext(
    'sendMessage',
    { status: 200, body: { ok: true, result: { message_id: 7, chat: { id: jonas.id } } } },
    { status: 429, body: { ok: false, error_code: 429, description: 'Too Many Requests', parameters: { retry_after: 3 } } },
  );
  const id = await answer(long);
  const waiting = await deliveryOf(id);
  expect(waiting).toMatchObject({ state: 'queued', sent_part_count: 1, attempt_count: 1 });
  expect(waiting!.next_attempt_at).toBeGreaterThanOrEqual(tuesdayAt + 3_000);
  shops.web.base.clock.setNow(waiting!.next_attempt_at! + 1);
  await settle();
  expect(await deliveryOf(id)).toMatchObject({ state: 'sent', attempt_count: 2 });
  const [first, refused, again, ...more] = texts() as string[];
  expect([first! + again!, refused, more]).toEqual([long, again, []]);
});

test('a process that dies between two parts leaves an unknown one; sent on by a person, it goes on behind what was written down', async () => {
  const long = 'Another sentence of some length that goes on. '.repeat(150).trim();
  const made = await shops.lantern.call('POST', '/messages', { caseId: (await ours()).id, text: long, attachmentIds: [], undoMs: 0 });
  let sent = 0;
  const afterSend = async (): Promise<void> => {
    sent += 1;
    if (sent === 2) throw new Error('the process ends here');
  };
  await expect(deliverDue(platform(), { depsFor: sendDeps(platform()).depsFor, afterSend })).rejects.toThrow('not everything due');
  const before = await deliveryOf(made.body.id);
  expect(before).toMatchObject({ state: 'sending', sent_part_count: 1 });
  shops.web.base.clock.setNow(tuesdayAt + hourMs);
  await settle();
  expect(await deliveryOf(made.body.id)).toMatchObject({ state: 'unknown', sent_part_count: 1 });
  expect(fake.taken().length).toBe(2);
  expect((await shops.lantern.call('POST', `/deliveries/${before!.id}/settle`, { as: 'send_again' })).status).toBe(200);
  await settle();
  expect(await deliveryOf(made.body.id)).toMatchObject({ state: 'sent' });
  const [first, second, again, ...more] = texts() as string[];
  expect([first! + second!, again, more]).toEqual([long, second, []]);
});

test('of several parts the one in doubt was there: a person says so, and only those behind it go out', async () => {
  const long = 'One more sentence of some length that goes on. '.repeat(240).trim();
  fake.answerNext('sendMessage', { status: 200, body: { ok: true, result: { message_id: 7, chat: { id: jonas.id } } } }, 'cut');
  const id = await answer(long);
  const inDoubt = await deliveryOf(id);
  expect(inDoubt).toMatchObject({ state: 'unknown', sent_part_count: 1 });
  expect((await shops.lantern.call('POST', `/deliveries/${inDoubt!.id}/settle`, { as: 'sent' })).body.state).toBe('queued');
  await settle();
  expect(await deliveryOf(id)).toMatchObject({ state: 'sent' });
  expect((texts() as string[]).join('')).toBe(long);
  expect(texts().length).toBe(3);
});

test('F33, F34: taken and then cut, or 500 after it was taken: unknown, seen by people, and never sent twice by itself', async () => {
  for (const fault of ['cut', { status: 500, body: { ok: false, error_code: 500, description: 'Internal Server Error' } }] as const) {
    fake.calls.length = 0;
    fake.answerNext('sendMessage', fault);
    const id = await answer(`It is on its way, ${JSON.stringify(fault).length}.`);
    expect(await deliveryOf(id)).toMatchObject({ state: 'unknown' });
    shops.web.base.clock.setNow(tuesdayAt + 20 * hourMs);
    await settle();
    expect(fake.taken().length).toBe(1);
    expect((await thread()).find((one) => one.id === id).deliveries).toMatchObject([{ state: 'unknown' }]);
    shops.web.base.clock.setNow(tuesdayAt);
  }
  fake.answerNext('sendMessage', {
    status: 403,
    body: { ok: false, error_code: 403, description: 'Forbidden: bot was blocked by the user' },
  });
  const blocked = await answer('Are you there?');
  expect(await deliveryOf(blocked)).toMatchObject({ state: 'failed' });
  const all = await shops.lantern.inside((tx) =>
    tx.rows(sql`select outcome from tenant.delivery where workspace_id = ${shops.lantern.id}`),
  );
  expect(JSON.stringify(all)).not.toContain(fake.token);
  expect(JSON.stringify(all)).not.toContain(String(fakeBot.id) + ':');
});

test('whoever’s app is in German is told the time in German, whatever the shop’s language is', async () => {
  const anna = { id: 5_000_000_002, first_name: 'Anna', language_code: 'de' };
  expect(await post(textUpdate((updateId += 1), 'Wo ist meine Lampe?', anna))).toBe(200);
  await settle();
  expect(fake.taken().map(({ body }) => [body['chat_id'], body['text']])).toEqual([
    [anna.id, expect.stringMatching(/^Danke, Ihre Nachricht ist da\. Wir antworten hier bis .+\(Automatische Bestätigung\)$/)],
  ]);
});
