/**
 * Does one shop see anything of another's? Harbour Shop has one of everything, with a word of its own in every text; the owner of Lantern Books
 * reads all there is to read and uses every id of Harbour Shop on every route with an id in its path (attack 55), and gets neither.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { randomUUID } from 'node:crypto';
import { openTelegramFake, type TelegramFake } from '@meanwhile/channels/telegram/telegram-fake.fixture.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fullSteps, type FullStep } from './full-steps.ts';
import { fillHarbour, type FullWorkspace } from './full-workspace.ts';
import { shownToNobody, withoutWords } from './full-columns.ts';
import { readEverything, type ReadAnswer } from './read-everything.ts';
import { isReady, openSocket, says, type Socket } from './socket.ts';
import { messageWith, openAttackShop, visit, type AttackShop, type Person } from './set-up.ts';

let shop: AttackShop;
let mia: Person;
let bots: TelegramFake;
let harbour: FullWorkspace;
let steps: FullStep[];
/** Things of Lantern Books, of the kinds that have something inside. */
const owns: Record<string, string> = {};
/** What both shops' desks, and a customer of Lantern Books, heard while Harbour Shop was filled. */
let heard: Record<'harbour' | 'lantern' | 'customer', Socket>;
const hooks = createServer((request, response) => {
  request.resume();
  request.on('end', () => response.writeHead(200, { 'content-type': 'application/json' }).end('{"title":"Kim","lines":[]}'));
});

beforeAll(async () => {
  await new Promise<void>((resolve) => hooks.listen(0, '127.0.0.1', resolve));
  bots = await openTelegramFake();
  shop = await openAttackShop({ allowLoopbackWebhooks: true, settings: { providerApiUrls: { telegram: bots.url } } });
  mia = await shop.owner('lantern');
  const own = await visit(shop, shop.messengerId);
  heard = {
    harbour: await openSocket(`${shop.url}/api/v1/stream`, { token: shop.harbour.token }),
    lantern: await openSocket(`${shop.url}/api/v1/stream`, { token: shop.token }),
    customer: await openSocket(`${shop.url}/m/${shop.messengerId}/stream`, { token: own.token }),
  };
  await Promise.all(Object.values(heard).map((line) => line.heard(isReady)));
  harbour = await fillHarbour(shop, `http://127.0.0.1:${(hooks.address() as AddressInfo).port}`);
  // After all of it, so that each line has heard what it is to hear.
  await own.say('Is my bell in stock?');
  const { caseId } = await messageWith(shop.lantern, 'Is my bell in stock?');
  await shop.api('POST', '/messages', { caseId, text: 'Two are left.', undoMs: 0 });
  await Promise.all([heard.lantern.heard(says('Two are left.')), heard.customer.heard(says('Two are left.'))]);
  await heard.harbour.heard(says(harbour.word('override')));
  const made = async (path: string, body: unknown): Promise<string> => (await shop.api('POST', path, body)).body.id;
  Object.assign(owns, {
    cases: caseId,
    customers: (await shop.api('GET', `/cases/${caseId}`)).body.customer.id,
    incidents: await made('/incidents', { title: 'Bells ring', entryTexts: {}, ackTexts: {}, channelIds: [] }),
    webhooks: await made('/webhooks', { url: 'https://hooks.lantern.example/in', types: ['message.received'] }),
  });
  // Without a worker: what moves at Harbour Shop from here on was moved by whoever asked.
  await shop.restart({ role: 'web' });
  steps = fullSteps(harbour.ids, harbour.word);
});
afterAll(async () => {
  for (const line of Object.values(heard)) line.close();
  await shop.close();
  await bots.close();
  hooks.closeAllConnections();
  await new Promise((resolve) => hooks.close(resolve));
});

/** Not ids but names: whoever uses one means their own row of that name, so asking for the other's is asking for one's own. */
const byName = ['PUT /mailbox-keys/{provider}', 'PUT /urgent-lines/{kind}/{language}', 'DELETE /mailbox-keys/{provider}'];
/** A name that neither shop has a row of, in place of the one that only Harbour Shop has. */
const nobodys: Readonly<Record<string, string>> = { provider: 'google', language: 'ja', number: '999999' };

interface Answer {
  readonly status: number;
  readonly text: string;
}

async function ask(who: Person, { route, path, body }: FullStep): Promise<Answer> {
  const [method, url] = route.split(' ') as [string, string];
  const answer = await who.fetch(`/api/v1${url.replaceAll(/\{(\w+)\}/g, (_all, name: string) => path[name]!)}`, {
    method,
    headers: { 'idempotency-key': randomUUID(), ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: answer.status, text: await answer.text() };
}

/** The answer without what was asked for, and without the number of the request. */
const plain = ({ status, text }: Answer, path: FullStep['path']): string =>
  Object.values(path).reduce(
    (left, value) => left.replaceAll(`/${value}`, '/…'),
    `${status} ${text.replaceAll(/"instance":"[^"]*"/g, '')}`,
  );

const missing = (path: FullStep['path'], names = Object.keys(path)): Record<string, string> =>
  Object.fromEntries(
    Object.entries(path).map(([name, value]) => [
      name,
      !names.includes(name) ? value : (nobodys[name] ?? (name === 'kind' ? value : randomUUID())),
    ]),
  );

/** Every row of Harbour Shop in every table of the catalogue, as one digest each. */
async function digests(): Promise<Record<string, string>> {
  const tables = await shop.behind<{ name: string }>(
    `select c.oid::regclass::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname in ('tenant', 'directory') and c.relkind in ('r', 'p') and not c.relispartition
       and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'workspace_id') order by 1`,
  );
  expect(tables.length).toBeGreaterThan(60);
  const all = tables.map(
    ({ name }) =>
      `select '${name}' as name, md5(coalesce(string_agg(t::text, ',' order by t::text), '')) as digest from ${name} t where workspace_id = $1`,
  );
  const rows = await shop.behind<{ name: string; digest: string }>(all.join(' union all '), [shop.harbour.id]);
  return Object.fromEntries(rows.map((row) => [row.name, row.digest]));
}

async function differing(tried: readonly FullStep[]): Promise<string[]> {
  const wrong: string[] = [];
  for (const step of tried) {
    const nothing = missing(step.path);
    const [theirs, none] = [await ask(mia, step), await ask(mia, { ...step, path: nothing })];
    if (plain(theirs, step.path) !== plain(none, nothing) || theirs.status !== 404)
      wrong.push(`${step.route}\n  ${plain(theirs, step.path)}\n  ${plain(none, nothing)}`);
    if (theirs.text.includes(harbour.root)) wrong.push(`${step.route} shows a word of theirs`);
  }
  return wrong;
}

test('every route with an id in its path is asked here', async () => {
  const { paths } = (await (await fetch(`${shop.url}/api/v1/openapi.json`)).json()) as { paths: Record<string, object> };
  const described = Object.entries(paths)
    .filter(([path]) => path.includes('{'))
    .flatMap(([path, verbs]) => Object.keys(verbs).map((verb) => `${verb.toUpperCase()} ${path.replace('/api/v1', '')}`));
  expect(described.length).toBeGreaterThan(100);
  expect(steps.map((step) => step.route).toSorted()).toEqual(described.toSorted());
});

interface Column {
  readonly name: string;
  /** The words of Harbour Shop that stand in it. */
  readonly words: string[];
}

/** Every column of text, lists of texts and JSON that a workspace owns, but for those whose values a constraint lists. */
async function columnsOfText(): Promise<Column[]> {
  const columns = await shop.behind<{ held_by: string; called: string }>(
    `select c.relname as held_by, a.attname as called from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid
     where n.nspname = 'tenant' and c.relkind in ('r', 'p') and not c.relispartition and a.attnum > 0 and not a.attisdropped
       and a.atttypid in ('text'::regtype, 'text[]'::regtype, 'json'::regtype, 'jsonb'::regtype, 'tsvector'::regtype)
       and not exists (select from pg_constraint k where k.conrelid = c.oid and k.contype = 'c' and k.conkey = array[a.attnum]
         and pg_get_constraintdef(k.oid) ~ '= (ANY \\(ARRAY\\[)?''')
     order by 1, 2`,
  );
  expect(columns.length).toBeGreaterThan(150);
  return Promise.all(
    columns.map(async ({ held_by: table, called }) => {
      const rows = await shop.behind<{ word: string }>(
        `select distinct m[1] as word from tenant."${table}", regexp_matches("${called}"::text, $2, 'g') m where workspace_id = $1`,
        [shop.harbour.id, `(${harbour.root}[a-z]*)`],
      );
      return { name: `${table}.${called}`, words: rows.map((row) => row.word) };
    }),
  );
}

test('every text a workspace can hold has a word of Harbour Shop in it, and its owner is shown each', async () => {
  const columns = await columnsOfText();
  const empty = columns.filter(({ name, words }) => words.length === 0 && !Object.hasOwn(withoutWords, name)).map(({ name }) => name);
  expect(empty, 'fill it in full-workspace.ts, or say in full-columns.ts why nobody’s words stand there').toEqual([]);
  const named = new Set(columns.map(({ name }) => name));
  expect(
    Object.keys(withoutWords).filter((name) => !named.has(name) || columns.some((one) => one.name === name && one.words.length > 0)),
  ).toEqual([]);
  const read = await readEverything(shop.url, harbour.person, { ids: harbour.ids, words: [harbour.word('message')], steps });
  expect(read.filter(({ status }) => status !== 200).map(({ path, status, text }) => `${path} ${status} ${text.slice(0, 200)}`)).toEqual(
    [],
  );
  const shown = [...read.map(({ text }) => text), heard.harbour.text()].join('\n');
  const unseen = columns.filter(({ words }) => words.length > 0 && !words.some((word) => shown.includes(word)));
  expect(unseen.map(({ name }) => name)).toEqual(Object.keys(shownToNobody).toSorted());
});

test('no word of Harbour Shop is in anything Lantern Books, its programs and its customers are given: every GET, search, stream and export', async () => {
  const words = ['bell', ...['message', 'mail', 'customer', 'subject', 'tag', 'note', 'domain'].map((of) => harbour.word(of))];
  const ids = {
    ...harbour.ids,
    customer: owns['customers']!,
    owner: harbour.ids['owner']!,
    calendar: (await shop.api('GET', '/calendars')).body.items[0].id,
  };
  const own: FullStep[] = steps
    .filter((step) => step.route.startsWith('GET ') && owns[step.route.split('/')[1]!] !== undefined)
    .map((step) => ({ ...step, path: { ...step.path, id: owns[step.route.split('/')[1]!]! } }));
  const programs = { fetch: (path: string) => fetch(`${shop.url}${path}`, { headers: { authorization: `Bearer ${shop.token}` } }) };
  const read: ReadAnswer[] = [];
  for (const who of [mia, programs]) read.push(...(await readEverything(shop.url, who, { ids, words, steps: [...own, ...steps] })));
  for (const path of ['', '?embed=1', '/entry']) {
    const answer = await fetch(`${shop.url}/m/${shop.messengerId}${path}`);
    read.push({ path: `/m${path}`, status: answer.status, text: await answer.text() });
  }
  expect(read.filter(({ path, status }) => status === 200 && path.startsWith('/cases/')).length).toBeGreaterThan(10);
  // What was asked for stands in the address of the next page only.
  const crossed = read.filter(({ text }) => text.includes(harbour.root));
  expect(
    crossed.map(({ path, text }) => `${path} ${text.slice(Math.max(0, text.indexOf(harbour.root) - 80), text.indexOf(harbour.root) + 60)}`),
  ).toEqual([]);
  expect(heard.lantern.text() + heard.customer.text()).not.toContain(harbour.root);
  const mails = shop.sink.mails.filter((mail) => mail.raw.includes(harbour.root));
  expect(mails.length).toBeGreaterThan(0);
  expect(mails.filter((mail) => mail.raw.includes('lantern.example'))).toEqual([]);
});

test('attack 55: an id of Harbour Shop is answered to Lantern Books like one that does not exist, and changes nothing there; its owner uses each', async () => {
  const tried = steps.filter((step) => !byName.includes(step.route));
  const before = await digests();
  expect(await differing(tried)).toEqual([]);
  expect(await digests()).toEqual(before);
  const wrong: string[] = [];
  for (const step of steps) {
    const { status, text } = await ask(harbour.person, step);
    if (status >= 300) wrong.push(`${step.route} as its owner: ${status} ${text}`);
  }
  expect(wrong).toEqual([]);
  expect(await differing(tried)).toEqual([]);
});

test('attack 55: what belongs to a thing of Harbour Shop is not reached through one’s own thing of that kind', async () => {
  const nested = steps.filter((step) => Object.keys(step.path).length === 2 && step.path['id'] !== undefined);
  expect(nested.length).toBeGreaterThan(6);
  const before = await digests();
  const wrong: string[] = [];
  for (const step of nested) {
    const id = owns[step.route.split('/')[1]!]!;
    const theirs = { ...step.path, id };
    const nothing = { ...missing(step.path), id };
    const [foreign, none] = [await ask(mia, { ...step, path: theirs }), await ask(mia, { ...step, path: nothing })];
    if (plain(foreign, theirs) !== plain(none, nothing))
      wrong.push(`${step.route}\n  ${plain(foreign, theirs)}\n  ${plain(none, nothing)}`);
  }
  expect(wrong).toEqual([]);
  expect(await digests()).toEqual(before);
});

test('names that are not ids mean one’s own row: Lantern Books writes its own and leaves Harbour Shop’s', async () => {
  const before = await digests();
  for (const step of steps.filter((one) => byName.includes(one.route))) expect((await ask(mia, step)).status, step.route).toBeLessThan(300);
  expect(await digests()).toEqual(before);
});
