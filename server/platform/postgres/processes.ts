/**
 * Which process is that? Tells a living process from a reused number, and finds the ones that work inside a folder.
 * Reads /proc where there is one and asks `ps` elsewhere; never kills anything.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, readlinkSync, realpathSync } from 'node:fs';

export const hasProc = existsSync('/proc/self/cwd');

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: alive, but somebody else's.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  return !isZombie(pid);
}

/** Field 3 of /proc/pid/stat, after the name in parentheses (proc(5)). */
function isZombie(pid: number): boolean {
  return statFields(pid)?.[0] === 'Z';
}

function statFields(pid: number): string[] | undefined {
  const stat = readOrNull(`/proc/${pid}/stat`);
  return stat === null ? undefined : stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

/**
 * A text that two processes with the same number do not share: boot and start time. Null when the process is gone.
 */
export function startMark(pid: number): string | null {
  if (!hasProc) return commandOutput('ps', ['-o', 'lstart=', '-p', String(pid)]);
  const startTicks = statFields(pid)?.[19];
  if (startTicks === undefined || isZombie(pid)) return null;
  return `${readOrNull('/proc/sys/kernel/random/boot_id')?.trim() ?? ''}/${startTicks}`;
}

/** Processes whose working folder is `folder`: a postmaster and all its children. Empty where it cannot be known. */
export function processesIn(folder: string): number[] {
  if (!hasProc || !existsSync(folder)) return [];
  const wanted = realpathSync(folder);
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => workingFolderOf(pid) === wanted && isAlive(pid));
}

export function workingFolderOf(pid: number): string | null {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch (error) {
    if (['ENOENT', 'ESRCH', 'EACCES', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')) return null;
    throw error;
  }
}

export function commandOf(pid: number): string {
  return hasProc
    ? (readOrNull(`/proc/${pid}/cmdline`)?.replaceAll('\0', ' ').trim() ?? '')
    : (commandOutput('ps', ['-o', 'command=', '-p', String(pid)]) ?? '');
}

function readOrNull(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (['ENOENT', 'ESRCH', 'EACCES', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')) return null;
    throw error;
  }
}

function commandOutput(command: string, args: string[]): string | null {
  try {
    return execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim() || null;
  } catch (error) {
    // `ps` answers 1 for a process that is not there; anything else (no `ps`) is a fault.
    if ((error as { status?: number }).status === 1) return null;
    throw error;
  }
}
