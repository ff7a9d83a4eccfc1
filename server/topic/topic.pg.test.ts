/** Are topics and tags one name each, kept apart by workspace? */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { callAs, twoShops, type TwoShops } from '../channel/two-shops.fixture.ts';
import { registerTopicRoutes } from './topic.routes.ts';

let shops: TwoShops;
beforeAll(async () => {
  shops = await twoShops((web, http) => registerTopicRoutes(web.app, http));
});
afterAll(() => shops.close());

test('the same name twice is one topic, and another shop has its own', async () => {
  const { lantern, harbour } = shops;
  const first = await lantern.call('POST', '/topics', { name: '  Delivery ' });
  expect(first).toMatchObject({ status: 201, body: { name: 'Delivery' } });
  expect((await lantern.call('POST', '/topics', { name: 'Delivery' })).body).toEqual(first.body);
  expect((await lantern.call('GET', '/topics')).body).toEqual({ items: [first.body], nextCursor: null });
  expect((await harbour.call('GET', '/topics')).body.items).toEqual([]);
  expect((await harbour.call('POST', '/topics', { name: 'Delivery' })).body.id).not.toBe(first.body.id);
});

test('an agent may add a tag but no topic; pages follow each other without a gap', async () => {
  const { lantern, web } = shops;
  const noor = await web.join(lantern.owner, { name: 'Noor', email: 'noor@lantern.example', role: 'agent' });
  expect((await callAs(noor.visitor, 'POST', '/topics', { name: 'Mine' })).status).toBe(403);
  for (const name of ['gift', 'wholesale', 'press']) expect((await callAs(noor.visitor, 'POST', '/tags', { name })).status).toBe(201);
  const first = await lantern.call('GET', '/tags?limit=2');
  const second = await lantern.call('GET', `/tags?limit=2&cursor=${first.body.nextCursor}`);
  const names = [...first.body.items, ...second.body.items].map((one: { name: string }) => one.name);
  expect([names.toSorted(), second.body.nextCursor]).toEqual([['gift', 'press', 'wholesale'], null]);
  for (const body of [{ name: '' }, { name: 'x'.repeat(61) }, { name: 'ok', id: 'mine' }, { name: 'ok', removedAt: null }])
    expect((await lantern.call('POST', '/tags', body)).status).toBe(400);
});
