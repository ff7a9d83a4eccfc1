/** Facts a topic asks for: kept in one spelling, found by equality, asked for before a case is resolved, and never another shop's. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { callAs, twoShops, writtenThread, type Thread, type TwoShops } from '../channel/two-shops.fixture.ts';
import { registerFactRoutes } from '../customer/fact.routes.ts';
import { registerCaseBulkRoutes } from '../reply/case-bulk.routes.ts';
import { registerCaseListRoutes } from '../reply/case-list.routes.ts';
import { registerCaseRoutes } from '../reply/case.routes.ts';
import { registerFieldRoutes } from './field.routes.ts';
import { registerTopicRoutes } from './topic.routes.ts';

let shops: TwoShops;
let jonas: Thread;
let ole: Thread;
let ids: { topic: string; order: string; colour: string; day: string };
beforeAll(async () => {
  shops = await twoShops((web, http) => {
    for (const register of [
      registerCaseRoutes,
      registerCaseListRoutes,
      registerCaseBulkRoutes,
      registerTopicRoutes,
      registerFieldRoutes,
      registerFactRoutes,
    ])
      register(web.app, http);
  });
  jonas = await writtenThread(shops, shops.lantern, { name: 'Jonas', email: 'jonas@post.example', text: 'Where is my lamp?' });
  ole = await writtenThread(shops, shops.harbour, { name: 'Ole', email: 'ole@post.example', text: 'Rope?' });
  const topic = (await shops.lantern.call('POST', '/topics', { name: 'Orders' })).body.id;
  const field = async (body: object) => (await shops.lantern.call('POST', '/topic-fields', body)).body.id;
  ids = {
    topic,
    order: await field({ topicId: topic, name: 'Order number', kind: 'number', required: true }),
    colour: await field({ topicId: topic, name: 'Colour', kind: 'choice', choices: ['blue', 'red'] }),
    day: await field({ topicId: null, name: 'Bought on', kind: 'date' }),
  };
});
afterAll(() => shops.close());
const fill = (fieldId: string, value: string | null) => shops.lantern.call('PUT', `/cases/${jonas.caseId}/fields/${fieldId}`, { value });
const found = async (fieldId: string, value: string) =>
  (await shops.lantern.call('GET', `/cases?view=all&fieldId=${fieldId}&fieldValue=${encodeURIComponent(value)}`)).body.items.length;

test('a case of orders is not resolved before its order number is known; one of another topic is', async () => {
  expect((await shops.lantern.call('POST', `/cases/${jonas.caseId}/resolve`, {})).status).toBe(200);
  await shops.lantern.call('POST', `/cases/${jonas.caseId}/reopen`, {});
  await shops.lantern.call('PATCH', `/cases/${jonas.caseId}`, { topicId: ids.topic });
  const refused = await shops.lantern.call('POST', `/cases/${jonas.caseId}/resolve`, {});
  expect([refused.status, refused.body.code, refused.body.detail]).toEqual([422, 'fields_missing', 'Order number']);
  const bulk = await shops.lantern.call('POST', '/cases/bulk', { ids: [jonas.caseId], deed: { verb: 'resolve' } });
  expect(bulk.body.items[0].code).toBe('fields_missing');
  expect((await fill(ids.order, '0042,0')).body.items).toEqual([{ fieldId: ids.order, value: '42' }]);
  expect((await shops.lantern.call('POST', `/cases/${jonas.caseId}/resolve`, {})).status).toBe(200);
  await shops.lantern.call('POST', `/cases/${jonas.caseId}/reopen`, {});
});

test('cases are found by what stands in a field, exactly', async () => {
  await fill(ids.colour, 'blue');
  expect([
    await found(ids.colour, 'blue'),
    await found(ids.colour, 'blu'),
    await found(ids.order, '42'),
    await found(ids.order, "42' or '1'='1"),
  ]).toEqual([1, 0, 1, 0]);
  await fill(ids.colour, null);
  expect(await found(ids.colour, 'blue')).toBe(0);
  expect((await shops.lantern.call('GET', `/cases?view=all&fieldId=${ids.colour}`)).status).toBe(400);
});

test.each([
  ['colour', 'green'],
  ['day', '31.12.2026'],
  ['order', 'forty-two'],
] as const)('%s is not “%s”', async (field, value) => {
  expect((await fill(ids[field], value)).body.code).toBe('field_invalid');
});

test('what is filled into a field that says something of Jonas is known of him from then on', async () => {
  const born = { topicId: null, name: 'Born on', kind: 'date', factKind: 'birthday' };
  const field = (await shops.lantern.call('POST', '/topic-fields', born)).body;
  expect(field.factKind).toBe('birthday');
  expect((await fill(field.id, '1985-03-03')).status).toBe(200);
  const known = (await shops.lantern.call('GET', `/customers/${jonas.customerId}/facts`)).body.items;
  expect(known).toMatchObject([
    { kind: 'birthday', value: '1985-03-03', source: 'form', caseId: jonas.caseId, stands: true, recordedBy: 'Mia' },
  ]);
});

test('fields are the manager’s to keep, and nobody reads or writes another shop’s', async () => {
  const noor = await shops.web.join(shops.lantern.owner, { name: 'Noor', email: 'noor@lantern.example', role: 'agent' });
  expect((await callAs(noor.visitor, 'POST', '/topic-fields', { topicId: null, name: 'Mood', kind: 'text' })).status).toBe(403);
  expect((await callAs(noor.visitor, 'PUT', `/cases/${jonas.caseId}/fields/${ids.day}`, { value: '2026-11-02' })).status).toBe(200);
  expect((await shops.harbour.call('GET', '/topic-fields')).body.items).toEqual([]);
  expect((await shops.harbour.call('PUT', `/cases/${ole.caseId}/fields/${ids.day}`, { value: '2026-11-02' })).status).toBe(404);
  expect((await shops.harbour.call('POST', '/topic-fields', { topicId: ids.topic, name: 'Mine', kind: 'text' })).status).toBe(404);
  expect((await shops.harbour.call('DELETE', `/topic-fields/${ids.day}`)).status).toBe(404);
  expect((await shops.lantern.call('POST', '/topic-fields', { topicId: null, name: 'Size', kind: 'choice' })).status).toBe(400);
  expect((await shops.lantern.call('DELETE', `/topic-fields/${ids.day}`)).status).toBe(200);
  expect((await fill(ids.day, '2026-11-02')).status).toBe(404);
});
