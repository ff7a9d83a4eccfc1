/** Told once, kept with where it was said: nothing is overwritten, merging and forgetting carry it, and no other shop hears of it. */
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { callAs, lastEvent, twoShops, writtenThread, type Shop, type Thread, type TwoShops } from '../channel/two-shops.fixture.ts';
import { registerCustomerRoutes } from './customer.routes.ts';
import { registerFactRoutes } from './fact.routes.ts';
import { registerCustomerMergeRoutes } from './merge.routes.ts';

let shops: TwoShops;
let jonas: Thread;
let ole: Thread;
beforeAll(async () => {
  shops = await twoShops((web, http) => {
    for (const register of [registerCustomerRoutes, registerCustomerMergeRoutes, registerFactRoutes]) register(web.app, http);
  });
  jonas = await writtenThread(shops, shops.lantern, { name: 'Jonas', email: 'jonas@post.example', text: 'Order 12 34-56, born 3.3.85' });
  ole = await writtenThread(shops, shops.harbour, { name: 'Ole', email: 'ole@post.example', text: 'Rope?' });
});
afterAll(() => shops.close());

const note = (customer: Thread, body: object, shop: Shop = shops.lantern) =>
  shop.call('POST', `/customers/${customer.customerId}/facts`, body);
const factsOf = async (customer: Thread) => (await shops.lantern.call('GET', `/customers/${customer.customerId}/facts`)).body.items;
const standing = async (customer: Thread) =>
  (await factsOf(customer))
    .filter((one: { stands: boolean }) => one.stands)
    .map((one: { kind: string; value: string }) => `${one.kind} ${one.value}`);

test('what Jonas wrote is noted with the message it stands in, in one spelling', async () => {
  const noted = await note(jonas, { kind: 'order', value: '12 34-56', messageId: jonas.messageId });
  expect([noted.status, noted.body.items[0]]).toMatchObject([
    201,
    {
      kind: 'order',
      value: '123456',
      source: 'message',
      messageId: jonas.messageId,
      caseId: jonas.caseId,
      stands: true,
      recordedBy: 'Mia',
    },
  ]);
  await note(jonas, { kind: 'birthday', value: '3.3.85', messageId: jonas.messageId });
  expect(await standing(jonas)).toEqual(['birthday 1985-03-03', 'order 123456']);
  expect((await lastEvent(shops.lantern, 'customer.changed'))?.payload).toMatchObject({ facts: [{ kind: 'birthday' }, { kind: 'order' }] });
});

test('a day that can be two is asked back, and what is nothing of the kind is not noted', async () => {
  const unclear = await note(jonas, { kind: 'birthday', value: '03/04/85' });
  expect([unclear.status, unclear.body.code, unclear.body.detail]).toEqual([422, 'fact_unclear', '1985-03-04, 1985-04-03']);
  expect((await note(jonas, { kind: 'phone', value: 'call me' })).body.code).toBe('fact_invalid');
  expect((await note(jonas, { kind: 'other', value: 'XL' })).status).toBe(400);
  expect((await note(jonas, { kind: 'birthday', value: '1985-04-03' })).status).toBe(201);
});

test('the older value is kept as history, the same again is not noted twice, and a second order stands beside the first', async () => {
  await note(jonas, { kind: 'birthday', value: '3 April 1985' });
  const birthdays = (await factsOf(jonas)).filter((one: { kind: string }) => one.kind === 'birthday');
  expect(birthdays.map((one: { value: string; ending: string | null }) => [one.value, one.ending])).toEqual([
    ['1985-04-03', null],
    ['1985-03-03', 'superseded'],
  ]);
  await note(jonas, { kind: 'order', value: '77 88 99', caseId: jonas.caseId });
  await note(jonas, { kind: 'order', value: '#778899', caseId: jonas.caseId });
  await note(jonas, { kind: 'other', label: 'Shoe size', value: '44' });
  expect(await standing(jonas)).toEqual(['other 44', 'order 778899', 'birthday 1985-04-03', 'order 123456']);
});

test('the application itself cannot rewrite what was noted', async () => {
  const rewritten = shops.lantern.inside((tx) =>
    tx.run(sql`update tenant.customer_fact set value = '1' where workspace_id = ${shops.lantern.id}`),
  );
  await expect(rewritten).rejects.toMatchObject({ code: '42501' });
});

test('what is not so is taken back by name, once', async () => {
  const size = (await factsOf(jonas)).find((one: { kind: string }) => one.kind === 'other');
  const path = `/customers/${jonas.customerId}/facts/${size.id}`;
  expect((await shops.lantern.call('DELETE', path)).body.items.find((one: { id: string }) => one.id === size.id).ending).toBe('withdrawn');
  expect((await shops.lantern.call('DELETE', path)).status).toBe(200);
  expect(await standing(jonas)).not.toContain('other 44');
});

test('two names of one person know what either said; told apart again, each has what was theirs', async () => {
  const again = await writtenThread(shops, shops.lantern, {
    name: 'J. Hale',
    email: 'j.hale@post.example',
    text: 'My phone is 030 123456',
  });
  await note(again, { kind: 'phone', value: '030 123456', messageId: again.messageId });
  await note(again, { kind: 'birthday', value: '1985-04-30' });
  await shops.lantern.call('POST', `/customers/${again.customerId}/merge`, { intoId: jonas.customerId, reason: 'they_said' });
  expect((await note(again, { kind: 'phone', value: '1234567' })).body.code).toBe('customer_merged');
  expect(await standing(jonas)).toEqual(['birthday 1985-04-30', 'phone 030123456', 'order 778899', 'order 123456']);
  await note(jonas, { kind: 'birthday', value: '1985-04-03' });
  await note(jonas, { kind: 'birthday', value: '1985-04-02' });
  expect((await standing(jonas))[0]).toBe('birthday 1985-04-02');
  await shops.lantern.call('POST', `/customers/${again.customerId}/unmerge`, {});
  expect(await standing(again)).toEqual(['birthday 1985-04-30', 'phone 030123456']);
});

test('nobody reads, notes or takes back what another shop knows, nor with another customer’s message', async () => {
  const mine = (await factsOf(jonas))[0];
  for (const answer of [
    await shops.harbour.call('GET', `/customers/${jonas.customerId}/facts`),
    await note(jonas, { kind: 'phone', value: '030 123456' }, shops.harbour),
    await shops.harbour.call('DELETE', `/customers/${jonas.customerId}/facts/${mine.id}`),
    await note(ole, { kind: 'order', value: '1234', messageId: jonas.messageId }, shops.harbour),
    await note(jonas, { kind: 'order', value: '1234', messageId: ole.messageId }),
    await note(jonas, { kind: 'order', value: '1234', caseId: ole.caseId }),
  ])
    expect(answer.status).toBe(404);
  const nia = (await shops.web.join(shops.lantern.owner, { name: 'Nia', email: 'nia@lantern.example', role: 'viewer' })).visitor;
  expect((await callAs(nia, 'GET', `/customers/${jonas.customerId}/facts`)).status).toBe(200);
  expect((await callAs(nia, 'POST', `/customers/${jonas.customerId}/facts`, { kind: 'phone', value: '030 123456' })).status).toBe(403);
});
