/**
 * Is there a PostgreSQL of the system to test against, as an operator would bring one? Starts a throw-away server of Debian's packages on
 * a TCP port with passwords. For tests only.
 */
import { execFileSync } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawnPostmaster, waitUntilReady, type Cluster } from './cluster.ts';
import { stopPostmaster } from './leftovers.ts';
import { runAsFor } from './unprivileged-user.ts';

export interface PeerServer {
  /** As the superuser, to a database of this name. */
  urlFor(database: string, user?: string, password?: string): string;
  stop(): Promise<void>;
}

export const adminPassword = 'harbour';

export function peerFolder(version: number): string {
  return `/usr/lib/postgresql/${version}/bin`;
}

/** Why there is none, or null. */
export function peerIsMissing(version: number): string | null {
  return existsSync(join(peerFolder(version), 'initdb')) ? null : `Debian's postgresql-${version} is not installed`;
}

export async function startPeer(version: number): Promise<PeerServer> {
  const parent = mkdtempSync(join(tmpdir(), 'mw-peer-'));
  const runAs = runAsFor(join(parent, 'none'));
  const identity = runAs === null ? {} : { uid: runAs.uid, gid: runAs.gid };
  if (runAs !== null) chownSync(parent, runAs.uid, runAs.gid);
  const folder = join(parent, 'data');
  const bin = peerFolder(version);
  writeFileSync(join(parent, 'password'), adminPassword, { mode: 0o644 });
  const options = [
    '--username=meanwhile_admin',
    '--encoding=UTF8',
    '--locale=C.UTF-8',
    '--auth-local=trust',
    '--auth-host=scram-sha-256',
    '--no-sync',
  ];
  execFileSync(join(bin, 'initdb'), ['-D', folder, ...options, `--pwfile=${join(parent, 'password')}`], {
    ...identity,
    cwd: parent,
    stdio: 'pipe',
  });
  const port = await freePort();
  const cluster: Cluster = {
    folder,
    logFile: join(parent, 'log'),
    runAs,
    binaries: { initdb: join(bin, 'initdb'), postgres: join(bin, 'postgres') },
  };
  // The socket keeps the name every cluster of ours has, so that waiting works the same way; operators come by TCP.
  const child = spawnPostmaster(cluster, parent, {
    listen_addresses: '127.0.0.1',
    port: String(port),
    fsync: 'off',
    max_connections: '60',
  });
  // A test that fails before it stops its server must not leave one behind.
  process.once('exit', () => child.kill('SIGQUIT'));
  await waitUntilReady(cluster, child, parent, port);
  return {
    urlFor: (database, user = 'meanwhile_admin', password = adminPassword) =>
      `postgres://${user}:${password}@127.0.0.1:${port}/${database}`,
    async stop() {
      if (child.pid !== undefined) await stopPostmaster(folder, child.pid);
      rmSync(parent, { recursive: true, force: true });
    },
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => (address !== null && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port'))));
    });
  });
}
