/**
 * Which database does a test get? A clone of a template that was migrated once, in one PostgreSQL per machine and user that is started
 * by the first test and stays (`stop-test-cluster.ts` ends it). For tests only.
 */
import { createHash, randomBytes } from 'node:crypto';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, readdirSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { migrate } from '../db/migrate.ts';
import { productionSettings } from './embedded.ts';
import { adminConfig, answers, openCluster, socketFolderFor, spawnPostmaster, waitUntilReady } from './cluster.ts';
import type { DatabaseAccess, DatabaseRole } from './database-access.ts';
import { clearTheWay, livePostmaster } from './leftovers.ts';
import { isAlive } from './processes.ts';
import { databaseStatements, prepareOwnCluster, roleNames } from './roles.ts';

export interface TestDatabaseOptions {
  /** True: commits reach the disk as in production. Slower; only for tests about durability. */
  readonly durable?: boolean;
  /** True: without any schema, as a restore wants it. */
  readonly empty?: boolean;
}

export interface TestDatabase {
  readonly access: DatabaseAccess;
  /** As the cluster's superuser, for looking behind the walls. */
  readonly adminConfig: pg.ClientConfig;
  drop(): Promise<void>;
}

/** A fresh, migrated database of its own. Call `drop` at the end; what a crashed test leaves behind goes with the next run. */
export async function testDatabase(options: TestDatabaseOptions = {}): Promise<TestDatabase> {
  const socketFolder = await runningCluster(options.durable === true);
  const name = `t_${process.pid}_${randomBytes(6).toString('hex')}`;
  await withAdmin(socketFolder, 'postgres', async (admin) => {
    await clone(admin, name, options.empty === true ? 'template0' : await templateDatabase(admin, socketFolder));
    for (const statement of databaseStatements(name)) await admin.query(statement);
  });
  return {
    access: accessTo(socketFolder, name),
    adminConfig: adminConfig(socketFolder, name),
    drop: () =>
      withAdmin(socketFolder, 'postgres', async (admin) => void (await admin.query(`drop database if exists ${name} with (force)`))),
  };
}

function accessTo(socketFolder: string, database: string): DatabaseAccess {
  return {
    kind: 'embedded',
    serverVersion: 18,
    configFor: (role: DatabaseRole) => ({ ...adminConfig(socketFolder, database), user: roleNames[role] }),
    onCrash: () => undefined,
    onRestart: () => undefined,
    close: () => Promise.resolve(),
  };
}

export function testClusterFolder(durable: boolean): string {
  return join(tmpdir(), `meanwhile-test-${process.getuid?.() ?? 0}${durable ? '-durable' : ''}`);
}

/** The socket folder of the running cluster; starts it where it does not run. */
async function runningCluster(durable: boolean): Promise<string> {
  const dataDir = testClusterFolder(durable);
  mkdirSync(dataDir, { recursive: true });
  const lock = join(dataDir, 'start.lock');
  // The socket answers before the roles are made; they are made under the lock.
  const before = existsSync(lock) ? null : await socketOfRunning(dataDir);
  if (before !== null) return before;
  return underLock(lock, async () => {
    const socketFolder = (await socketOfRunning(dataDir)) ?? (await startCluster(dataDir, durable));
    await withAdmin(socketFolder, 'postgres', (admin) => prepareOwnCluster(admin, 'meanwhile'));
    return socketFolder;
  });
}

async function startCluster(dataDir: string, durable: boolean): Promise<string> {
  const cluster = await openCluster(dataDir);
  await clearTheWay(cluster.folder);
  const socketFolder = socketFolderFor(cluster);
  const child = spawnPostmaster(
    cluster,
    socketFolder,
    durable ? { ...productionSettings, max_connections: common.max_connections } : { ...common, ...careless },
  );
  await waitUntilReady(cluster, child, socketFolder);
  child.unref();
  return socketFolder;
}

async function socketOfRunning(dataDir: string): Promise<string | null> {
  const found = livePostmaster(join(dataDir, 'postgres'));
  return found !== null && (await answers(adminConfig(found.socketFolder))) ? found.socketFolder : null;
}

const common = {
  max_connections: '200',
  shared_buffers: '128MB',
  jit: 'off',
  timezone: 'UTC',
  random_page_cost: '1.1',
  autovacuum_naptime: '5min',
};
const careless = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_wal_size: '2GB' };

/** Migrated once per state of the migrations folder; older templates and databases of dead processes are dropped. */
async function templateDatabase(admin: pg.Client, socketFolder: string): Promise<string> {
  const name = `template_${migrationsHash()}`;
  await admin.query('select pg_advisory_lock(730102)');
  try {
    const found = await admin.query('select 1 from pg_database where datname = $1 and datistemplate', [name]);
    if (found.rowCount === 1) return name;
    await dropLeftovers(admin);
    await admin.query(`drop database if exists ${name} with (force)`);
    await admin.query(`create database ${name} owner ${roleNames.owner} encoding 'UTF8' template template0`);
    const owner = new pg.Client({ ...adminConfig(socketFolder, name), user: roleNames.owner });
    await owner.connect();
    try {
      await migrate(owner, Date.now());
    } finally {
      await owner.end();
    }
    await admin.query(`alter database ${name} is_template true`);
    return name;
  } finally {
    await admin.query('select pg_advisory_unlock(730102)');
  }
}

async function dropLeftovers(admin: pg.Client): Promise<void> {
  const found = await admin.query<{ name: string }>(`select datname as name from pg_database where datname ~ '^t_[0-9]+_'`);
  for (const { name } of found.rows) {
    if (!isAlive(Number(name.split('_')[1]))) await admin.query(`drop database if exists ${name} with (force)`);
  }
  // Another checkout may still clone from a template, so only the ten newest are kept.
  const old = await admin.query<{ name: string }>(
    `select datname as name from pg_database where datistemplate and datname like 'template\\_%' order by oid desc offset 10`,
  );
  for (const { name } of old.rows) {
    await admin.query(`alter database ${name} is_template false`);
    await admin.query(`drop database if exists ${name}`);
  }
}

async function clone(admin: pg.Client, name: string, template: string): Promise<void> {
  for (;;) {
    try {
      await admin.query(`create database ${name} owner ${roleNames.owner} template ${template}`);
      return;
    } catch (error) {
      // 55006: a connection to the template is just ending.
      if ((error as pg.DatabaseError).code !== '55006') throw error;
      await sleep(30);
    }
  }
}

function migrationsHash(): string {
  const folder = join(import.meta.dirname, '..', 'migrations');
  const hash = createHash('sha256');
  for (const name of readdirSync(folder).toSorted()) if (name.endsWith('.sql')) hash.update(name).update(readFileSync(join(folder, name)));
  return hash.digest('hex').slice(0, 16);
}

async function withAdmin<T>(socketFolder: string, database: string, work: (admin: pg.Client) => Promise<T>): Promise<T> {
  const admin = new pg.Client(adminConfig(socketFolder, database));
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.end();
  }
}

/** One process at a time; a lock whose process is dead counts for nothing. */
async function underLock<T>(file: string, work: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      const lock = openSync(file, 'wx');
      writeSync(lock, String(process.pid));
      closeSync(lock);
      break;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      const holder = existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0;
      // Empty for the instant between opening and writing.
      if (holder > 0 && !isAlive(holder)) rmSync(file, { force: true });
      else await sleep(50);
    }
  }
  try {
    return await work();
  } finally {
    rmSync(file, { force: true });
  }
}
