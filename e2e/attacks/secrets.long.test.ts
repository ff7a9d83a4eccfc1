/**
 * Who gets to see a secret, and where does it lie? Attacks 61, 66 and 70: real secrets of every kind are made, and their values looked for in
 * every answer to every role, in everything that is built for browsers, and in every row of the database.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { joinAs, type Joined } from './join.ts';
import { roles } from './role-matrix.ts';
import { expectNoCanaryCrossed, messageWith, openAttackShop, visit, type AttackShop, type Person, type Visitor } from './set-up.ts';

const metricsToken = randomBytes(24).toString('hex');
const oidcSecret = `oidc-${randomBytes(18).toString('hex')}`;
let shop: AttackShop;
let mia: Person;
let jonas: Visitor;
const people: (readonly [string, Joined])[] = [];
/** By what they are; each was seen once by who may see it. */
const secrets = new Map<string, string>();
const plant = (what: string, value: unknown): void => {
  if (typeof value !== 'string' || value.length < 16) throw new Error(`${what} is no secret: ${String(value)}`);
  secrets.set(what, value);
};

const send = async (who: Person, method: string, path: string, body?: unknown): Promise<any> => {
  const answer = await who.fetch(path, {
    method,
    headers: { 'content-type': 'application/json', 'idempotency-key': randomUUID() },
    body: JSON.stringify(body ?? {}),
  });
  expect(answer.status, `${method} ${path} ${await answer.clone().text()}`).toBeLessThan(300);
  return answer.json();
};

beforeAll(async () => {
  shop = await openAttackShop({
    settings: { metricsToken },
    env: { OIDC_ISSUER: 'http://127.0.0.1:9', OIDC_CLIENT_ID: 'meanwhile', OIDC_CLIENT_SECRET: oidcSecret },
  });
  mia = await shop.owner('lantern');
  for (const role of roles) people.push([role, await joinAs(shop, mia, `The-${role}`, role)]);
  jonas = await visit(shop, shop.messengerId);
  const file = ((await (await jonas.upload('plan.txt', 'plan', 'text/plain')).json()) as { id: string }).id;
  await jonas.say('jonas61 asks', { attachmentIds: [file] });
  const { caseId } = await messageWith(shop.lantern, 'jonas61 asks');
  await shop.api('POST', '/messages', { caseId, text: 'answer61' });
  await plantAll();
});
afterAll(async () => {
  await expectNoCanaryCrossed(shop);
  await shop.close();
});

async function plantAll(): Promise<void> {
  plant('metrics token', metricsToken);
  plant('client secret of the identity provider', oidcSecret);
  plant('visitor token', jonas.token);
  plant('API token of the set-up', shop.token);
  const identityKey = randomBytes(32).toString('base64url');
  await send(mia, 'PATCH', `/api/v1/channels/${shop.messengerId}`, { secrets: { identityKey } });
  plant('identity key of the site', identityKey);
  plant('API token', (await send(mia, 'POST', '/api/v1/tokens', { name: 'till', scopes: ['*'] })).token);
  const hook = await send(mia, 'POST', '/api/v1/webhooks', { url: 'https://hooks.lantern.example/in', types: [] });
  plant('webhook secret', hook.secret);
  plant('webhook secret, rotated', (await send(mia, 'POST', `/api/v1/webhooks/${hook.id}/rotate-secret`)).secret);
  plant('stream ticket', (await send(mia, 'POST', '/api/v1/stream-tickets')).token);
  plant('sign-in link', (await shop.signInUrl()).split('#t=')[1]);
  await send(mia, 'POST', '/api/v1/invitations', { email: 'late@staff.example', role: 'agent' });
  const [role, person] = people.at(-1)!;
  expect(role).toBe('owner');
  const enabled = await send(person, 'POST', '/api/auth/two-factor/enable', { password: person.password });
  plant('seed of the authenticator', new URL(enabled.totpURI).searchParams.get('secret'));
  for (const [at, code] of (enabled.backupCodes as string[]).entries()) secrets.set(`recovery code ${at}`, code);
  for (const [name, one] of people) {
    plant(`password of the ${name}`, one.password);
    // The part of a cookie that nobody can make: what the server signed it with.
    plant(`session of the ${name}`, decodeURIComponent(one.cookie.split('=').slice(1).join('=')));
  }
}

/** The ways a value can be written down. */
const written = new Map<string, string[]>();
function waysToWrite(value: string): string[] {
  const known = written.get(value);
  if (known !== undefined) return known;
  const bytes = Buffer.from(value);
  const ways = [
    value,
    encodeURIComponent(value),
    bytes.toString('base64').replace(/=+$/, ''),
    bytes.toString('hex'),
    JSON.stringify(value).slice(1, -1),
  ];
  written.set(value, ways);
  return ways;
}
const found = (text: string): string[] =>
  [...secrets].filter(([, value]) => waysToWrite(value).some((one) => text.includes(one))).map(([what]) => what);

test('attack 61: no answer to any role, to a customer or to a stranger holds a secret, whatever is asked for', async () => {
  // The search finds what is there: each secret in a text of its own kind.
  for (const [what, value] of secrets) expect(found(`{"some":"${value}"}`)).toContain(what);
  const routes = (shop.server.web!.routes as { method: string; url: string }[]).filter((route) => route.method === 'GET');
  const ids: Record<string, string> = {};
  for (const noun of ['cases', 'customers', 'messages', 'channels', 'members', 'calendars', 'tokens', 'webhooks', 'inbound', 'deliveries'])
    ids[noun] = (await (await mia.fetch(`/api/v1/${noun}?limit=1`)).json()).items?.[0]?.id ?? randomUUID();
  ids['channels'] = shop.messengerId;
  const pathOf = (url: string): string =>
    url
      .replace(':channel', shop.messengerId)
      .replace(':number', '1')
      .replace(/:(\w+)/g, (_all, name: string) => (name === 'id' ? (ids[url.split('/')[3]!] ?? randomUUID()) : 'x'))
      .replace('*', 'index.html');
  const askers: (readonly [string, Person])[] = [
    ...people,
    ['customer', { fetch: (path) => fetch(`${shop.url}${path}`, { headers: { authorization: `Bearer ${jonas.token}` } }) }],
    ['stranger', { fetch: (path) => fetch(`${shop.url}${path}`) }],
    ['owner of another workspace', await shop.owner('harbour')],
  ];
  const leaks: string[] = [];
  let answered = 0;
  for (const [who, person] of askers)
    for (const { url } of routes) {
      if (url.endsWith('/stream')) continue;
      const answer = await person.fetch(pathOf(url), { redirect: 'manual' });
      const text = `${JSON.stringify([...answer.headers])}\n${await answer.text()}`;
      if (answer.status === 200) answered += 1;
      for (const what of found(text)) leaks.push(`${who}: ${url} shows the ${what}`);
      if (answer.status >= 500) leaks.push(`${who}: ${url} is a fault`);
    }
  expect(leaks).toEqual([]);
  expect(answered).toBeGreaterThan(200);
});

test('attack 70: every row of the database together gives nobody a secret, a way in or a cookie', async () => {
  const tables = await shop.behind<{ name: string }>(
    `select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind in ('r', 'p') and not c.relispartition and n.nspname not in ('pg_catalog', 'information_schema')`,
  );
  expect(tables.length).toBeGreaterThan(30);
  let all = '';
  for (const { name } of tables) {
    const [row] = await shop.behind<{ text: string | null }>(`select json_agg(t)::text as text from ${name} t`);
    all += `${name}: ${row!.text ?? ''}\n`;
  }
  // The dump is one: names and addresses are in it, and so is what is kept of secrets.
  expect(all).toContain('late@staff.example');
  expect(all).toContain('till');
  expect(found(all)).toEqual([]);
  // What is kept of a session is no cookie: alone, signed by a guess, or with another’s signature it lets nobody in.
  const kept = await shop.behind<{ token: string }>('select token from accounts.session');
  expect(kept.length).toBeGreaterThanOrEqual(people.length);
  const [name, signed] = people[0]![1].cookie.split('=') as [string, string];
  const signature = decodeURIComponent(signed).split('.')[1]!;
  const status = async (cookie: string): Promise<number> => (await fetch(`${shop.url}/api/v1/cases`, { headers: { cookie } })).status;
  expect(await status(`${name}=${signed}`)).toBe(200);
  for (const { token } of kept) {
    const isOwn = decodeURIComponent(signed).startsWith(token);
    for (const cookie of [
      token,
      `${token}.`,
      `${token}.${Buffer.from(token).toString('base64')}`,
      ...(isOwn ? [] : [`${token}.${signature}`]),
    ])
      expect([cookie, await status(`${name}=${encodeURIComponent(cookie)}`)]).toEqual([cookie, 401]);
  }
});

test('attack 66: nothing built for browsers carries its source, and what tells of the inside is not told to strangers', async () => {
  const root = join(import.meta.dirname, '..', '..');
  const built: string[] = [];
  for (const folder of ['desk/dist', 'messenger/dist'])
    for (const file of await readdir(join(root, folder), { recursive: true })) built.push(join(folder, file));
  const scripts = built.filter((file) => file.endsWith('.js'));
  expect(scripts.length).toBeGreaterThan(5);
  expect(built.filter((file) => file.endsWith('.map'))).toEqual([]);
  for (const file of scripts)
    expect([file, /[#@] ?sourceMappingURL=/.test(await readFile(join(root, file), 'utf8'))]).toEqual([file, false]);
  // By their real names: each is served, and beside it there is nothing.
  for (const file of scripts.slice(0, 12)) {
    const path = file.replace('desk/dist', '').replace('messenger/dist/app', '/messenger/app').replace('messenger/dist', '');
    expect([path, (await fetch(`${shop.url}${path}`)).status]).toEqual([path, 200]);
    expect([path, (await fetch(`${shop.url}${path}.map`)).status]).toEqual([path, 404]);
  }
  expect(await (await fetch(`${shop.url}/healthz`)).json()).toEqual({ alive: true });
  const ready = await (await fetch(`${shop.url}/readyz`)).text();
  expect(ready).not.toMatch(/postgres|version|error|stack|\d+\.\d+\.\d+|\/(?:tmp|home|root)/i);
  expect((await fetch(`${shop.url}/metrics`)).status).toBe(404);
  const metrics = await fetch(`${shop.url}/metrics`, { headers: { authorization: `Bearer ${metricsToken}` } });
  expect(metrics.status).toBe(200);
  // Figures, by kinds: no name, address, id or secret of anybody (attack 125).
  const text = await metrics.text();
  expect(text).toMatch(/^# TYPE /m);
  expect(found(text)).toEqual([]);
  expect(text).not.toMatch(/@|canary|jonas|[0-9a-f]{8}-[0-9a-f]{4}-/i);
});
