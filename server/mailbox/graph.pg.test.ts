/** Is a mailbox at Microsoft that is fetched by Graph fetched whole, each mail once, whatever Graph and the process do meanwhile? For Lantern Books. */
import { minuteMs, secondMs } from '@meanwhile/core/kernel/instant.ts';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { tuesdayAt, twoShops, writtenThread, type Shop, type TwoShops } from '../channel/two-shops.fixture.ts';
import { createIntake } from '../intake/intake.ts';
import { inWorkspace } from '../platform/db/transaction.ts';
import { startTestGraph, type TestGraph } from './graph.fixture.ts';
import { startTestProvider, type TestProvider } from './mail-provider.fixture.ts';
import { findMailbox } from './mailbox.store.ts';
import { mailboxSender, registerMailboxRoutes, startMailboxes, type MailboxOptions } from './mailbox.ts';

const client = { id: 'lantern.apps', secret: 'the-client-secret-of-lantern' };
const account = 'help@lantern.example';
let microsoft: TestProvider;
let graph: TestGraph;
let options: MailboxOptions;
let shops: TwoShops;
let lantern: Shop;
let channelId: string;
let mailboxId: string;

beforeAll(async () => {
  microsoft = await startTestProvider(client);
  graph = await startTestGraph(microsoft);
  options = { allowLoopback: true, listenMs: 100, providers: { microsoft: { ...microsoft.places, graphUrl: graph.url } } };
  shops = await twoShops((web, http) => registerMailboxRoutes(web.app, { ...http, resolveDns: async () => [] }, options), {
    nowAt: tuesdayAt,
  });
  ({ lantern } = shops);
  ({ channelId } = await writtenThread(shops, lantern, { name: 'Jonas', email: 'jonas@post.example', text: 'Is it open?' }));
  await lantern.call('PUT', '/mailbox-keys/microsoft', { clientId: client.id, clientSecret: client.secret });
});
afterAll(async () => {
  await shops?.close();
  await graph?.close();
  await microsoft?.close();
});
beforeEach(async () => {
  Object.assign(microsoft, { says: null, lastsS: 3_600 });
  graph.asked.length = 0;
});

async function signIn(way: 'imap' | 'graph', address = account) {
  const wish = { provider: 'microsoft', channelId, address, sends: true, way };
  const { body } = await lantern.call('POST', '/mailboxes/sign-in', wish);
  const code = microsoft.allow(body.url, address);
  const state = new URL(body.url).searchParams.get('state')!;
  const made = await lantern.call('POST', '/mailboxes/sign-in/finish', { provider: 'microsoft', state, code, proof: body.proof });
  expect(made.status).toBe(200);
  return { scope: new URL(body.url).searchParams.get('scope')!, mailbox: made.body };
}

const deliver = (from: number, to: number, over: { at?: number } = {}): void => {
  for (let n = from; n < to; n += 1) {
    const header = `From: jonas@post.example\r\nTo: ${account}\r\nSubject: Mail ${n}\r\nMessage-ID: <${n}@post.example>\r\nDate: Tue, 24 Nov 2026 10:00:00 +0000`;
    // Told apart by upper and lower case alone, as Graph's ids can be.
    const id = `AAk${n % 2 === 0 ? 'a' : 'A'}${Math.floor(n / 2)}/+=`;
    graph.mails.push({ id, raw: `${header}\r\n\r\nWhere is lamp ${n}?\r\n`, receivedAt: over.at ?? tuesdayAt + (n % 60) * secondMs });
  }
};
/** In a run that fetches until everything is ticked off. */
async function fetched(wanted: number, over: Partial<MailboxOptions> = {}): Promise<void> {
  const { platform } = shops.web.base;
  const running = startMailboxes(platform, createIntake(platform), { ...options, ...over });
  try {
    await vi.waitFor(async () => expect(await ticked()).toBe(wanted), { timeout: 60_000, interval: 100 });
  } finally {
    await running.stop();
  }
}
const count = (table: 'inbound' | 'mailbox_mail' | 'mailbox_item') =>
  lantern.inside(async (tx) =>
    Number(
      (await tx.row(sql<{ n: number }>`select count(*)::int as n from ${sql.table(`tenant.${table}`)} where workspace_id = ${lantern.id}`))!
        .n,
    ),
  );
const ticked = () => count('mailbox_mail');

test('two hundred mails come in, each once, and nothing there is marked, moved or sent', async () => {
  deliver(0, 200);
  deliver(900, 901, { at: tuesdayAt - 40 * 24 * 60 * minuteMs });
  const { scope, mailbox } = await signIn('graph');
  expect(scope.split(' ')).toEqual(
    expect.arrayContaining(['https://graph.microsoft.com/Mail.Read', 'https://graph.microsoft.com/Mail.Send']),
  );
  expect(scope).not.toContain('outlook.office.com');
  expect(mailbox).toMatchObject({ signIn: 'microsoft', imap: { port: expect.any(Number) }, state: 'on' });
  mailboxId = mailbox.id;
  await fetched(200);
  expect([await count('inbound'), await count('mailbox_item')]).toEqual([200, 201]);
  expect(graph.asked.every((one) => one.startsWith('GET '))).toBe(true);
  expect((await lantern.call('GET', `/mailboxes/${mailboxId}`)).body).toMatchObject({
    trouble: null,
    counts: expect.arrayContaining([expect.objectContaining({ there: 200, here: 200 })]),
  });
});

test('a place that Graph has lost is found again from the beginning, with nothing fetched twice', async () => {
  graph.loseLinks();
  deliver(200, 210);
  await fetched(210);
  expect(await count('inbound')).toBe(210);
  expect(graph.asked.filter((one) => one.endsWith('/$value'))).toHaveLength(10);
});

test('a process that ends between keeping mails and ticking them off leaves none out and none doubled', async () => {
  deliver(210, 260);
  let killed = false;
  const { platform } = shops.web.base;
  const dying = startMailboxes(platform, createIntake(platform), {
    ...options,
    afterStore: async () => {
      killed = true;
      throw new Error('the process ends here');
    },
  });
  await vi.waitFor(() => expect(killed).toBe(true), { timeout: 30_000, interval: 50 });
  await dying.stop();
  expect([await count('inbound'), await ticked()]).toEqual([235, 210]);
  await lantern.inside((tx) =>
    tx.run(sql`update work.item set due_at = ${new Date(tuesdayAt).toISOString()} where workspace_id = ${lantern.id} and kind = 'mailbox'`),
  );
  await fetched(260);
  expect([await count('inbound'), await count('mailbox_item')]).toEqual([260, 261]);
});

test('where Graph asks to wait it waits, and a token that ends on the way is renewed with the rights of Graph alone', async () => {
  deliver(260, 270);
  graph.says.push(
    { on: /delta/, status: 429, headers: { 'retry-after': '0' } },
    { on: /value/, status: 503, headers: { 'retry-after': '0' } },
    { on: /value/, status: 429, headers: { 'retry-after': '0' } },
  );
  microsoft.forgetTokens();
  await fetched(270);
  expect([await count('inbound'), graph.says.length]).toEqual([270, 0]);
  expect(microsoft.questions.at(-1)).toMatchObject({
    grant_type: 'refresh_token',
    scope: expect.stringContaining('graph.microsoft.com/Mail.Read'),
  });
  // What would have been named on another host is not followed, and the token not told there.
  const before = graph.asked.length;
  graph.says.push({ on: /delta/, status: 200, body: { value: [], '@odata.nextLink': 'https://graph.attacker.example/v1.0/me/x' } });
  const { platform } = shops.web.base;
  const running = startMailboxes(platform, createIntake(platform), options);
  await vi.waitFor(async () => expect((await lantern.call('GET', `/mailboxes/${mailboxId}`)).body.trouble).toBe('fault'), {
    timeout: 30_000,
    interval: 100,
  });
  await running.stop();
  expect(graph.asked.length).toBeGreaterThan(before);
});

test('answers leave by Graph as they were written, wait where it is busy, and are never sent again where nobody can say', async () => {
  const { platform } = shops.web.base;
  const send = async () => {
    const sender = await inWorkspace(platform.pool, lantern.id, (tx) =>
      mailboxSender(platform, tx, { workspaceId: lantern.id, channelId }, options),
    );
    return sender!.send({
      envelope: { from: account, to: ['jonas@post.example'] },
      raw: Buffer.from(`To: jonas@post.example\r\nSubject: Open\r\n\r\nYés.\r\n`),
    });
  };
  expect(await send()).toMatchObject({ outcome: 'accepted' });
  expect(graph.sent).toEqual([`To: jonas@post.example\r\nSubject: Open\r\n\r\nYés.\r\n`]);
  microsoft.forgetTokens();
  expect(await send()).toMatchObject({ outcome: 'accepted' });
  for (const [status, outcome] of [
    [429, { outcome: 'retry', retryAfterMs: 7_000 }],
    [400, { outcome: 'rejected', class: 'permanentContent' }],
    [504, { outcome: 'unknown' }],
  ] as const) {
    graph.says.push({ on: /sendMail/, status, headers: { 'retry-after': '7' } });
    expect(await send()).toMatchObject(outcome);
  }
  expect(graph.sent).toHaveLength(2);
});

test('Graph is Microsoft’s alone, and who signs in by IMAP is asked for the rights of IMAP', async () => {
  const wish = { provider: 'google', channelId, address: account, sends: true, way: 'graph' };
  await lantern.call('PUT', '/mailbox-keys/google', { clientId: client.id, clientSecret: client.secret });
  expect((await lantern.call('POST', '/mailboxes/sign-in', wish)).status).toBe(400);
  const { scope, mailbox } = await signIn('imap', 'other@lantern.example');
  expect(scope).toContain('outlook.office.com/IMAP.AccessAsUser.All');
  expect(scope).not.toContain('graph.microsoft.com');
  const row = await lantern.inside((tx) => findMailbox(tx, lantern.id, mailbox.id));
  expect(row!.access.way).toBeUndefined();
});
