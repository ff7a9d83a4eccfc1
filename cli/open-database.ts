/**
 * How does a command reach the database? The external one by DATABASE_URL; the embedded one through the socket of the running Meanwhile, or
 * by starting it for the time of the command.
 */
import { systemClock } from '@meanwhile/server/platform/clock/clock.ts';
import { keysFrom } from '@meanwhile/server/platform/keys.ts';
import type { DatabaseAccess } from '@meanwhile/server/platform/postgres/database-access.ts';
import { joinEmbedded, openEmbedded } from '@meanwhile/server/platform/postgres/embedded.ts';
import { openExternal } from '@meanwhile/server/platform/postgres/external.ts';
import { holdRunFile, readRunFile, type HeldRunFile, type RunFile } from '@meanwhile/server/platform/postgres/run-file.ts';
import { loadSecrets, type Secret } from '@meanwhile/server/platform/settings/secret.ts';
import type { Settings } from '@meanwhile/server/platform/settings/settings.ts';
import { OperatorTrouble } from './trouble.ts';

export interface OpenDatabase {
  readonly access: DatabaseAccess;
  readonly secrets: readonly Secret[];
  /** The Meanwhile that was running before us on this DATA_DIR; null when there was none. */
  readonly running: RunFile | null;
  /** Ours while the database is ours; null where we joined, or where the database is external. */
  readonly run: HeldRunFile | null;
  close(): Promise<void>;
}

export interface OpenOptions {
  readonly command: string;
  /** True: nothing else may be running on this folder. */
  readonly alone: boolean;
}

export async function openDatabase(settings: Settings, options: OpenOptions): Promise<OpenDatabase> {
  if (settings.databaseUrl !== null) return external(settings, settings.databaseUrl, options);
  if (settings.role !== 'all')
    throw new OperatorTrouble(
      `ROLE=${settings.role} needs a database that several processes share: set DATABASE_URL. The embedded one serves ROLE=all only.`,
    );
  const running = readRunFile(settings.dataDir);
  if (running !== null && !options.alone) {
    if (running.socketFolder === null)
      throw new OperatorTrouble(`Meanwhile (process ${running.pid}) is just starting on ${settings.dataDir}. Try again when it is ready.`);
    return {
      access: joinEmbedded(running.socketFolder),
      secrets: loadSecrets(settings),
      running,
      run: null,
      close: () => Promise.resolve(),
    };
  }
  const run = holdRunFile(settings.dataDir, options.command, systemClock().machineNowAt());
  try {
    const secrets = loadSecrets(settings);
    const access = await openEmbedded(settings.dataDir);
    run.update({ socketFolder: access.socketFolder });
    return {
      access,
      secrets,
      running: null,
      run,
      async close() {
        await access.close();
        run.release();
      },
    };
  } catch (error) {
    run.release();
    throw error;
  }
}

/** Several processes may share an external database and a DATA_DIR with blobs, so the folder is not locked. */
async function external(settings: Settings, databaseUrl: string, options: OpenOptions): Promise<OpenDatabase> {
  const running = readRunFile(settings.dataDir);
  const secrets = loadSecrets(settings);
  const access = await openExternal(databaseUrl, keysFrom(secrets));
  const run =
    running === null && options.command === 'start' ? holdRunFile(settings.dataDir, options.command, systemClock().machineNowAt()) : null;
  return {
    access,
    secrets,
    running,
    run,
    close() {
      run?.release();
      return access.close();
    },
  };
}
