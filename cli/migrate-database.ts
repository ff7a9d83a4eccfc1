/**
 * Is the database as this version needs it? Brings it there, and writes a backup first where there is something to lose.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { writeBackup } from '@meanwhile/server/platform/backup/write-backup.ts';
import { systemClock } from '@meanwhile/server/platform/clock/clock.ts';
import { knownMigrations, migrate, NewerSchema, schemaVersion } from '@meanwhile/server/platform/db/migrate.ts';
import type { DatabaseAccess } from '@meanwhile/server/platform/postgres/database-access.ts';
import { OperatorTrouble } from './trouble.ts';

export interface SchemaState {
  /** 0 for an empty database. */
  readonly found: number;
  readonly known: number;
}

export async function schemaState(access: DatabaseAccess): Promise<SchemaState> {
  const known = (await knownMigrations()).at(-1)?.version ?? 0;
  return withOwner(access, async (owner) => ({ found: await schemaVersion(owner), known }));
}

/** For commands that read or write rows; throws OperatorTrouble that says what to run first. */
export async function requirePresentSchema(access: DatabaseAccess): Promise<void> {
  const { found, known } = await schemaState(access);
  if (found !== known)
    throw new OperatorTrouble(
      `The database is at schema ${found}, this version needs ${known}. Run "npm start" or "npm run meanwhile -- upgrade" first.`,
    );
}

/** Throws NewerSchema when the database is ahead. `say` gets a line for each thing that takes time. Gives the version before. */
export async function migrateDatabase(access: DatabaseAccess, dataDir: string, say: (line: string) => void): Promise<SchemaState> {
  const state = await schemaState(access);
  if (state.found > state.known) throw new NewerSchema(state.found, state.known);
  if (state.found === state.known) return state;
  const nowAt = systemClock().machineNowAt();
  if (state.found > 0) {
    const folder = join(dataDir, 'backups');
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const file = join(folder, `before-schema-${state.known}-${new Date(nowAt).toISOString().replaceAll(/[:.]/g, '-')}.tar`);
    say(`The database is at schema ${state.found} and goes to ${state.known}. Writing a backup first: ${file}`);
    await writeBackup(access, { file, blobsFolder: null, nowAt });
  }
  await withOwner(access, (owner) => migrate(owner, nowAt));
  return state;
}

async function withOwner<T>(access: DatabaseAccess, work: (owner: pg.Client) => Promise<T>): Promise<T> {
  const owner = new pg.Client(access.configFor('owner'));
  owner.on('error', () => undefined);
  await owner.connect();
  try {
    return await work(owner);
  } finally {
    await owner.end();
  }
}
