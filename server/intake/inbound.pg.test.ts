/** Can people see, read, release and discard what was held back, without it ever running in their browser? */
import { randomBytes, randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { lastEvent, twoShops, writtenThread, type Thread, type TwoShops } from '../channel/two-shops.fixture.ts';
import { iso } from '../platform/db/instant.ts';
import { registerInboundRoutes } from './inbound.routes.ts';
import { createIntake, laneOf } from './take.ts';

let shops: TwoShops;
let thread: Thread;
beforeAll(async () => {
  shops = await twoShops((web, http) => registerInboundRoutes(web.app, http));
  thread = await writtenThread(shops, shops.lantern, { name: 'Ada', email: 'ada@post.example', text: 'Hello?' });
});
afterAll(() => shops.close());

const hostile = Buffer.from('From: <x@evil.example>\r\n\r\n<script>alert(document.domain)</script>\xff', 'latin1');
const workFor = (id: string) =>
  shops.lantern.inside((tx) =>
    tx.rows(sql<{ lane: number; ready: boolean }>`select lane, ready from work.item where kind = 'inbound' and row_id = ${id}`),
  );

/** Taken in for real, then held back as processing would. */
async function heldBack(raw: Buffer, parsed: object | null): Promise<string> {
  const { platform } = shops.web.base;
  const taken = await createIntake(platform).take({
    workspaceId: shops.lantern.id,
    channelId: thread.channelId,
    dedupeKey: randomUUID(),
    sender: 'x@evil.example',
    raw,
    ready: false,
    envelope: {
      mail: { mailFrom: 'x@evil.example', rcptTo: ['help@lantern.example'] },
      ...(parsed === null ? { unreadable: 'poison' } : {}),
    },
  });
  await shops.lantern.inside(async (tx) => {
    await tx.run(
      sql`update tenant.inbound set state = 'quarantined', reason = ${parsed === null ? 'poison' : 'failed_authentication'}, parsed = ${parsed === null ? null : JSON.stringify(parsed)}::jsonb, settled_at = ${iso(platform.clock.nowAt())} where id = ${taken.id}`,
    );
    await tx.run(sql`delete from work.item where row_id = ${taken.id}`);
  });
  return taken.id;
}

test('what is held back is listed with its reason, and the original is saved as plain text, byte for byte', async () => {
  const id = await heldBack(hostile, { event: { sender: { value: 'boss@lantern.example' }, subject: 'Invoice' } });
  const listed = await shops.lantern.call('GET', '/inbound?state=quarantined');
  expect(listed.body.items).toMatchObject([
    {
      id,
      state: 'quarantined',
      reason: 'failed_authentication',
      from: 'boss@lantern.example',
      subject: 'Invoice',
      sizeBytes: hostile.length,
    },
  ]);
  for (const raw of [hostile, randomBytes(400_000)]) {
    const inboundId = raw === hostile ? id : await heldBack(raw, null);
    const cookie = [...shops.lantern.owner.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await shops.web.app.inject({
      method: 'GET',
      url: `/api/v1/inbound/${inboundId}/raw?workspace=${shops.lantern.id}`,
      headers: { cookie },
    });
    expect([answer.statusCode, answer.rawPayload.equals(raw)]).toEqual([200, true]);
    expect(answer.headers).toMatchObject({
      'content-type': expect.stringMatching(/^text\/plain/),
      'content-disposition': `attachment; filename="${inboundId}.txt"`,
      'x-content-type-options': 'nosniff',
      'content-security-policy': "sandbox; default-src 'none'",
      'cache-control': 'no-store',
    });
  }
});

test('released mail goes on where it was: read mail is processed, unread mail is read first', async () => {
  const { lantern } = shops;
  for (const [parsed, ready] of [
    [{ event: { sender: { value: 'x@evil.example' } } }, true],
    [null, false],
  ] as const) {
    const id = await heldBack(hostile, parsed);
    expect(await lantern.call('POST', `/inbound/${id}/release`, {})).toMatchObject({
      status: 200,
      body: { state: 'pending', reason: null },
    });
    expect(await workFor(id)).toEqual([{ lane: laneOf(thread.channelId, 'x@evil.example'), ready }]);
    const row = await lantern.inside((tx) => tx.row(sql<{ envelope: object }>`select envelope from tenant.inbound where id = ${id}`));
    expect(row!.envelope).toEqual({ mail: { mailFrom: 'x@evil.example', rcptTo: ['help@lantern.example'] }, released: true });
    expect(await lastEvent(lantern, 'inbound.settled')).toMatchObject({ subject_id: id, payload: { as: 'released' } });
    expect((await lantern.call('POST', `/inbound/${id}/release`)).status).toBe(409);
    expect((await lantern.call('POST', `/inbound/${id}/discard`)).status).toBe(409);
  }
});

test('discarded is off the list and no longer released, and the bytes are still there', async () => {
  const { lantern } = shops;
  const id = await heldBack(hostile, { event: { sender: { value: 'x@evil.example' } } });
  expect((await lantern.call('POST', `/inbound/${id}/discard`)).body.state).toBe('discarded');
  expect((await lantern.call('POST', `/inbound/${id}/discard`)).body.state).toBe('discarded');
  expect((await lantern.call('POST', `/inbound/${id}/release`)).status).toBe(409);
  expect(JSON.stringify((await lantern.call('GET', '/inbound')).body)).not.toContain(id);
  expect((await lantern.call('GET', `/inbound/${id}/raw`)).status).toBe(200);
});

test('the neighbour can neither read nor release it, not even by naming the workspace', async () => {
  const { lantern, harbour } = shops;
  const id = await heldBack(hostile, { event: { sender: { value: 'x@evil.example' } } });
  expect((await lantern.call('GET', `/inbound/${id}/raw`)).status).toBe(200);
  for (const [method, verb] of [
    ['GET', 'raw'],
    ['POST', 'release'],
    ['POST', 'discard'],
  ] as const) {
    const [theirs, nowhere] = [
      await harbour.call(method, `/inbound/${id}/${verb}`),
      await harbour.call(method, `/inbound/${randomUUID()}/${verb}`),
    ];
    expect([theirs.status, { ...theirs.body, instance: '' }]).toEqual([404, { ...nowhere.body, instance: '' }]);
  }
  expect((await harbour.call('GET', `/inbound/${id}/raw?workspace=${lantern.id}`)).status).toBe(404);
  expect((await harbour.call('GET', '/inbound')).body.items).toEqual([]);
  expect((await lantern.call('POST', `/inbound/${id}/release`)).status).toBe(200);
});
