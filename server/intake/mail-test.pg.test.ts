/** A test mail to one's own address: seen once, twice or going round, and never a message; what only looks like one is a message. */
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { mailDoor } from '../channel-libraries.ts';
import { twoShops, type TwoShops } from '../channel/two-shops.fixture.ts';
import { registerMailTestRoutes } from './mail-test.routes.ts';
import { openCounter, type Counter } from './path.fixture.ts';

let shops: TwoShops;
let counter: Counter;
const sent: { to: string; subject: string; text: string }[] = [];
let isRefused = false;
beforeAll(async () => {
  shops = await twoShops((web, http) =>
    registerMailTestRoutes(web.app, http, async (mail) => {
      if (isRefused) throw new Error('refused');
      sent.push(mail);
    }),
  );
  counter = await openCounter(shops, shops.lantern);
});
afterAll(() => shops.close());

const path = () => `/channels/${counter.mailId}/mail-test`;
const state = async () => (await shops.lantern.call('GET', path())).body;
const begin = async (): Promise<string> => {
  expect((await shops.lantern.call('POST', path())).body).toMatchObject({ state: 'waiting', arrivalCount: 0 });
  return sent.at(-1)!.subject;
};
const arrive = async (subject: string, headers: readonly string[] = []) =>
  counter.message(await counter.mail({ from: 'meanwhile@desk.example', text: 'This mail was sent', subject, headers }));

test('a test mail that comes once says that the address works, and is nobody’s message', async () => {
  expect(await state()).toEqual({ state: 'none', sentAt: null, arrivalCount: 0 });
  const subject = await begin();
  expect(sent.at(-1)!.to).toBe('help@lantern.example');
  expect(await arrive(subject, ['Received: from a', 'Delivered-To: help@lantern.example'])).toBeUndefined();
  expect(await state()).toMatchObject({ state: 'came', arrivalCount: 1 });
  expect(await arrive(subject, ['Received: from b'])).toBeUndefined();
  expect(await state()).toMatchObject({ state: 'came_often', arrivalCount: 2 });
});

test('one that passed an address twice went round in a loop', async () => {
  const round = 'Delivered-To: help@lantern.example';
  expect(await arrive(await begin(), [round, 'Received: from a', round])).toBeUndefined();
  expect(await state()).toMatchObject({ state: 'loop' });
});

test('an earlier test, somebody else’s and a mail about a test are messages like any other', async () => {
  const earlier = await begin();
  const running = await begin();
  expect(await arrive(earlier)).toBeDefined();
  expect(await arrive('Fwd: meanwhile-test-01890000-0000-7000-8000-000000000000')).toBeDefined();
  expect(await state()).toMatchObject({ state: 'waiting' });
  expect(await arrive(`Fwd: ${running}`)).toBeUndefined();
});

test('a mail server that does not take it is said so, a neighbour is told nothing, and a messenger has no such test', async () => {
  isRefused = true;
  expect((await shops.lantern.call('POST', path())).body).toMatchObject({ state: 'not_sent' });
  isRefused = false;
  for (const method of ['GET', 'POST'] as const) expect((await shops.harbour.call(method, path())).status).toBe(404);
  expect((await shops.lantern.call('POST', `/channels/${counter.messengerId}/mail-test`)).status).toBe(404);
  const rows = await shops.harbour.inside((tx) => tx.rows(sql`select 1 from tenant.channel_inbound`));
  expect(rows).toEqual([]);
});

test('the same test by another way is another arrival, the same mail of anybody else is not', async () => {
  const { mailDigest, testSubject } = await mailDoor();
  const mail = (subject: string, way: string) =>
    Buffer.from(`Received: ${way}\r\nFrom: a@b.example\r\nSubject: ${subject}\r\nMessage-ID: <1@b>\r\n\r\nHi`);
  const marked = testSubject('01890000-0000-7000-8000-000000000000');
  expect(mailDigest(mail(marked, 'a'))).not.toBe(mailDigest(mail(marked, 'b')));
  expect(mailDigest(mail('Hello', 'a'))).toBe(mailDigest(mail('Hello', 'b')));
});
