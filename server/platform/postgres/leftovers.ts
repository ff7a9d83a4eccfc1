/**
 * Is something still running on this data folder from an earlier life? Finds the postmaster or its orphaned children and stops them,
 * and takes away lock files only when no process works in the folder any more.
 */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DatabaseTrouble } from './database-access.ts';
import { commandOf, hasProc, isAlive, processesIn, workingFolderOf } from './processes.ts';

/** The living postmaster of this folder, with its socket folder; null when there is none. */
export function livePostmaster(folder: string): { pid: number; socketFolder: string } | null {
  const lines = pidFileLines(folder);
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid <= 1 || !isAlive(pid)) return null;
  const isOurs = hasProc ? workingFolderOf(pid) === folder : commandOf(pid).includes(folder);
  if (!isOurs) return null;
  const said = lines[4] ?? '';
  return { pid, socketFolder: said.startsWith('/proc/self/cwd') ? join(folder, said.slice('/proc/self/cwd'.length)) : said };
}

function pidFileLines(folder: string): string[] {
  const file = join(folder, 'postmaster.pid');
  return existsSync(file)
    ? readFileSync(file, 'utf8')
        .split('\n')
        .map((line) => line.trim())
    : [];
}

/** Stops a postmaster that is not our child: fast, then at once, then by force. */
export async function stopPostmaster(folder: string, pid: number): Promise<void> {
  const steps: [NodeJS.Signals, number][] = [
    ['SIGINT', 30_000],
    ['SIGQUIT', 10_000],
    ['SIGKILL', 10_000],
  ];
  for (const [signal, patienceMs] of steps) {
    sendSignal(pid, signal);
    if (await gone(() => !isAlive(pid), patienceMs)) return;
  }
  throw new DatabaseTrouble('cannot_start', `The database process ${pid} of ${folder} does not end. End it and start again.`);
}

/**
 * After this nothing works in the folder and PostgreSQL will not trip over lock files of a dead server. Children of a killed
 * postmaster end by themselves when they notice; those that do not are ended, because two servers on one folder would destroy it.
 */
export async function clearTheWay(folder: string): Promise<void> {
  const orphan = livePostmaster(folder);
  if (orphan !== null) await stopPostmaster(folder, orphan.pid);
  if (!(await gone(() => processesIn(folder).length === 0, 2_000))) {
    for (const signal of ['SIGQUIT', 'SIGKILL'] as const) {
      for (const pid of processesIn(folder)) sendSignal(pid, signal);
      if (await gone(() => processesIn(folder).length === 0, 5_000)) break;
    }
  }
  const left = processesIn(folder);
  if (left.length > 0)
    throw new DatabaseTrouble('already_running', `Other processes (${left.join(', ')}) work in ${folder}. End them and start again.`);
  const lines = pidFileLines(folder);
  const pid = Number(lines[0]);
  // Without /proc a dead number is left to PostgreSQL, which also looks at shared memory; only a reused one must go.
  if (!hasProc && lines.length > 0 && Number.isInteger(pid) && !isAlive(pid)) return;
  rmSync(join(folder, 'postmaster.pid'), { force: true });
  for (const name of ['.s.PGSQL.5432.lock', '.s.PGSQL.5432']) rmSync(join(folder, 'socket', name), { force: true });
}

function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

async function gone(isGone: () => boolean, patienceMs: number): Promise<boolean> {
  for (let waitedMs = 0; waitedMs < patienceMs; waitedMs += 20) {
    if (isGone()) return true;
    await sleep(20);
  }
  return isGone();
}
