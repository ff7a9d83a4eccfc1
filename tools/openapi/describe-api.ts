/** What does the running server say of its own API? The description it serves at /api/v1/openapi.json, from a server over an empty database. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testDatabase } from '@meanwhile/server/platform/postgres/test-cluster.ts';
import { serve } from '../bench/serve.ts';
import { freePort } from '../bench/stage.ts';

/** Where the agreed description lies. It is changed by `npm run openapi` alone, and its diff is reviewed: it is a promise to others. */
export const goldenPath = join(import.meta.dirname, '../../wire/openapi.json');

export async function describeApi(): Promise<unknown> {
  const database = await testDatabase();
  const dataDir = await mkdtemp(join(tmpdir(), 'meanwhile-openapi-'));
  const { server } = await serve((role) => database.access.configFor(role), await freePort(), dataDir);
  try {
    return await (await fetch(`http://127.0.0.1:${server.port}/api/v1/openapi.json`)).json();
  } finally {
    await server.stop();
    await database.drop();
    await rm(dataDir, { recursive: true, force: true });
  }
}
