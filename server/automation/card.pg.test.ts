/** Cards from other systems beside a case: Mia runs Lantern Books, Noor answers there, Harbour Shop is next door, and the shop's server is not always kind. */
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { sql } from 'kysely';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { callAs, lastEvent, twoShops, writtenThread, type Thread, type TwoShops } from '../channel/two-shops.fixture.ts';
import { createGuardedFetch } from '../platform/http/guarded-fetch.ts';
import { createCardAsker } from './ask-card.ts';
import { registerCardRoutes } from './card.routes.ts';
import { findCard } from './card.store.ts';

interface Heard {
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: string;
}

let shops: TwoShops;
let thread: Thread;
let receiver: Server;
let base: string;
const heard: Heard[] = [];
const jonas = {
  title: 'Jonas Weber',
  lines: [{ label: 'Last order', value: 'A blue lamp', link: 'https://shop.lantern.example/orders/12' }],
};
const kind = (response: ServerResponse): void =>
  void response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(jonas));
let answers: Record<string, (response: ServerResponse) => void> = {};

beforeAll(async () => {
  receiver = createServer((request, response) => {
    const chunks: Buffer[] = [];
    response.on('error', () => undefined);
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const path = request.url ?? '';
      heard.push({ path, headers: request.headers as Record<string, string>, body: Buffer.concat(chunks).toString() });
      (answers[path] ?? kind)(response);
    });
  });
  await new Promise<void>((resolve) => void receiver.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;
  shops = await twoShops((web, http) => registerCardRoutes(web.app, http, { allowLoopback: true }), {});
  thread = await writtenThread(shops, shops.lantern, { name: 'Jonas Weber', email: 'jonas+1@post.example', text: 'Where is my lamp?' });
});
afterAll(async () => {
  await shops.close();
  receiver.closeAllConnections();
  receiver.close();
});

const onPath = (path: string) => heard.filter((hit) => hit.path === path);
const addLines = async (name: string, path: string) => {
  const made = await shops.lantern.call('POST', '/cards', { name, kind: 'lines', url: base + path });
  expect(made.status).toBe(201);
  return made.body as { id: string; secret: string };
};
const ask = (card: { id: string }) => shops.lantern.call('GET', `/cases/${thread.caseId}/cards/${card.id}`);

test('a link leads to the customer in the other system, by what is proved of them and by nothing they only said', async () => {
  const { lantern, harbour, web } = shops;
  const noor = await web.join(lantern.owner, { name: 'Noor', email: 'noor@lantern.example', role: 'agent' });
  const url = 'https://crm.lantern.example/find?mail={email}&case={caseNumber}';
  const made = await lantern.call('POST', '/cards', { name: 'In the till', kind: 'link', url });
  expect(made).toMatchObject({ status: 201, body: { name: 'In the till', kind: 'link', url, secret: null } });
  expect((await lastEvent(lantern, 'workspace.changed'))!.payload).toEqual({
    card: { id: made.body.id, name: 'In the till', kind: 'link' },
  });
  const path = `/cases/${thread.caseId}/cards`;
  const link = `https://crm.lantern.example/find?mail=jonas%2B1%40post.example&case=${thread.number}`;
  expect((await callAs(noor.visitor, 'GET', path)).body.items).toEqual([
    { id: made.body.id, name: 'In the till', kind: 'link', url: link, missing: [] },
  ]);
  // Next door, and one who only answers.
  expect((await harbour.call('GET', path)).status).toBe(404);
  expect((await harbour.call('GET', '/cards')).body.items).toEqual([]);
  expect((await harbour.call('PUT', `/cards/${made.body.id}`, { name: 'Ours', url })).status).toBe(404);
  expect((await harbour.call('DELETE', `/cards/${made.body.id}`)).status).toBe(404);
  for (const [method, where] of [
    ['GET', '/cards'],
    ['POST', '/cards'],
    ['PUT', `/cards/${made.body.id}`],
  ] as const)
    expect((await callAs(noor.visitor, method, where, method === 'GET' ? undefined : { name: 'x', kind: 'link', url })).status).toBe(403);
  await lantern.inside((tx) =>
    tx.run(sql`update tenant.identity set proof = 'claimed' where workspace_id = ${lantern.id} and customer_id = ${thread.customerId}`),
  );
  expect((await callAs(noor.visitor, 'GET', path)).body.items).toMatchObject([{ url: null, missing: ['email'] }]);
  await lantern.inside((tx) =>
    tx.run(sql`update tenant.identity set proof = 'channel' where workspace_id = ${lantern.id} and customer_id = ${thread.customerId}`),
  );
  expect((await lantern.call('POST', '/cards', { name: 'in the TILL', kind: 'link', url })).body.code).toBe('name_taken');
  const changed = await lantern.call('PUT', `/cards/${made.body.id}`, { name: 'Till', url: 'https://crm.lantern.example/{customerId}' });
  expect(changed.body.name).toBe('Till');
  expect((await callAs(noor.visitor, 'GET', path)).body.items[0].url).toBe(`https://crm.lantern.example/${thread.customerId}`);
  expect((await lantern.call('DELETE', `/cards/${made.body.id}`)).status).toBe(200);
  expect((await callAs(noor.visitor, 'GET', path)).body.items).toEqual([]);
});

test('a template that could lead elsewhere is refused, and a link of one’s own network is not', async () => {
  const { lantern } = shops;
  const add = (url: string) => lantern.call('POST', '/cards', { name: 'Intranet', kind: 'link', url });
  for (const url of [
    'http://crm.example/{email}',
    'javascript:alert({email})',
    'https://{email}/',
    'https://crm.example/{password}',
    'https://crm.example/',
  ])
    expect((await add(url)).body.code).toBe('url_refused');
  const made = await add('https://10.0.0.5/{email}');
  expect(made.status).toBe(201);
  await lantern.call('DELETE', `/cards/${made.body.id}`);
});

test('the shop’s own server is asked with the customer’s ids, signed like a webhook, and not again within a minute', async () => {
  const { lantern, web } = shops;
  const card = await addLines('Orders', '/orders');
  expect((await ask(card)).body).toEqual({ failure: null, ...jonas, askedAt: expect.any(String) });
  const [hit] = onPath('/orders');
  const sent = new Webhook(card.secret).verify(hit!.body, hit!.headers);
  expect(sent).toEqual({
    type: 'card.asked',
    cardId: card.id,
    customer: { id: thread.customerId, externalId: null, email: 'jonas+1@post.example', phone: null },
  });
  expect(() => new Webhook(card.secret).verify(`${hit!.body} `, hit!.headers)).toThrow('No matching signature');
  await Promise.all([ask(card), ask(card), ask(card)]);
  expect(onPath('/orders')).toHaveLength(1);
  // Another customer is another question.
  const other = await writtenThread(shops, lantern, { name: 'Ada', email: 'ada@post.example', text: 'And mine?' });
  expect((await lantern.call('GET', `/cases/${other.caseId}/cards/${card.id}`)).status).toBe(200);
  expect(onPath('/orders')).toHaveLength(2);
  web.base.clock.advance(61_000);
  await ask(card);
  expect(onPath('/orders')).toHaveLength(3);
  web.base.clock.run();
  // A new secret signs from now on; the old one signs along for a day.
  const fresh = await lantern.call('POST', `/cards/${card.id}/rotate-secret`, {});
  expect(fresh.body.secret).not.toBe(card.secret);
  const third = await writtenThread(shops, lantern, { name: 'Lea', email: 'lea@post.example', text: 'Mine too?' });
  await lantern.call('GET', `/cases/${third.caseId}/cards/${card.id}`);
  const last = onPath('/orders').at(-1)!;
  for (const secret of [card.secret, fresh.body.secret as string]) expect(new Webhook(secret).verify(last.body, last.headers)).toBeTruthy();
  expect((await lantern.call('GET', '/cards')).body.items[0]).not.toHaveProperty('secret');
});

test('neither another shop nor a stranger has it asked', async () => {
  const { harbour, web } = shops;
  const card = await addLines('Stock', '/stock');
  expect((await ask(card)).status).toBe(200);
  const foreign = await writtenThread(shops, harbour, { name: 'Ole', email: 'ole@post.example', text: 'Hello' });
  expect((await harbour.call('GET', `/cases/${foreign.caseId}/cards/${card.id}`)).status).toBe(404);
  expect((await harbour.call('GET', `/cases/${thread.caseId}/cards/${card.id}`)).status).toBe(404);
  expect((await shops.lantern.call('GET', `/cases/${foreign.caseId}/cards/${card.id}`)).status).toBe(404);
  expect((await web.visitor().get(`/api/v1/cases/${thread.caseId}/cards/${card.id}`)).status).toBe(401);
  expect(onPath('/stock')).toHaveLength(1);
});

test('a server that is slow, huge, elsewhere or says nonsense is named in a word, and what it sent is not shown', async () => {
  const json = (value: unknown) => (response: ServerResponse) => void response.writeHead(200).end(JSON.stringify(value));
  const line = { label: 'Order', value: '12' };
  answers = {
    '/redirect': (response) => void response.writeHead(302, { location: `${base}/inside` }).end(),
    '/no': (response) => void response.writeHead(403).end(JSON.stringify(jonas)),
    '/silent': () => undefined,
    '/dripping': (response) => void response.writeHead(200).write('{"lines":['),
    '/huge': (response) => {
      response.writeHead(200);
      for (let sent = 0; sent < 10; sent += 1) response.write(Buffer.alloc(1024 * 1024, 0x20));
      response.end(JSON.stringify(jonas));
    },
    '/words': (response) => void response.writeHead(200).end('<h1>It works</h1>'),
    '/many': json({ lines: Array.from({ length: 21 }, () => line) }),
    '/long': json({ lines: [{ ...line, value: 'x'.repeat(501) }] }),
    '/script': json({ lines: [{ ...line, link: 'javascript:alert(1)' }] }),
    '/plain-http': json({ lines: [{ ...line, link: 'http://shop.lantern.example/' }] }),
    '/nested': json({ lines: [{ ...line, value: { html: '<b>12</b>' } }] }),
  };
  const wanted = {
    redirect: 'redirect',
    no: 'refused',
    silent: 'timed_out',
    dripping: 'timed_out',
    huge: 'too_large',
    words: 'unreadable',
    many: 'unreadable',
    long: 'unreadable',
    script: 'unreadable',
    'plain-http': 'unreadable',
    nested: 'unreadable',
  };
  const found = await Promise.all(
    Object.entries(wanted).map(async ([name]) => {
      const card = await addLines(`Odd ${name}`, `/${name}`);
      const answer = await ask(card);
      await shops.lantern.call('DELETE', `/cards/${card.id}`);
      expect(answer).toMatchObject({ status: 200, body: { title: null, lines: [] } });
      return [name, answer.body.failure];
    }),
  );
  expect(Object.fromEntries(found)).toEqual(wanted);
  expect(onPath('/inside')).toEqual([]);
});

test('what it says is text and nothing else: marks nobody sees are taken out, markup stays as it was typed', async () => {
  const tag = '<img src=x onerror=alert(7)>';
  answers = {
    '/markup': (response) =>
      void response
        .writeHead(200)
        .end(JSON.stringify({ title: `Jo${'\u202e'}nas`, lines: [{ label: tag, value: `${tag}\n\u2066x` }], more: tag })),
  };
  const answer = await ask(await addLines('Markup', '/markup'));
  expect(answer.body).toMatchObject({ failure: null, title: 'Jonas', lines: [{ label: tag, value: `${tag} x`, link: null }] });
  expect(answer.body).not.toHaveProperty('more');
  expect(answer.headers['content-type']).toMatch(/^application\/json/);
});

test('no card leads into our own network, by its number, its name, or what the name turns out to be', async () => {
  const { lantern, web } = shops;
  const { platform } = web.base;
  const add = (url: string) => lantern.call('POST', '/cards', { name: 'Inside', kind: 'lines', url });
  const made = await addLines('Ours', '/ours');
  const refused = [
    'http://shop.lantern.example/card',
    'https://10.0.0.5/',
    'https://169.254.169.254/latest',
    'https://[::ffff:10.0.0.5]/',
    'https://db.internal/',
    'https://mia:x@shop.lantern.example/',
    platform.settings.publicUrl,
  ];
  for (const url of refused) expect([url, (await add(url)).body.code]).toEqual([url, 'url_refused']);
  expect((await lantern.call('PUT', `/cards/${made.id}`, { name: 'Ours', url: 'https://10.0.0.5/' })).body.code).toBe('url_refused');
  // What is asked as the product does it, this machine being inside: neither by its number nor by a name that turns out to be it.
  const row = (await lantern.inside((tx) => findCard(tx, lantern.id, made.id)))!;
  const ids = { customerId: thread.customerId, externalId: null, email: null, phone: null, caseNumber: null };
  const loose = createGuardedFetch({ allowLoopback: true, timeoutMs: 2_000 });
  const strict = createGuardedFetch({ timeoutMs: 2_000, resolve: async () => ['127.0.0.1'] });
  try {
    expect((await createCardAsker(platform, loose).ask(row, ids)).outcome).toMatchObject({ answer: { title: jonas.title } });
    const before = heard.length;
    const { port } = new URL(base);
    for (const url of [row.url, `https://127.0.0.1:${port}/ours`, `https://shop.lantern.example:${port}/ours`])
      expect((await createCardAsker(platform, strict).ask({ ...row, url }, ids)).outcome).toEqual({ failure: 'unreachable' });
    expect(heard).toHaveLength(before);
  } finally {
    await Promise.all([loose.close(), strict.close()]);
  }
});
