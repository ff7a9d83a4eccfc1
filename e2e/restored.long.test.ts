/**
 * Does a restored installation say anything twice? A backup of a shop in the middle of its work: sent, being sent, unknown, waiting for a busy mail
 * server, written for later, an answer to all, times that fall due. The shop goes on for a while; then the backup comes back, after all of that
 * was due, and a whole server works on it. Nothing goes out but what a person asks for, once, and what is new.
 */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSink, type Sink } from '@meanwhile/channels/email/smtp-sink.fixture.ts';
import type { RunningServer } from '@meanwhile/server/main.ts';
import { readBackup } from '@meanwhile/server/platform/backup/read-backup.ts';
import { writeBackup } from '@meanwhile/server/platform/backup/write-backup.ts';
import { keysFrom } from '@meanwhile/server/platform/keys.ts';
import type { DatabaseAccess } from '@meanwhile/server/platform/postgres/database-access.ts';
import { openExternal } from '@meanwhile/server/platform/postgres/external.ts';
import { testDatabase } from '@meanwhile/server/platform/postgres/test-cluster.ts';
import { peerIsMissing, startPeer } from '@meanwhile/server/platform/postgres/test-peer.ts';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rawMail, signed, resolveDns, visit } from './attacks/set-up.ts';
import { sendSmtp } from './attacks/raw-smtp.ts';
import { apiOf, openShop, until, type Shop } from './harness.ts';

const missing = peerIsMissing(15);
if (missing !== null) console.warn(`skipped: ${missing}`);

const dayMs = 86_400_000;
const shopMail = 'support@lantern.example';
const inDays = (days: number): string => new Date(Date.now() + days * dayMs).toISOString();

let shop: Shop;
let sink: Sink;
let isBusy = false;
/** Held at the hook after the mail server took the answer, and before that is noted. */
let hangs: string | null = null;
let letGo = (): void => undefined;
const hooks: { id: string; body: string }[] = [];
const hookServer = createServer((request, response) => {
  let body = '';
  request.on('data', (chunk) => (body += chunk));
  request.on('end', () => {
    hooks.push({ id: String(request.headers['webhook-id']), body });
    response.writeHead(isBusy ? 503 : 200).end();
  });
});
let folder: string;
let file: string;
const ids: Record<string, string> = {};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'meanwhile-restored-'));
  file = join(folder, 'shop.tar');
  await new Promise<void>((resolve) => hookServer.listen(0, '127.0.0.1', resolve));
  sink = await startSink((command) => (isBusy && command === 'RCPT' ? '451 4.3.2 busy' : null));
  shop = await openShop({
    resolveDns,
    rateFactor: 1_000,
    allowLoopbackWebhooks: true,
    settings: { smtpUrl: sink.url },
    afterSend: (deliveryId) => (deliveryId === hangs ? new Promise((resolve) => (letGo = resolve)) : Promise.resolve()),
  });
  await shop.api('PATCH', `/channels/${shop.mailChannelId}`, { settings: { address: shopMail, senderName: 'Lantern Books' } });
  const url = `http://127.0.0.1:${(hookServer.address() as AddressInfo).port}/`;
  expect((await shop.api('POST', '/webhooks', { url, types: [] })).status).toBe(201);
  await work();
  await goOn();
});
afterAll(async () => {
  letGo();
  await shop.close();
  await sink.close();
  hookServer.closeAllConnections();
  await new Promise((resolve) => hookServer.close(resolve));
  await rm(folder, { recursive: true, force: true });
});

async function writes(name: string, smtpPort = shop.smtpPort): Promise<void> {
  const mail = rawMail({ from: `${name} <${name}@post.example>`, to: shopMail, subject: `${name} asks`, text: `${name} asks` });
  // Dated now: what was written before a restore is not confirmed after it.
  const raw = await signed(mail.replace(/^Date: .*$/m, `Date: ${new Date().toUTCString()}`));
  await sendSmtp(smtpPort, { from: `${name}@post.example`, to: [shopMail], raw });
}
async function caseOf(name: string, api = shop.api): Promise<string> {
  const message = await until(`a mail of ${name}`, async () =>
    ((await api('GET', '/messages?limit=200')).body.items as { text: string; caseId: string }[]).find((one) =>
      one.text.includes(`${name} asks`),
    ),
  );
  return message.caseId;
}
async function answers(name: string, over: Record<string, unknown> = {}): Promise<string> {
  const made = await shop.api('POST', '/messages', { caseId: await caseOf(name), text: `To ${name}: it left today.`, undoMs: 0, ...over });
  expect(made.status, JSON.stringify(made.body)).toBe(201);
  const delivery = await until('its delivery', async () =>
    (await shop.behind<{ id: string }>(`select id from tenant.delivery where message_id = $1 and kind = 'reply'`, [made.body.id])).at(0),
  );
  return delivery.id;
}
const stateOf = async (id: string): Promise<string> =>
  (await shop.behind<{ state: string }>('select state from tenant.delivery where id = $1', [id]))[0]!.state;
const mailsTo = (name: string): string[] =>
  sink.mails.filter((mail) => mail.raw.includes(`To ${name}: it left today.`)).map((mail) => mail.raw);

/** Everything that can be half done is half done when the backup is taken. */
async function work(): Promise<void> {
  const people = ['sent', 'sending', 'unknown', 'queued', 'later', 'linked', 'waiting'];
  for (const name of people) await writes(name);
  for (const name of people) await caseOf(name);
  await until('all are confirmed', async () => sink.mails.length >= people.length);
  ids['sent'] = await answers('sent');
  await until('it is sent', async () => (await stateOf(ids['sent']!)) === 'sent');
  ids['unknown'] = await answers('unknown');
  await until('it is sent', async () => (await stateOf(ids['unknown']!)) === 'sent');
  await shop.behind(`update tenant.delivery set state = 'unknown' where id = $1`, [ids['unknown']]);
  const jonas = await visit(shop, shop.messengerId);
  await jonas.say('jonas asks');
  const put = await fetch(`${shop.url}/m/${shop.messengerId}/contact`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${jonas.token}` },
    body: JSON.stringify({ email: 'jonas@post.example' }),
  });
  expect(put.status).toBeLessThan(300);
  ids['messengerLater'] = await answers('jonas', { sendAt: inDays(1) });
  ids['later'] = await answers('later', { sendAt: inDays(1) });
  const made = await shop.api('POST', '/incidents', { title: 'Lamps flicker', entryTexts: {}, ackTexts: {}, channelIds: [] });
  await shop.api('POST', `/incidents/${made.body.id}/link`, { ids: [await caseOf('linked')] });
  isBusy = true;
  ids['queued'] = await answers('queued');
  await until(
    'the mail server was busy',
    async () =>
      (await shop.behind('select 1 from tenant.delivery where id = $1 and attempt_count > 0', [ids['queued']])).length > 0 &&
      (await stateOf(ids['queued']!)) === 'queued',
  );
  await until(
    'the webhook was busy',
    async () => (await shop.behind(`select 1 from tenant.webhook_delivery where state = 'failed'`)).length > 0,
  );
  await hangAfterSending();
  const reply = { kind: 'news', texts: { en: 'To linked: it left today.' }, locale: 'en', undoMs: 30_000, then: 'stay' };
  ids['reply'] = (await shop.api('POST', `/incidents/${made.body.id}/reply`, reply)).body.id;
  expect(await stateOf(ids['sending']!)).toBe('sending');
  await writeBackup(shop.database, { file, blobsFolder: join(shop.dataDir, 'blobs'), nowAt: Date.now() });
}

/** The mail server takes this one, and the process has not noted it yet. */
async function hangAfterSending(): Promise<void> {
  isBusy = false;
  ids['sending'] = await answers('sending', { undoMs: 2_000 });
  hangs = ids['sending'];
  await until('the mail server has it', async () => mailsTo('sending').length === 1);
}

/** After the backup all of it goes out, as it should: whatever the restored one said of it would be said twice. */
async function goOn(): Promise<void> {
  letGo();
  await shop.behind(`update work.item set due_at = $1 where kind in ('delivery', 'incident')`, [inDays(-1)]);
  await shop.behind(`update tenant.message set release_at = $1, send_at = $1 where state = 'held'`, [inDays(-1)]);
  await shop.behind('update tenant.incident_reply set release_at = $1 where finished_at is null', [inDays(-1)]);
  await until(
    'all has gone out',
    async () => ['sent', 'sending', 'unknown', 'queued', 'later', 'linked'].every((name) => mailsTo(name).length === 1),
    60_000,
  );
  await until('Jonas is told', async () => sink.mails.some((mail) => mail.to.includes('jonas@post.example')), 60_000);
}

interface Restored {
  readonly access: DatabaseAccess;
  /** As the superuser, behind every trigger. */
  behind(query: string, values?: readonly unknown[]): Promise<any[]>;
}

/** As after five days without the machine, a weekend among them at most: whatever was to happen within two working days of the backup was due before it came back. */
async function comesBack({ access, behind }: Restored): Promise<void> {
  await readBackup(access, { file, blobsFolder: join(folder, 'blobs'), nowAt: Date.now() });
  await behind('select tenant.ensure_month($1)', [inDays(-5)]);
  const columns = await behind(
    `select c.oid::regclass::text as held_by, string_agg(format('%1$I = %1$I - interval ''5 days''', a.attname), ', ') as earlier
     from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid
     where n.nspname in ('tenant', 'work') and c.relkind in ('r', 'p') and not c.relispartition and a.atttypid = 'timestamptz'::regtype and a.attnum > 0 and not a.attisdropped
     group by c.oid`,
  );
  expect(columns.length).toBeGreaterThan(50);
  for (const { held_by: table, earlier } of columns) await behind(`update ${table} set ${earlier}`);
}

/** The server works through everything that is due, and then once more through what that brought. */
async function worksThrough({ behind }: Restored, running: RunningServer): Promise<void> {
  const open = `select kind from work.item where due_at <= clock_timestamp() and kind in ('delivery', 'incident', 'commitment', 'new-time', 'notice', 'push')`;
  expect((await behind(`select 1 from work.item where kind = 'commitment' and due_at <= clock_timestamp()`)).length).toBeGreaterThan(0);
  running.platform.bell.ring('delivery');
  await until('what was due is done', async () => (await behind(open)).length === 0, 60_000);
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  await until('nothing more came of it', async () => (await behind(open)).length === 0, 60_000);
}

async function expectNothingTwice(restored: Restored): Promise<void> {
  await comesBack(restored);
  // What the receiver was too busy for is told again by the shop itself, which runs on; not by the restored one.
  await until(
    'the shop itself has told all of it',
    async () => (await shop.behind(`select 1 from tenant.webhook_delivery where state in ('queued', 'failed')`)).length === 0,
    90_000,
  );
  const before = sink.mails.length;
  const told = new Set(hooks.map((hook) => hook.id));
  const from = hooks.length;
  const running = await shop.alsoOn(restored.access, {
    dataDir: join(folder, `data-${randomBytes(4).toString('hex')}`),
    smtpUrl: sink.url,
  });
  try {
    await worksThrough(restored, running);
    expect(sink.mails.slice(before).map((mail) => mail.raw)).toEqual([]);
    expect(hooks.slice(from).filter((hook) => told.has(hook.id))).toEqual([]);
    const api = apiOf(`http://localhost:${running.port}`, { authorization: `Bearer ${shop.token}` });
    // What was waiting waits for a person, who has it sent once; what was being sent is unknown, and may be called sent.
    const states = await restored.behind('select id, state from tenant.delivery where id = any($1)', [
      ['sending', 'queued', 'later'].map((name) => ids[name]),
    ]);
    expect(Object.fromEntries(states.map((row) => [row.id, row.state]))).toEqual({
      [ids['sending']!]: 'unknown',
      [ids['queued']!]: 'queued',
      [ids['later']!]: 'queued',
    });
    expect((await api('POST', `/deliveries/${ids['queued']}/redrive`)).status).toBe(200);
    expect((await api('POST', `/deliveries/${ids['sending']}/settle`, { as: 'sent' })).status).toBe(200);
    await until('what a person asked for left', async () => sink.mails.length > before);
    // And it is a whole server: what is new is taken in, confirmed and answered.
    const name = `new-${before}`;
    await writes(name, running.smtpPort);
    await until('it is confirmed', async () => sink.mails.some((mail) => mail.to.includes(`${name}@post.example`)));
    expect(
      (await api('POST', '/messages', { caseId: await caseOf(name, api), text: `To ${name}: it left today.`, undoMs: 0 })).status,
    ).toBe(201);
    await until('it is answered', async () => mailsTo(name).length === 1);
    expect(sink.mails.slice(before).map((mail) => mail.to.join())).toEqual([
      'queued@post.example',
      `${name}@post.example`,
      `${name}@post.example`,
    ]);
  } finally {
    await running.stop();
  }
}

async function asSuperuser<T>(config: pg.ClientConfig | string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client(config);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

const restoredIn = (access: DatabaseAccess, config: pg.ClientConfig | string): Restored => ({
  access,
  behind: (query, values = []) =>
    asSuperuser(config, async (client) => {
      await client.query('set session_replication_role = replica');
      return (await client.query(query, [...values])).rows;
    }),
});

test('restored into the embedded PostgreSQL a server says nothing twice, and what waited goes out once, when a person says so', async () => {
  const target = await testDatabase({ empty: true });
  await expectNothingTwice(restoredIn(target.access, target.adminConfig));
  await target.drop();
});

describe.skipIf(missing !== null)("in Debian's PostgreSQL 15", () => {
  test('a restored server says nothing twice either, and what waited goes out once, when a person says so', async () => {
    const peer = await startPeer(15);
    await asSuperuser(peer.urlFor('postgres'), (client) => client.query('create database shop'));
    const access = await openExternal(peer.urlFor('shop'), keysFrom([{ id: 'aaaaaaaa', secret: randomBytes(32) }]));
    await expectNothingTwice(restoredIn(access, peer.urlFor('shop')));
    await peer.stop();
  });
});

test('without the fence the same server says it twice: these tests would see it', async () => {
  const target = await testDatabase({ empty: true });
  const restored = restoredIn(target.access, target.adminConfig);
  await comesBack(restored);
  await restored.behind('update directory.installation set epoch = epoch - 1, restored_at = null');
  const before = sink.mails.length;
  const running = await shop.alsoOn(restored.access, { dataDir: join(folder, 'unfenced'), smtpUrl: sink.url });
  await until('it says what was said', async () =>
    ['queued', 'later'].every((name) => sink.mails.slice(before).some((mail) => mail.raw.includes(`To ${name}: it left today.`))),
  );
  await running.stop();
  await target.drop();
});
