/** One person under two names: is everything seen together after a merge, exactly as before after undo, and is nobody shown somebody else's words for it? */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { callAs, twoShops, type TwoShops } from '../channel/two-shops.fixture.ts';
import { openCounter, visitorIdOf, type Counter } from '../intake/path.fixture.ts';
import { registerCaseMergeRoutes } from '../reply/case-merge.routes.ts';
import { registerCaseRoutes } from '../reply/case.routes.ts';
import { registerReplyRoutes } from '../reply/reply.routes.ts';
import { registerCustomerRoutes } from './customer.routes.ts';
import { registerCustomerMergeRoutes } from './merge.routes.ts';
import { customerOf } from './visitor.ts';

let shops: TwoShops;
let counter: Counter;
beforeAll(async () => {
  shops = await twoShops((web, http) => {
    for (const register of [
      registerCaseRoutes,
      registerCaseMergeRoutes,
      registerReplyRoutes,
      registerCustomerRoutes,
      registerCustomerMergeRoutes,
    ])
      register(web.app, http);
  });
  counter = await openCounter(shops, shops.lantern);
});
afterAll(() => shops.close());

const get = async (path: string) => (await shops.lantern.call('GET', path)).body;
const customerOfCase = async (caseId: string): Promise<string> => (await get(`/cases/${caseId}`)).customer.id;
const texts = async (caseId: string): Promise<string[]> =>
  (await get(`/cases/${caseId}/thread`)).messages.flatMap((one: { text: string; author: { kind: string } }) =>
    one.author.kind === 'customer' ? [one.text.trim()] : [],
  );
const browserOf = (name: string) => ({ visitorId: visitorIdOf(name), siteSubject: null, name: null });
const seenBy = (name: string) => shops.lantern.inside((tx) => customerOf(tx, shops.lantern.id, browserOf(name)));

/** A browser that says it is Dora's, and Dora's own mail. */
async function twoDoras(name: string): Promise<{ chat: string; mail: string; chatter: string; mailer: string }> {
  const mail = (await counter.message(await counter.mail({ from: `${name}@post.example`, text: 'My address is Elm Road 4' })))!.case_id;
  const chat = (await counter.message(await counter.chat(name, 'It is me, where is my parcel?')))!.case_id;
  return { chat, mail, chatter: await customerOfCase(chat), mailer: await customerOfCase(mail) };
}

test('Mia joins two customers with a reason; both threads are one, and undo gives back two exactly as they were', async () => {
  const { chat, mail, chatter, mailer } = await twoDoras('dora');
  const before = await Promise.all([get(`/customers/${chatter}`), get(`/customers/${mailer}`), get(`/cases/${chat}/thread`)]);
  expect((await shops.lantern.call('POST', `/customers/${chatter}/merge`, { intoId: mailer })).status).toBe(400);
  const merged = await shops.lantern.call('POST', `/customers/${chatter}/merge`, { intoId: mailer, reason: 'they_said' });
  expect([merged.status, merged.body.id, merged.body.identities.length]).toEqual([200, mailer, 2]);
  expect(await texts(chat)).toEqual(await texts(mail));
  expect((await get(`/customers/${mailer}/merges`)).items).toMatchObject([
    { from: { id: chatter }, reason: 'they_said', mergedBy: { name: 'Mia' } },
  ]);
  expect((await get('/customers')).items.map((one: { id: string }) => one.id)).not.toContain(chatter);

  // What is written meanwhile stays with the one who wrote it.
  await counter.chat('dora', 'Still waiting');
  expect((await shops.lantern.call('POST', `/customers/${chatter}/unmerge`)).status).toBe(200);
  const after = await Promise.all([get(`/customers/${chatter}`), get(`/customers/${mailer}`)]);
  expect(after).toEqual(before.slice(0, 2));
  expect(await texts(chat)).toEqual(['It is me, where is my parcel?', 'Still waiting']);
  expect(await texts(mail)).toEqual(['My address is Elm Road 4']);
});

test('attack 58: a browser merged with a mail customer by hand sees its own words and nothing else', async () => {
  const { chatter, mailer } = await twoDoras('eve');
  const before = await seenBy('eve');
  expect((await shops.lantern.call('POST', `/customers/${chatter}/merge`, { intoId: mailer, reason: 'known_to_us' })).status).toBe(200);
  expect(await seenBy('eve')).toEqual(before);
  expect(before).toMatchObject({ email: null, conversationIds: [expect.any(String)] });
  await counter.chat('eve', 'And my order?');
  expect(await seenBy('eve')).toEqual(before);
});

test('a merge is asked twice and done once; merged ones are not merged on, and a chain comes apart again', async () => {
  const { chatter, mailer } = await twoDoras('fay');
  const third = await customerOfCase((await counter.message(await counter.mail({ from: 'fay@work.example', text: 'From work' })))!.case_id);
  const merge = (from: string, intoId: string) => shops.lantern.call('POST', `/customers/${from}/merge`, { intoId, reason: 'same_matter' });
  for (let n = 0; n < 2; n += 1) expect((await merge(chatter, mailer)).status).toBe(200);
  expect((await merge(third, chatter)).body.code).toBe('customer_merged');
  expect((await merge(mailer, mailer)).status).toBe(400);
  expect((await merge(mailer, third)).body.identities.length).toBe(3);
  expect((await shops.lantern.call('POST', `/customers/${mailer}/unmerge`)).body.identities.length).toBe(2);
  expect((await get(`/customers/${third}`)).identities.length).toBe(1);
  expect((await shops.lantern.call('POST', `/customers/${mailer}/unmerge`)).body.code).toBe('not_merged');
});

test('nobody merges across shops, and only who may change customers', async () => {
  const { chatter, mailer } = await twoDoras('gil');
  const body = { intoId: mailer, reason: 'they_said' };
  expect((await shops.harbour.call('POST', `/customers/${chatter}/merge`, body)).status).toBe(404);
  expect((await shops.harbour.call('PUT', `/customers/${chatter}/block`, { blocked: true })).status).toBe(404);
  const vera = await shops.web.join(shops.lantern.owner, { name: 'Vera', email: 'vera@lantern.example', role: 'viewer' });
  expect((await callAs(vera.visitor, 'POST', `/customers/${chatter}/merge`, body)).status).toBe(403);
  expect((await shops.lantern.call('PUT', `/customers/${chatter}/block`, { blocked: true })).body.blocked).toBe(true);
  expect((await shops.lantern.call('PUT', `/customers/${chatter}/block`, { blocked: false })).body.blocked).toBe(false);
});
