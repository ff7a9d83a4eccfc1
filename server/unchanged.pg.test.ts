/** What already is as it was wanted: is a repeated change answered with how things stand, and told to nobody a second time? */
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { registerCaseViewRoutes } from './case/case-view.routes.ts';
import { registerChannelRoutes } from './channel/channel.routes.ts';
import { tuesdayAt, twoShops, writtenThread, type Method, type Thread, type TwoShops } from './channel/two-shops.fixture.ts';
import { registerCustomerRoutes } from './customer/customer.routes.ts';
import { registerCaseRoutes } from './reply/case.routes.ts';
import { registerFieldRoutes } from './topic/field.routes.ts';
import { registerTopicRoutes } from './topic/topic.routes.ts';

let shops: TwoShops;
let jonas: Thread;
const ids: Record<'order' | 'gift' | 'frame' | 'late' | 'quiet', string> = { order: '', gift: '', frame: '', late: '', quiet: '' };

beforeAll(async () => {
  shops = await twoShops(
    (web, http) => {
      for (const register of [registerCaseRoutes, registerCaseViewRoutes, registerCustomerRoutes, registerFieldRoutes, registerTopicRoutes])
        register(web.app, http);
      registerChannelRoutes(web.app, http);
    },
    { nowAt: tuesdayAt },
  );
  jonas = await writtenThread(shops, shops.lantern, { name: 'Jonas', email: 'jonas@post.example', text: 'Where is my lamp?' });
  const made = async (path: string, body: object): Promise<string> => (await shops.lantern.call('POST', path, body)).body.id;
  ids.order = await made('/topics', { name: 'Orders' });
  ids.gift = await made('/tags', { name: 'gift' });
  ids.frame = await made('/topic-fields', { topicId: null, name: 'Frame number', kind: 'text' });
  ids.late = await made('/case-views', { name: 'Late', view: 'team', filter: { only: 'late', assigneeId: 'nobody' } });
  ids.quiet = await made('/case-views', { name: 'Quiet', view: 'all', filter: { only: 'quiet' } });
});
afterAll(() => shops.close());

const toldCount = async (): Promise<number> =>
  Number(
    (await shops.lantern.inside((tx) =>
      tx.row(sql<{ n: string }>`select count(*) as n from tenant.event where workspace_id = ${shops.lantern.id}`),
    ))!.n,
  );

const changes: readonly (readonly [what: string, method: Method, path: () => string, body: () => unknown])[] = [
  ['the topic of a case', 'PATCH', () => `/cases/${jonas.caseId}`, () => ({ topicId: ids.order })],
  ['its tags', 'PATCH', () => `/cases/${jonas.caseId}`, () => ({ tagIds: [ids.gift] })],
  ['its subject', 'PATCH', () => `/cases/${jonas.caseId}`, () => ({ subject: 'The lamp' })],
  ['what stands in a field', 'PUT', () => `/cases/${jonas.caseId}/fields/${ids.frame}`, () => ({ value: 'WBK 4711' })],
  ['a field emptied', 'PUT', () => `/cases/${jonas.caseId}/fields/${ids.frame}`, () => ({ value: null })],
  ['a customer’s name', 'PATCH', () => `/customers/${jonas.customerId}`, () => ({ name: 'Jonas Brandt', zone: 'Europe/Berlin' })],
  [
    'a kept list',
    'PATCH',
    () => `/case-views/${ids.late}`,
    () => ({ name: 'Burning', filter: { assigneeId: 'nobody', only: 'due_soon' } }),
  ],
  ['the order of kept lists', 'PUT', () => '/case-views/order', () => ({ ids: [ids.quiet, ids.late] })],
  ['a kept list taken out', 'DELETE', () => `/case-views/${ids.late}`, () => undefined],
  ['a kept list brought back', 'POST', () => `/case-views/${ids.late}/restore`, () => ({})],
  ['a topic of a new name', 'POST', () => '/topics', () => ({ name: 'Repairs' })],
  ['a tag of a new name', 'POST', () => '/tags', () => ({ name: 'wholesale' })],
  ['a field’s name', 'PATCH', () => `/topic-fields/${ids.frame}`, () => ({ name: 'Frame no.' })],
  ['a field taken out', 'DELETE', () => `/topic-fields/${ids.frame}`, () => undefined],
  ['a channel’s name', 'PATCH', () => `/channels/${jonas.channelId}`, () => ({ name: 'Letters' })],
  ['a member’s name', 'PATCH', () => `/members/${shops.lantern.ownerId}`, () => ({ name: 'Mia Lindqvist' })],
  ['the workspace’s name', 'PATCH', () => '/workspaces/current', () => ({ name: 'Lantern Books & Maps' })],
];

test.each(changes)('%s: changed once, told once', async (_what, method, path, body) => {
  const before = await toldCount();
  const first = await shops.lantern.call(method, path(), body());
  expect(first.status, JSON.stringify(first.body)).toBeLessThan(300);
  expect((await toldCount()) - before).toBe(1);
  const again = await shops.lantern.call(method, path(), body());
  expect([again.status, again.body]).toEqual([first.status, first.body]);
  expect((await toldCount()) - before).toBe(1);
});
