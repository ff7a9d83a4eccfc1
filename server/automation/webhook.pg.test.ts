/** Does another program hear of every change, signed, once it is able to listen, and can nobody use that to learn or steal anything? */
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { randomUUID } from 'node:crypto';
import { dayMs } from '@meanwhile/core/kernel/instant.ts';
import { sql } from 'kysely';
import { pino } from 'pino';
import { Webhook } from 'standardwebhooks';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { callAs, twoShops, type Shop, type TwoShops } from '../channel/two-shops.fixture.ts';
import { iso } from '../platform/db/instant.ts';
import { appendEvents } from '../platform/stream/append-event.ts';
import { registerTopicRoutes } from '../topic/topic.routes.ts';
import { startWebhooks } from './webhook.jobs.ts';
import { registerWebhookRoutes } from './webhook.routes.ts';

interface Heard {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

let shops: TwoShops;
let receiver: Server;
let base: string;
let running: { stop(): Promise<void> };
const heard: Heard[] = [];
const logged: string[] = [];
let answer: (response: ServerResponse, hit: Heard) => void = (response) => void response.writeHead(204).end();

beforeAll(async () => {
  receiver = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const hit = { path: request.url ?? '', headers: request.headers, body: Buffer.concat(chunks).toString() };
      heard.push(hit);
      answer(response, hit);
    });
  });
  await new Promise<void>((resolve) => void receiver.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;
  const log = pino({ level: 'trace' }, { write: (line: string) => void logged.push(line) });
  shops = await twoShops(
    (web, http) => {
      registerWebhookRoutes(web.app, http, { allowLoopback: true });
      registerTopicRoutes(web.app, http);
    },
    { log },
  );
  const { platform } = shops.web.base;
  running = await startWebhooks(platform, shops.web.base.access.configFor('jobs'), {
    allowLoopback: true,
    timeoutMs: 3_000,
    delaysMs: [100, 100, 200, 200],
  });
});
afterEach(() => {
  answer = (response) => void response.writeHead(204).end();
});
afterAll(async () => {
  await running.stop();
  await shops.close();
  receiver.close();
});

const onPath = (path: string) => heard.filter((hit) => hit.path === path);
const until = (look: () => Promise<void> | void) => vi.waitFor(look, { timeout: 30_000, interval: 100 });
const makeHook = (shop: Shop, path: string, types: string[] = ['workspace.changed']) =>
  shop.call('POST', '/webhooks', { url: `${base}${path}`, types });
const logOf = async (shop: Shop, id: string) =>
  (await shop.call('GET', `/webhooks/${id}/deliveries`)).body.items as {
    id: string;
    state: string;
    attemptCount: number;
    lastStatus: number | null;
    lastError: string | null;
    nextAttemptAt: string | null;
  }[];

test('every change arrives once, signed by Standard Webhooks, and the neighbour’s changes never do', async () => {
  const { lantern, harbour } = shops;
  const made = await makeHook(lantern, '/signed');
  expect(made).toMatchObject({ status: 201, body: { state: 'on', secret: expect.stringMatching(/^whsec_[A-Za-z0-9+/]{43}=$/) } });
  await harbour.call('POST', '/topics', { name: 'Canary of the harbour' });
  for (const name of ['Delivery', 'Returns', 'Press']) await lantern.call('POST', '/topics', { name });
  await until(() => expect(onPath('/signed')).toHaveLength(3));
  for (const hit of onPath('/signed')) {
    const message = new Webhook(made.body.secret).verify(hit.body, hit.headers as Record<string, string>) as {
      type: string;
      data: { id: string; payload: { topic: { name: string } } };
    };
    expect(message).toMatchObject({ type: 'workspace.changed', data: { actor: `member:${lantern.ownerId}` } });
    expect(hit.headers['webhook-id']).toBe(message.data.id);
    expect(() => new Webhook(made.body.secret).verify(`${hit.body} `, hit.headers as Record<string, string>)).toThrow(
      'No matching signature',
    );
  }
  expect(
    new Set(
      onPath('/signed').map((hit) => (JSON.parse(hit.body) as { data: { payload: { topic: { name: string } } } }).data.payload.topic.name),
    ),
  ).toEqual(new Set(['Delivery', 'Returns', 'Press']));
  expect(JSON.stringify(heard)).not.toContain('Canary');
  await until(async () =>
    expect((await logOf(lantern, made.body.id)).map((one) => [one.state, one.lastStatus])).toEqual([
      ['delivered', 204],
      ['delivered', 204],
      ['delivered', 204],
    ]),
  );
});

test('a receiver that is down gets it later with the same id, and is called failing until it takes one', async () => {
  const { lantern } = shops;
  const made = await makeHook(lantern, '/flaky');
  let attempts = 0;
  answer = (response, hit) =>
    void response
      .writeHead(hit.path !== '/flaky' || ++attempts > 4 ? 200 : attempts % 2 === 0 ? 500 : 302, { location: `${base}/elsewhere` })
      .end();
  await lantern.call('POST', '/topics', { name: 'Storm' });
  await until(async () =>
    expect((await lantern.call('GET', '/webhooks')).body.items.find((one: { id: string }) => one.id === made.body.id).state).toBe(
      'failing',
    ),
  );
  await until(async () =>
    expect(await logOf(lantern, made.body.id)).toMatchObject([{ state: 'delivered', attemptCount: 5, lastStatus: 200, lastError: null }]),
  );
  const hits = onPath('/flaky');
  expect(new Set(hits.map((hit) => hit.headers['webhook-id'])).size).toBe(1);
  expect(onPath('/elsewhere')).toEqual([]);
  await until(async () =>
    expect((await lantern.call('GET', '/webhooks')).body.items.find((one: { id: string }) => one.id === made.body.id).state).toBe('on'),
  );
});

test('what is given up stays in the log and is delivered once more when asked, one by one or for a span of time', async () => {
  const { lantern, web } = shops;
  const made = await makeHook(lantern, '/broken');
  answer = (response, hit) => void response.writeHead(hit.path === '/broken' ? 503 : 200).end();
  for (const name of ['First', 'Second']) await lantern.call('POST', '/topics', { name });
  await until(async () =>
    expect((await logOf(lantern, made.body.id)).map((one) => [one.state, one.attemptCount, one.lastError])).toEqual([
      ['given_up', 5, 'refused'],
      ['given_up', 5, 'refused'],
    ]),
  );
  answer = (response) => void response.writeHead(200).end();
  const [one] = await logOf(lantern, made.body.id);
  expect(await lantern.call('POST', `/webhooks/${made.body.id}/deliveries/${one!.id}/redeliver`, {})).toMatchObject({
    status: 200,
    body: { state: 'queued', attemptCount: 0 },
  });
  await until(async () =>
    expect((await logOf(lantern, made.body.id)).map((entry) => entry.state).toSorted()).toEqual(['delivered', 'given_up']),
  );
  const now = web.base.clock.nowAt();
  const span = { from: new Date(now - dayMs).toISOString(), to: new Date(now + dayMs).toISOString() };
  expect((await lantern.call('POST', `/webhooks/${made.body.id}/redeliver`, span)).body).toEqual({ count: 1 });
  await until(async () => expect((await logOf(lantern, made.body.id)).map((entry) => entry.state)).toEqual(['delivered', 'delivered']));
});

test('a change whose transaction took long is neither passed over nor told twice, and a job that was lost is found again', async () => {
  const { lantern, web } = shops;
  const made = await makeHook(lantern, '/patient', ['workspace.changed']);
  const { platform } = web.base;
  await lantern.inside(async (tx) => {
    await appendEvents({ tx, platform, workspaceId: lantern.id, at: platform.clock.nowAt() }, [
      { type: 'workspace.changed', audience: 'desk', actor: 'system', payload: { slow: true } },
    ]);
    await lantern.call('POST', '/topics', { name: 'Quick one' });
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(onPath('/patient')).toEqual([]);
  });
  await until(() =>
    expect(onPath('/patient').map((hit) => (JSON.parse(hit.body) as { data: { payload: object } }).data.payload)).toEqual(
      expect.arrayContaining([{ slow: true }, { topic: expect.objectContaining({ name: 'Quick one' }) }]),
    ),
  );
  await until(async () => expect((await logOf(lantern, made.body.id)).map((one) => one.state)).toEqual(['delivered', 'delivered']));
  expect(onPath('/patient')).toHaveLength(2);
  // As a worker leaves it that dies between its claim and its answer: nothing but the row is left.
  await lantern.inside((tx) =>
    tx.run(
      sql`update tenant.webhook_delivery set state = 'queued', next_attempt_at = ${iso(platform.clock.nowAt() - 1_000)}, settled_at = null where endpoint_id = ${made.body.id} and body like '%slow%'`,
    ),
  );
  await until(() => expect(onPath('/patient')).toHaveLength(3));
});

test('410 means never again, and switched off means nothing more until it is switched on', async () => {
  const { lantern } = shops;
  const made = await makeHook(lantern, '/gone');
  answer = (response, hit) => void response.writeHead(hit.path === '/gone' ? 410 : 200).end();
  await lantern.call('POST', '/topics', { name: 'Farewell' });
  await until(async () =>
    expect((await lantern.call('GET', '/webhooks')).body.items.find((one: { id: string }) => one.id === made.body.id).state).toBe('off'),
  );
  expect(await logOf(lantern, made.body.id)).toMatchObject([{ state: 'given_up', lastError: 'gone', attemptCount: 1 }]);
  expect(
    (await lantern.call('POST', `/webhooks/${made.body.id}/redeliver`, { from: '2020-01-01T00:00:00Z', to: '2040-01-01T00:00:00Z' }))
      .status,
  ).toBe(409);
  answer = (response) => void response.writeHead(200).end();
  await lantern.call('POST', '/topics', { name: 'Unheard' });
  expect((await lantern.call('PATCH', `/webhooks/${made.body.id}`, { state: 'on' })).body.state).toBe('on');
  await lantern.call('POST', '/topics', { name: 'Heard again' });
  await until(() =>
    expect(
      onPath('/gone')
        .map((hit) => hit.body)
        .join(),
    ).toContain('Heard again'),
  );
  expect(
    onPath('/gone')
      .map((hit) => hit.body)
      .join(),
  ).not.toContain('Unheard');
});

test('receivers that hang hold up neither each other nor the neighbour, and are asked one thing at a time until they answer', async () => {
  const { lantern, harbour } = shops;
  const open = new Map<string, number>();
  answer = (response, { path }) => {
    if (!path.startsWith('/hangs')) return void response.writeHead(204).end();
    open.set(path, (open.get(path) ?? 0) + 1);
    response.on('close', () => void open.set(path, (open.get(path) ?? 0) - 1));
  };
  const atOnce = (): number => [...open.values()].reduce((sum, count) => sum + count, 0);
  const hanging = [await makeHook(harbour, '/hangs-1'), await makeHook(harbour, '/hangs-2'), await makeHook(harbour, '/hangs-3')];
  for (let count = 0; count < 6; count += 1) await harbour.call('POST', '/topics', { name: `Nobody listens ${count}` });
  await until(() => expect(atOnce()).toBeGreaterThanOrEqual(6));
  expect(Math.max(...open.values())).toBeLessThanOrEqual(3);
  await makeHook(lantern, '/answers');
  await lantern.call('POST', '/topics', { name: 'Somebody listens' });
  await until(() => expect(onPath('/answers')).toHaveLength(1));
  const states = async () =>
    (await harbour.call('GET', '/webhooks')).body.items.filter((one: { url: string }) => one.url.includes('/hangs'));
  await until(async () => expect((await states()).map((one: { state: string }) => one.state)).toEqual(['failing', 'failing', 'failing']));
  await until(() => expect(Math.max(...open.values())).toBeLessThanOrEqual(1));
  for (const { body } of hanging) expect((await harbour.call('DELETE', `/webhooks/${body.id}`)).status).toBe(200);
}, 60_000);

test('while a secret is being changed both sign; the secret is nowhere but in the one answer', async () => {
  const { lantern } = shops;
  const key = randomUUID();
  const url = `${base}/rotating?k=receivers-own-secret`;
  const made = await lantern.call('POST', '/webhooks', { url, types: ['workspace.changed'] }, { 'idempotency-key': key });
  const repeated = await lantern.call('POST', '/webhooks', { url, types: ['workspace.changed'] }, { 'idempotency-key': key });
  expect([repeated.status, repeated.body]).toEqual([201, { ...made.body, secret: null }]);
  const rotated = await lantern.call('POST', `/webhooks/${made.body.id}/rotate-secret`, {});
  expect(rotated.body.secret).not.toBe(made.body.secret);
  await lantern.call('POST', '/topics', { name: 'Two signatures' });
  await until(() => expect(onPath('/rotating?k=receivers-own-secret')).toHaveLength(1));
  const [hit] = onPath('/rotating?k=receivers-own-secret');
  expect(String(hit!.headers['webhook-signature']).split(' ')).toHaveLength(2);
  for (const secret of [made.body.secret, rotated.body.secret])
    expect(new Webhook(secret).verify(hit!.body, hit!.headers as Record<string, string>)).toMatchObject({ type: 'workspace.changed' });
  const stored = await lantern.inside((tx) =>
    tx.rows(
      sql`select to_jsonb(e) as row from tenant.event e union all select to_jsonb(k) from tenant.idempotency_key k union all select to_jsonb(w) from tenant.webhook_endpoint w`,
    ),
  );
  const everywhere = JSON.stringify([stored, (await lantern.call('GET', '/webhooks')).body, await logOf(lantern, made.body.id), logged]);
  for (const secret of [made.body.secret, rotated.body.secret]) expect(everywhere).not.toContain(secret.slice('whsec_'.length));
  const events = await lantern.inside((tx) =>
    tx.rows(sql<{ payload: unknown }>`select payload from tenant.event where type = 'webhook.changed'`),
  );
  expect(JSON.stringify([events, logged])).not.toContain('receivers-own-secret');
});

test('an address inside, one that is ours, and one with a password are refused; the address of a webhook cannot be changed', async () => {
  const { lantern } = shops;
  for (const url of [
    'http://10.0.0.1/',
    'https://169.254.169.254/latest/meta-data',
    'https://[fd00::1]/',
    'https://user:pw@shop.example/',
    'https://intranet/',
    'https://db.internal/',
    'ftp://shop.example/',
    'http://shop.example/',
    base.replace('127.0.0.1', 'localhost'),
  ]) {
    expect(await lantern.call('POST', '/webhooks', { url, types: [] }), url).toMatchObject({ status: 422, body: { code: 'url_refused' } });
  }
  const made = await makeHook(lantern, '/fixed');
  for (const body of [
    { url: 'https://evil.example/' },
    { secret: 'whsec_AAAA' },
    { state: 'failing' },
    { types: ['nothing.known'] },
    { cursorXid: '1' },
    { workspaceId: shops.harbour.id },
  ]) {
    expect((await lantern.call('PATCH', `/webhooks/${made.body.id}`, body)).status, JSON.stringify(body)).toBe(400);
  }
  expect((await lantern.call('POST', '/webhooks', { url: `${base}/x`, types: ['member.*'] })).status).toBe(400);
});

test('the neighbour and the agent reach nothing of a webhook; a removed one is gone with its log', async () => {
  const { lantern, harbour, web } = shops;
  const made = await makeHook(lantern, '/ours');
  await lantern.call('POST', '/topics', { name: 'One for the log' });
  await until(async () => expect(await logOf(lantern, made.body.id)).toMatchObject([{ state: 'delivered' }]));
  const [one] = await logOf(lantern, made.body.id);
  const span = { from: '2020-01-01T00:00:00Z', to: '2040-01-01T00:00:00Z' };
  const own = await makeHook(harbour, '/harbour');
  for (const [method, path, body] of [
    ['PATCH', '', { state: 'off' }],
    ['DELETE', '', undefined],
    ['POST', '/rotate-secret', {}],
    ['GET', '/deliveries', undefined],
    ['POST', '/redeliver', span],
    ['POST', `/deliveries/${one!.id}/redeliver`, {}],
  ] as const) {
    const [theirs, nowhere] = [
      await harbour.call(method, `/webhooks/${made.body.id}${path}`, body),
      await harbour.call(method, `/webhooks/${randomUUID()}${path}`, body),
    ];
    expect([path, theirs.status, { ...theirs.body, instance: '' }]).toEqual([path, 404, { ...nowhere.body, instance: '' }]);
  }
  expect((await harbour.call('POST', `/webhooks/${own.body.id}/deliveries/${one!.id}/redeliver`, {})).status).toBe(404);
  const noor = await web.join(lantern.owner, { name: 'Noor', email: 'noor@lantern.example', role: 'manager' });
  expect((await callAs(noor.visitor, 'GET', '/webhooks')).status).toBe(403);
  expect((await lantern.call('DELETE', `/webhooks/${made.body.id}`)).status).toBe(200);
  expect((await lantern.call('GET', `/webhooks/${made.body.id}/deliveries`)).status).toBe(404);
  expect(await lantern.inside((tx) => tx.rows(sql`select 1 from tenant.webhook_delivery where endpoint_id = ${made.body.id}`))).toEqual([]);
});
