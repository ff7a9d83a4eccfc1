/** Several cases at once: is each decided for itself, is undo whole, and does spam shut out its sender and nobody else? */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { tuesdayAt, twoShops, type TwoShops } from '../channel/two-shops.fixture.ts';
import { registerCaseListRoutes } from './case-list.routes.ts';
import { openCounter, type Counter } from '../intake/path.fixture.ts';
import { registerTopicRoutes } from '../topic/topic.routes.ts';
import { registerInboundRoutes } from '../intake/inbound.routes.ts';
import { registerCaseBulkRoutes } from './case-bulk.routes.ts';
import { registerCaseMergeRoutes } from './case-merge.routes.ts';
import { registerCaseRoutes } from './case.routes.ts';
import { registerReplyRoutes } from './reply.routes.ts';
import { registerCustomerRoutes } from '../customer/customer.routes.ts';

let shops: TwoShops;
let counter: Counter;
beforeAll(async () => {
  shops = await twoShops((web, http) => {
    for (const register of [
      registerCaseRoutes,
      registerCaseListRoutes,
      registerCaseBulkRoutes,
      registerCaseMergeRoutes,
      registerReplyRoutes,
      registerTopicRoutes,
      registerInboundRoutes,
      registerCustomerRoutes,
    ])
      register(web.app, http);
  });
  counter = await openCounter(shops, shops.lantern);
});
afterAll(() => shops.close());

const caseOf = async (name: string): Promise<string> =>
  (await counter.message(await counter.mail({ from: `${name}@post.example`, subject: `From ${name}`, text: 'Is it in?' })))!.case_id;
const bulk = async (ids: readonly string[], deed: object) => {
  const { status, body } = await shops.lantern.call('POST', '/cases/bulk', { ids, deed });
  expect([status, body.code]).toEqual([200, undefined]);
  return body.items as { id: string; outcome: string; code: string | null; case: { state: string; tagIds: string[] } | null }[];
};
const outcomes = (items: readonly { outcome: string; code: string | null }[]) => items.map(({ outcome, code }) => code ?? outcome);
const row = async (id: string) => (await shops.lantern.call('GET', `/cases/${id}`)).body;

test('each case has its own outcome: done, so already, gone, or another shop’s', async () => {
  const [ann, bob, cleo] = [await caseOf('ann'), await caseOf('bob'), await caseOf('cleo')];
  await shops.lantern.call('POST', `/cases/${bob}/resolve`, {});
  const stranger = shops.harbour.id;
  expect(outcomes(await bulk([ann, bob, stranger, cleo, ann], { verb: 'resolve' }))).toEqual([
    'done',
    'case_resolved',
    'not_found',
    'done',
  ]);
  expect([(await row(ann)).state, (await row(cleo)).state]).toEqual(['resolved', 'resolved']);
  expect(outcomes(await bulk([ann, cleo], { verb: 'reopen' }))).toEqual(['done', 'done']);
  expect((await row(cleo)).state).toBe('open');
  const tag = (await shops.lantern.call('POST', '/tags', { name: 'gift' })).body.id;
  expect(outcomes(await bulk([ann, cleo], { verb: 'tag', tagId: tag }))).toEqual(['done', 'done']);
  expect(outcomes(await bulk([ann, cleo], { verb: 'tag', tagId: tag }))).toEqual(['unchanged', 'unchanged']);
  expect((await row(ann)).tagIds).toEqual([tag]);
  await bulk([ann, cleo], { verb: 'untag', tagId: tag });
  expect((await row(ann)).tagIds).toEqual([]);
  expect(outcomes(await bulk([ann], { verb: 'assign', memberId: stranger }))).toEqual(['not_found']);
  expect((await shops.harbour.call('POST', '/cases/bulk', { ids: [ann], deed: { verb: 'resolve' } })).body.items[0]).toMatchObject({
    outcome: 'refused',
    code: 'not_found',
  });
});

test.each([
  ['another workspace beside the deed', { ids: [], deed: { verb: 'resolve' } }],
  ['a field nobody listed', { ids: ['0199f6a0-0000-7000-8000-000000000000'], deed: { verb: 'resolve', workspaceId: 'x' } }],
  ['more than a hundred', { ids: Array.from({ length: 101 }, () => crypto.randomUUID()), deed: { verb: 'wake' } }],
])('%s is no request', async (_, body) => {
  expect((await shops.lantern.call('POST', '/cases/bulk', body)).status).toBe(400);
});

test('one key marks spam and shuts its sender out: what they send next waits in quarantine, unanswered; undo lets them in', async () => {
  const crook = await caseOf('crook');
  expect(outcomes(await bulk([crook], { verb: 'spam' }))).toEqual(['done']);
  const { customer } = await row(crook);
  expect((await shops.lantern.call('GET', `/customers/${customer.id}`)).body.blocked).toBe(true);
  const counted = (await shops.lantern.call('GET', '/cases/counts')).body;
  const more = await counter.mail({ from: 'crook@post.example', subject: 'Win', text: 'Click here' });
  expect(await counter.message(more)).toBeUndefined();
  const [held] = (await shops.lantern.call('GET', '/inbound')).body.items;
  expect(held).toMatchObject({ reason: 'blocked_sender', subject: 'Win' });
  expect((await shops.lantern.call('GET', '/cases/counts')).body).toMatchObject({ team: counted.team, all: counted.all });

  expect(outcomes(await bulk([crook], { verb: 'not-spam' }))).toEqual(['done']);
  expect((await shops.lantern.call('GET', `/customers/${customer.id}`)).body.blocked).toBe(false);
  expect(await counter.message(await counter.mail({ from: 'crook@post.example', subject: 'Again', text: 'Hello' }))).toBeDefined();
});

test('whoever was answered before is a customer: one bad message does not shut Dora out', async () => {
  const first = await caseOf('dora');
  expect((await shops.lantern.call('POST', '/messages', { caseId: first, text: 'It is.', undoMs: 0 })).status).toBe(201);
  shops.web.base.clock.setNow(tuesdayAt + 60_000);
  const second = await caseOf('dora');
  expect(second).not.toBe(first);
  await bulk([second], { verb: 'spam' });
  expect((await shops.lantern.call('GET', `/customers/${(await row(second)).customer.id}`)).body.blocked).toBe(false);
});
