/**
 * What does a test stand on? A real Platform over a fresh test database: real pools and roles, files in a temporary folder, and a clock
 * the test sets. For tests only; the product makes its Platform in `main.ts`.
 */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Instant } from '@meanwhile/core/kernel/instant.ts';
import { dayMs } from '@meanwhile/core/kernel/instant.ts';
import type { Id } from '@meanwhile/core/kernel/ids.ts';
import { sql } from 'kysely';
import type pg from 'pg';
import { pino } from 'pino';
import { folderBlobStore } from './blobs/blob-store.ts';
import { uuidv7, type SystemClock } from './clock/clock.ts';
import { iso } from './db/instant.ts';
import { backendsOf, openPool } from './db/pools.ts';
import { acrossWorkspaces } from './db/transaction.ts';
import { keysFrom } from './keys.ts';
import type { Platform, ServerSettings } from './platform.ts';
import { testDatabase } from './postgres/test-cluster.ts';
import { createBell } from './stream/bell.ts';

export interface TestClock extends SystemClock {
  /** From now on it is this instant, until told otherwise. */
  setNow(at: Instant): void;
  advance(ms: number): void;
  /** Back to the machine's clock. */
  run(): void;
}

export type TestDatabase = Awaited<ReturnType<typeof testDatabase>>;

export interface TestPlatform {
  readonly platform: Platform;
  readonly access: TestDatabase['access'];
  /** As the cluster's superuser, for looking behind the walls. */
  readonly adminConfig: pg.ClientConfig;
  readonly clock: TestClock;
  close(): Promise<void>;
}

export interface TestPlatformOptions {
  /** Where the clock stands at first; absent = it runs with the machine. */
  readonly nowAt?: Instant;
  readonly settings?: Partial<ServerSettings>;
  /** True: other processes are heard by NOTIFY too. */
  readonly listen?: boolean;
  readonly log?: Platform['log'];
}

export async function testPlatform(options: TestPlatformOptions = {}): Promise<TestPlatform> {
  const database = await testDatabase();
  const { access } = database;
  const log = options.log ?? pino({ level: 'silent' });
  const clock = testClock(options.nowAt);
  const dataDir = await mkdtemp(join(tmpdir(), 'meanwhile-test-'));
  const pool = openPool(access.configFor('app'), { max: 8 }, log);
  const workPool = openPool(access.configFor('app'), { max: 4 }, log);
  const streamPool = openPool(access.configFor('stream'), { max: 2 }, log);
  const bell = createBell(options.listen === true ? access.configFor('app') : null, log, backendsOf(pool, workPool));
  const installation = await firstLook(pool, clock);
  const platform: Platform = {
    clock,
    log,
    pool,
    workPool,
    streamPool,
    bell,
    keys: keysFrom([{ id: 't1', secret: randomBytes(32) }]),
    blobs: folderBlobStore(join(dataDir, 'blobs')),
    epoch: installation.epoch,
    restoredAt: installation.restored_at,
    settings: {
      host: '127.0.0.1',
      port: 0,
      publicUrl: 'http://localhost',
      production: false,
      filesUrl: null,
      trustProxy: [],
      smtpHost: '127.0.0.1',
      smtpPort: 0,
      smtpUrl: null,
      scanner: null,
      providerApiUrls: {},
      dataDir,
      role: 'all',
      ...options.settings,
    },
  };
  return {
    platform,
    access,
    clock,
    adminConfig: database.adminConfig,
    async close() {
      await bell.close();
      await Promise.all([pool.end(), workPool.end(), streamPool.end()]);
      await database.drop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** Makes the installation row and the months around the clock where they are missing. */
async function firstLook(pool: pg.Pool, clock: TestClock): Promise<{ epoch: number; restored_at: number | null }> {
  return acrossWorkspaces(pool, async (tx) => {
    await tx.run(
      sql`insert into directory.installation (id, created_at) values (${clock.newId()}, ${iso(clock.nowAt())}) on conflict do nothing`,
    );
    for (const months of [-2, -1, 0, 1, 2]) await tx.run(sql`select tenant.ensure_month(${iso(clock.nowAt() + months * 30 * dayMs)})`);
    const found = await tx.row(sql<{ epoch: number; restored_at: number | null }>`select epoch, restored_at from directory.installation`);
    if (found === undefined) throw new Error('there is no installation row');
    return found;
  });
}

function testClock(first: Instant | undefined): TestClock {
  let fixedAt = first;
  const nowAt = (): Instant => fixedAt ?? Date.now();
  return {
    nowAt,
    machineNowAt: nowAt,
    newId: <T extends string>() => uuidv7(nowAt()) as Id<T>,
    agree: () => undefined,
    setNow: (at) => {
      fixedAt = at;
    },
    advance: (ms) => {
      fixedAt = nowAt() + ms;
    },
    run: () => {
      fixedAt = undefined;
    },
  };
}
