/** Do conversations and identities have addresses of their own, page by page, also after a merge, and never another shop's? */
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { twoShops, writtenThread, type TwoShops } from '../channel/two-shops.fixture.ts';
import { openCounter, type Counter } from '../intake/path.fixture.ts';
import { registerCaseRoutes } from '../reply/case.routes.ts';
import { registerReplyRoutes } from '../reply/reply.routes.ts';
import { registerConversationRoutes } from './conversation.routes.ts';
import { registerCustomerRoutes } from './customer.routes.ts';
import { registerCustomerMergeRoutes } from './merge.routes.ts';

let shops: TwoShops;
let counter: Counter;
beforeAll(async () => {
  shops = await twoShops((web, http) => {
    for (const register of [
      registerCaseRoutes,
      registerReplyRoutes,
      registerConversationRoutes,
      registerCustomerRoutes,
      registerCustomerMergeRoutes,
    ])
      register(web.app, http);
  });
  counter = await openCounter(shops, shops.lantern);
});
afterAll(() => shops.close());

const get = async (path: string) => (await shops.lantern.call('GET', path)).body;
const caseOf = async (name: string) =>
  get(`/cases/${(await counter.message(await counter.mail({ from: `${name}@post.example`, text: `${name} asks` })))!.case_id}`);

test('a conversation says whose it is and how far it has come, and its messages are found by its id', async () => {
  const { customer, conversationId } = await caseOf('ada');
  const one = await get(`/conversations/${conversationId}`);
  // Her question and our confirmation.
  expect(one).toMatchObject({ id: conversationId, customerId: customer.id, lastSeq: 2 });
  expect((await get(`/messages?conversationId=${one.id}`)).items.map((row: { seq: number }) => row.seq).toSorted()).toEqual([1, 2]);
  expect((await get(`/conversations?customerId=${customer.id}`)).items).toEqual([one]);
});

test('conversations come page by page, each once, in the order of their customers', async () => {
  for (const name of ['ben', 'cleo', 'dan', 'eva']) await caseOf(name);
  const customers = (await get('/customers?limit=200')).items as { id: string; conversationId: string }[];
  const seen: string[] = [];
  let cursor: string | null = null;
  do {
    const page: { items: { id: string }[]; nextCursor: string | null } = await get(
      `/conversations?limit=2${cursor === null ? '' : `&cursor=${cursor}`}`,
    );
    expect(page.items.length).toBeLessThanOrEqual(2);
    seen.push(...page.items.map((one) => one.id));
    cursor = page.nextCursor;
  } while (cursor !== null);
  expect(seen).toEqual(customers.map((one) => one.conversationId));
  expect(seen.length).toBeGreaterThanOrEqual(4);
});

test('an address is found however it is written, and says how it is proved and whose it is', async () => {
  const { customer } = await caseOf('fay');
  const found = (await get(`/identities?scheme=email&value=${encodeURIComponent('  Fay@POST.example ')}`)).items;
  expect(found).toMatchObject([{ customerId: customer.id, scheme: 'email', value: 'fay@post.example' }]);
  expect(await get(`/identities/${found[0].id}`)).toEqual(found[0]);
  expect((await get(`/identities?customerId=${customer.id}`)).items).toEqual(found);
  expect((await get(`/customers/${customer.id}`)).identities).toMatchObject([{ id: found[0].id, proof: found[0].proof }]);
  expect((await get('/identities?scheme=email&value=nobody@post.example')).items).toEqual([]);
  expect((await get('/identities?scheme=email&value=no-address')).items).toEqual([]);
});

test('one address that several say is theirs is listed in pages', async () => {
  const claimed = 'shared@post.example';
  for (const name of ['Gus', 'Hal', 'Ivy']) {
    const { customerId } = await writtenThread(shops, shops.lantern, { name, email: `${name}@post.example`, text: 'It is me' });
    await shops.lantern.inside((tx) =>
      tx.run(
        sql`update tenant.identity set value = ${claimed}, proof = 'claimed' where workspace_id = ${shops.lantern.id} and customer_id = ${customerId}`,
      ),
    );
  }
  const all = (await get(`/identities?scheme=email&value=${claimed}`)).items;
  const first = await get(`/identities?scheme=email&value=${claimed}&limit=2`);
  const second = await get(`/identities?scheme=email&value=${claimed}&limit=2&cursor=${first.nextCursor}`);
  expect(all).toHaveLength(3);
  expect([...first.items, ...second.items]).toEqual(all);
  expect(second.nextCursor).toBeNull();
});

test('after a merge both conversations and both identities belong to whom they went to, and after undoing it to each again', async () => {
  const [jan, kay] = [await caseOf('jan'), await caseOf('kay')];
  const whose = async () => (await get(`/conversations/${jan.conversationId}`)).customerId;
  const own = (await get(`/identities?customerId=${jan.customer.id}`)).items[0];
  expect(await whose()).toBe(jan.customer.id);
  await shops.lantern.call('POST', `/customers/${jan.customer.id}/merge`, { intoId: kay.customer.id, reason: 'they_said' });
  expect(await whose()).toBe(kay.customer.id);
  expect((await get(`/conversations?customerId=${kay.customer.id}`)).items).toHaveLength(2);
  expect((await get(`/identities?customerId=${kay.customer.id}`)).items).toHaveLength(2);
  expect((await get(`/identities/${own.id}`)).customerId).toBe(kay.customer.id);
  await shops.lantern.call('POST', `/customers/${jan.customer.id}/unmerge`);
  expect([await whose(), (await get(`/identities/${own.id}`)).customerId]).toEqual([jan.customer.id, jan.customer.id]);
});

test('asked without a value or a customer, or with half of either, identities are refused; another shop finds none of them', async () => {
  const { customer, conversationId } = await caseOf('leo');
  const [own] = (await get(`/identities?customerId=${customer.id}`)).items;
  for (const path of ['/identities', '/identities?scheme=email', '/identities?value=leo@post.example', '/conversations?cursor=x'])
    expect((await shops.lantern.call('GET', path)).status, path).toBe(400);
  for (const path of [`/conversations/${conversationId}`, `/identities/${own.id}`]) {
    expect((await shops.lantern.call('GET', path)).status, path).toBe(200);
    expect((await shops.harbour.call('GET', path)).status, path).toBe(404);
  }
  for (const path of ['/conversations', `/conversations?customerId=${customer.id}`, '/identities?scheme=email&value=leo@post.example'])
    expect((await shops.harbour.call('GET', path)).body.items, path).toEqual([]);
});
