/**
 * The product as a bench measures it: the real server over a database given by its roles' addresses, with limits on rates out of the way. No
 * load, no figures.
 */
import { randomBytes } from 'node:crypto';
import { startServer } from '@meanwhile/server/main.ts';
import type { DatabaseAccess, DatabaseRole } from '@meanwhile/server/platform/postgres/database-access.ts';
import { pino } from 'pino';

export interface Served {
  readonly server: Awaited<ReturnType<typeof startServer>>;
  readonly token: string;
  /** Of a second, empty workspace. */
  readonly neighbourToken: string;
  readonly workspaceId: string;
  readonly channels: readonly { readonly channel_id: string; readonly type: string }[];
}

export async function serve(configFor: (role: DatabaseRole) => object, port: number, dataDir: string): Promise<Served> {
  const access: DatabaseAccess = {
    kind: 'external',
    serverVersion: 18,
    configFor,
    onCrash: () => undefined,
    onRestart: () => undefined,
    close: async () => undefined,
  };
  const settings = {
    port,
    host: '127.0.0.1',
    dataDir,
    publicUrl: `http://localhost:${port}`,
    production: false,
    filesUrl: null,
    metricsToken: null,
    trustProxy: [],
    smtpPort: 0,
    smtpHost: '127.0.0.1',
    smtpUrl: null,
    scanner: null,
    providerApiUrls: {},
    role: 'all',
    databaseUrl: null,
    secretKey: null,
    logLevel: 'warn',
  } as const;
  const server = await startServer(settings, access, {
    // The first line of the standard output is for the address.
    log: pino({ level: process.env['BENCH_LOG'] ?? 'warn' }, pino.destination(2)),
    secrets: [{ id: 'bench001', secret: randomBytes(48) }],
    env: {},
    rateFactor: 100_000,
  });
  const { rows } = await server.platform.pool.query<{ workspace_id: string; channel_id: string; type: string }>(
    'select workspace_id, channel_id, type from directory.channel order by channel_id',
  );
  const workspaceId = rows[0]!.workspace_id;
  const { token } = await server.accounts.createApiToken({ workspace: workspaceId, name: 'bench', scopes: ['*'] });
  await server.accounts.createWorkspace({
    name: 'Neighbour',
    slug: 'bench-neighbour',
    owner: { name: 'Nia', email: 'nia@neighbour.example' },
  });
  const neighbour = await server.accounts.createApiToken({ workspace: 'bench-neighbour', name: 'bench', scopes: ['*'] });
  return { server, token, neighbourToken: neighbour.token, workspaceId, channels: rows };
}
