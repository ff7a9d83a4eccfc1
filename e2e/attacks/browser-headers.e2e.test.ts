/**
 * What may a browser do with our answers, and what may other pages make it do here? Attacks 88, 95, 96, 97 and 99 over every route the
 * router knows; the same in a real browser is `browser-tokens`.
 */
import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildOnce } from '../build-once.ts';
import { until } from '../harness.ts';
import { startCachingProxy } from './caching-proxy.ts';
import { expectNoCanaryCrossed, inside, messageWith, openAttackShop, visit, type AttackShop, type Person, type Visitor } from './set-up.ts';

interface Route {
  readonly method: string;
  readonly url: string;
  readonly permission?: string;
}

let shop: AttackShop;
let mia: Person;
let jonas: Visitor;
let routes: Route[];
let cookie: string;
let file: string;
const ids: Record<string, string> = {};

beforeAll(async () => {
  await buildOnce();
  shop = await openAttackShop();
  mia = await shop.owner('lantern');
  cookie = await until(
    'her cookie',
    async () =>
      new Promise<string | null>((resolve) => {
        shop.server.web!.app.server.once('request', (request) => resolve(request.headers.cookie ?? null));
        void mia.fetch('/healthz');
      }),
  );
  jonas = await visit(shop, shop.messengerId);
  const uploaded = ((await (await jonas.upload('plan.txt', 'a plan', 'text/plain')).json()) as { id: string }).id;
  await jonas.say('jonas-asks', { attachmentIds: [uploaded] });
  const message = await messageWith(shop.lantern, 'jonas-asks');
  const { customer } = (await shop.api('GET', `/cases/${message.caseId}`)).body;
  const members = (await shop.api('GET', '/members')).body.items;
  Object.assign(ids, {
    cases: message.caseId,
    messages: message.id,
    customers: customer.id,
    channels: shop.messengerId,
    attachments: uploaded,
    members: members[0].id,
  });
  file = (await jonas.history()).messages[0].attachments[0].url;
  routes = [...shop.server.web!.routes].filter((route) => route.method !== 'OPTIONS' && route.method !== 'HEAD');
});
afterAll(async () => {
  await expectNoCanaryCrossed(shop);
  await shop.close();
});

function pathOf({ url }: Route): string {
  if (url.endsWith('/files/:signed')) return file;
  const noun = url.split('/')[3] ?? '';
  return url
    .replace(':channel', shop.messengerId)
    .replace(':number', '1')
    .replace(':code', 'not_found')
    .replace('/*', '/x')
    .replaceAll(/:(\w+)/g, () => ids[noun] ?? randomUUID());
}
const gets = (): Route[] => routes.filter((route) => route.method === 'GET' && !route.url.endsWith('/stream'));
const facts = async (): Promise<string> =>
  JSON.stringify(
    await inside(
      shop,
      shop.workspaceId,
      `
  select (select count(*) from tenant.event where workspace_id = $1) as events, (select count(*) from tenant.member where removed_at is null and workspace_id = $1) as members, (select count(*) from tenant.message where workspace_id = $1) as messages,
    (select string_agg(state || coalesce(subject, '') || coalesce(assignee_id::text, ''), ',') from tenant."case" where workspace_id = $1) as cases, (select count(*) from tenant.api_token where workspace_id = $1) as tokens, (select count(*) from tenant.identity where workspace_id = $1) as identities`,
    ),
  );

/** What is the same for everybody and may be kept. */
const everybodys = /^\/(?:assets|messenger\/app|guide)\/|^\/(?:messenger\.js|favicon\.(?:svg|ico))$|^\/api\/docs\/js\//;

/** Every answer a stranger, a member and a customer can get: pages, files, the API, what is missing and what is broken. */
async function everyAnswer(): Promise<{ what: string; status: number; headers: Headers; url: string }[]> {
  const found: { what: string; status: number; headers: Headers; url: string }[] = [];
  const ask = async (what: string, url: string, init: RequestInit = {}): Promise<void> => {
    const answer = await fetch(`${shop.url}${url}`, { redirect: 'manual', ...init });
    await answer.arrayBuffer();
    found.push({ what, url, status: answer.status, headers: answer.headers });
  };
  for (const route of gets()) {
    const url = pathOf(route);
    await ask(`stranger GET ${route.url}`, url);
    await ask(`member GET ${route.url}`, url, { headers: { cookie } });
    if (url.startsWith('/m/')) await ask(`customer GET ${route.url}`, url, { headers: { authorization: `Bearer ${jonas.token}` } });
  }
  const assets = readdirSync(join(import.meta.dirname, '../../desk/dist/assets'));
  const app = readdirSync(join(import.meta.dirname, '../../messenger/dist/app'), { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.js'),
  );
  for (const path of [
    `/assets/${assets[0]}`,
    `/messenger/app/${app[0]}`,
    `/m/${shop.messengerId}?embed=1`,
    '/nothing',
    '/api/v1/nothing',
    '/assets/nothing.js',
    '/messenger/app/nothing.js',
    '/m/nothing',
    `/m/${randomUUID()}`,
    '/inbox/../../etc/passwd',
    '/assets/..%2f..%2fpackage.json',
    '/api/docs/nothing',
    '/problems/nothing',
    '/api/v1/cases?limit=0',
    '/%2e%2e/x',
    '//evil.example',
    '/api/v1/cases/%E0%A4%A',
    '/%',
    `/m/${'x'.repeat(300)}`,
  ])
    await ask(`GET ${path}`, path, { headers: { cookie } });
  await ask('bad json', '/api/v1/notes', {
    method: 'POST',
    headers: { authorization: `Bearer ${shop.token}`, 'content-type': 'application/json' },
    body: '{',
  });
  await ask('too large', '/api/v1/notes', {
    method: 'POST',
    headers: { authorization: `Bearer ${shop.token}`, 'content-type': 'application/json' },
    body: `"${'x'.repeat(1_100_000)}"`,
  });
  await ask('unknown kind', '/api/v1/notes', {
    method: 'POST',
    headers: { authorization: `Bearer ${shop.token}`, 'content-type': 'text/html' },
    body: '<p>',
  });
  await ask('other method', '/api/v1/cases', { method: 'DELETE', headers: { authorization: `Bearer ${shop.token}` } });
  await ask('foreign origin', '/api/v1/notes', { method: 'POST', headers: { cookie, origin: 'https://evil.example' } });
  await ask('form', `/m/${shop.messengerId}/form`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: 'text=x',
  });
  await ask('options', '/api/v1/cases', {
    method: 'OPTIONS',
    headers: { origin: 'https://evil.example', 'access-control-request-method': 'POST' },
  });
  await broken(() => ask('broken', '/api/v1/topics', { headers: { authorization: `Bearer ${shop.token}` } }));
  return found;
}

/** Takes a table away for a moment, so that the server fails as it would in a real fault. */
async function broken(work: () => Promise<void>): Promise<void> {
  const owner = new pg.Client({ ...(shop.server.platform.pool.options as pg.ClientConfig), user: 'meanwhile_owner' });
  await owner.connect();
  try {
    await owner.query('alter table tenant.topic rename to topic_away');
    await work();
  } finally {
    await owner.query('alter table tenant.topic_away rename to topic');
    await owner.end();
  }
}

test('attacks 95, 96, 97 and 99: every answer says what may run in it, who may frame it, that nobody keeps it, and that no other origin reads it', async () => {
  const answers = await everyAnswer();
  const statuses = new Set(answers.map((one) => one.status));
  for (const status of [200, 400, 401, 403, 404, 413, 415, 500]) expect([...statuses], `an answer with ${status}`).toContain(status);
  const wrong: string[] = [];
  for (const { what, url, status, headers } of answers) {
    const say = (trouble: string): void => void wrong.push(`${what} ${status}: ${trouble}`);
    const rules = new Map(
      (headers.get('content-security-policy') ?? '')
        .split(';')
        .map((rule) => rule.trim().split(/\s+/))
        .map(([name, ...values]) => [name, values]),
    );
    const scripts = rules.get('script-src') ?? rules.get('default-src');
    if (scripts === undefined) say('no policy for scripts');
    else if (
      scripts.some((source) => !["'none'", "'self'"].includes(source) && !(url.startsWith('/api/docs') && source === "'unsafe-eval'"))
    )
      say(`scripts from ${scripts}`);
    for (const name of ['object-src', 'base-uri']) if (rules.get(name)?.join() !== "'none'") say(`${name} ${rules.get(name)}`);
    if (rules.get('default-src')?.join() !== "'none'") say('default-src');
    if (rules.get('form-action')?.some((value) => !["'none'", "'self'"].includes(value)) ?? true) say('form-action');
    const framed = url.includes('embed=1') ? `'self',${shop.url}` : "'none'";
    if (rules.get('frame-ancestors')?.join() !== framed) say(`frame-ancestors ${rules.get('frame-ancestors')}`);
    if (headers.get('x-content-type-options') !== 'nosniff') say('nosniff');
    if (headers.get('referrer-policy') !== 'no-referrer') say('referrer-policy');
    const kept = everybodys.test(url) && status === 200;
    if (!kept && !/no-store/.test(headers.get('cache-control') ?? '')) say(`cache-control ${headers.get('cache-control')}`);
    for (const name of headers.keys()) if (name.startsWith('access-control-')) say(`${name} ${headers.get(name)}`);
    if (headers.has('x-powered-by') || headers.has('server')) say('says what it runs on');
  }
  expect(wrong).toEqual([]);
});

test('attack 99: whatever origin asks, no answer is opened to it', async () => {
  const { port } = new URL(shop.url);
  const origins = [
    'null',
    'https://evil.example',
    `${shop.url}.evil.example`,
    `http://evil-localhost:${port}`,
    `http://localhost:${port}@evil.example`,
    'http://localhost',
    `https://localhost:${port}`,
    '*',
    shop.url,
  ];
  const wrong: string[] = [];
  for (const origin of origins) {
    for (const [path, bearer] of [
      ['/api/v1/cases', shop.token],
      [`/m/${shop.messengerId}/messages`, jonas.token],
      [file, ''],
      ['/api/auth/ways', ''],
      ['/readyz', ''],
    ] as const) {
      const headers = { origin, cookie, ...(bearer === '' ? {} : { authorization: `Bearer ${bearer}` }) };
      const plain = await fetch(`${shop.url}${path}`, { headers });
      expect(plain.status, path).toBe(200);
      const asked = await fetch(`${shop.url}${path}`, {
        method: 'OPTIONS',
        headers: { origin, 'access-control-request-method': 'PATCH', 'access-control-request-headers': 'authorization,content-type' },
      });
      for (const answer of [plain, asked])
        for (const name of answer.headers.keys()) if (name.startsWith('access-control-')) wrong.push(`${origin} ${path} ${name}`);
      expect(asked.ok, path).toBe(false);
    }
  }
  expect(wrong).toEqual([]);
  // The loader alone may be used by other pages, as a script.
  expect((await fetch(`${shop.url}/messenger.js`)).headers.get('cross-origin-resource-policy')).toBe('cross-origin');
  expect((await fetch(`${shop.url}/api/v1/cases`, { headers: { cookie } })).headers.get('cross-origin-resource-policy')).toBe(
    'same-origin',
  );
});

test('attack 88: with her cookie on board, no other page can change anything, by no method and no content type', async () => {
  const subject = (value: string, headers: Record<string, string>, type = 'application/json'): Promise<Response> =>
    fetch(`${shop.url}/api/v1/cases/${ids['cases']}`, {
      method: 'PATCH',
      headers: { cookie, 'content-type': type, ...headers },
      body: JSON.stringify({ subject: value }),
    });
  expect((await subject('by Mia', { origin: shop.url, 'sec-fetch-site': 'same-origin' })).status).toBe(200);
  const before = await facts();
  const { port } = new URL(shop.url);
  const foreign: Record<string, string>[] = [
    { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { 'sec-fetch-site': 'none' },
    {},
    { origin: `${shop.url}.evil.example` },
    { origin: `http://localhost:${Number(port) + 1}`, 'sec-fetch-site': 'same-site' },
    { referer: `${shop.url}/inbox` },
    { origin: shop.url, 'sec-fetch-site': 'cross-site' },
    { origin: 'https://evil.example', 'sec-fetch-site': 'same-origin' },
  ];
  const open: string[] = [];
  for (const route of routes.filter((one) => one.method !== 'GET')) {
    for (const [index, headers] of foreign.entries()) {
      for (const type of [['application/json', 'text/plain', 'application/x-www-form-urlencoded'][index % 3]!]) {
        const answer = await fetch(`${shop.url}${pathOf(route)}`, {
          method: route.method,
          headers: { cookie, 'content-type': type, 'idempotency-key': randomUUID(), ...headers },
          body: '{}',
          redirect: 'manual',
        });
        // A form is answered with a page, which names no code.
        const isPage = !route.url.startsWith('/api/') && (answer.headers.get('content-type') ?? '').startsWith('text/html');
        if (answer.status !== 403 || (!isPage && ((await answer.json()) as { code: string }).code !== 'origin_refused'))
          open.push(`${route.method} ${route.url} ${JSON.stringify(headers)} ${type} ${answer.status}`);
      }
    }
  }
  expect(open).toEqual([]);
  expect(await facts()).toBe(before);
});

test('attack 88: a plain form or text is no JSON, another method cannot be claimed, and reading changes nothing', async () => {
  const before = await facts();
  const own = { cookie, origin: shop.url, 'sec-fetch-site': 'same-origin', 'idempotency-key': randomUUID() };
  const note = JSON.stringify({ caseId: ids['cases'], text: 'from a form' });
  for (const type of [
    'text/plain',
    'text/plain;charset=UTF-8',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/csp-report',
    'text/json',
    '',
  ]) {
    const answer = await fetch(`${shop.url}/api/v1/notes`, {
      method: 'POST',
      headers: { ...own, 'content-type': type },
      body: type.startsWith('multipart') ? '--x--\r\n' : note,
    });
    expect([400, 415], type).toContain(answer.status);
  }
  const member = `/api/v1/members/${ids['members']}`;
  for (const header of ['x-http-method-override', 'x-http-method', 'x-method-override']) {
    for (const method of ['GET', 'POST'])
      expect(
        (
          await fetch(`${shop.url}${member}?_method=DELETE`, {
            method,
            headers: { ...own, [header]: 'DELETE', 'content-type': 'application/json' },
            ...(method === 'POST' ? { body: '{"_method":"DELETE"}' } : {}),
          })
        ).status,
      ).toBe(404);
  }
  // Addresses of what changes things, asked with GET by an image or a link.
  for (const route of routes)
    for (const headers of [{ cookie }, { cookie, 'sec-fetch-site': 'cross-site', 'sec-fetch-dest': 'image' }])
      if (!route.url.endsWith('/stream')) await (await fetch(`${shop.url}${pathOf(route)}`, { headers, redirect: 'manual' })).arrayBuffer();
  expect(await facts()).toBe(before);
  expect((await fetch(`${shop.url}/api/v1/cases`, { headers: { cookie } })).status).toBe(200);
});

test('attack 95: every link that opens a new tab leaves it without a way back', () => {
  const root = join(import.meta.dirname, '../..');
  const links = ['desk/src', 'messenger', 'server'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.tsx?$/.test(name) && !/node_modules|dist|\.test\./.test(name))
      .flatMap((name) =>
        [...readFileSync(join(root, folder, name), 'utf8').matchAll(/<a\b[^<]*?target=["']_blank["'][^<]*?>/gs)].map(
          (match) => `${name}: ${match[0]}`,
        ),
      ),
  );
  expect(links.length).toBeGreaterThan(5);
  expect(links.filter((link) => !/rel="[^"]*\b(?:noopener|noreferrer)\b/.test(link))).toEqual([]);
});

test('attack 97: after signing out the same address, asked again or from another browser, gives nothing', async () => {
  const again = await shop.owner('lantern');
  const path = `/api/v1/cases/${ids['cases']}/thread`;
  const content = `/api/v1/attachments/${ids['attachments']}/content`;
  expect(await (await again.fetch(path)).text()).toContain('jonas-asks');
  expect(await (await again.fetch(content)).text()).toBe('a plan');
  expect(
    (await again.fetch('/api/auth/sign-out', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' })).status,
  ).toBe(200);
  for (const one of [path, content]) {
    expect((await again.fetch(one)).status).toBe(401);
    expect((await fetch(`${shop.url}${one}`)).status).toBe(401);
    expect(
      (await fetch(`${shop.url}${one}`, { headers: { 'if-none-match': '*', 'if-modified-since': new Date().toUTCString() } })).status,
    ).toBe(401);
  }
});

test('attack 97: a careless cache in between keeps what is everybody’s, and nothing of what one person was answered', async () => {
  const proxy = await startCachingProxy(shop.url);
  // The control: behind the same cache, a server that forbids nothing shows one person's answer to the next.
  const open = createServer((request, response) => void response.end(request.headers.cookie ?? 'nobody'));
  await new Promise<void>((resolve) => open.listen(0, 'localhost', resolve));
  const leaky = await startCachingProxy(`http://localhost:${(open.address() as AddressInfo).port}`);
  try {
    await (await fetch(leaky.url, { headers: { cookie: 'Mia' } })).text();
    expect(await (await fetch(leaky.url)).text()).toBe('Mia');

    const private_ = new RegExp(`jonas-asks|a plan|${shop.lantern.canary}`);
    const given = { own: 0, other: [] as string[] };
    for (const url of [...new Set(gets().map(pathOf)), '/inbox/all', '/messenger.js', '/messenger.js']) {
      const rightful = url.startsWith('/m/') ? { authorization: `Bearer ${jonas.token}` } : { cookie };
      const own = await (await fetch(`${proxy.url}${url}`, { headers: rightful, redirect: 'manual' })).text();
      if (private_.test(own)) given.own += 1;
      // A signed link opens its file for whoever holds it, cache or none.
      if (url === file) continue;
      const [stranger, direct] = await Promise.all([proxy.url, shop.url].map((base) => fetch(`${base}${url}`, { redirect: 'manual' })));
      if (private_.test(await stranger!.text()) || stranger!.status !== direct!.status) given.other.push(`stranger ${url}`);
      const theirs = await fetch(`${proxy.url}${url}`, { headers: { authorization: `Bearer ${shop.harbour.token}` }, redirect: 'manual' });
      if (private_.test(await theirs.text())) given.other.push(`Harbour Shop ${url}`);
    }
    expect(given.own).toBeGreaterThan(10);
    expect(given.other).toEqual([]);
    expect([...proxy.kept].filter((url) => !everybodys.test(url))).toEqual([]);
    expect((await fetch(`${proxy.url}/messenger.js`)).headers.get('x-cache')).toBe('hit');
  } finally {
    await Promise.all([proxy.close(), leaky.close(), new Promise((resolve) => open.close(resolve))]);
  }
});
