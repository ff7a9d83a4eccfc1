/**
 * Could adapter and stand-in be wrong in the same way? LINE itself stands between them: its SDK lets in what our stand-in signs, speaks with it and says the
 * same to it as the adapter; its descriptions hold every body that either side sends.
 */
import { channelAccessToken, HTTPFetchError, messagingApi, validateSignature } from '@line/bot-sdk';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { existsSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { OutboundPart } from '../contract/channel-adapter.ts';
import type { LineAccount } from './line-account.ts';
import {
  callOf,
  fakeBot,
  fakeChannel,
  lineEvent,
  messageEvent,
  messageIdOf,
  openLineFake,
  pushPath,
  signatureOf,
  textEvent,
  type LineFake,
  type LineRequest,
} from './line-fake.fixture.ts';
import { line } from './line.ts';
import { retryKeyOf, type LineDelivery } from './plan-push.ts';
import { openFake } from './provider.fixture.ts';
import { accountAt, haruka, rawOf, realDeps as deps, toHaruka } from './talk.fixture.ts';

let fake: LineFake;
let account: LineAccount;
let client: messagingApi.MessagingApiClient;
let blobs: messagingApi.MessagingApiBlobClient;
beforeAll(async () => {
  fake = await openLineFake();
  account = accountAt(fake.url);
  const config = { channelAccessToken: fakeChannel.accessToken, baseURL: fake.url };
  client = new messagingApi.MessagingApiClient(config);
  blobs = new messagingApi.MessagingApiBlobClient(config);
});
afterAll(() => fake.close());
beforeEach(() => void (fake.requests.length = 0));

const partOf = (messageId: string, text: string): OutboundPart<LineDelivery> => {
  const plan = line.outbound.plan(toHaruka({ messageId, text }), account, { lastCustomerMessageAt: null, optedOut: false }, 0);
  if ('blocked' in plan) throw new Error(plan.detail);
  return plan.parts[0]!;
};
const isLetIn = async (body: string, signature: string): Promise<boolean> =>
  (await line.inbound.verify(rawOf(body, { 'x-line-signature': signature }), account, deps)).ok;

describe('the signature', () => {
  const body = callOf(textEvent(1, 'Grüße, 花 👩‍👩‍👧 — "ok"?'));
  it('of our stand-in satisfies LINE’s SDK and the adapter', async () => {
    const provider = await openFake();
    const call = provider.incoming({ person: 1, text: 'Grüße, 花', event: 1 }, 'https://desk.example/in/line/1');
    const shown = call.headers['x-line-signature']!;
    expect(validateSignature(Buffer.from(call.body), fakeChannel.secret, shown)).toBe(true);
    expect(await isLetIn(new TextDecoder().decode(call.body), shown)).toBe(true);
    const forged = provider.forged(call);
    expect(validateSignature(Buffer.from(forged.body), fakeChannel.secret, forged.headers['x-line-signature']!)).toBe(false);
    await provider.close();
  });
  it.each([
    ['as signed', body, signatureOf(body), true],
    ['another body', `${body} `, signatureOf(body), false],
    ['the same JSON written another way', JSON.stringify(JSON.parse(body), null, 2), signatureOf(body), false],
    ['another secret', body, signatureOf(body, '0'.repeat(32)), false],
    ['half of it', body, signatureOf(body).slice(0, 22), false],
    ['none', body, '', false],
    ['an empty call', callOf(), signatureOf(callOf()), true],
  ])('%s: LINE’s SDK and the adapter agree', async (_what, said, signature, isGood) => {
    expect([validateSignature(said, fakeChannel.secret, signature), await isLetIn(said, signature)]).toEqual([isGood, isGood]);
  });
});

describe('what is said to LINE', () => {
  const told = ({ method, path, headers, body }: LineRequest) => ({
    method,
    path,
    body,
    headers: ['authorization', 'content-type', 'x-line-retry-key'].map((name) => headers[name]),
  });
  it('a push is the same as the SDK’s, key and all', async () => {
    const part = partOf('square 1', 'Tuesday it is. 🌹');
    const theirs = partOf('square 2', 'Tuesday it is. 🌹');
    expect(await line.outbound.send(part, account, deps)).toMatchObject({ outcome: 'accepted' });
    const sent = await client.pushMessage({ to: haruka, messages: [{ type: 'text', text: 'Tuesday it is. 🌹' }] }, retryKeyOf(theirs));
    expect(sent.sentMessages[0]!.id).toBe(fake.pushed().at(-1)!.id);
    const [we, they] = fake.requests.map(told);
    expect(we!.headers.at(-1)).toBe(retryKeyOf(part));
    expect({ ...we!, headers: we!.headers.slice(0, -1) }).toEqual({ ...they!, headers: they!.headers.slice(0, -1) });
  });
  it('under a key that was taken, the SDK hears 409 and the adapter hears what LINE took before', async () => {
    const part = partOf('square 3', 'Only once.');
    const first = await client.pushMessage({ to: haruka, messages: [{ type: 'text', text: 'Only once.' }] }, retryKeyOf(part));
    const taken = fake.pushed().length;
    const again = await client
      .pushMessage({ to: haruka, messages: [{ type: 'text', text: 'Only once.' }] }, retryKeyOf(part))
      .catch((error: unknown) => error);
    expect(again).toBeInstanceOf(HTTPFetchError);
    expect((again as HTTPFetchError).status).toBe(409);
    expect(JSON.parse((again as HTTPFetchError).body)).toMatchObject({ sentMessages: first.sentMessages });
    expect(await line.outbound.send(part, account, deps)).toMatchObject({ outcome: 'accepted', providerId: first.sentMessages[0]!.id });
    expect(fake.pushed().length).toBe(taken);
  });
  it('the questions about an account are the SDK’s, and have the same answers', async () => {
    const url = 'https://desk.example/in/line/1';
    await client.setWebhookEndpoint({ endpoint: url });
    expect((await client.testWebhookEndpoint({ endpoint: url })).success).toBe(true);
    const info = await client.getBotInfo();
    expect(info).toMatchObject(fakeBot);
    expect(await client.getWebhookEndpoint()).toEqual({ endpoint: url, active: true });
    expect(await client.getMessageQuota()).toMatchObject({ type: 'limited' });
    expect(await client.getMessageQuotaConsumption()).toEqual({ totalUsage: fake.pushed().length });
    const tokens = new channelAccessToken.ChannelAccessTokenClient({ baseURL: fake.url });
    const { client_id: channelId } = await tokens.verifyChannelToken(fakeChannel.accessToken);
    await tokens.issueStatelessChannelTokenByClientSecret(channelId, fakeChannel.secret);
    const theirs = fake.requests.splice(0).map(told);

    await line.lifecycle.connect!(account, { url, secret: 's' }, deps);
    expect(await line.lifecycle.identify!(account, deps)).toMatchObject({ id: info.userId, name: info.basicId });
    expect(await line.lifecycle.health({ ...account, webhookUrl: url }, deps)).toEqual({ ok: true, problems: [] });
    const ours = fake.requests.map(told);
    const plain = ({ method, path, body, headers: [authorization] }: ReturnType<typeof told>) => [method, path, body, authorization];
    const byPath = (all: ReturnType<typeof told>[]) => all.map((one) => JSON.stringify(plain(one))).toSorted();
    expect(byPath(ours)).toEqual(byPath(theirs));
  });
  it('a secret of another channel is refused to the SDK as to the adapter', async () => {
    const tokens = new channelAccessToken.ChannelAccessTokenClient({ baseURL: fake.url });
    await expect(tokens.issueStatelessChannelTokenByClientSecret(fakeChannel.id, '0'.repeat(32))).rejects.toMatchObject({ status: 400 });
    expect(await line.lifecycle.identify!({ ...account, channelSecrets: ['0'.repeat(32)] }, deps)).toMatchObject({ reason: 'credentials' });
  });
  it('a file has the same bytes, and one that is being prepared has none for either', async () => {
    fake.contents.set('461', new Uint8Array([9, 8]));
    const chunks: Buffer[] = [];
    for await (const chunk of await blobs.getMessageContent('461')) chunks.push(chunk as Buffer);
    expect(await line.inbound.fetchFile!('461', account, deps)).toMatchObject({ ok: true, bytes: Buffer.concat(chunks) });
    const [theirs, ours] = fake.requests.map(({ method, path, headers: { authorization } }) => [method, path, authorization]);
    expect(ours).toEqual(theirs);
    fake.contents.set('462', 202);
    expect((await blobs.getMessageContentWithHttpInfo('462')).httpResponse.status).toBe(202);
    expect(await line.inbound.fetchFile!('462', account, deps)).toMatchObject({ ok: false, passing: true });
  });
});

const specs = new URL('../../../shared/fixtures/specs/line/', import.meta.url);
const hasSpecs = existsSync(specs);
const why = hasSpecs ? '' : ' (skipped: ../shared/fixtures/specs/line is not here)';

/** What is wrong with a value by LINE’s own description of its type; null where nothing is. */
function judge(file: string): (type: string, value: unknown) => unknown {
  const ajv = new Ajv({ strict: false, allErrors: true, logger: false });
  addFormats.default(ajv);
  ajv.addSchema(parse(readFileSync(new URL(file, specs), 'utf8')) as object, 'line');
  return (type, value) => {
    const check = ajv.compile({ $ref: `line#/components/schemas/${type}` });
    return check(value) ? null : check.errors;
  };
}
const upper = (name: string): string => `${name[0]!.toUpperCase()}${name.slice(1)}`;

describe.skipIf(!hasSpecs)(`against LINE’s own descriptions${why}`, () => {
  it('what we send and what our stand-in answers have their shapes, down to each message', async () => {
    const troubles = judge('messaging-api.yml');
    const url = 'https://desk.example/in/line/1';
    await line.lifecycle.connect!(account, { url, secret: 's' }, deps);
    for (const text of ['Tuesday it is. 🌹', '花'.repeat(5_000)])
      await line.outbound.send(partOf(`spec ${text.length}`, text), account, deps);
    const types: Readonly<Record<string, string>> = {
      '/v2/bot/channel/webhook/endpoint': 'SetWebhookEndpointRequest',
      '/v2/bot/channel/webhook/test': 'TestWebhookEndpointRequest',
      [pushPath]: 'PushMessageRequest',
    };
    expect(fake.requests.length).toBe(4);
    for (const { path, body, headers } of fake.requests) {
      expect([path, troubles(types[path]!, body)]).toEqual([path, null]);
      if (path !== pushPath) continue;
      expect(headers['x-line-retry-key']).toMatch(/^[0-9a-f-]{36}$/);
      for (const message of body['messages'] as object[]) expect(troubles('TextMessage', message)).toBeNull();
    }
    const asked = async (method: string, path: string, json?: object, key?: string): Promise<unknown> => {
      const headers = { authorization: `Bearer ${fakeChannel.accessToken}`, ...(key === undefined ? {} : { 'x-line-retry-key': key }) };
      return (await fetch(`${fake.url}${path}`, { method, headers, ...(json === undefined ? {} : { body: JSON.stringify(json) }) })).json();
    };
    const push = { to: haruka, messages: [{ type: 'text', text: 'x' }] };
    for (const [type, answer] of [
      ['BotInfoResponse', await asked('GET', '/v2/bot/info')],
      ['GetWebhookEndpointResponse', await asked('GET', '/v2/bot/channel/webhook/endpoint')],
      ['TestWebhookEndpointResponse', await asked('POST', '/v2/bot/channel/webhook/test', {})],
      ['MessageQuotaResponse', await asked('GET', '/v2/bot/message/quota')],
      ['QuotaConsumptionResponse', await asked('GET', '/v2/bot/message/quota/consumption')],
      ['PushMessageResponse', await asked('POST', pushPath, push, retryKeyOf(partOf('spec', 'x')))],
      ['ErrorResponse', await asked('POST', pushPath, push, retryKeyOf(partOf('spec', 'x')))],
      ['ErrorResponse', await asked('POST', pushPath, { ...push, messages: [] })],
    ] as const)
      expect([type, troubles(type, answer)]).toEqual([type, null]);
  });

  it('what our stand-in calls with has its shape, event by event and message by message', () => {
    const troubles = judge('webhook.yml');
    const medium = { contentProvider: { type: 'line' } };
    const messages: readonly object[] = [
      { type: 'text', text: 'Hello (love)', quotedMessageId: messageIdOf(1) },
      { type: 'image', imageSet: { id: 'E005', index: 1, total: 2 }, ...medium },
      { type: 'video', duration: 60_000, ...medium },
      { type: 'audio', duration: 60_000, ...medium },
      { type: 'file', fileName: 'a.pdf', fileSize: 2_138 },
      { type: 'location', title: 'Shop', address: 'Ring 1', latitude: 35.6, longitude: 139.7 },
      { type: 'sticker', packageId: '1', stickerId: '2', stickerResourceType: 'STATIC', keywords: ['cony'] },
    ];
    const events: readonly object[] = [
      ...messages.map((message, index) => messageEvent(index + 40, message)),
      lineEvent(50, 'unsend', { unsend: { messageId: messageIdOf(1) } }),
      lineEvent(51, 'follow', { replyToken: 'r', follow: { isUnblocked: false } }),
      lineEvent(52, 'unfollow'),
      lineEvent(53, 'postback', { replyToken: 'r', postback: { data: 'x=1', params: { datetime: '2026-12-24T01:00' } } }),
      lineEvent(54, 'beacon', { replyToken: 'r', beacon: { hwid: 'd41d8cd98f', type: 'enter' } }),
      lineEvent(55, 'join', { replyToken: 'r', source: { type: 'group', groupId: 'Ca56f94637c' } }),
    ];
    const call = JSON.parse(callOf(...events)) as { events: { type: string; message?: { type: string } }[] };
    expect(troubles('CallbackRequest', call)).toBeNull();
    for (const { type, message, ...rest } of call.events) {
      const event = { ...rest, type, ...(message === undefined ? {} : { message }) };
      expect([type, troubles(`${upper(type)}Event`, event)]).toEqual([type, null]);
      if (message !== undefined)
        expect([message.type, troubles(`${upper(message.type)}MessageContent`, message)]).toEqual([message.type, null]);
    }
  });

  it('the descriptions are no rubber stamp', () => {
    const [ofApi, ofWebhook] = [judge('messaging-api.yml'), judge('webhook.yml')];
    expect(ofApi('TextMessage', { type: 'text' })).not.toBeNull();
    expect(ofApi('PushMessageRequest', { to: haruka, messages: [] })).not.toBeNull();
    expect(ofApi('SetWebhookEndpointRequest', { endpoint: 'no address' })).not.toBeNull();
    expect(ofWebhook('CallbackRequest', { destination: 'lantern', events: [] })).not.toBeNull();
    expect(ofWebhook('MessageEvent', lineEvent(1, 'message'))).not.toBeNull();
    expect(ofWebhook('TextMessageContent', { type: 'text', id: '1' })).not.toBeNull();
  });
});
