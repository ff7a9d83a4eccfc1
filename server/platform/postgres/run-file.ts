/**
 * Is a Meanwhile running on this DATA_DIR, and where does it listen? `run.json` says so while it lives; it is also the lock that keeps
 * two of them off one folder. A file left by a dead process counts for nothing.
 */
import { randomBytes } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseTrouble } from './database-access.ts';
import { isAlive, startMark } from './processes.ts';

export interface RunFile {
  readonly pid: number;
  /** Tells this process from a later one with the same number. */
  readonly startMark: string | null;
  /** What runs: `start`, or the command that holds the database. */
  readonly command: string;
  /** Null until it listens. */
  readonly port: number | null;
  readonly url: string | null;
  /** Null with an external database. */
  readonly socketFolder: string | null;
  readonly startedAt: string;
}

export interface HeldRunFile {
  update(change: Partial<RunFile>): void;
  release(): void;
}

/** The living instance on this folder, or null. */
export function readRunFile(dataDir: string): RunFile | null {
  const file = pathIn(dataDir);
  const run = existsSync(file) ? parse(readFileSync(file, 'utf8')) : null;
  if (run === null || !isAlive(run.pid) || startMark(run.pid) !== run.startMark) return null;
  return run;
}

/** Takes the folder for this process. Throws DatabaseTrouble `already_running` when another living one has it. */
export function holdRunFile(dataDir: string, command: string, nowAt: number): HeldRunFile {
  mkdirSync(dataDir, { recursive: true });
  let content: RunFile = {
    pid: process.pid,
    startMark: startMark(process.pid),
    command,
    port: null,
    url: null,
    socketFolder: null,
    startedAt: new Date(nowAt).toISOString(),
  };
  const file = pathIn(dataDir);
  const draft = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`;
  const write = (): void => writeFileSync(draft, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
  write();
  try {
    takeName(dataDir, draft, file);
  } finally {
    rmSync(draft, { force: true });
  }
  return {
    update(change) {
      content = { ...content, ...change };
      write();
      renameSync(draft, file);
    },
    release() {
      if (readRunFile(dataDir)?.pid === process.pid) rmSync(file, { force: true });
    },
  };
}

function takeName(dataDir: string, draft: string, file: string): void {
  for (let tries = 0; tries < 3; tries += 1) {
    try {
      linkSync(draft, file);
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      const other = readRunFile(dataDir);
      if (other !== null) throw alreadyRunning(dataDir, other);
      rmSync(file, { force: true });
    }
  }
  throw new DatabaseTrouble('already_running', `Another process is starting on ${dataDir} in this moment.`);
}

function alreadyRunning(dataDir: string, other: RunFile): DatabaseTrouble {
  const where = other.url === null ? '' : ` at ${other.url}`;
  return new DatabaseTrouble(
    'already_running',
    `Meanwhile (${other.command}) is already running on ${dataDir}${where}, as process ${other.pid}. Stop it first, or choose another DATA_DIR.`,
  );
}

function parse(text: string): RunFile | null {
  try {
    const value = JSON.parse(text) as Partial<RunFile>;
    return Number.isInteger(value.pid) && (value.pid ?? 0) > 0 ? (value as RunFile) : null;
  } catch (error) {
    // A file cut short by a full disk or a power cut names nobody.
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function pathIn(dataDir: string): string {
  return join(dataDir, 'run.json');
}
