/** Which database is there on Debian's PostgreSQL 15? A throw-away server as an operator would bring it by `DATABASE_URL`, migrated, for tests of plans alone. */
import { randomBytes } from 'node:crypto';
import { migrate } from '@meanwhile/server/platform/db/migrate.ts';
import { keysFrom } from '@meanwhile/server/platform/keys.ts';
import { openExternal } from '@meanwhile/server/platform/postgres/external.ts';
import type { TestDatabase } from '@meanwhile/server/platform/postgres/test-cluster.ts';
import { startPeer } from '@meanwhile/server/platform/postgres/test-peer.ts';
import pg from 'pg';

export async function debianDatabase(): Promise<TestDatabase> {
  const peer = await startPeer(15);
  const database = 'shop';
  const admin = new pg.Client(peer.urlFor('postgres'));
  await admin.connect();
  await admin.query(`create database ${database}`);
  await admin.end();
  const access = await openExternal(peer.urlFor(database), keysFrom([{ id: 'snapshot', secret: randomBytes(32) }]));
  const owner = new pg.Client(access.configFor('owner'));
  await owner.connect();
  await migrate(owner, Date.now());
  await owner.end();
  return { access, adminConfig: { connectionString: peer.urlFor(database), database }, drop: () => peer.stop() };
}
