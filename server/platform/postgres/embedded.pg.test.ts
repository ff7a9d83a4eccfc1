import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { migrate } from '../db/migrate.ts';
import { openCluster } from './cluster.ts';
import { openEmbedded, type EmbeddedDatabase } from './embedded.ts';
import { livePostmaster } from './leftovers.ts';
import { isAlive, processesIn } from './processes.ts';

let pristine = '';
let dataDir = '';
let open: EmbeddedDatabase[] = [];
beforeAll(async () => {
  pristine = mkdtempSync(join(tmpdir(), 'meanwhile-pristine-'));
  await openCluster(pristine);
});
afterAll(() => rmSync(pristine, { recursive: true, force: true }));
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'meanwhile-embedded-'));
  open = [];
});
/** The data folder as initdb leaves it, without waiting for initdb again. */
function copyPristine(folder: string): void {
  mkdirSync(folder, { recursive: true });
  execFileSync('cp', ['-a', join(pristine, 'postgres'), folder]);
}
afterEach(async () => {
  for (const database of open) await database.close();
  rmSync(dataDir, { recursive: true, force: true });
});

async function start(folder = dataDir): Promise<EmbeddedDatabase> {
  if (!existsSync(join(folder, 'postgres')) && !existsSync(join(folder, 'postgres.draft'))) copyPristine(folder);
  const database = await openEmbedded(folder);
  open.push(database);
  return database;
}

async function ask<T extends object>(database: EmbeddedDatabase, sql: string, role: 'owner' | 'app' = 'owner'): Promise<T[]> {
  const client = new pg.Client(database.configFor(role));
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<T>(sql)).rows;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** What one `order` keeps when everything around it is killed. */
async function write(database: EmbeddedDatabase): Promise<void> {
  await ask(database, `create table public.kept (n int); insert into public.kept values (7)`);
}
const kept = (database: EmbeddedDatabase): Promise<{ n: number }[]> => ask(database, 'select n from public.kept');

test('the first start makes a database that can be migrated, and the second finds everything again', async () => {
  const first = await start();
  const owner = new pg.Client(first.configFor('owner'));
  await owner.connect();
  await migrate(owner, Date.UTC(2027, 2, 1));
  const settings = await owner.query(
    `select name, setting from pg_settings where name in ('data_checksums', 'fsync', 'listen_addresses', 'max_wal_size', 'TimeZone', 'server_encoding') order by name`,
  );
  expect(Object.fromEntries(settings.rows.map((row) => [row.name, row.setting]))).toEqual({
    TimeZone: 'UTC',
    data_checksums: 'on',
    fsync: 'on',
    listen_addresses: '',
    max_wal_size: '256',
    server_encoding: 'UTF8',
  });
  await owner.end();
  await write(first);
  await first.close();
  expect(processesIn(join(dataDir, 'postgres'))).toEqual([]);
  expect(await kept(await start())).toEqual([{ n: 7 }]);
});

test('PostgreSQL never runs as root, and only its own user reaches the data and the socket', async () => {
  const database = await start();
  const folder = statSync(join(dataDir, 'postgres'));
  expect(folder.mode & 0o777).toBe(0o700);
  expect(statSync(database.socketFolder).mode & 0o777).toBe(0o700);
  if (process.getuid?.() === 0) expect(folder.uid).not.toBe(0);
  expect(await ask(database, 'select rolsuper, rolbypassrls from pg_roles where rolname = current_user', 'app')).toEqual([
    { rolsuper: false, rolbypassrls: false },
  ]);
});

test('a database process that is killed comes back by itself with everything committed', async () => {
  const database = await start();
  await write(database);
  const reasons: string[] = [];
  database.onCrash((reason) => reasons.push(reason));
  const back = new Promise<void>((resolve) => database.onRestart(resolve));
  process.kill(database.postmasterPid!, 'SIGKILL');
  await back;
  expect(reasons[0]).toContain('SIGKILL');
  expect(await kept(database)).toEqual([{ n: 7 }]);
});

test('one killed connection process leaves the database up', async () => {
  const database = await start();
  await write(database);
  const [backend] = await ask<{ pid: number }>(database, 'select pg_backend_pid() as pid');
  const victim = new pg.Client(database.configFor('owner'));
  victim.on('error', () => undefined);
  await victim.connect();
  const found = await victim.query<{ pid: number }>('select pg_backend_pid() as pid');
  expect(found.rows[0]?.pid).not.toBe(backend?.pid);
  process.kill(found.rows[0]!.pid, 'SIGKILL');
  for (;;) {
    const rows = await kept(database).catch(() => null);
    if (rows === null) continue;
    expect(rows).toEqual([{ n: 7 }]);
    break;
  }
});

test('when Meanwhile itself is killed, the next start takes the running database over', async () => {
  copyPristine(dataDir);
  const script = join(dataDir, 'parent.ts');
  const module = JSON.stringify(join(import.meta.dirname, 'embedded.ts'));
  writeFileSync(
    script,
    `const { openEmbedded } = await import(${module});\nawait openEmbedded(${JSON.stringify(dataDir)});\nconsole.log('up');\nsetInterval(() => {}, 1000);\n`,
  );
  const parent = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] });
  await new Promise<void>((resolve) => parent.stdout.once('data', () => resolve()));
  const folder = join(dataDir, 'postgres');
  const orphan = livePostmaster(folder)!.pid;
  const ended = new Promise<void>((resolve) => parent.once('exit', () => resolve()));
  parent.kill('SIGKILL');
  await ended;
  expect(isAlive(orphan)).toBe(true);
  const database = await start();
  expect(isAlive(orphan)).toBe(false);
  expect(livePostmaster(folder)?.pid).toBe(database.postmasterPid);
  await write(database);
});

test.each([
  ['of a process that is dead', () => '4194304'],
  ['whose number now belongs to another program', () => String(process.pid)],
  ['that is empty', () => ''],
])('a postmaster.pid %s does not stop the start', async (_what, pid) => {
  await (await start()).close();
  open = [];
  writeFileSync(join(dataDir, 'postgres', 'postmaster.pid'), pid() === '' ? '' : `${pid()}\n/nowhere\n1\n5432\n\n\n`, { mode: 0o600 });
  await write(await start());
});

test('an interrupted first start leaves nothing that hinders the second', async () => {
  mkdirSync(join(dataDir, 'postgres.draft', 'base'), { recursive: true });
  await write(await start());
  expect(existsSync(join(dataDir, 'postgres.draft'))).toBe(false);
});

test('a path too long for a socket gets a private folder elsewhere, which goes with the stop', async () => {
  const deep = join(dataDir, 'a-shop-with-a-rather-long-name'.repeat(4));
  const database = await start(deep);
  expect(database.socketFolder.startsWith(deep)).toBe(false);
  expect(statSync(database.socketFolder).mode & 0o777).toBe(0o700);
  await write(database);
  await database.close();
  expect(existsSync(database.socketFolder)).toBe(false);
});

test('data below a folder that other users may not enter works too, as for root in /root', async () => {
  const secret = join(dataDir, 'private');
  mkdirSync(secret, { mode: 0o700 });
  await write(await start(join(secret, 'data')));
});

test('data of another PostgreSQL version is refused with the way out', async () => {
  await (await start()).close();
  open = [];
  writeFileSync(join(dataDir, 'postgres', 'PG_VERSION'), '17\n');
  await expect(start()).rejects.toMatchObject({ code: 'wrong_data_version' });
});

test('a server that cannot start says why in its own words', async () => {
  await (await start()).close();
  open = [];
  writeFileSync(join(dataDir, 'postgres', 'postgresql.conf'), 'no_such_setting = 1\n');
  await expect(start()).rejects.toMatchObject({ code: 'cannot_start', message: expect.stringContaining('no_such_setting') as string });
  expect(readFileSync(join(dataDir, 'postgres.log'), 'utf8')).toContain('no_such_setting');
});
