/**
 * Which migrations has this database seen, and what is still to run? Forward only, one transaction per file, in order of their number.
 * It does not create roles or databases: that is `server/platform/postgres`.
 */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type pg from 'pg';

export interface Migration {
  readonly version: number;
  readonly name: string;
  readonly text: string;
  readonly sha256: string;
}

/** The database was written by a newer Meanwhile than this one; running on would corrupt it. */
export class NewerSchema extends Error {
  constructor(found: number, known: number) {
    super(
      `The database is at schema ${found}, this version of Meanwhile knows ${known}. Start the newer version, or restore a backup into an empty database.`,
    );
    this.name = 'NewerSchema';
  }
}

const folder = join(import.meta.dirname, '..', 'migrations');

export async function knownMigrations(): Promise<Migration[]> {
  const names = (await readdir(folder)).filter((name) => /^\d{4}-.*\.sql$/.test(name)).toSorted();
  return Promise.all(
    names.map(async (name) => {
      const text = await readFile(join(folder, name), 'utf8');
      return { version: Number(name.slice(0, 4)), name, text, sha256: createHash('sha256').update(text).digest('hex') };
    }),
  );
}

/** Number of the newest migration in the database; 0 for an empty one. */
export async function schemaVersion(owner: pg.ClientBase): Promise<number> {
  const exists = await owner.query<{ there: boolean }>(`select to_regclass('public.meanwhile_migration') is not null as there`);
  if (!exists.rows[0]?.there) return 0;
  const found = await owner.query<{ version: number | null }>('select max(version)::int as version from public.meanwhile_migration');
  return found.rows[0]?.version ?? 0;
}

/**
 * Brings the database to the newest known schema, or to `upto` (restore of an old backup). Safe to call from several processes at once.
 * Throws NewerSchema when the database is ahead of this code.
 */
export async function migrate(owner: pg.ClientBase, nowAt: number, upto = Number.POSITIVE_INFINITY): Promise<number> {
  const known = await knownMigrations();
  await owner.query('select pg_advisory_lock(730100)');
  try {
    await owner.query(
      'create table if not exists public.meanwhile_migration (version integer primary key, name text not null, sha256 text not null, applied_at timestamptz not null)',
    );
    const at = await schemaVersion(owner);
    const newest = known.at(-1)?.version ?? 0;
    if (at > newest) throw new NewerSchema(at, newest);
    for (const migration of known.filter((one) => one.version > at && one.version <= upto)) await apply(owner, migration, nowAt);
    return Math.min(newest, upto);
  } finally {
    await owner.query('select pg_advisory_unlock(730100)');
  }
}

async function apply(owner: pg.ClientBase, migration: Migration, nowAt: number): Promise<void> {
  await owner.query('begin');
  try {
    await owner.query(migration.text);
    await owner.query('insert into public.meanwhile_migration values ($1, $2, $3, $4)', [
      migration.version,
      migration.name,
      migration.sha256,
      new Date(nowAt),
    ]);
    await owner.query('commit');
  } catch (cause) {
    await owner.query('rollback');
    throw new Error(`Migration ${migration.name} failed and was rolled back.`, { cause });
  }
}
