/** Mail that a provider hands over by HTTP: stored before the answer, once, for this channel alone, and only from whom it was agreed with. */
import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import { request } from 'node:http';
import { dayMs } from '@meanwhile/core/kernel/instant.ts';
import { limits } from '@meanwhile/core/kernel/limits.ts';
import type { FastifyInstance } from 'fastify';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { registerChannelRoutes } from '../channel/channel.routes.ts';
import { twoShops, type Shop, type TwoShops } from '../channel/two-shops.fixture.ts';
import { registerHealth } from '../health.ts';
import { createMailReader, type MailReader } from './mail-reader.ts';
import { openCounter, type Counter } from './path.fixture.ts';
import { processInbound } from './process.ts';
import { registerProviderMailRoutes } from './provider-mail.routes.ts';
import { readWaitingMail } from './read-mail.ts';
import { createIntake } from './take.ts';

let shops: TwoShops;
let counter: Counter;
let reader: MailReader;
let app: FastifyInstance;
let url: string;
const metricsToken = 'of-the-operator-'.repeat(3);
const mailgunKey = 'key-0123456789abcdef';
const harbourKey = 'key-of-the-harbour-shop';
const inboundSecret = 's'.repeat(43);
const harbourSecret = 'h'.repeat(43);
let lanternMail: string;
let harbourMail: string;

beforeAll(async () => {
  shops = await twoShops((web, http) => {
    ({ app } = web);
    registerHealth(web.app, http.platform, { intake: { lagMs: () => 0 }, metricsToken });
    registerChannelRoutes(web.app, http);
    void registerProviderMailRoutes(web.app, { ...http, intake: createIntake(http.platform) });
  });
  const { platform } = shops.web.base;
  url = await app.listen({ port: 0, host: '127.0.0.1' });
  counter = await openCounter(shops, shops.lantern);
  const harbour = await openCounter(shops, shops.harbour, 'counter@harbour.example');
  lanternMail = await mailChannel(shops.lantern, 'mail@lantern.example', counter.policyId, { mailgunKey, inboundSecret });
  const secrets = { mailgunKey: harbourKey, inboundSecret: harbourSecret };
  harbourMail = await mailChannel(shops.harbour, 'mail@harbour.example', harbour.policyId, secrets);
  reader = createMailReader(platform, { resolveDns: () => Promise.reject(Object.assign(new Error('nothing'), { code: 'ENOTFOUND' })) });
});
afterAll(async () => {
  await reader.close();
  await shops.close();
});

async function mailChannel(shop: Shop, address: string, policyId: string, secrets: object): Promise<string> {
  const made = await shop.call('POST', '/channels', { type: 'email', name: address, policyId, settings: { address, senderName: 'Mail' } });
  expect((await shop.call('PATCH', `/channels/${made.body.id}`, { secrets })).status).toBe(200);
  expect((await shop.call('POST', `/channels/${made.body.id}/open`)).status).toBe(200);
  return made.body.id;
}

const rawMail = (text: string, to = 'mail@lantern.example') =>
  `From: Ada <ada@post.example>\r\nTo: ${to}\r\nSubject: My lamp\r\nMessage-ID: <${text.slice(0, 40).replaceAll(' ', '-')}@post.example>\r\n\r\n${text}\r\n`;

interface MailgunCall {
  readonly token?: string;
  readonly key?: string;
  readonly channelId?: string;
  readonly raw?: string;
  readonly algorithm?: string;
  readonly signedAt?: number;
}
async function byMailgun(text: string, over: MailgunCall = {}): Promise<number> {
  const timestamp = String(Math.floor((over.signedAt ?? shops.web.base.platform.clock.nowAt()) / 1_000));
  const token = over.token ?? text;
  const body = new FormData();
  const signature = createHmac(over.algorithm ?? 'sha256', over.key ?? mailgunKey)
    .update(timestamp + token)
    .digest('hex');
  for (const [name, value] of Object.entries({
    timestamp,
    token,
    signature,
    recipient: 'mail@lantern.example',
    sender: 'ada@post.example',
    unheard: 'of',
  }))
    body.set(name, value);
  body.set('body-mime', over.raw ?? rawMail(text));
  return (await fetch(`${url}/in/email/${over.channelId ?? lanternMail}/mime`, { method: 'POST', body })).status;
}

async function byPostmark(fields: object, { secret = inboundSecret, channelId = lanternMail } = {}): Promise<number> {
  const headers = { 'content-type': 'application/json' };
  return (await fetch(`${url}/in/email/${channelId}/${secret}`, { method: 'POST', headers, body: JSON.stringify(fields) })).status;
}

async function messages(shop: Shop, text: string): Promise<number> {
  const { platform } = shops.web.base;
  while ((await readWaitingMail(platform, reader)) > 0);
  while ((await processInbound(platform)) > 0);
  return (await shop.inside((tx) => tx.rows(sql`select 1 from tenant.message where workspace_id = ${shop.id} and text = ${text}`))).length;
}

/** Refused at the providers' doors, as `/metrics` says. */
async function counted(): Promise<number> {
  const answer = await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${metricsToken}` } });
  const lines = (await answer.text())
    .split('\n')
    .filter((line) => /^meanwhile_refused_total\{route="\/in\/email\/[^"]*",status="401"\}/.test(line));
  expect(lines.join(' ')).not.toContain(harbourSecret);
  return lines.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
}

async function stored(): Promise<number> {
  const count = (shop: Shop) => shop.inside((tx) => tx.rows(sql`select 1 from tenant.inbound where workspace_id = ${shop.id}`));
  return (await count(shops.lantern)).length + (await count(shops.harbour)).length;
}

test('a mail handed over five times is one message, and the channel’s page says that it came', { timeout: 60_000 }, async () => {
  const shown = () => shops.lantern.call('GET', `/channels/${lanternMail}/handed-over`);
  expect((await shown()).body).toEqual({ provider: null, mailAt: null, trouble: null });
  expect(await Promise.all(['a', 'b', 'c', 'd', 'e'].map((token) => byMailgun('Five times', { token })))).toEqual([
    200, 200, 200, 200, 200,
  ]);
  expect(await byMailgun('Five times', { token: 'a' })).toBe(200);
  expect(await messages(shops.lantern, 'Five times')).toBe(1);
  expect((await shown()).body).toMatchObject({ provider: 'mailgun', trouble: null, mailAt: expect.any(String) });
  expect((await shops.harbour.call('GET', `/channels/${lanternMail}/handed-over`)).status).toBe(404);
});

test('nothing is kept of a forged call: a wrong key, a token used for another mail, a wrong secret, a channel of another kind', async () => {
  expect(await byMailgun('Rightful', { token: 'taken' })).toBe(200);
  const before = await stored();
  expect(await byMailgun('Forged', { key: 'key-of-somebody-else' })).toBe(401);
  expect(await byMailgun('Forged with a token that was seen', { token: 'taken' })).toBe(401);
  expect(await byPostmark({ RawEmail: rawMail('Forged') }, { secret: 'x'.repeat(43) })).toBe(401);
  expect(await byPostmark({ RawEmail: rawMail('Forged') }, { channelId: counter.messengerId })).toBe(404);
  expect(await byMailgun('Forged', { channelId: '00000000-0000-7000-8000-000000000000' })).toBe(404);
  expect(await byMailgun('Forged', { channelId: 'nothing' })).toBe(404);
  expect(await stored()).toBe(before);
});

test('a call at one shop’s door stays in that shop, whatever address its mail names', { timeout: 60_000 }, async () => {
  const call = { RawEmail: rawMail('For whom?'), OriginalRecipient: 'mail@lantern.example' };
  expect(await byPostmark(call, { channelId: harbourMail, secret: harbourSecret })).toBe(200);
  expect(await messages(shops.harbour, 'For whom?')).toBe(1);
  expect(await messages(shops.lantern, 'For whom?')).toBe(0);
});

test(
  'a large mail comes in whole, one that is too large and one that is cut off do not, and a call without the raw mail is told of',
  { timeout: 90_000 },
  async () => {
    const filler = `${'x'.repeat(76)}\r\n`.repeat(Math.ceil((10 * 1024 * 1024) / 78));
    const large = `From: Ada <ada@post.example>\r\nTo: mail@lantern.example\r\nSubject: Large\r\nMessage-ID: <large@post.example>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nLarge it is\r\n--b\r\nContent-Type: application/octet-stream\r\nContent-Disposition: attachment; filename=log.bin\r\n\r\n${filler}--b--\r\n`;
    expect(await byMailgun('Large', { raw: large })).toBe(200);
    const kept = await shops.lantern.inside((tx) =>
      tx.rows(sql`select 1 from tenant.inbound where workspace_id = ${shops.lantern.id} and size_bytes = ${Buffer.byteLength(large)}`),
    );
    expect(kept.length).toBe(1);
    const before = await stored();
    expect(await byPostmark({ RawEmail: 'x'.repeat(limits.mailBytes + 1) })).toBe(413);
    const cut = await fetch(`${url}/in/email/${lanternMail}`, {
      method: 'POST',
      headers: { 'content-type': 'multipart/form-data; boundary=b' },
      body: '--b\r\nContent-Disposition: form-data; name="body-mime"\r\n\r\nFrom: ada',
    });
    expect(cut.status).toBe(401);
    expect(await byPostmark({ TextBody: 'Hello', Subject: 'No raw mail' })).toBe(503);
    expect(await stored()).toBe(before);
    expect((await shops.lantern.call('GET', `/channels/${lanternMail}/handed-over`)).body).toMatchObject({ trouble: 'no_raw_mail' });
  },
);

test('secrets can be changed and taken away, and are never shown', async () => {
  const { lantern } = shops;
  const change = (secrets: object) => lantern.call('PATCH', `/channels/${lanternMail}`, { secrets });
  const next = 'n'.repeat(43);
  const changed = await change({ inboundSecret: next });
  expect(changed.body.secretNames).toEqual(['inboundSecret', 'inboundSecretOld', 'mailgunKey']);
  expect(JSON.stringify(changed.body)).not.toMatch(/s{43}|n{43}|key-0123/);
  for (const secret of [next, inboundSecret]) expect(await byPostmark({ RawEmail: rawMail(`By ${secret}`) }, { secret })).toBe(200);
  await change({ inboundSecretOld: null });
  expect(await byPostmark({ RawEmail: rawMail('Too late') })).toBe(401);
  for (const bad of [
    { inboundSecret: 'short' },
    { mailgunKey: 'has a space in the middle' },
    { sendgridKey: 'bm8ga2V5' },
    { identityKey: next },
  ])
    expect((await change(bad)).status).toBe(400);
});

/** With header lines as they are given, in their order and spelling, twice where they are given twice. */
function bySendgrid(body: Buffer, headers: readonly (readonly [string, string])[]): Promise<number> {
  const always = ['host', new URL(url).host, 'content-length', String(body.byteLength)];
  return new Promise((resolve, reject) => {
    const call = request(`${url}/in/email/${lanternMail}`, { method: 'POST', headers: [...always, ...headers.flat()] }, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    });
    call.once('error', reject);
    call.end(body);
  });
}

test('attack 45: nobody but the provider hands a mail over: not by another key, hash, body, shop or by saying it twice', async () => {
  const pair = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const sendgridKey = pair.publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
  expect((await shops.lantern.call('PATCH', `/channels/${lanternMail}`, { secrets: { sendgridKey } })).status).toBe(200);
  const form = (text: string, boundary: string): Buffer =>
    Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="email"\r\n\r\n${rawMail(text)}\r\n--${boundary}--\r\n`);
  const at = String(Math.floor(shops.web.base.platform.clock.nowAt() / 1_000));
  const body = form('By SendGrid', 'cut');
  const type = ['content-type', 'multipart/form-data; boundary=cut'] as const;
  const signedAt = ['x-twilio-email-event-webhook-timestamp', at] as const;
  const signature = (of: Buffer, hash = 'sha256') => sign(hash, Buffer.concat([Buffer.from(at), of]), pair.privateKey).toString('base64');
  const signed = ['x-twilio-email-event-webhook-signature', signature(body)] as const;
  // The rightful, however the names of its headers are written.
  expect(await byMailgun('By Mailgun')).toBe(200);
  expect(await bySendgrid(body, [type, signedAt, [signed[0].toUpperCase(), signed[1]]])).toBe(200);
  expect(await messages(shops.lantern, 'By SendGrid')).toBe(1);

  const before = await stored();
  const countedBefore = await counted();
  const other = form('By SendGrid', 'other');
  const refused: Record<string, Promise<number>> = {
    'the same fields written anew': bySendgrid(other, [['content-type', 'multipart/form-data; boundary=other'], signedAt, signed]),
    'a signature twice': bySendgrid(body, [type, signedAt, signed, signed]),
    'a forged one beside the right one': bySendgrid(body, [type, signedAt, ['x-twilio-email-event-webhook-signature', 'AAAA'], signed]),
    'two times': bySendgrid(body, [type, signedAt, signedAt, signed]),
    'no time': bySendgrid(body, [type, signed]),
    'an older hash': bySendgrid(body, [type, signedAt, [signed[0], signature(body, 'sha1')]]),
    'nobody’s signature': bySendgrid(body, [type, signedAt, [signed[0], '']]),
    'Mailgun with an older hash': byMailgun('Forged', { algorithm: 'sha1', token: 'sha1' }),
    'Mailgun with a longer hash': byMailgun('Forged', { algorithm: 'sha512', token: 'sha512' }),
    'Mailgun by the other shop’s key': byMailgun('Forged', { key: harbourKey, token: 'harbour' }),
    'Mailgun at the other shop’s door': byMailgun('Forged', { channelId: harbourMail, token: 'door' }),
    'Postmark by the other shop’s secret': byPostmark({ RawEmail: rawMail('Forged') }, { secret: harbourSecret }),
  };
  for (const [what, answer] of Object.entries(refused)) expect([what, await answer]).toEqual([what, 401]);
  expect(await stored()).toBe(before);
  expect((await counted()) - countedBefore).toBe(Object.keys(refused).length);
  expect((await shops.lantern.call('PATCH', `/channels/${lanternMail}`, { secrets: { sendgridKey: null } })).status).toBe(200);
});

test('attack 46: a call a hundred times at once is one message, eight days later it is not believed, and late mail still comes in', async () => {
  const { clock } = shops.web.base;
  const signedAt = clock.nowAt();
  const again = (): Promise<number> => byMailgun('A hundred times', { token: 'hundred', signedAt });
  expect(new Set(await Promise.all(Array.from({ length: 100 }, again)))).toEqual(new Set([200]));
  expect(await messages(shops.lantern, 'A hundred times')).toBe(1);
  const slow = { RawEmail: rawMail('By Postmark') };
  const { body } = await shops.lantern.call('PATCH', `/channels/${lanternMail}`, { secrets: { inboundSecret } });
  expect(body.secretNames).toContain('inboundSecret');
  expect(await byPostmark(slow)).toBe(200);
  expect(await messages(shops.lantern, 'By Postmark')).toBe(1);

  clock.setNow(signedAt + 8 * dayMs);
  const before = await stored();
  expect(await again()).toBe(401);
  expect(await byMailgun('Signed in time to come', { token: 'ahead', signedAt: clock.nowAt() + dayMs })).toBe(401);
  expect(await stored()).toBe(before);
  // What a provider does not sign is known again by the mail itself; and its first word may come as late as it likes.
  expect(await byPostmark(slow)).toBe(200);
  expect(await byPostmark({ RawEmail: `Date: Tue, 17 Nov 2026 10:00:00 +0000\r\n${rawMail('Eight days on its way')}` })).toBe(200);
  expect(await messages(shops.lantern, 'By Postmark')).toBe(1);
  expect(await messages(shops.lantern, 'Eight days on its way')).toBe(1);
  clock.setNow(signedAt);
});
