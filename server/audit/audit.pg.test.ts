/** Can somebody with the right see who changed what, page by page, and does the check of the log notice a change behind our back? */
import { readFileSync } from 'node:fs';
import { administrationTypes } from '@meanwhile/wire/audit.ts';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { callAs, twoShops, writtenThread, type TwoShops } from '../channel/two-shops.fixture.ts';
import { sealWorkspace } from '../platform/stream/audit-seal.ts';
import { registerExportRoutes } from '../reply/export.routes.ts';
import { registerTopicRoutes } from '../topic/topic.routes.ts';
import { registerAuditRoutes } from './audit.routes.ts';

let shops: TwoShops;
let caseId: string;
beforeAll(async () => {
  shops = await twoShops((web, http) => {
    registerTopicRoutes(web.app, http);
    registerExportRoutes(web.app, http);
    registerAuditRoutes(web.app, http);
  });
  for (const name of ['Delivery', 'Returns', 'Invoices']) await shops.lantern.call('POST', '/topics', { name });
  ({ caseId } = await writtenThread(shops, shops.lantern, { name: 'Ada', email: 'ada@post.example', text: 'Where is my kettle?' }));
  await shops.harbour.call('POST', '/topics', { name: 'CANARY moorings' });
});
afterAll(() => shops.close());

test('an owner sees who added each topic, newest first, page by page, and nothing of the shop next door', async () => {
  const { lantern } = shops;
  const first = await lantern.call('GET', '/audit/events?limit=2');
  expect(first.status).toBe(200);
  const second = await lantern.call('GET', `/audit/events?limit=2&cursor=${first.body.nextCursor}`);
  const items = [...first.body.items, ...second.body.items];
  expect(items.slice(0, 3).map((one: { about: { name: string } }) => one.about.name)).toEqual(['Invoices', 'Returns', 'Delivery']);
  expect(items[0]).toMatchObject({ type: 'workspace.changed', actor: { kind: 'member', name: 'Mia' }, about: { noun: 'topic' } });
  expect(items[0].details).toMatchObject({ topic: { name: 'Invoices' } });
  const everything = await lantern.call('GET', '/audit/events?about=everything&limit=200');
  expect(everything.body.items.length).toBeGreaterThanOrEqual(items.length);
  expect(JSON.stringify([items, everything.body])).not.toContain('CANARY');
});

test('an agent may not read the log, and a made-up cursor is a bad request', async () => {
  const { lantern, web } = shops;
  const noor = await web.join(lantern.owner, { name: 'Noor', email: 'noor@lantern.example', role: 'agent' });
  expect((await callAs(noor.visitor, 'GET', '/audit/events')).status).toBe(403);
  expect((await callAs(noor.visitor, 'GET', '/audit/verification')).status).toBe(403);
  for (const cursor of ['x', Buffer.from('1 2 3').toString('base64url'), Buffer.from("1' or true").toString('base64url')])
    expect((await lantern.call('GET', `/audit/events?cursor=${cursor}`)).status).toBe(400);
});

test('whoever prints or downloads a conversation stands in the log with what they took; who was not let in took nothing', async () => {
  const { lantern, harbour, web } = shops;
  const nils = await web.join(lantern.owner, { name: 'Nils', email: 'nils@lantern.example', role: 'agent' });
  const taken = [
    await nils.visitor.get(`/api/v1/cases/${caseId}/print`),
    await lantern.owner.get(`/api/v1/cases/${caseId}/export?notes=with`),
    await harbour.owner.get(`/api/v1/cases/${caseId}/print`),
    await lantern.owner.get(`/api/v1/cases/${caseId}/print`, { 'sec-fetch-site': 'cross-site' }),
  ];
  expect(taken.map((answer) => answer.status)).toEqual([200, 200, 404, 403]);
  const { body } = await lantern.call('GET', '/audit/events?about=everything&limit=200');
  const lines = body.items.filter((one: { type: string }) => one.type === 'case.exported');
  const number = expect.stringMatching(/^\d+$/);
  expect(lines).toMatchObject([
    { actor: { kind: 'member', name: 'Mia' }, caseId, about: { name: number } },
    { actor: { kind: 'member', name: 'Nils' }, caseId, about: { name: number } },
  ]);
  expect(JSON.stringify((await harbour.call('GET', '/audit/events?about=everything&limit=200')).body)).not.toContain('case.exported');
});

test('the check says the log is intact, and after a line was edited in the database it names the line', async () => {
  const { lantern, web } = shops;
  await expect
    .poll(async () => (await sealWorkspace(web.base.platform, lantern.id)) >= 0 && (await verified()).unsealedEventCount, {
      timeout: 20_000,
    })
    .toBe(0);
  expect(await verified()).toMatchObject({ intact: true, findings: [] });
  const admin = new pg.Client(web.base.adminConfig);
  await admin.connect();
  const { rows } = await admin.query(
    `update tenant.event set payload = '{"topic": {"name": "Bribes"}}' where workspace_id = $1 and payload -> 'topic' ->> 'name' = 'Returns' returning id`,
    [lantern.id],
  );
  await admin.end();
  expect(rows).toHaveLength(1);
  expect(await verified()).toMatchObject({ intact: false, findings: [{ kind: 'edited', where: rows[0].id }] });
});

const verified = async () => (await shops.lantern.call('GET', '/audit/verification')).body;

test('the index of settings and the list of their types are the same', () => {
  const migration = readFileSync(new URL('../platform/migrations/0064-gates-in-the-log.sql', import.meta.url), 'utf8');
  const query = readFileSync(new URL('audit.store.ts', import.meta.url), 'utf8');
  const typesIn = (text: string): string[] =>
    [...new Set([...text.matchAll(/'([a-z_]+\.(?:changed|erased))'/g)].map((found) => found[1]!))].toSorted();
  expect(typesIn(migration)).toEqual(administrationTypes.toSorted());
  expect(typesIn(query)).toEqual(administrationTypes.toSorted());
});
