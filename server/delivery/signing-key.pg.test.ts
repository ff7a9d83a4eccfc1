/** Who may write in the name of lantern.example, and when is its mail signed? Attack 27: nobody but whose record stands in its DNS. */
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { registerChannelRoutes } from '../channel/channel.routes.ts';
import { twoShops, type TwoShops } from '../channel/two-shops.fixture.ts';
import { openCounter, type Counter } from '../intake/path.fixture.ts';
import { registerReplyRoutes } from '../reply/reply.routes.ts';
import { deliverDue, registerSigningKeyRoutes } from './delivery.ts';
import { outside } from './outside.fixture.ts';

let shops: TwoShops;
let counter: Counter;
const world = outside(() => shops.web.base.platform);
const zone = new Map<string, string>();
const resolveDns = async (name: string): Promise<string[][]> => {
  const value = zone.get(name);
  if (value === undefined) throw Object.assign(new Error('no such name'), { code: 'ENOTFOUND' });
  return [[value]];
};
beforeAll(async () => {
  shops = await twoShops((web, http) => {
    registerSigningKeyRoutes(web.app, { ...http, resolveDns });
    registerReplyRoutes(web.app, http);
    registerChannelRoutes(web.app, http);
  });
  counter = await openCounter(shops, shops.lantern);
});
afterAll(() => shops.close());

const keyed = () => ({ 'idempotency-key': randomUUID() });
const make = (shop = shops.lantern, domain = 'lantern.example') => shop.call('POST', '/signing-keys', { domain }, keyed());

/** The answer to a fresh mail, as it left. */
async function answer(): Promise<string> {
  const row = (await counter.message(await counter.mail({ from: `${randomUUID().slice(0, 8)}@post.example`, text: 'Hello?' })))!;
  expect((await shops.lantern.call('POST', '/messages', { caseId: row.case_id, text: 'Hello.' }, keyed())).status).toBe(201);
  world.sent.length = 0;
  while ((await deliverDue(shops.web.base.platform, world.deps)) > 0);
  return world.sent.find((mail) => !mail.text.includes('Auto-Submitted'))?.text ?? 'nothing';
}

test('a key is made once per domain, its private half is sealed, and it signs from the moment its record is found', async () => {
  const made = await make();
  expect(made).toMatchObject({ status: 201, body: { domain: 'lantern.example', state: 'unknown', foundAt: null } });
  const { id, record } = made.body;
  expect(record.name).toBe(`${made.body.selector}._domainkey.lantern.example`);
  expect((await make()).body.id).toBe(id);
  const row = await shops.lantern.inside((tx) =>
    tx.row(sql<{ private_key: Buffer }>`select private_key from tenant.signing_key where id = ${id}`),
  );
  expect(row!.private_key.toString('latin1')).not.toContain('PRIVATE KEY');
  expect(JSON.stringify(made.body)).not.toContain('PRIVATE');
  expect((await shops.lantern.call('POST', `/signing-keys/${id}/check`)).body).toMatchObject({ state: 'missing', foundAt: null });
  expect(await answer()).not.toContain('DKIM-Signature:');
  zone.set(record.name, record.value);
  expect((await shops.lantern.call('POST', `/signing-keys/${id}/check`)).body.state).toBe('found');
  expect(await answer()).toMatch(/^DKIM-Signature: .*d=lantern\.example;.*s=mw/m);
  zone.set(record.name, 'v=DKIM1; p=AAAA');
  expect((await shops.lantern.call('POST', `/signing-keys/${id}/check`)).body).toMatchObject({ state: 'different', foundAt: null });
  expect(await answer()).not.toContain('DKIM-Signature:');
  zone.set(record.name, record.value);
  await shops.lantern.call('POST', `/signing-keys/${id}/check`);
});

test('no key for a domain nobody here writes from, none for a name that is no domain', async () => {
  expect(await make(shops.lantern, 'bank.example')).toMatchObject({ status: 403, body: { code: 'from_not_allowed' } });
  expect((await make(shops.lantern, 'not a domain')).body.code).toBe('address_invalid');
  expect((await shops.harbour.call('GET', '/signing-keys')).body.items).toEqual([]);
  const { id } = (await shops.lantern.call('GET', '/signing-keys')).body.items[0];
  expect((await shops.harbour.call('POST', `/signing-keys/${id}/check`)).status).toBe(404);
});

test('Harbour Shop may not write as lantern.example: no channel there, and what it had there sends nothing', async () => {
  const channel = { type: 'email', name: 'Mail', settings: { address: 'boss@lantern.example' } };
  expect(await shops.harbour.call('POST', '/channels', channel, keyed())).toMatchObject({
    status: 403,
    body: { code: 'from_not_allowed' },
  });
  const honest = await shops.harbour.call('POST', '/channels', { ...channel, settings: { address: 'help@harbour.example' } }, keyed());
  expect(honest.status).toBe(201);
  const change = { settings: { address: 'boss@lantern.example' } };
  expect((await shops.harbour.call('PATCH', `/channels/${honest.body.id}`, change)).body.code).toBe('from_not_allowed');
  // Its record in the DNS is somebody else's from now on: what Lantern has there is silent.
  await shops.lantern.inside((tx) =>
    tx.run(sql`update directory.signing_key set workspace_id = ${shops.harbour.id} where domain = 'lantern.example'`),
  );
  expect(await answer()).toBe('nothing');
});
