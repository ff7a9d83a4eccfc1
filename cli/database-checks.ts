/** Can the database be used, is it at this version's schema, and do its clock and ours agree? Looks only; a database that does not exist yet stays so. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { systemClock } from '@meanwhile/server/platform/clock/clock.ts';
import type { DatabaseAccess } from '@meanwhile/server/platform/postgres/database-access.ts';
import type { Settings } from '@meanwhile/server/platform/settings/settings.ts';
import type { Finding } from './machine-checks.ts';
import { schemaState } from './migrate-database.ts';
import { openDatabase } from './open-database.ts';
import { messageFor } from './trouble.ts';

const mostClockSkewMs = 1_000;

export async function databaseChecks(settings: Settings): Promise<Finding[]> {
  if (settings.databaseUrl === null && !existsSync(join(settings.dataDir, 'postgres')))
    return [{ name: 'Database', state: 'odd', says: 'the embedded one will be made at the first start' }];
  try {
    const database = await openDatabase(settings, { command: 'doctor', alone: false });
    try {
      const where = settings.databaseUrl === null ? 'embedded' : 'by DATABASE_URL';
      const first: Finding = {
        name: 'Database',
        state: 'good',
        says: `PostgreSQL ${database.access.serverVersion}, ${where}${database.running === null ? '' : ', running'}`,
      };
      return [first, await schemaCheck(database.access), await clockCheck(database.access)];
    } finally {
      await database.close();
    }
  } catch (error) {
    return [{ name: 'Database', state: 'bad', says: messageFor(error, 'doctor') }];
  }
}

async function schemaCheck(access: DatabaseAccess): Promise<Finding> {
  const { found, known } = await schemaState(access);
  if (found === known) return { name: 'Schema', state: 'good', says: `${found}` };
  if (found > known)
    return { name: 'Schema', state: 'bad', says: `${found} is newer than this version knows (${known}): run the newer version` };
  return { name: 'Schema', state: 'odd', says: `${found}; the next start brings it to ${known}${found > 0 ? ' after a backup' : ''}` };
}

async function clockCheck(access: DatabaseAccess): Promise<Finding> {
  const clock = systemClock();
  const client = new pg.Client(access.configFor('app'));
  await client.connect();
  try {
    const sentAt = clock.machineNowAt();
    const found = await client.query<{ at: number }>('select (extract(epoch from clock_timestamp()) * 1000)::float8 as at');
    const skewMs = Math.round((found.rows[0]?.at ?? 0) - (sentAt + clock.machineNowAt()) / 2);
    const isFar = Math.abs(skewMs) > mostClockSkewMs;
    return {
      name: 'Clock',
      state: isFar ? 'odd' : 'good',
      says: isFar
        ? `the database's clock is ${skewMs} ms away; it is followed, but set up time synchronisation on both machines`
        : 'agrees with the database',
    };
  } finally {
    await client.end();
  }
}
