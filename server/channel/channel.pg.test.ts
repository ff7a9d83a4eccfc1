/** Can an owner set a channel up, open it only with a reply time, and keep its secrets from everybody, the neighbour above all? */
import { minuteMs } from '@meanwhile/core/kernel/instant.ts';
import { sql } from 'kysely';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { inWorkspace } from '../platform/db/transaction.ts';
import { loadChannel } from './channel.ts';
import { registerChannelRoutes } from './channel.routes.ts';
import { callAs, lastEvent, tuesdayAt, twoShops, type Method, type TwoShops } from './two-shops.fixture.ts';

let shops: TwoShops;
beforeAll(async () => {
  shops = await twoShops((web, http) => registerChannelRoutes(web.app, http));
});
afterAll(() => shops.close());

const policyOf = async (shop: TwoShops['lantern']) =>
  (await shop.inside((tx) => tx.row(sql<{ id: string }>`select id from tenant.commitment_policy`)))!.id;

test('a channel cannot be opened without a reply time; with one, its customers read when they will hear back', async () => {
  const { lantern } = shops;
  const made = await lantern.call('POST', '/channels', {
    type: 'messenger',
    name: 'Website',
    settings: { allowedOrigins: ['https://lantern.example'], accent: '#1f6feb' },
  });
  expect(made).toMatchObject({
    status: 201,
    body: { state: 'closed', policyId: null, entryWords: null, secretNames: [], address: `http://localhost/m/${made.body.id}` },
  });
  expect(await lantern.call('POST', `/channels/${made.body.id}/open`)).toMatchObject({ status: 409, body: { code: 'reply_time_missing' } });
  const policyId = await policyOf(lantern);
  expect(await lantern.call('PATCH', `/channels/${made.body.id}`, { policyId })).toMatchObject({ status: 200, body: { policyId } });
  const preview = await lantern.call('GET', `/channels/${made.body.id}/entry?locale=de`);
  expect(preview.body).toMatchObject({ besideSend: expect.stringContaining('10:00 Uhr'), dueAt: '2026-11-25T10:00:00.000Z' });
  const opened = await lantern.call('POST', `/channels/${made.body.id}/open`, {});
  expect(opened.body).toMatchObject({
    state: 'open',
    entryWords:
      "Write to us any time. We'll reply by 10:00 am tomorrow (Wednesday). You can close this page; the answer will be here when you come back.",
  });
  expect((await lastEvent(lantern, 'channel.changed'))?.payload).toEqual({ channel: opened.body });
  const closed = await lantern.call('POST', `/channels/${made.body.id}/close`);
  expect(closed.body).toMatchObject({ state: 'closed', entryWords: null });
});

test('a manager reads the confirmation of a mail channel in every language, before any customer does', async () => {
  const { lantern } = shops;
  const policyId = await policyOf(lantern);
  const made = await lantern.call('POST', '/channels', {
    type: 'email',
    name: 'Orders',
    policyId,
    settings: { address: 'orders@lantern.example' },
  });
  const preview = await lantern.call('GET', `/channels/${made.body.id}/entry?locale=de`);
  expect(preview.body).toMatchObject({ key: 'ack.email', besideSend: '', dueAt: '2026-11-25T10:00:00.000Z' });
  expect(preview.body.words).toContain('Wir antworten bis Mittwoch, 25. November, 10:00 Uhr.');
});

test('a mail address belongs to one channel of the whole installation, and is free again when it is given up', async () => {
  const { lantern, harbour } = shops;
  const first = await lantern.call('POST', '/channels', {
    type: 'email',
    name: 'Help',
    settings: { address: 'Help@Lantern.example', aliases: ['hello@lantern.example'] },
  });
  expect(first).toMatchObject({
    status: 201,
    body: {
      address: 'help@lantern.example',
      settings: { address: 'help@lantern.example', aliases: ['hello@lantern.example'], senderName: '' },
    },
  });
  const taken = await harbour.call('POST', '/channels', { type: 'email', name: 'Theft', settings: { address: 'hello@lantern.example' } });
  expect(taken).toMatchObject({ status: 409, body: { code: 'address_taken' } });
  expect((await harbour.call('GET', '/channels')).body.items.map((one: { name: string }) => one.name)).toEqual([]);
  expect((await lantern.call('PATCH', `/channels/${first.body.id}`, { settings: { aliases: [] } })).status).toBe(200);
  expect(
    (await harbour.call('POST', '/channels', { type: 'email', name: 'Now free', settings: { address: 'hello@lantern.example' } })).status,
  ).toBe(201);
  for (const address of ['a@b@c.example', 'Mia <mia@x.example>', 'x@[127.0.0.1]', 'a\r\nb@x.example']) {
    expect(await lantern.call('POST', '/channels', { type: 'email', name: 'Odd', settings: { address } })).toMatchObject({
      status: 422,
      body: { code: 'address_invalid' },
    });
  }
});

test('an identity key goes in once and never comes out again, old and new live side by side', async () => {
  const { lantern } = shops;
  const { body: channel } = await lantern.call('POST', '/channels', { type: 'messenger', name: 'Shop' });
  const secret = 'correct horse battery staple and one more word';
  const jwk = JSON.stringify({ kty: 'OKP', crv: 'Ed25519', x: 'A'.repeat(43) });
  const answer = await lantern.call('PATCH', `/channels/${channel.id}`, { secrets: { identityKey: jwk, identityKeyOld: secret } });
  expect(answer).toMatchObject({ status: 200, body: { secretNames: ['identityKey', 'identityKeyOld'] } });
  const everything = JSON.stringify([
    answer.body,
    (await lantern.call('GET', '/channels')).body,
    await lastEvent(lantern, 'channel.changed'),
  ]);
  expect(everything).not.toContain('horse');
  const { platform } = shops.web.base;
  const loaded = await inWorkspace(platform.pool, lantern.id, (tx) => loadChannel(platform.keys, tx, lantern.id, channel.id));
  expect(loaded?.secrets).toEqual({ identityKey: jwk, identityKeyOld: secret });
  expect((await lantern.call('PATCH', `/channels/${channel.id}`, { secrets: { identityKeyOld: null } })).body.secretNames).toEqual([
    'identityKey',
  ]);
  for (const secrets of [
    { identityKey: 'short' },
    { password: secret },
    { identityKey: JSON.stringify({ kty: 'OKP', crv: 'Ed25519', x: 'A'.repeat(43), d: 'private' }) },
  ]) {
    expect(await lantern.call('PATCH', `/channels/${channel.id}`, { secrets })).toMatchObject({
      status: 400,
      body: { code: 'bad_request' },
    });
  }
});

test('unknown settings, foreign fields and polluted prototypes are refused and change nothing', async () => {
  const { lantern, harbour } = shops;
  const { body: channel } = await lantern.call('POST', '/channels', {
    type: 'messenger',
    name: 'Steady',
    settings: { allowedOrigins: ['https://a.example'] },
  });
  const before = (await lantern.call('GET', `/channels/${channel.id}`)).body;
  const bodies: unknown[] = [
    { state: 'open' },
    { workspaceId: harbour.id },
    { id: randomUUID() },
    { type: 'email' },
    { stance: { mode: 'live' } },
    { createdAt: '2020-01-01T00:00:00Z' },
    { secret: 'x' },
    { settings: { password: 'x' } },
    { settings: { allowedOrigins: ['https://a.example/path'] } },
    { settings: { allowedOrigins: ['javascript:alert(1)'] } },
    { settings: { accent: 'red;}' } },
    { settings: { constructor: { prototype: { polluted: 1 } } } },
  ];
  for (const body of bodies) expect((await lantern.call('PATCH', `/channels/${channel.id}`, body)).status, JSON.stringify(body)).toBe(400);
  const raw = await shops.web.app.inject({
    method: 'PATCH',
    url: `/api/v1/channels/${channel.id}`,
    headers: { 'content-type': 'application/json', origin: 'http://localhost', cookie: cookieOf(lantern) },
    payload: '{"settings":{"__proto__":{"polluted":1}}}',
  });
  expect(raw.statusCode).toBe(400);
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  expect((await lantern.call('GET', `/channels/${channel.id}`)).body).toEqual(before);
});

test('a neighbour with the right id is told the same as for an id that does not exist', async () => {
  const { lantern, harbour } = shops;
  const { body: channel } = await lantern.call('POST', '/channels', { type: 'messenger', name: 'Ours' });
  const shift = await lantern.call('POST', '/shifts', {
    memberId: lantern.ownerId,
    pool: 'async',
    startsAt: '2026-12-01T09:00:00Z',
    endsAt: '2026-12-01T17:00:00Z',
  });
  const policyId = await policyOf(lantern);
  expect([
    shift.status,
    (await lantern.call('PATCH', `/channels/${channel.id}`, { policyId })).status,
    (await lantern.call('GET', `/channels/${channel.id}/entry`)).status,
  ]).toEqual([201, 200, 200]);
  const tries: [Method, (id: string) => string, unknown?][] = [
    ['GET', (id) => `/channels/${id}`],
    ['PATCH', (id) => `/channels/${id}`, { name: 'Theirs' }],
    ['POST', (id) => `/channels/${id}/open`],
    ['POST', (id) => `/channels/${id}/close`],
    ['GET', (id) => `/channels/${id}/entry`],
  ];
  for (const [method, path, body] of tries) await expectSame(method, path(channel.id), path(randomUUID()), body);
  await expectSame('DELETE', `/shifts/${shift.body.id}`, `/shifts/${randomUUID()}`);
  const own = await harbour.call('POST', '/channels', { type: 'messenger', name: 'Harbour site' });
  const foreign = await harbour.call('PATCH', `/channels/${own.body.id}`, { policyId });
  const nowhere = await harbour.call('PATCH', `/channels/${own.body.id}`, { policyId: randomUUID() });
  expect([foreign.status, { ...foreign.body, instance: '' }]).toEqual([404, { ...nowhere.body, instance: '' }]);
  expect(
    (
      await harbour.call('POST', '/shifts', {
        memberId: lantern.ownerId,
        pool: 'live',
        startsAt: '2026-12-01T09:00:00Z',
        endsAt: '2026-12-01T17:00:00Z',
      })
    ).status,
  ).toBe(404);
  expect((await lantern.call('GET', `/channels/${channel.id}`)).body.name).toBe('Ours');

  async function expectSame(method: Method, real: string, absent: string, body?: unknown): Promise<void> {
    const [one, other] = [await harbour.call(method, real, body), await harbour.call(method, absent, body)];
    expect([one.status, { ...one.body, instance: '' }]).toEqual([404, { ...other.body, instance: '' }]);
  }
});

test('every channel is async: without a shift, on a shift without input, and with input where no manager allowed it', async () => {
  const { lantern } = shops;
  await lantern.call('POST', '/channels', { type: 'messenger', name: 'Stance' });
  const stance = async () =>
    new Set((await lantern.call('GET', '/channels')).body.items.map((one: { stance: object }) => JSON.stringify(one.stance)));
  expect(await stance()).toEqual(new Set([JSON.stringify({ mode: 'async', because: 'no_shift', onShiftCount: 0, presentCount: 0 })]));
  const shift = await lantern.call('POST', '/shifts', {
    memberId: lantern.ownerId,
    pool: 'live',
    startsAt: '2026-11-24T09:00:00Z',
    endsAt: '2026-11-24T17:00:00Z',
  });
  expect(await stance()).toEqual(new Set([JSON.stringify({ mode: 'async', because: 'no_input', onShiftCount: 1, presentCount: 0 })]));
  await lantern.inside((tx) =>
    tx.run(
      sql`update tenant.member set input_at = ${new Date(tuesdayAt - minuteMs).toISOString()} where workspace_id = ${lantern.id} and id = ${lantern.ownerId}`,
    ),
  );
  expect(await stance()).toEqual(new Set([JSON.stringify({ mode: 'async', because: 'not_allowed', onShiftCount: 1, presentCount: 1 })]));
  expect((await lantern.call('DELETE', `/shifts/${shift.body.id}`)).status).toBe(200);
  expect([...(await stance())][0]).toContain('no_shift');
  expect(
    (
      await lantern.call('POST', '/shifts', {
        memberId: lantern.ownerId,
        pool: 'live',
        startsAt: '2026-11-24T09:00:00Z',
        endsAt: '2026-11-26T17:00:00Z',
      })
    ).status,
  ).toBe(400);
});

test('an agent sees the channels and may not change them; a page that is not ours is refused', async () => {
  const { lantern, web } = shops;
  const noor = await web.join(lantern.owner, { name: 'Noor', email: 'noor@lantern.example', role: 'agent' });
  const first = await lantern.call('GET', '/channels?limit=1');
  expect(first.body.nextCursor).not.toBeNull();
  const second = await callAs(noor.visitor, 'GET', `/channels?limit=200&cursor=${first.body.nextCursor}`);
  expect(second.body.items.map((one: { id: string }) => one.id)).not.toContain(first.body.items[0].id);
  expect((await callAs(noor.visitor, 'POST', '/channels', { type: 'messenger', name: 'Mine' })).status).toBe(403);
  expect((await callAs(noor.visitor, 'POST', `/channels/${first.body.items[0].id}/close`)).status).toBe(403);
  for (const query of ['limit=100000', 'limit=0', 'cursor=%00', 'cursor=bm90IG91cnM', 'sort=secret', 'limit=1&limit=2'])
    expect((await callAs(noor.visitor, 'GET', `/channels?${query}`)).status, query).toBe(400);
});

function cookieOf(shop: TwoShops['lantern']): string {
  return [...shop.owner.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
}
