/**
 * What is in a backup, and from when? Every row of every table of ours as of one instant, and the files those rows name, in one archive that
 * PostgreSQL 15 to 18 can take back. Nothing has to stop for it. The installation's secret is not in it.
 */
import { readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { schemaVersion } from '../db/migrate.ts';
import type { DatabaseAccess } from '../postgres/database-access.ts';
import { BackupTrouble } from './backup-trouble.ts';
import { copyOutStatement, monthsOf, sequencesOf, sessionSettings, tableShapes } from './backup.store.ts';
import { addBlobs } from './blob-files.ts';
import { copyOut } from './copy-protocol.ts';
import { pack } from './gzip.ts';
import { tableEntry, type Manifest, type TableFacts } from './manifest.ts';
import { watch } from './table-stream.ts';
import { createTar, type TarWriter } from './tar.ts';

export interface BackupOptions {
  /** Must not exist yet; appears only when complete. */
  readonly file: string;
  /** Null: rows only, as before a migration, which leaves files alone. */
  readonly blobsFolder: string | null;
  readonly nowAt: number;
}

export interface BackupReport {
  readonly tableCount: number;
  readonly rowCount: number;
  readonly blobCount: number;
  readonly sizeBytes: number;
  readonly manifest: Manifest;
}

/** Throws BackupTrouble when the file exists or a wall would hide rows; faults of disk and database as they come. */
export async function writeBackup(access: DatabaseAccess, options: BackupOptions): Promise<BackupReport> {
  await refuseExisting(options.file);
  const draft = `${options.file}.part`;
  await rm(draft, { force: true });
  const tar = await createTar(draft, options.nowAt);
  try {
    const manifest = await fill(tar, access, options);
    await tar.add('manifest.json', [Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`)]);
    const sizeBytes = await tar.finish();
    await rename(draft, options.file);
    const rowCount = manifest.tables.reduce((sum, table) => sum + table.rowCount, 0);
    return { tableCount: manifest.tables.length, rowCount, blobCount: manifest.blobs?.count ?? 0, sizeBytes, manifest };
  } catch (error) {
    await tar.abandon().catch(() => undefined);
    await rm(draft, { force: true });
    throw error;
  }
}

async function refuseExisting(file: string): Promise<void> {
  const folder = await stat(dirname(file)).catch(() => null);
  if (folder?.isDirectory() !== true) throw new BackupTrouble(`There is no folder ${dirname(file)}.`);
  if ((await stat(file).catch(() => null)) !== null) throw new BackupTrouble(`${file} exists already; a backup never overwrites one.`);
}

async function fill(tar: TarWriter, access: DatabaseAccess, options: BackupOptions): Promise<Manifest> {
  const client = new pg.Client(access.configFor('owner'));
  client.on('error', () => undefined);
  await client.connect();
  try {
    // Read only, so it takes no transaction id and holds no reader of the event log back.
    await client.query('begin isolation level repeatable read read only');
    await client.query(sessionSettings);
    const atSchema = await schemaVersion(client);
    if (atSchema === 0) throw new BackupTrouble('The database is empty; there is nothing to back up.');
    const epoch = await client.query<{ epoch: number }>('select epoch from directory.installation');
    const tables = await addTables(tar, client);
    const months = await monthsOf(client);
    const sequences = await sequencesOf(client);
    await client.query('commit');
    return {
      format: 1,
      product: 'meanwhile',
      version: await productVersion(),
      takenAt: new Date(options.nowAt).toISOString(),
      schemaVersion: atSchema,
      postgresVersion: access.serverVersion,
      epoch: epoch.rows[0]?.epoch ?? null,
      tables,
      months,
      sequences,
      // Rows name only files that were complete before; so files are read after the snapshot of the rows.
      blobs: options.blobsFolder === null ? null : await addBlobs(tar, options.blobsFolder),
    };
  } finally {
    await client.end();
  }
}

async function addTables(tar: TarWriter, client: pg.Client): Promise<TableFacts[]> {
  const facts: TableFacts[] = [];
  for (const table of await tableShapes(client)) {
    if (table.hides)
      throw new BackupTrouble(`The wall of ${table.schema}.${table.name} hides rows from the owner; a backup would be incomplete.`);
    const { stream, passed } = watch(copyOut(client, copyOutStatement(table)));
    await tar.add(tableEntry(table), pack(stream));
    facts.push({ schema: table.schema, name: table.name, columns: table.columns, ...passed() });
  }
  return facts;
}

async function productVersion(): Promise<string> {
  const text = await readFile(join(import.meta.dirname, '../../package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
