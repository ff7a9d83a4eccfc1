/** How is the Platform of a real process made? Pools by role, keys, files, clock in step with the database, months made ahead. */
import { join } from 'node:path';
import { dayMs } from '@meanwhile/core/kernel/instant.ts';
import { sql } from 'kysely';
import type { Logger } from 'pino';
import { folderBlobStore } from './blobs/blob-store.ts';
import { systemClock, type SystemClock } from './clock/clock.ts';
import { iso } from './db/instant.ts';
import { backendsOf, openPool } from './db/pools.ts';
import { acrossWorkspaces } from './db/transaction.ts';
import { keysFrom } from './keys.ts';
import type { Platform } from './platform.ts';
import type { DatabaseAccess } from './postgres/database-access.ts';
import type { Secret } from './settings/secret.ts';
import type { Settings } from './settings/settings.ts';
import { createBell } from './stream/bell.ts';

export interface OwnedPlatform {
  readonly platform: Platform;
  close(): Promise<void>;
}

const agreeEveryMs = 30_000;
const monthsAhead = [-1, 0, 1, 2, 3];

export async function makePlatform(
  settings: Settings,
  database: DatabaseAccess,
  secrets: readonly Secret[],
  log: Logger,
): Promise<OwnedPlatform> {
  const clock = systemClock();
  const pool = openPool(database.configFor('app'), { max: 12 }, log);
  const workPool = openPool(database.configFor('app'), { max: 6 }, log);
  const streamPool = openPool(database.configFor('stream'), { max: 4 }, log);
  const bell = createBell(database.configFor('app'), log, backendsOf(pool, workPool));
  const look = async (): Promise<{ epoch: number; restored_at: number | null }> =>
    acrossWorkspaces(pool, async (tx) => {
      const sentAt = clock.machineNowAt();
      // The one place that asks the database for its time: it is the authority that all processes share (F25).
      const row = await tx.row(sql<{ at: number }>`select clock_timestamp() as at`);
      clock.agree(row!.at, sentAt, clock.machineNowAt());
      for (const month of monthsAhead) await tx.run(sql`select tenant.ensure_month(${iso(clock.nowAt() + month * 30 * dayMs)})`);
      await tx.run(
        sql`insert into directory.installation (id, created_at) values (${clock.newId()}, ${iso(clock.nowAt())}) on conflict do nothing`,
      );
      const found = await tx.row(sql<{ epoch: number; restored_at: number | null }>`select epoch, restored_at from directory.installation`);
      return found!;
    });
  const { epoch, restored_at: restoredAt } = await look();
  const agreeing = setInterval(() => {
    look().catch((error: Error) => log.warn({ err: error }, 'the clock could not be compared with the database'));
  }, agreeEveryMs);
  agreeing.unref();
  return {
    platform: {
      clock: clock satisfies SystemClock,
      log,
      pool,
      workPool,
      streamPool,
      keys: keysFrom(secrets),
      blobs: folderBlobStore(join(settings.dataDir, 'blobs')),
      bell,
      epoch,
      restoredAt,
      settings,
    },
    async close() {
      clearInterval(agreeing);
      await bell.close();
      await Promise.all([pool.end(), workPool.end(), streamPool.end()]);
    },
  };
}
