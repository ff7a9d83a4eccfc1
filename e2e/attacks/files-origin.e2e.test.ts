/** With an address of their own for files: are files there, only there, and is nothing else there? Attacks 59, 119 and 120 on two origins. */
import { randomUUID } from 'node:crypto';
import { request } from 'node:http';
import { deskFileLink, readDeskFileLink } from '@meanwhile/server/reply/file-link.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freePort } from '../harness.ts';
import { joinAs } from './join.ts';
import { expectNoCanaryCrossed, messageWith, openAttackShop, visit, type AttackShop, type Person, type Visitor } from './set-up.ts';

const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');
let port: number;
let filesUrl: string;
let shop: AttackShop;
let owner: Person;
let visitor: Visitor;
beforeAll(async () => {
  port = await freePort();
  // To a browser two addresses, here one listener: whose name is called decides.
  filesUrl = `http://127.0.0.1:${port}`;
  shop = await openAttackShop({ settings: { port, publicUrl: `http://localhost:${port}`, filesUrl } });
  owner = await shop.owner('lantern');
  visitor = await visit(shop, shop.messengerId);
});
afterAll(async () => {
  await expectNoCanaryCrossed(shop);
  await shop.close();
});

async function sentFile(name: string, bytes: Buffer | string, type: string): Promise<{ id: string; desk: string; customer: string }> {
  const { id } = (await (await visitor.upload(name, bytes, type)).json()) as { id: string };
  const word = `with-file-${id}`;
  await visitor.say(word, { attachmentIds: [id] });
  const [record] = (await messageWith(shop.lantern, word)).attachments;
  const { messages } = (await visitor.history()) as { messages: any[] };
  return { id, desk: record.url, customer: messages.find((one) => one.text === word).attachments[0].url };
}

const clicked = (person: Person, path: string): Promise<Response> => person.fetch(path, { redirect: 'manual' });
const linkOf = async (person: Person, path: string): Promise<string> => (await clicked(person, path)).headers.get('location') ?? '';

/** As a program that says whatever host it likes. */
function statusAs(host: string, path: string): Promise<number> {
  return new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port, path, headers: { host } }, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    })
      .on('error', reject)
      .end();
  });
}

test('a picture opens on the address of files, for the agent after a click with their rights and for the customer by their link', async () => {
  const file = await sentFile('lamp.png', png, 'image/png');
  const link = await linkOf(owner, file.desk);
  expect(link.startsWith(`${filesUrl}/files/`)).toBe(true);
  expect(file.customer.startsWith(`${filesUrl}/m/${shop.messengerId}/files/`)).toBe(true);
  for (const url of [link, file.customer]) {
    const answer = await fetch(url);
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(png);
    expect(answer.headers.get('content-disposition')).toMatch(/^inline; filename="lamp\.png"/);
    expect(answer.headers.get('content-security-policy')).toMatch(/^sandbox; default-src 'none'/);
    expect(answer.headers.get('cross-origin-resource-policy')).toBe('cross-origin');
    // The desk reads pictures of mails; nobody else's page may read them.
    expect(answer.headers.get('access-control-allow-origin')).toBe(shop.url);
    expect(answer.headers.get('access-control-allow-credentials')).toBeNull();
    expect(answer.headers.get('set-cookie')).toBeNull();
  }
  expect(Buffer.from(await (await owner.fetch(file.desk)).arrayBuffer())).toEqual(png);
});

test('attack 119: a page dressed as a picture stays a download there too', async () => {
  const { desk, customer } = await sentFile('photo.jpg', '<!doctype html><script>alert(1)</script>', 'image/jpeg');
  for (const url of [await linkOf(owner, desk), customer]) {
    const answer = await fetch(url);
    expect(answer.headers.get('content-type')).toBe('application/octet-stream');
    expect(answer.headers.get('content-disposition')).toMatch(/^attachment; /);
  }
});

test('the address of the desk serves no file, and the address of files serves nothing else, whoever asks', async () => {
  const file = await sentFile('notes.txt', 'my words', 'text/plain');
  const link = await linkOf(owner, file.desk);
  for (const url of [link, file.customer]) {
    expect((await fetch(url)).status).toBe(200);
    const onDesk = await fetch(url.replace(filesUrl, shop.url));
    expect([onDesk.status, (await onDesk.json()).code]).toEqual([404, 'not_found']);
  }
  const authorization = `Bearer ${shop.token}`;
  for (const path of [
    '/',
    '/sign-in',
    '/inbox',
    '/api/v1/cases',
    '/api/docs',
    '/api/v1/openapi.json',
    '/healthz',
    '/messenger.js',
    file.desk,
  ]) {
    expect([path, (await fetch(`${shop.url}${path}`, { headers: { authorization } })).status]).toEqual([path, 200]);
    expect([path, (await fetch(`${filesUrl}${path}`, { headers: { authorization } })).status]).toEqual([path, 404]);
  }
  expect((await fetch(`${filesUrl}/api/auth/sign-in/email`, { method: 'POST' })).status).toBe(404);
  const pathOfLink = link.slice(filesUrl.length);
  for (const host of ['evil.example', `127.0.0.1:${port + 1}`, `localhost:${port}`, `127.0.0.1:${port}.evil.example`, '[', 'a b'])
    expect([host, [400, 404].includes(await statusAs(host, pathOfLink))]).toEqual([host, true]);
  expect(await statusAs(`127.0.0.1:${port}`, pathOfLink)).toBe(200);
});

test('attacks 59 and 120: the link is made for who may see the file now, opens that file alone, and is over after a minute', async () => {
  const [mine, other] = [await sentFile('mine.txt', 'my words', 'text/plain'), await sentFile('other.txt', 'other words', 'text/plain')];
  const ole = await shop.owner('harbour');
  expect((await clicked(ole, mine.desk)).status).toBe(404);
  expect((await fetch(`${shop.url}${mine.desk}`, { redirect: 'manual' })).status).toBe(401);
  const [payload, keyId, mac] = (await linkOf(owner, mine.desk)).split('/files/')[1]!.split('.') as [string, string, string];
  const [workspaceId, , holder, untilAt] = payload.split('~') as [string, string, string, string];
  for (const bent of [
    `${workspaceId}~${other.id}~${holder}~${untilAt}.${keyId}.${mac}`,
    `${shop.harbour.id}~${mine.id}~${holder}~${untilAt}.${keyId}.${mac}`,
    `${workspaceId}~${mine.id}~member:${randomUUID()}~${untilAt}.${keyId}.${mac}`,
    `${workspaceId}~${mine.id}~${holder}~${Number(untilAt) + 86_400_000}.${keyId}.${mac}`,
    `${payload}.${keyId}.`,
    `${payload}.${keyId}.${mac}x`,
    payload,
    mine.customer.split('/files/')[1]!,
    '~~',
  ])
    expect([bent, (await fetch(`${filesUrl}/files/${bent}`)).status]).toEqual([bent, 404]);
  const { platform } = shop.server;
  const place = { workspaceId, attachmentId: mine.id, holder };
  const madeAt = (agoMs: number): string =>
    deskFileLink({ ...platform, clock: { ...platform.clock, nowAt: () => platform.clock.nowAt() - agoMs } }, filesUrl, place);
  expect((await fetch(madeAt(50_000))).status).toBe(200);
  expect((await fetch(madeAt(61_000))).status).toBe(404);
  expect(readDeskFileLink(platform, '')).toBeNull();
});

test('attack 59: a link that somebody holds dies when they are removed, and a token’s when it is revoked', async () => {
  const mine = await sentFile('plan.txt', 'the plan', 'text/plain');
  const nia = await joinAs(shop, owner, 'Nia', 'agent');
  const { token, record } = await shop.server.accounts.createApiToken({
    workspace: shop.workspaceId,
    name: 'till',
    scopes: ['case:read'],
  });
  const bearer: Person = {
    fetch: (path, init) => fetch(`${shop.url}${path}`, { ...init, headers: { authorization: `Bearer ${token}` } }),
  };
  const [hers, tills, owners] = [await linkOf(nia, mine.desk), await linkOf(bearer, mine.desk), await linkOf(owner, mine.desk)];
  const statuses = async (): Promise<number[]> => [(await fetch(hers)).status, (await fetch(tills)).status, (await fetch(owners)).status];
  expect(await statuses()).toEqual([200, 200, 200]);
  expect((await owner.fetch(`/api/v1/members/${nia.memberId}`, { method: 'DELETE' })).status).toBe(200);
  expect(await statuses()).toEqual([404, 200, 200]);
  expect((await owner.fetch(`/api/v1/tokens/${record.id}`, { method: 'DELETE' })).status).toBe(200);
  expect(await statuses()).toEqual([404, 404, 200]);
});

test('attack 120: the customer’s link is over after a day, and the agent’s after a minute, by the server’s own clock', async () => {
  const mine = await sentFile('bill.txt', 'the bill', 'text/plain');
  const link = await linkOf(owner, mine.desk);
  const statuses = async (): Promise<number[]> => [(await fetch(link)).status, (await fetch(mine.customer)).status];
  const clock = shop.server.platform.clock;
  const moveBy = (ms: number): void => clock.agree(Date.now() + ms, Date.now(), Date.now());
  const minuteMs = 60_000;
  expect(await statuses()).toEqual([200, 200]);
  try {
    moveBy(minuteMs + 1_000);
    expect(await statuses()).toEqual([404, 200]);
    moveBy(24 * 60 * minuteMs - minuteMs);
    expect(await statuses()).toEqual([404, 200]);
    moveBy(24 * 60 * minuteMs + 2_000);
    expect(await statuses()).toEqual([404, 404]);
  } finally {
    moveBy(0);
  }
  // A fresh look at the conversation gives a fresh link.
  const { messages } = (await visitor.history()) as { messages: any[] };
  const again = messages.flatMap((message) => message.attachments).find((file: { id: string }) => file.id === mine.id).url as string;
  expect((await fetch(again)).status).toBe(200);
});
