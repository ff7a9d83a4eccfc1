/**
 * The product in a process of its own, for measuring from outside. The database's addresses come as JSON in BENCH_DATABASE; prints one
 * JSON line with its address, an API token and the channels when it is ready.
 */
import type { DatabaseRole } from '@meanwhile/server/platform/postgres/database-access.ts';
import { serve } from './serve.ts';

const configs = JSON.parse(process.env['BENCH_DATABASE'] ?? '{}') as Record<DatabaseRole, object>;
const served = await serve((role) => configs[role], Number(process.env['BENCH_PORT']), process.env['BENCH_DATA'] ?? '/tmp');
const { token, neighbourToken, workspaceId, channels } = served;
process.stdout.write(
  `${JSON.stringify({ url: `http://127.0.0.1:${served.server.port}`, token, neighbourToken, workspaceId, channels })}\n`,
);
process.on('SIGTERM', () => void served.server.stop().then(() => process.exit(0)));
