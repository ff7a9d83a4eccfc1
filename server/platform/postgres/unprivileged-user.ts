/**
 * As whom does PostgreSQL run? It refuses to run as root, so root hands it to an unprivileged user that owns the data folder.
 * Anybody else runs it as themselves.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { DatabaseTrouble } from './database-access.ts';

export interface RunAs {
  readonly uid: number;
  readonly gid: number;
  readonly name: string;
}

/** Null: as ourselves. A data folder that exists keeps its owner; else `meanwhile`, else `postgres`, else a new system user `meanwhile`. */
export function runAsFor(clusterFolder: string): RunAs | null {
  if (process.getuid?.() !== 0) return null;
  if (existsSync(clusterFolder)) {
    const { uid, gid } = statSync(clusterFolder);
    if (uid !== 0) return { uid, gid, name: users().find((user) => user.uid === uid)?.name ?? String(uid) };
  }
  return find('meanwhile') ?? find('postgres') ?? createUser();
}

function createUser(): RunAs {
  try {
    execFileSync('useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', 'meanwhile'], {
      stdio: 'pipe',
    });
  } catch (cause) {
    throw new DatabaseTrouble(
      'cannot_become_unprivileged',
      'PostgreSQL does not run as root, and no system user could be created for it. Run Meanwhile as an ordinary user, or create one named "meanwhile" (useradd --system meanwhile).',
      cause,
    );
  }
  const made = find('meanwhile');
  if (made === null)
    throw new DatabaseTrouble('cannot_become_unprivileged', 'The system user "meanwhile" was created but is not in /etc/passwd.');
  return made;
}

function find(name: string): RunAs | null {
  return users().find((user) => user.name === name && user.uid !== 0) ?? null;
}

function users(): RunAs[] {
  return readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
    .filter((fields) => fields.length >= 4)
    .map(([name, , uid, gid]) => ({ name: name ?? '', uid: Number(uid), gid: Number(gid) }));
}
