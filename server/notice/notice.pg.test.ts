/** Mia and Ben answer at Lantern Books, Ole at Harbour Shop: who is told of what, and by which way, and who is told nothing. */
import { createECDH, randomBytes } from 'node:crypto';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { hourMs, minuteMs } from '@meanwhile/core/kernel/instant.ts';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Visitor } from '../accounts/test-web.ts';
import { callAs, tuesdayAt, twoShops, writtenThread, type Thread, type TwoShops } from '../channel/two-shops.fixture.ts';
import { createGuardedFetch } from '../platform/http/guarded-fetch.ts';
import { registerCaseRoutes } from '../reply/case.routes.ts';
import { registerReplyRoutes } from '../reply/reply.routes.ts';
import { registerNoticeRoutes } from './notice.routes.ts';
import { registerPushRoutes } from './push.routes.ts';
import { createNoticeReader } from './read-log.ts';
import { sendNotices } from './send-notices.ts';

let shops: TwoShops;
let thread: Thread;
let ben: { visitor: Visitor; memberId: string };
const mails: { to: string; subject: string; text: string }[] = [];
const pushes: { headers: IncomingHttpHeaders; bytes: number }[] = [];
let pushStatus = 201;
const pushService = createServer((request, response) => {
  let bytes = 0;
  request.on('data', (chunk: Buffer) => (bytes += chunk.length));
  request.on('end', () => {
    pushes.push({ headers: request.headers, bytes });
    response.writeHead(pushStatus).end();
  });
});
const fetch = createGuardedFetch({ allowLoopback: true });

beforeAll(async () => {
  await new Promise<void>((resolve) => pushService.listen(0, '127.0.0.1', resolve));
  shops = await twoShops((web, http) => {
    for (const register of [registerCaseRoutes, registerReplyRoutes, registerNoticeRoutes]) register(web.app, http);
    registerPushRoutes(web.app, http, { allowLoopback: true });
  });
  const joined = await shops.web.join(shops.lantern.owner, { name: 'Ben', email: 'ben@lantern.example', role: 'agent' });
  const { items } = (await shops.lantern.call('GET', '/agents')).body;
  ben = { visitor: joined.visitor, memberId: items.find((one: { name: string }) => one.name === 'Ben').id };
  thread = await writtenThread(shops, shops.lantern, { name: 'Jonas', email: 'jonas@post.example', text: 'Where is my bell?' });
  await round();
});
afterAll(async () => {
  await fetch.close();
  pushService.close();
  await shops.close();
});
beforeEach(() => {
  shops.web.base.clock.setNow(tuesdayAt);
  mails.length = 0;
  pushes.length = 0;
});

const platform = () => shops.web.base.platform;
const asBen = (method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown) => callAs(ben.visitor, method, path, body);
const told = async () =>
  (await asBen('GET', '/notices')).body.items as { id: string; kind: string; by: string; text: string; seenAt: string | null }[];

async function round(): Promise<void> {
  await createNoticeReader(platform())();
  const sendMail = async (mail: { to: string; subject: string; text: string }): Promise<void> => void mails.push(mail);
  while ((await sendNotices(platform(), { fetch, sendMail })) > 0);
}

test('a name after an @ tells that person once, with the words of the note, and nobody else', async () => {
  expect((await shops.lantern.call('POST', '/notes', { caseId: thread.caseId, text: 'I ask @Ben and @Mia.' })).status).toBe(201);
  await round();
  await round();
  expect(await told()).toMatchObject([{ kind: 'mentioned', by: 'Mia', text: 'I ask @Ben and @Mia.', seenAt: null }]);
  expect((await shops.lantern.call('GET', '/notices')).body.items).toEqual([]);
  expect((await shops.harbour.call('GET', '/notices')).body.items).toEqual([]);
  const [first] = await told();
  expect((await shops.harbour.call('POST', '/notices/seen', { ids: [first!.id] })).status).toBe(200);
  expect((await told())[0]!.seenAt).toBeNull();
  await asBen('POST', '/notices/seen', { ids: [first!.id] });
  expect((await told())[0]!.seenAt).not.toBeNull();
});

test('who follows a case hears of notes in it, until they follow no longer; who is given one hears of that', async () => {
  const path = `/cases/${thread.caseId}/followers`;
  expect((await asBen('PUT', `${path}/me`)).body.items).toEqual([{ id: ben.memberId, name: 'Ben' }]);
  expect((await shops.harbour.call('PUT', `${path}/me`)).status).toBe(404);
  expect((await shops.harbour.call('GET', path)).status).toBe(404);
  await shops.lantern.call('POST', '/notes', { caseId: thread.caseId, text: 'The workshop has it.' });
  await shops.lantern.call('POST', `/cases/${thread.caseId}/assign`, { memberId: ben.memberId });
  await round();
  expect((await told()).map(({ kind }) => kind).toSorted()).toEqual(['assigned', 'mentioned', 'noted']);
  await shops.lantern.call('POST', `/cases/${thread.caseId}/release`, {});
  expect((await asBen('DELETE', `${path}/me`)).body.items).toEqual([]);
  const before = (await told()).length;
  await shops.lantern.call('POST', '/notes', { caseId: thread.caseId, text: 'It is on its way.' });
  await round();
  expect((await told()).length).toBe(before);
});

const browser = () => {
  const keys = createECDH('prime256v1');
  return {
    endpoint: `http://127.0.0.1:${(pushService.address() as AddressInfo).port}/push/${randomBytes(8).toString('hex')}`,
    p256dh: keys.generateKeys().toString('base64url'),
    auth: randomBytes(16).toString('base64url'),
  };
};

test('a browser that was let gets an encrypted, signed push, and one that is gone is forgotten', async () => {
  expect((await asBen('GET', '/notices/push-key')).body.key).toMatch(/^[\w-]{87}$/);
  const laptop = browser();
  expect((await asBen('PUT', '/notices/push', laptop)).status).toBe(200);
  for (const endpoint of ['http://10.0.0.1/x', 'https://localhost/x', 'ftp://push.example/x'])
    expect((await asBen('PUT', '/notices/push', { ...laptop, endpoint })).body.code).toBe('url_refused');
  await shops.lantern.call('POST', '/notes', { caseId: thread.caseId, text: '@Ben, look' });
  await round();
  expect(pushes).toMatchObject([
    { headers: { 'content-encoding': 'aes128gcm', authorization: expect.stringMatching(/^vapid t=.+, k=.+/) } },
  ]);
  expect(pushes[0]!.bytes).toBeGreaterThan(80);
  pushStatus = 410;
  await shops.lantern.call('POST', '/notes', { caseId: thread.caseId, text: '@Ben, again' });
  await round();
  pushStatus = 201;
  await shops.lantern.call('POST', '/notes', { caseId: thread.caseId, text: '@Ben, once more' });
  await round();
  expect(pushes.length).toBe(2);
});

test('a browser with keys that are none is forgotten, and keeps nobody else from being told', async () => {
  await asBen('PUT', '/notices/push', { ...browser(), p256dh: 'A'.repeat(87) });
  await asBen('PUT', '/notices/push', browser());
  await shops.lantern.call('POST', '/notes', { caseId: thread.caseId, text: '@Ben, see here' });
  await round();
  expect(pushes.length).toBe(1);
  const kept = await shops.lantern.inside((tx) => tx.rows(sql`select 1 from tenant.notice_endpoint where member_id = ${ben.memberId}`));
  expect(kept.length).toBe(1);
});

test('mail comes as one digest of what is unseen after a while, in the hours chosen, and says nothing a customer wrote', async () => {
  const settings = (await asBen('GET', '/notices/settings')).body;
  const hours = { days: [1, 2, 3, 4, 5], from: '12:00', to: '17:00', zone: 'Etc/UTC' };
  expect((await asBen('PUT', '/notices/settings', { ...settings, hours })).status).toBe(200);
  expect((await asBen('PUT', '/notices/settings', { ...settings, hours: { ...hours, zone: 'Mars/Base' } })).status).toBe(400);
  for (const { id } of await told()) await asBen('POST', '/notices/seen', { ids: [id] });
  const { clock } = shops.web.base;
  clock.setNow(tuesdayAt + 20 * minuteMs);
  await round();
  mails.length = 0;
  for (const text of ['@Ben, first', '@Ben, second']) await shops.lantern.call('POST', '/notes', { caseId: thread.caseId, text });
  await round();
  clock.setNow(tuesdayAt + hourMs);
  await round();
  expect(mails).toEqual([]);
  clock.setNow(tuesdayAt + 2 * hourMs + minuteMs);
  await round();
  expect(mails.map(({ to }) => to)).toEqual(['ben@lantern.example']);
  expect(mails[0]!.text.match(/Mia mentioned you in case/g)?.length).toBe(2);
  expect(mails[0]!.text).not.toContain('first');
});

test('attack 59: whoever was removed is told nothing any more, by no way, not even what was on its way', async () => {
  await asBen('PUT', '/notices/push', browser());
  await shops.lantern.call('POST', '/notes', { caseId: thread.caseId, text: '@Ben, before you go' });
  await createNoticeReader(platform())();
  expect((await shops.lantern.call('DELETE', `/members/${ben.memberId}`)).status).toBeLessThan(300);
  await shops.lantern.call('POST', '/notes', { caseId: thread.caseId, text: '@Ben, are you there?' });
  shops.web.base.clock.setNow(tuesdayAt + 26 * hourMs);
  await round();
  expect([pushes, mails]).toEqual([[], []]);
  expect((await asBen('GET', '/notices')).status).toBeGreaterThanOrEqual(400);
});
