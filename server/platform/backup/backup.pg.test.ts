import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { folderBlobStore } from '../blobs/blob-store.ts';
import { knownMigrations, migrate } from '../db/migrate.ts';
import { keysFrom } from '../keys.ts';
import type { DatabaseAccess } from '../postgres/database-access.ts';
import { openExternal } from '../postgres/external.ts';
import { testDatabase, type TestDatabase } from '../postgres/test-cluster.ts';
import { peerIsMissing, startPeer } from '../postgres/test-peer.ts';
import { ourSchemas } from './backup.store.ts';
import { readBackup } from './read-backup.ts';
import { awkward, testShop } from './test-shop.ts';
import { writeBackup, type BackupReport } from './write-backup.ts';

const nowAt = Date.UTC(2027, 2, 15, 9);
const at = new Date(nowAt).toISOString();
const missing = peerIsMissing(15);
if (missing !== null) console.warn(`skipped: ${missing}`);

let folder = '';
let file = '';
let taken: BackupReport;
let acknowledged: string[] = [];
let source: TestDatabase;

/** One backup of a shop that is being written to by three hands, for all tests below. */
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'meanwhile-backup-'));
  file = join(folder, 'shop.tar');
  source = await testDatabase();
  const shops = [];
  for (let opened = 0; opened < 3; opened += 1) shops.push(await testShop(source.access.configFor('owner'), at));
  for (const shop of shops) for (const state of ['queued', 'sending', 'sent'] as const) await shop.write(`${awkward} ${state}`, state);
  await owesWebhooks(shops[0]!.workspaceId);
  await folderBlobStore(join(folder, 'blobs')).write(randomBytes(300_000));
  let isWriting = true;
  const before: string[] = [];
  const hands = shops.map(async (shop, hand) => {
    for (let n = 0; isWriting; n += 1) {
      await shop.write(`order ${hand}-${n}`, 'queued');
      before.push(`order ${hand}-${n}`);
    }
  });
  while (before.length < 60) await new Promise((resolve) => setTimeout(resolve, 5));
  acknowledged = [...before];
  taken = await writeBackup(source.access, { file, blobsFolder: join(folder, 'blobs'), nowAt });
  isWriting = false;
  await Promise.all(hands);
  await Promise.all(shops.map((shop) => shop.close()));
});
afterAll(async () => {
  await source.drop();
  rmSync(folder, { recursive: true, force: true });
});

/** A webhook with one delivery of each kind: not tried yet, to be tried again, arrived. */
async function owesWebhooks(workspaceId: string): Promise<void> {
  await ask(
    source.adminConfig,
    `insert into tenant.webhook_endpoint (workspace_id, id, url, secret, types, state, created_at, cursor_epoch, cursor_xid, cursor_n)
       values ('${workspaceId}', '${workspaceId}', 'https://warehouse.example/hook', 'x', '{}', 'on', '${at}', 1, '0', 0);
     insert into work.item (kind, workspace_id, row_id, due_at)
       select kind, '${workspaceId}', gen_random_uuid(), '${at}' from unnest(array['delivery', 'push', 'notice', 'new-time']) kind;
     insert into tenant.webhook_delivery (workspace_id, id, endpoint_id, event_id, type, body, state, next_attempt_at, created_at)
       select '${workspaceId}', gen_random_uuid(), '${workspaceId}', gen_random_uuid(), 'case.opened', '{}', state, '${at}', '${at}'
       from unnest(array['queued', 'failed', 'delivered']) state`,
  );
}

async function ask<T extends object>(config: pg.ClientConfig, sql: string): Promise<T[]> {
  const client = new pg.Client(config);
  await client.connect();
  try {
    return (await client.query<T>(sql)).rows;
  } finally {
    await client.end();
  }
}

let restoredBlobs = '';
beforeEach(() => {
  restoredBlobs = mkdtempSync(join(folder, 'restored-'));
});

/** What must be true wherever the backup came back. */
async function expectWhole(access: DatabaseAccess): Promise<void> {
  const report = await readBackup(access, { file, blobsFolder: restoredBlobs, nowAt: nowAt + 1 });
  expect(report).toMatchObject({ rowCount: taken.rowCount, tableCount: taken.tableCount, blobCount: 1, epoch: 2 });
  const owner = access.configFor('owner');
  const texts = (await ask<{ text: string }>(owner, 'select text from tenant.message')).map((row) => row.text);
  expect(texts).toEqual(expect.arrayContaining(acknowledged));
  expect(texts.filter((text) => text.startsWith(awkward))).toHaveLength(9);
  // Each message came with its event, delivery and conversation count or not at all.
  expect(
    await ask(
      owner,
      `select c.last_seq - count(m.*)::int as lacking from tenant.conversation c join tenant.message m on m.conversation_id = c.id group by c.id, c.last_seq`,
    ),
  ).toEqual([{ lacking: 0 }, { lacking: 0 }, { lacking: 0 }]);
  expect(await ask(owner, 'select (select count(*) from tenant.event) = (select count(*) from tenant.message) as same')).toEqual([
    { same: true },
  ]);
  await expectNothingSentAgain(owner);
  await expectWallsStand(access);
}

async function expectNothingSentAgain(owner: pg.ClientConfig): Promise<void> {
  expect(await ask(owner, 'select kind from work.item order by 1')).toEqual([{ kind: 'delivery' }]);
  expect(await ask(owner, `select restored_at = '${new Date(nowAt + 1).toISOString()}' as noted from directory.installation`)).toEqual([
    { noted: true },
  ]);
  expect(await ask(owner, `select count(*)::int as n from tenant.delivery where state = 'sending'`)).toEqual([{ n: 0 }]);
  expect(
    await ask(owner, `select count(*)::int as n from tenant.delivery where state = 'unknown' and outcome ->> 'code' = 'restored'`),
  ).toEqual([{ n: 3 }]);
  expect(
    await ask(
      owner,
      `select count(*)::int as n from tenant.delivery d, directory.installation i where d.state = 'queued' and d.epoch >= i.epoch`,
    ),
  ).toEqual([{ n: 0 }]);
  // A reader that begins now sees no restored event as new, and the next event comes after all of them.
  expect(await ask(owner, `select count(*)::int as n from tenant.event where xid >= pg_snapshot_xmin(pg_current_snapshot())`)).toEqual([
    { n: 0 },
  ]);
  expect(await ask(owner, 'select distinct state from tenant.webhook_delivery order by 1')).toEqual([
    { state: 'delivered' },
    { state: 'given_up' },
  ]);
  expect(await ask(owner, `select nextval(pg_get_serial_sequence('tenant.event', 'n')) > max(n) as after from tenant.event`)).toEqual([
    { after: true },
  ]);
}

async function expectWallsStand(access: DatabaseAccess): Promise<void> {
  expect(await ask(access.configFor('app'), 'select count(*)::int as n from tenant.message')).toEqual([{ n: 0 }]);
  const shape = `select (select count(*)::int from pg_constraint where contype = 'f') as keys,
    (select count(*)::int from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = 'tenant' and relforcerowsecurity and not relispartition) as forced,
    (select count(*)::int from pg_trigger where tgenabled <> 'O' and not tgisinternal) as off`;
  const [here] = await ask<{ keys: number; forced: number; off: number }>(access.configFor('owner'), shape);
  const [there] = await ask<{ keys: number; forced: number; off: number }>(source.access.configFor('owner'), shape);
  expect(here).toMatchObject({ forced: there?.forced, off: 0 });
  expect(here?.keys).toBeGreaterThan(20);
}

test('a backup taken while customers write comes back whole in the embedded PostgreSQL, and nothing is sent again', async () => {
  const target = await testDatabase({ empty: true });
  await expectWhole(target.access);
  await target.drop();
});

describe.skipIf(missing !== null)("in Debian's PostgreSQL 15", () => {
  test('the same backup comes back whole, and nothing is sent again', async () => {
    const peer = await startPeer(15);
    const admin = new pg.Client(peer.urlFor('postgres'));
    await admin.connect();
    await admin.query('create database shop');
    await admin.end();
    const access = await openExternal(peer.urlFor('shop'), keysFrom([{ id: 'aaaaaaaa', secret: randomBytes(32) }]));
    await expectWhole(access);
    // And out of it again: the digests are those of the embedded one, except where the fence changed rows.
    const second = await writeBackup(access, { file: join(folder, 'from-15.tar'), blobsFolder: restoredBlobs, nowAt: nowAt + 2 });
    const fenced = ['item', 'delivery', 'event', 'installation', 'webhook_endpoint', 'webhook_delivery'];
    const plain = (report: BackupReport): unknown => report.manifest.tables.filter((table) => !fenced.includes(table.name));
    expect(plain(second)).toEqual(plain(taken));
    await peer.stop();
  });
});

test('a backup of an older version comes back, fenced, at the schema of today', async () => {
  const [earlier, target] = [await testDatabase({ empty: true }), await testDatabase({ empty: true })];
  const owner = new pg.Client(earlier.access.configFor('owner'));
  await owner.connect();
  await migrate(owner, nowAt, 31);
  await owner.query(`insert into directory.installation (id, created_at) values (gen_random_uuid(), '${at}')`);
  await owner.end();
  const old = join(restoredBlobs, 'old.tar');
  expect((await writeBackup(earlier.access, { file: old, blobsFolder: null, nowAt })).manifest.schemaVersion).toBe(31);
  expect(await readBackup(target.access, { file: old, blobsFolder: join(restoredBlobs, 'b'), nowAt: nowAt + 1 })).toMatchObject({
    epoch: 2,
  });
  const seen = `select restored_at is not null as fenced, (select max(version)::int from meanwhile_migration) as version from directory.installation`;
  const newest = (await knownMigrations()).at(-1)!.version;
  expect(await ask(target.access.configFor('owner'), seen)).toEqual([{ fenced: true, version: newest }]);
  await Promise.all([earlier.drop(), target.drop()]);
});

test('every table is in a backup, except jobs and the list of migrations', async () => {
  const rows = await ask<{ name: string }>(
    source.access.configFor('owner'),
    `select n.nspname || '.' || c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind in ('r', 'p') and not c.relispartition and n.nspname not in ('pg_catalog', 'information_schema', 'boss') order by 1`,
  );
  expect(ourSchemas).not.toContain('boss');
  expect(
    rows
      .map((row) => row.name)
      .filter((name) => name !== 'public.meanwhile_migration')
      .toSorted(),
  ).toEqual(taken.manifest.tables.map((table) => `${table.schema}.${table.name}`).toSorted());
});

test('the file can be read by its owner only, and is never overwritten', async () => {
  expect(statSync(file).mode & 0o777).toBe(0o600);
  await expect(writeBackup(source.access, { file, blobsFolder: null, nowAt })).rejects.toMatchObject({
    name: 'BackupTrouble',
    message: expect.stringContaining('exists already') as string,
  });
  expect(existsSync(`${file}.part`)).toBe(false);
});

test('a database with a workspace in it is never restored into', async () => {
  await expect(readBackup(source.access, { file, blobsFolder: restoredBlobs, nowAt })).rejects.toMatchObject({
    message: expect.stringContaining('not empty') as string,
  });
});

test.each([
  ['cut short', (bytes: Buffer) => bytes.subarray(0, bytes.length / 2)],
  [
    'changed in the middle',
    (bytes: Buffer) => Buffer.concat([bytes.subarray(0, 40_000), Buffer.from([(bytes[40_000] ?? 0) ^ 1]), bytes.subarray(40_001)]),
  ],
  ['no archive at all', () => Buffer.from('hello')],
])('a file that is %s is refused, and no row comes in', async (_what, damage) => {
  const broken = join(restoredBlobs, 'broken.tar');
  writeFileSync(broken, damage(readFileSync(file)));
  const target = await testDatabase({ empty: true });
  await expect(readBackup(target.access, { file: broken, blobsFolder: join(restoredBlobs, 'b'), nowAt })).rejects.toMatchObject({
    name: 'BackupTrouble',
  });
  const there = await ask<{ there: boolean }>(target.adminConfig, `select to_regclass('directory.workspace') is not null as there`);
  if (there[0]?.there === true)
    expect(await ask(target.access.configFor('owner'), 'select count(*)::int as n from directory.workspace')).toEqual([{ n: 0 }]);
  await target.drop();
});
