/** Lantern Books’ till answers customers by itself: it cannot ask Jonas for what he said, unless it says why; how often anybody did is counted. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { callAs, twoShops, writtenThread, type Thread, type TwoShops } from '../channel/two-shops.fixture.ts';
import { registerFactRoutes } from '../customer/fact.routes.ts';
import { registerCraftRoutes } from './craft.routes.ts';
import { registerReplyRoutes } from './reply.routes.ts';

let shops: TwoShops;
let jonas: Thread;
let till: Record<string, string>;
beforeAll(async () => {
  shops = await twoShops((web, http) => {
    for (const register of [registerReplyRoutes, registerCraftRoutes, registerFactRoutes]) register(web.app, http);
  });
  jonas = await writtenThread(shops, shops.lantern, { name: 'Jonas', email: 'jonas@post.example', text: 'Where is my lamp?' });
  const token = await shops.lantern.call('POST', '/tokens', { name: 'till', scopes: ['case:read', 'message:send', 'customer:write'] });
  till = { authorization: `Bearer ${token.body.token}` };
  await shops.lantern.call('POST', `/customers/${jonas.customerId}/facts`, { kind: 'birthday', value: '3.3.85' });
});
afterAll(() => shops.close());

const program = (text: string, more: object = {}) =>
  shops.web.visitor().send('POST', '/api/v1/messages', { caseId: jonas.caseId, text, ...more }, till);
const rate = async () => (await shops.lantern.call('GET', '/craft/asks')).body;

test('the till asks for nothing that is known without a reason, and is given the value', async () => {
  const refused = await program('Please tell us your date of birth.');
  expect([refused.status, refused.body.code, refused.body.findings]).toMatchObject([
    422,
    'fact_known',
    [{ field: 'text', kind: 'birthday', value: '1985-03-03', quote: 'Please tell us your date of birth.', from: 0 }],
  ]);
  expect((await program('Please send us your email address.')).body.code).toBe('fact_known');
  expect((await rate()).asked).toBe(0);
  expect((await program('Please tell us your order number.')).status).toBe(201);
  expect((await program('Please tell us your date of birth.', { askReason: 'The insurer wants it in writing' })).status).toBe(201);
  expect((await program('Your lamp is on its way.')).status).toBe(201);
  expect(await rate()).toMatchObject({ days: 30, asked: 2, again: 1, reasoned: 1, rate: 0 });
});

test('Mia may send what she wrote; that she asked again is counted, and never by whom', async () => {
  const sent = await shops.lantern.call('POST', '/messages', { caseId: jonas.caseId, text: 'What is your date of birth?' });
  expect(sent.status).toBe(201);
  expect(await rate()).toMatchObject({ asked: 3, again: 2, reasoned: 1, rate: 1 / 3 });
  expect((await rate()).byKind).toEqual([
    { kind: 'birthday', asked: 2, again: 2, reasoned: 1 },
    { kind: 'order', asked: 1, again: 0, reasoned: 0 },
  ]);
  expect((await shops.harbour.call('GET', '/craft/asks')).body).toMatchObject({ asked: 0, rate: null, byKind: [] });
});

test('an order number is known in its own matter: of another lamp it may be asked', async () => {
  await shops.lantern.call('POST', `/customers/${jonas.customerId}/facts`, { kind: 'order', value: '77 88 99', caseId: jonas.caseId });
  expect((await program('Please tell us your order number.')).body.code).toBe('fact_known');
  const other = await writtenThread(shops, shops.lantern, { name: 'Ada', email: 'ada@post.example', text: 'A bell?' });
  const asked = await shops.web
    .visitor()
    .send('POST', '/api/v1/messages', { caseId: other.caseId, text: 'Please tell us your order number.' }, till);
  expect(asked.status).toBe(201);
});

test('a viewer sees the rate and cannot answer', async () => {
  const nia = (await shops.web.join(shops.lantern.owner, { name: 'Nia', email: 'nia@lantern.example', role: 'viewer' })).visitor;
  expect((await callAs(nia, 'GET', '/craft/asks')).status).toBe(200);
  expect((await callAs(nia, 'POST', '/messages', { caseId: jonas.caseId, text: 'Hello' })).status).toBe(403);
});
