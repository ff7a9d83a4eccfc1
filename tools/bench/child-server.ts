/**
 * The product in a process of its own, for measuring from outside. The database's addresses come as JSON in BENCH_DATABASE; prints one
 * JSON line with its address, an API token and the channels when it is ready.
 */
import { randomBytes } from 'node:crypto';
import { startServer } from '@meanwhile/server/main.ts';
import type { DatabaseAccess, DatabaseRole } from '@meanwhile/server/platform/postgres/database-access.ts';
import { pino } from 'pino';

const configs = JSON.parse(process.env['BENCH_DATABASE'] ?? '{}') as Record<DatabaseRole, object>;
const access: DatabaseAccess = {
  kind: 'external',
  serverVersion: 18,
  configFor: (role) => configs[role],
  onCrash: () => undefined,
  onRestart: () => undefined,
  close: async () => undefined,
};
const port = Number(process.env['BENCH_PORT']);
const server = await startServer(
  {
    port,
    host: '127.0.0.1',
    dataDir: process.env['BENCH_DATA'] ?? '/tmp',
    publicUrl: `http://localhost:${port}`,
    production: false,
    filesUrl: null,
    trustProxy: [],
    smtpPort: 0,
    smtpHost: '127.0.0.1',
    smtpUrl: null,
    role: 'all',
    databaseUrl: null,
    secretKey: null,
    logLevel: 'warn',
  },
  access,
  {
    log: pino({ level: process.env['BENCH_LOG'] ?? 'warn' }),
    secrets: [{ id: 'bench001', secret: randomBytes(48) }],
    env: {},
    rateFactor: 100_000,
  },
);
const { rows } = await server.platform.pool.query<{ workspace_id: string; channel_id: string; type: string }>(
  'select workspace_id, channel_id, type from directory.channel order by channel_id',
);
const { token } = await server.accounts.createApiToken({ workspace: rows[0]!.workspace_id, name: 'bench', scopes: ['*'] });
await server.accounts.createWorkspace({
  name: 'Neighbour',
  slug: 'bench-neighbour',
  owner: { name: 'Nia', email: 'nia@neighbour.example' },
});
const neighbour = await server.accounts.createApiToken({ workspace: 'bench-neighbour', name: 'bench', scopes: ['*'] });
process.stdout.write(
  `${JSON.stringify({ url: `http://127.0.0.1:${server.port}`, token, neighbourToken: neighbour.token, workspaceId: rows[0]!.workspace_id, channels: rows })}\n`,
);
process.on('SIGTERM', () => void server.stop().then(() => process.exit(0)));
