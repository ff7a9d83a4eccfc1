/**
 * The product over its own embedded PostgreSQL, in a process that is made to be killed: as `child-server.ts`, with the database in BENCH_DATA
 * as `npm start` keeps it. Prints the address of the database, too.
 */
import { migrate } from '@meanwhile/server/platform/db/migrate.ts';
import { openEmbedded } from '@meanwhile/server/platform/postgres/embedded.ts';
import pg from 'pg';
import { serve } from './serve.ts';

const dataDir = process.env['BENCH_DATA']!;
const database = await openEmbedded(dataDir);
const owner = new pg.Client(database.configFor('owner'));
await owner.connect();
await migrate(owner, Date.now());
await owner.end();
const { server, token, workspaceId, channels } = await serve(
  (role) => database.configFor(role),
  Number(process.env['BENCH_PORT']),
  dataDir,
);
process.stdout.write(
  `${JSON.stringify({ url: `http://127.0.0.1:${server.port}`, token, workspaceId, channels, owner: database.configFor('owner') })}\n`,
);
