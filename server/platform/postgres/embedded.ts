/**
 * How does the embedded PostgreSQL come up and stay up? Clears what an earlier life left, starts the server, makes roles and database,
 * and starts it again whenever it dies, until we close it.
 */
import { stepLimits } from '@meanwhile/core/kernel/limits.ts';
import type { ChildProcess } from 'node:child_process';
import { existsSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { adminConfig, logTail, openCluster, socketFolderFor, spawnPostmaster, waitUntilReady, type Cluster } from './cluster.ts';
import { DatabaseTrouble, type DatabaseAccess, type DatabaseRole } from './database-access.ts';
import { clearTheWay } from './leftovers.ts';
import { prepareOwnCluster, roleNames } from './roles.ts';

export interface EmbeddedDatabase extends DatabaseAccess {
  readonly kind: 'embedded';
  readonly socketFolder: string;
  /** The process of the postmaster; null while it is being restarted. */
  readonly postmasterPid: number | null;
  /** As the superuser: for backups and restores. */
  adminConfig(): pg.ClientConfig;
}

export const embeddedDatabaseName = 'meanwhile';
const largestLogBytes = stepLimits.databaseLogBytes;

/** For a small machine; what is not named keeps PostgreSQL's default. Planner defaults stay, except that the disk is taken for an SSD. */
export const productionSettings = {
  max_connections: '60',
  shared_buffers: '128MB',
  // Bounds recovery after a crash to a few seconds.
  max_wal_size: '256MB',
  min_wal_size: '80MB',
  wal_level: 'replica',
  // A batch of 256 messages writes more than the 4 MB that shared_buffers would give it.
  wal_buffers: '16MB',
  random_page_cost: '1.1',
  // Hot statements are short; compiling them costs more than it saves.
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  unix_socket_permissions: '0700',
  // Queue tables turn over fast; a fifth of a table in dead rows is too late.
  autovacuum_naptime: '20s',
  autovacuum_vacuum_scale_factor: '0.05',
  autovacuum_analyze_scale_factor: '0.05',
  log_checkpoints: 'off',
  log_line_prefix: '%m [%p] %q%u ',
};

/** Ready to migrate and serve when it resolves. Throws DatabaseTrouble. The caller holds `run.json` (see `run-file.ts`). */
export async function openEmbedded(dataDir: string): Promise<EmbeddedDatabase> {
  const cluster = await openCluster(dataDir);
  await clearTheWay(cluster.folder);
  rotateLog(cluster.logFile);
  const socketFolder = socketFolderFor(cluster);
  const keeper = new Keeper(cluster, socketFolder);
  await keeper.start();
  try {
    const admin = new pg.Client(adminConfig(socketFolder));
    await admin.connect();
    try {
      await prepareOwnCluster(admin, embeddedDatabaseName);
    } finally {
      await admin.end();
    }
  } catch (error) {
    await keeper.stop();
    throw error;
  }
  return accessTo(keeper);
}

function accessTo(keeper: Keeper): EmbeddedDatabase {
  const { socketFolder } = keeper;
  return {
    kind: 'embedded',
    serverVersion: 18,
    socketFolder,
    get postmasterPid() {
      return keeper.pid;
    },
    configFor: (role: DatabaseRole) => ({ ...adminConfig(socketFolder, embeddedDatabaseName), user: roleNames[role] }),
    adminConfig: () => adminConfig(socketFolder, embeddedDatabaseName),
    onCrash: (listener) => void keeper.crashListeners.push(listener),
    onRestart: (listener) => void keeper.restartListeners.push(listener),
    close: () => keeper.stop(),
  };
}

/** Access to an embedded database that another process of ours keeps running; closing it changes nothing there. */
export function joinEmbedded(socketFolder: string): EmbeddedDatabase {
  return {
    kind: 'embedded',
    serverVersion: 18,
    socketFolder,
    postmasterPid: null,
    configFor: (role: DatabaseRole) => ({ ...adminConfig(socketFolder, embeddedDatabaseName), user: roleNames[role] }),
    adminConfig: () => adminConfig(socketFolder, embeddedDatabaseName),
    onCrash: () => undefined,
    onRestart: () => undefined,
    close: () => Promise.resolve(),
  };
}

/** Keeps one postmaster alive. */
class Keeper {
  readonly crashListeners: ((reason: string) => void)[] = [];
  readonly restartListeners: (() => void)[] = [];
  readonly socketFolder: string;
  readonly #cluster: Cluster;
  #child: ChildProcess | null = null;
  #isStopping = false;
  #restarting: Promise<void> | null = null;

  constructor(cluster: Cluster, socketFolder: string) {
    this.#cluster = cluster;
    this.socketFolder = socketFolder;
  }

  get pid(): number | null {
    return this.#child?.pid ?? null;
  }

  async start(): Promise<void> {
    const child = spawnPostmaster(this.#cluster, this.socketFolder, productionSettings);
    await waitUntilReady(this.#cluster, child, this.socketFolder).catch(async (error: unknown) => {
      await endChild(child);
      throw error;
    });
    this.#child = child;
    const logStart = existsSync(this.#cluster.logFile) ? statSync(this.#cluster.logFile).size : 0;
    const onExit = (): void => {
      this.#child = null;
      if (this.#isStopping) return;
      this.#tellCrash(
        `The database process ended (${child.signalCode ?? child.exitCode ?? 'unknown'}). ${lastWords(this.#cluster, logStart)}`,
      );
      this.#restarting = this.#bringBack();
    };
    // It may have died between answering and this line.
    if (child.exitCode !== null || child.signalCode !== null) onExit();
    else child.once('exit', onExit);
  }

  /** Never gives up: a full disk is freed some day, and then it heals by itself (fault F9). */
  async #bringBack(): Promise<void> {
    for (let pauseMs = 100; !this.#isStopping; pauseMs = Math.min(pauseMs * 2, 5_000)) {
      try {
        await clearTheWay(this.#cluster.folder);
        if (this.#isStopping) return;
        await this.start();
        for (const listener of this.restartListeners) listener();
        return;
      } catch (error) {
        if (!(error instanceof DatabaseTrouble)) throw error;
        this.#tellCrash(error.message);
        await sleep(pauseMs);
      }
    }
  }

  #tellCrash(reason: string): void {
    for (const listener of this.crashListeners) listener(reason);
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    await this.#restarting;
    if (this.#child !== null) await endChild(this.#child);
    // A socket folder outside the data folder is made anew at each start.
    if (this.socketFolder !== join(this.#cluster.folder, 'socket')) rmSync(this.socketFolder, { recursive: true, force: true });
  }
}

async function endChild(child: ChildProcess): Promise<void> {
  const ended = new Promise<void>((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) resolve();
    else child.once('exit', () => resolve());
  });
  for (const [signal, patienceMs] of [
    ['SIGINT', 30_000],
    ['SIGQUIT', 10_000],
    ['SIGKILL', 10_000],
  ] as const) {
    child.kill(signal);
    const patience = new AbortController();
    const isOver = await Promise.race([ended.then(() => true), sleep(patienceMs, false, { signal: patience.signal }).catch(() => false)]);
    patience.abort();
    if (isOver) return;
  }
}

function lastWords(cluster: Cluster, from: number): string {
  return logTail(cluster.logFile, from)
    .split('\n')
    .filter((line) => /FATAL|PANIC/.test(line))
    .slice(-2)
    .join(' ');
}

function rotateLog(file: string): void {
  if (existsSync(file) && statSync(file).size > largestLogBytes) renameSync(file, `${file}.1`);
}
