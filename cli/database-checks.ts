/**
 * Can the database be used, is it at this version's schema, do its clock and ours agree, and is its event log as it was written? Looks only; a
 * database that does not exist yet stays so.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { systemClock } from '@meanwhile/server/platform/clock/clock.ts';
import { oldestWork } from '@meanwhile/server/health.store.ts';
import { openPool } from '@meanwhile/server/platform/db/pools.ts';
import { acrossWorkspaces } from '@meanwhile/server/platform/db/transaction.ts';
import { createLog } from '@meanwhile/server/platform/log.ts';
import { knownMigrations } from '@meanwhile/server/platform/db/migrate.ts';
import type { DatabaseAccess } from '@meanwhile/server/platform/postgres/database-access.ts';
import { secretFile } from '@meanwhile/server/platform/settings/secret.ts';
import type { Settings } from '@meanwhile/server/platform/settings/settings.ts';
import { auditChecks } from './audit-check.ts';
import type { Finding } from './machine-checks.ts';
import { schemaState } from './migrate-database.ts';
import { openDatabase } from './open-database.ts';
import { messageFor } from './trouble.ts';

const mostClockSkewMs = 1_000;
const mostOverdueMs = 60_000;

export async function databaseChecks(settings: Settings, anchors: ReadonlyMap<string, string>): Promise<Finding[]> {
  if (settings.databaseUrl === null && !existsSync(join(settings.dataDir, 'postgres')))
    return [{ name: 'Database', state: 'odd', says: 'the embedded one will be made at the first start' }];
  // Opening would make the secret, and with it roles of the database.
  if (settings.secretKey === null && !existsSync(secretFile(settings.dataDir)))
    return [{ name: 'Database', state: 'odd', says: 'not looked at: the first start makes the secret it is opened with' }];
  try {
    const database = await openDatabase(settings, { command: 'doctor', alone: false });
    try {
      const where = settings.databaseUrl === null ? 'embedded' : 'by DATABASE_URL';
      const first: Finding = {
        name: 'Database',
        state: 'good',
        says: `PostgreSQL ${database.access.serverVersion}, ${where}${database.running === null ? '' : ', running'}`,
      };
      const schema = await schemaCheck(database.access);
      const findings = [first, schema, await clockCheck(database.access)];
      const { found, known } = await schemaState(database.access);
      return found === known ? [...findings, await workCheck(database.access), ...(await auditChecks(database.access, anchors))] : findings;
    } finally {
      await database.close();
    }
  } catch (error) {
    return [{ name: 'Database', state: 'bad', says: messageFor(error, 'doctor') }];
  }
}

async function schemaCheck(access: DatabaseAccess): Promise<Finding> {
  const name = 'Schema';
  const { found, known } = await schemaState(access);
  if (found > known) return { name, state: 'bad', says: `${found} is newer than this version knows (${known}): run the newer version` };
  const changed = await changedMigrations(access);
  if (changed.length > 0)
    return { name, state: 'odd', says: `${found}, made by migrations that read otherwise in this version: ${changed.join(', ')}` };
  if (found === known) return { name, state: 'good', says: `${found}` };
  return { name, state: 'odd', says: `${found}; the next start brings it to ${known}${found > 0 ? ' after a backup' : ''}` };
}

/** Those that ran here and are missing in this version, or read differently. */
async function changedMigrations(access: DatabaseAccess): Promise<string[]> {
  const client = new pg.Client(access.configFor('owner'));
  await client.connect();
  try {
    const there = await client.query<{ there: boolean }>(`select to_regclass('public.meanwhile_migration') is not null as there`);
    if (there.rows[0]?.there !== true) return [];
    const ran = await client.query<{ name: string; sha256: string }>(
      'select name, sha256 from public.meanwhile_migration order by version',
    );
    const known = await knownMigrations();
    return ran.rows.filter((one) => !known.some((own) => own.name === one.name && own.sha256 === one.sha256)).map((one) => one.name);
  } finally {
    await client.end();
  }
}

/** Where processes are apart, the web goes on taking messages in when no worker is there: what is due and not done says so. */
async function workCheck(access: DatabaseAccess): Promise<Finding> {
  const pool = openPool(access.configFor('app'), { max: 1 }, createLog('warn', process.stderr));
  try {
    const nowAt = systemClock().machineNowAt();
    const overdue = (await acrossWorkspaces(pool, oldestWork)).filter(({ due_at }) => nowAt - due_at > mostOverdueMs);
    const late = overdue.map(({ kind, due_at }) => `${kind} for ${Math.round((nowAt - due_at) / 1_000)} s`).join(', ');
    return late === ''
      ? { name: 'Work', state: 'good', says: 'nothing is overdue' }
      : { name: 'Work', state: 'odd', says: `overdue: ${late}. No process with ROLE=worker or all is running, or it cannot keep up` };
  } finally {
    await pool.end();
  }
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
