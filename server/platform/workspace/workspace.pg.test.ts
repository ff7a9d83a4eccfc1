/** Is a workspace that was removed gone from everywhere, and is all of it in its export? Two shops with a row in every table; only one of them moves. */
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PgBoss } from 'pg-boss';
import pg from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { gather, openTar } from '../backup/tar.ts';
import { folderBlobStore, type BlobStore } from '../blobs/blob-store.ts';
import { keysFrom, seal } from '../keys.ts';
import { testDatabase, type TestDatabase } from '../postgres/test-cluster.ts';
import { deleteWorkspace } from './delete-workspace.ts';
import { exportWorkspace } from './export-workspace.ts';
import { digestOf, fillEveryTable, mentions, ourTables, type Owner } from './test-rows.ts';

const at = '2027-03-15T09:00:00.000Z';
const nowAt = Date.parse(at);
const keys = keysFrom([{ id: 'k1', secret: Buffer.alloc(32, 7) }]);
let folder: string;
let blobs: BlobStore;
let database: TestDatabase;
let admin: pg.Client;
let lantern: Owner;
let harbour: Owner;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'meanwhile-workspace-'));
  blobs = folderBlobStore(join(folder, 'blobs'));
  database = await testDatabase();
  admin = new pg.Client(database.adminConfig);
  await admin.connect();
  lantern = await shop('a1', 'lantern-books');
  harbour = await shop('b2', 'harbour-tea');
});
afterEach(async () => {
  await admin.end();
  await database.drop();
  await rm(folder, { recursive: true, force: true });
});

async function shop(digits: string, canary: string): Promise<Owner> {
  const { key } = await blobs.write(Buffer.from(`the receipt of ${canary}`));
  const owner = {
    workspaceId: `${digits.repeat(4)}-${digits.repeat(2)}-7${digits}0-8${digits}0-${digits.repeat(6)}`,
    canary,
    blobKey: key,
  };
  await fillEveryTable(admin, owner, at);
  return owner;
}

const remove = (slug: string) => deleteWorkspace(database.access, { slug, nowAt, blobs, settleMs: 0 });
const textsOf = ({ workspaceId, canary }: Owner): string[] => [workspaceId, canary];

/** Tables of every schema there is, those of pg-boss and whatever else included. */
async function everyTable(): Promise<string[]> {
  const found = await admin.query<{ quoted: string }>(
    `select format('%I.%I', n.nspname, c.relname) as quoted from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname !~ '^pg_' and n.nspname <> 'information_schema' and c.relkind in ('r', 'p') and not c.relispartition order by 1`,
  );
  return found.rows.map((row) => row.quoted);
}

async function digests(tables: readonly string[]): Promise<string[]> {
  const all: string[] = [];
  for (const table of tables) all.push(`${table} ${await digestOf(admin, table, harbour.canary)}`);
  return all;
}

test('nothing of a workspace that was removed is left in any table or file, and its neighbour has lost nothing', async () => {
  const boss = new PgBoss({ ...(database.access.configFor('jobs') as object), schema: 'boss', createSchema: false, schedule: false });
  await boss.start();
  await boss.createQueue('webhook');
  for (const { workspaceId, canary } of [lantern, harbour]) await boss.send('webhook', { workspaceId, deliveryId: canary });
  await boss.stop({ graceful: false });
  const tables = await everyTable();
  const filled = (await ourTables(admin)).map((table) => table.quoted);
  for (const owner of [lantern, harbour])
    for (const table of [...filled, 'boss.job']) expect([table, (await mentions(admin, table, textsOf(owner))) > 0]).toEqual([table, true]);
  const before = await digests(tables);

  const done = await remove('lantern-books');
  expect(done).toMatchObject({
    workspaceId: lantern.workspaceId,
    fileCount: 2,
    accountCount: 1,
    rows: { 'tenant.message': 1, 'boss.job': 1 },
  });

  for (const table of tables) expect([table, await mentions(admin, table, textsOf(lantern))]).toEqual([table, 0]);
  expect(await digests(tables)).toEqual(before);
  expect(existsSync(join(folder, 'blobs', lantern.blobKey))).toBe(false);
  expect((await blobs.read(harbour.blobKey)).toString()).toBe('the receipt of harbour-tea');
});

test('somebody who works for both shops keeps the account; the other shop is not theirs to lose', async () => {
  await admin.query(`insert into directory.membership (user_id, workspace_id, member_id) values ('person-lantern-books', $1, $1)`, [
    harbour.workspaceId,
  ]);
  expect(await remove('lantern-books')).toMatchObject({ accountCount: 0 });
  expect((await admin.query(`select 1 from accounts."user" where id = 'person-lantern-books'`)).rowCount).toBe(1);
});

test('the only workspace stays, an unknown one is said to be unknown, and neither call changes anything', async () => {
  expect(await remove('nobody')).toBe('unknown');
  await remove('lantern-books');
  const before = await digestOf(admin, 'directory.workspace', harbour.canary);
  expect(await remove('harbour-tea')).toBe('only');
  expect(await digestOf(admin, 'directory.workspace', harbour.canary)).toBe(before);
});

test('a removal that was broken off goes on where it was, with doors that have stayed closed', async () => {
  const broken = { remove: () => Promise.reject(new Error('the disk is away')) };
  await expect(deleteWorkspace(database.access, { slug: 'lantern-books', nowAt, blobs: broken, settleMs: 0 })).rejects.toThrow(
    'the disk is away',
  );
  const { rows } = await admin.query<{ deleted_at: Date | null }>('select deleted_at from directory.workspace where slug = $1', [
    'lantern-books',
  ]);
  expect(rows[0]?.deleted_at?.toISOString()).toBe(at);
  expect(await mentions(admin, 'directory.mail_address', textsOf(lantern))).toBe(0);
  expect(await remove('lantern-books')).toMatchObject({ workspaceId: lantern.workspaceId });
  for (const table of await everyTable()) expect([table, await mentions(admin, table, textsOf(lantern))]).toEqual([table, 0]);
});

test('thousands of rows go in steps, cases that point to each other too', async () => {
  await admin.query(
    `insert into tenant."case" (workspace_id, id, number, conversation_id, channel_id, state, ball, opened_at, opened_by, last_message_at, sort_at, merged_into_id)
     select $1, gen_random_uuid(), 100 + n, $1, $1, 'open', 'us', $2, 'customer', $2, $2, $1 from generate_series(1, 1200) n`,
    [lantern.workspaceId, at],
  );
  expect(await remove('lantern-books')).toMatchObject({ rows: { 'tenant.case': 1201 } });
});

test('an export holds every row and file of its workspace, what came in as it came, and no secret', async () => {
  const mail = Buffer.from('From: mina@example.com\r\n\r\nIs the blue lamp back?');
  await admin.query('set session_replication_role = replica');
  await admin.query('update tenant.inbound set raw = $2, blob_key = null where workspace_id = $1', [
    lantern.workspaceId,
    seal(keys, 'inbound', mail),
  ]);
  const file = join(folder, 'lantern.tar');
  const done = await exportWorkspace(database.access, { slug: 'lantern-books', file, blobsFolder: join(folder, 'blobs'), keys, nowAt });
  expect(done).toMatchObject({ fileCount: 1, rawCount: 1, missing: [] });

  const tar = await openTar(file);
  const entry = async (name: string): Promise<string> => (await gather(tar.read(name)!)).toString();
  const expected = (await ourTables(admin))
    .filter((table) => table.schema !== 'accounts')
    .map((table) => table.quoted.replaceAll('"', ''))
    .filter((table) => !['directory.token', 'work.item'].includes(table));
  expect(tar.names.filter((name) => name.startsWith('tables/')).toSorted()).toEqual(
    expected.map((table) => `tables/${table}.jsonl`).toSorted(),
  );
  let everything = '';
  for (const name of tar.names) {
    const text = await entry(name);
    everything += text;
    if (!name.endsWith('.jsonl')) continue;
    const rows = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { workspace_id: string });
    expect([name, rows.map((row) => row.workspace_id)]).toEqual([name, [lantern.workspaceId]]);
  }
  expect(await entry(`raw/${lantern.workspaceId}`)).toBe(mail.toString());
  expect(await entry(`blobs/${lantern.blobKey}`)).toBe('the receipt of lantern-books');
  const hex = (text: string): string => Buffer.from(text).toString('hex');
  for (const foreign of [harbour.canary, harbour.workspaceId, hex(harbour.canary)]) expect(everything).not.toContain(foreign);
  for (const secret of ['secret', 'token_hash', 'token-hash', 'private_key', 'hash'])
    expect(everything).not.toContain(hex(`lantern-books-${secret}`));
  expect(JSON.parse(await entry('manifest.json'))).toMatchObject({ slug: 'lantern-books', missing: [] });
  await tar.close();
});

test('every column of bytes is either known to hold no secret, or left out of an export', async () => {
  const found = await admin.query<{ column: string }>(
    `select c.relname || '.' || a.attname as column from pg_attribute a join pg_class c on c.oid = a.attrelid
     where c.relnamespace = 'tenant'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition and a.attnum > 0 and a.atttypid = 'bytea'::regtype order by 1`,
  );
  const noSecret = [
    'attachment.sha256',
    'audit_seal.previous',
    'audit_seal.seal',
    'event.digest',
    'event.salt',
    'idempotency_key.fingerprint',
  ];
  const leftOut = [
    'automation_card.secret',
    'channel.secret',
    'customer_link.digest',
    'inbound.raw',
    'invitation.token_hash',
    'mailbox.secret',
    'mailbox_attempt.proof_hash',
    'mailbox_attempt.secret',
    'mailbox_key.secret',
    'notice_endpoint.hash',
    'notice_endpoint.secret',
    'signing_key.private_key',
    'webhook_endpoint.secret',
  ];
  expect(found.rows.map((row) => row.column)).toEqual([...noSecret, ...leftOut].toSorted());
});

test('an export never overwrites, leaves nothing half written, and names what it could not read', async () => {
  const file = join(folder, 'lantern.tar');
  const write = (slug: string, to = file) =>
    exportWorkspace(database.access, { slug, file: to, blobsFolder: join(folder, 'blobs'), keys, nowAt });
  expect(await write('nobody')).toBe('unknown');
  expect(await write('lantern-books', join(folder, 'nowhere', 'x.tar'))).toBe('no_folder');
  await blobs.remove(lantern.blobKey);
  expect(await write('lantern-books')).toMatchObject({ missing: [`blobs/${lantern.blobKey}`, `raw/${lantern.workspaceId}`] });
  expect(await write('lantern-books')).toBe('exists');
  expect((await readdir(folder)).toSorted()).toEqual(['blobs', 'lantern.tar']);
});
