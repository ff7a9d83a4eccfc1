/**
 * How is a PostgreSQL cluster of our own made, started and stopped? One data folder, one unix socket, no TCP, no supervisor:
 * who keeps it alive is decided in `embedded.ts`.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import {
  chownSync,
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { platform, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { binariesFor, canReach, type Binaries } from './binaries.ts';
import { DatabaseTrouble } from './database-access.ts';
import { hasProc } from './processes.ts';
import { runAsFor, type RunAs } from './unprivileged-user.ts';

export const adminRole = 'meanwhile_admin';
const port = 5432;
/** sun_path holds 108 bytes with the closing zero on Linux, 104 on macOS. */
const longestSocketPathBytes = platform() === 'darwin' ? 103 : 107;
const socketName = `.s.PGSQL.${port}`;

export interface Cluster {
  /** PGDATA, without symbolic links. */
  readonly folder: string;
  readonly logFile: string;
  readonly runAs: RunAs | null;
  readonly binaries: Binaries;
}

/** Finds the cluster below `dataDir`, or makes it. Throws DatabaseTrouble when it cannot. */
export async function openCluster(dataDir: string): Promise<Cluster> {
  mkdirSync(dataDir, { recursive: true });
  const folder = join(realpathSync(dataDir), 'postgres');
  const runAs = runAsFor(folder);
  if (runAs !== null && !hasProc && !canReach(dirname(folder), runAs))
    throw new DatabaseTrouble(
      'cannot_start',
      `The user "${runAs.name}" that runs PostgreSQL cannot reach ${folder}. Choose another DATA_DIR.`,
    );
  const cluster = { folder, logFile: `${folder}.log`, runAs, binaries: binariesFor(runAs) };
  if (!existsSync(join(folder, 'PG_VERSION'))) await makeCluster(cluster);
  await checkVersion(cluster);
  return cluster;
}

async function checkVersion(cluster: Cluster): Promise<void> {
  const found = readFileSync(join(cluster.folder, 'PG_VERSION'), 'utf8').trim();
  const { output } = await run(cluster, cluster.binaries.postgres, ['--version'], dirname(cluster.binaries.postgres));
  const ours = /\) (\d+)/.exec(output)?.[1];
  if (found === ours) return;
  throw new DatabaseTrouble(
    'wrong_data_version',
    `${cluster.folder} was written by PostgreSQL ${found}; this version of Meanwhile brings ${ours ?? 'another'}. Make a backup with the Meanwhile that wrote it and restore it into an empty DATA_DIR.`,
  );
}

/** initdb works in a draft folder that is renamed at the end, so an interrupted one leaves nothing half made. */
async function makeCluster(cluster: Cluster): Promise<void> {
  const draft = `${cluster.folder}.draft`;
  rmSync(draft, { recursive: true, force: true });
  // PGDATA without PG_VERSION: empty, or not ours. An empty one may go; anything else is refused by rename below.
  mkdirSync(draft, { mode: 0o700 });
  handOver(cluster, draft);
  let last = { code: 0, output: '' };
  // The C library of a small machine may know only C; the database itself collates by its built-in rules either way.
  for (const ctype of ['C.UTF-8', 'UTF-8', 'C']) {
    last = await run(cluster, cluster.binaries.initdb, [...initdbOptions, `--lc-ctype=${ctype}`, '-D', dataFolderFor(draft)], draft);
    if (!/invalid locale/i.test(last.output)) break;
  }
  if (last.code !== 0) {
    rmSync(draft, { recursive: true, force: true });
    throw explainFailure('initdb_failed', `PostgreSQL could not create its data folder ${cluster.folder}`, last.output);
  }
  renameSync(draft, cluster.folder);
}

const initdbOptions = [
  `--username=${adminRole}`,
  '--data-checksums',
  '--encoding=UTF8',
  '--locale=C',
  '--locale-provider=builtin',
  '--builtin-locale=C.UTF-8',
  '--auth=trust',
  '--no-instructions',
];

/**
 * PostgreSQL changes to its data folder by an absolute path, which fails below a folder its user may not enter (/root is 0700). Started inside
 * the folder, `/proc/self/cwd` is an absolute path to it that passes no parent; every child process inherits it.
 */
function dataFolderFor(folder: string): string {
  return hasProc ? '/proc/self/cwd' : folder;
}

function handOver(cluster: Cluster, path: string): void {
  if (cluster.runAs !== null) chownSync(path, cluster.runAs.uid, cluster.runAs.gid);
}

/** Makes the folder of the socket: inside PGDATA, or below the system's temp folder where that path would be too long for a socket. */
export function socketFolderFor(cluster: Cluster): string {
  const inside = join(cluster.folder, 'socket');
  if (Buffer.byteLength(join(inside, socketName)) <= longestSocketPathBytes) {
    if (!existsSync(inside)) mkdirSync(inside, { mode: 0o700 });
    handOver(cluster, inside);
    return inside;
  }
  for (const temp of new Set([realpathSync(tmpdir()), '/tmp'])) {
    if (cluster.runAs !== null && !canReach(temp, cluster.runAs)) continue;
    const folder = mkdtempSync(join(temp, 'meanwhile-'));
    handOver(cluster, folder);
    return folder;
  }
  throw new DatabaseTrouble(
    'cannot_start',
    `The path ${inside} is too long for a socket and no temporary folder can hold it. Choose a shorter DATA_DIR.`,
  );
}

/** Where in the log the words of each server begin: one that ends at once has said why before anybody looks. */
const logStarts = new WeakMap<ChildProcess, number>();

/** A server on this socket, without waiting for it to answer. It outlives us if we are killed. */
export function spawnPostmaster(cluster: Cluster, socketFolder: string, settings: Readonly<Record<string, string>>): ChildProcess {
  const inside = socketFolder === join(cluster.folder, 'socket');
  const all = {
    listen_addresses: '',
    unix_socket_directories: inside && hasProc ? '/proc/self/cwd/socket' : socketFolder,
    port: String(port),
    ...settings,
  };
  const logStart = existsSync(cluster.logFile) ? statSync(cluster.logFile).size : 0;
  const log = openSync(cluster.logFile, 'a', 0o600);
  try {
    const options = Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    const child = spawn(cluster.binaries.postgres, ['-D', dataFolderFor(cluster.folder), ...options], {
      ...identity(cluster),
      cwd: cluster.folder,
      env: environment,
      stdio: ['ignore', log, log],
      // A group of its own: Ctrl-C is for us, and we stop the database when the last request is done.
      detached: true,
    });
    logStarts.set(child, logStart);
    return child;
  } finally {
    closeSync(log);
  }
}

export function adminConfig(socketFolder: string, database = 'postgres'): pg.ClientConfig {
  return { host: socketFolder, port, user: adminRole, database, application_name: 'meanwhile' };
}

/** Waits until it answers; throws DatabaseTrouble with the reason from the log when it ends instead. */
export async function waitUntilReady(cluster: Cluster, child: ChildProcess, socketFolder: string, atPort = port): Promise<void> {
  const logStart = logStarts.get(child) ?? 0;
  let failed: Error | undefined;
  child.once('error', (error) => (failed = error));
  for (let pauseMs = 10; ; pauseMs = Math.min(pauseMs * 1.3, 200)) {
    if (failed !== undefined) throw new DatabaseTrouble('cannot_start', `PostgreSQL could not be started: ${failed.message}`, failed);
    if (child.exitCode !== null || child.signalCode !== null)
      throw explainFailure('cannot_start', 'PostgreSQL ended while it was starting', logTail(cluster.logFile, logStart));
    if (await answers({ ...adminConfig(socketFolder), port: atPort })) return;
    await sleep(pauseMs);
  }
}

/** Whether a server takes this connection now. */
export async function answers(config: pg.ClientConfig): Promise<boolean> {
  const client = new pg.Client({ ...config, connectionTimeoutMillis: 2_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return true;
  } catch (error) {
    // Not listening yet, recovering, or shutting down; the caller asks again or looks at the process.
    if (error instanceof Error) return false;
    throw error;
  } finally {
    await client.end().catch(() => undefined);
  }
}

export function logTail(file: string, from = 0): string {
  if (!existsSync(file)) return '';
  const bytes = readFileSync(file);
  return bytes.subarray(Math.max(Math.min(from, bytes.length), bytes.length - 4_000)).toString('utf8');
}

export function explainFailure(code: 'initdb_failed' | 'cannot_start', what: string, output: string): DatabaseTrouble {
  const said =
    output
      .split('\n')
      .filter((line) => /FATAL|PANIC|error|could not|unrecognized|invalid/i.test(line))
      .slice(-3)
      .join(' ')
      .trim() || output.trim().slice(-300);
  if (/No space left on device|Disk quota exceeded/i.test(output))
    return new DatabaseTrouble('disk_full', `${what}: the disk is full. Free some space and start again. (${said})`);
  return new DatabaseTrouble(code, `${what}. PostgreSQL says: ${said || 'nothing'}`);
}

const environment = { PATH: process.env['PATH'] ?? '/usr/bin:/bin', LC_MESSAGES: 'C' };

function identity(cluster: Cluster): { uid?: number; gid?: number } {
  return cluster.runAs === null ? {} : { uid: cluster.runAs.uid, gid: cluster.runAs.gid };
}

function run(cluster: Cluster, program: string, args: string[], cwd: string): Promise<{ code: number; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { ...identity(cluster), cwd, env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.once('error', reject);
    child.once('close', (code) => resolve({ code: code ?? 1, output }));
  });
}
