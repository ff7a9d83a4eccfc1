/**
 * How does a backup come back? Into an empty database, at the schema it was written at, every table compared with its digest before anything
 * is committed; and fenced, so that nothing that was waiting to be sent goes out a second time. Then it is migrated to today's schema.
 */
import pg from 'pg';
import { knownMigrations, migrate, schemaVersion } from '../db/migrate.ts';
import type { DatabaseAccess } from '../postgres/database-access.ts';
import { BackupTrouble } from './backup-trouble.ts';
import {
  columnsOf,
  copyOutStatement,
  foreignKeys,
  monthsOf,
  nameOf,
  sessionSettings,
  tableShapes,
  type ForeignKey,
  type TableShape,
} from './backup.store.ts';
import { restoreBlobs } from './blob-files.ts';
import { copyIn, copyOut } from './copy-protocol.ts';
import { noteRestored, raiseFence } from './fence.ts';
import { unpack } from './gzip.ts';
import { readManifest, tableEntry, type Manifest } from './manifest.ts';
import { measure, watch } from './table-stream.ts';
import { gather, openTar, type TarReader } from './tar.ts';

export interface RestoreOptions {
  readonly file: string;
  readonly blobsFolder: string;
  readonly nowAt: number;
}

export interface RestoreReport {
  readonly takenAt: string;
  readonly tableCount: number;
  readonly rowCount: number;
  readonly blobCount: number;
  /** Deliveries that had not ended; they wait for a person. */
  readonly heldCount: number;
  readonly epoch: number;
}

/** Throws BackupTrouble when the file is damaged, too new, or the database is not empty. Then no row has come in. */
export async function readBackup(access: DatabaseAccess, options: RestoreOptions): Promise<RestoreReport> {
  const tar = await openTar(options.file).catch((cause: unknown) => {
    throw new BackupTrouble(`${options.file} cannot be read as a backup: ${(cause as Error).message}.`, cause);
  });
  const owner = new pg.Client(access.configFor('owner'));
  owner.on('error', () => undefined);
  try {
    const manifest = readManifest((await gather(tar.read('manifest.json') ?? damaged('manifest.json'))).toString('utf8'));
    await owner.connect();
    await prepareSchema(owner, manifest, options.nowAt);
    if (manifest.blobs !== null) await restoreBlobs(tar, options.blobsFolder, manifest.blobs);
    const fenced = await load(owner, tar, manifest, options.nowAt);
    // A backup of an older version becomes one of today's before anything is started on it.
    await migrate(owner, options.nowAt);
    await noteRestored(owner, options.nowAt);
    await owner.query('analyze');
    return {
      takenAt: manifest.takenAt,
      tableCount: manifest.tables.length,
      rowCount: manifest.tables.reduce((sum, table) => sum + table.rowCount, 0),
      blobCount: manifest.blobs?.count ?? 0,
      ...fenced,
    };
  } finally {
    await owner.end();
    await tar.close();
  }
}

async function prepareSchema(owner: pg.Client, manifest: Manifest, nowAt: number): Promise<void> {
  const newest = (await knownMigrations()).at(-1)?.version ?? 0;
  if (manifest.schemaVersion > newest)
    throw new BackupTrouble(
      `The backup is at schema ${manifest.schemaVersion}, this version of Meanwhile knows ${newest}. Restore it with version ${manifest.version} or newer.`,
    );
  const found = await schemaVersion(owner);
  if (found !== 0 && found !== manifest.schemaVersion) throw notEmpty();
  if (found !== 0 && (await owner.query('select 1 from directory.workspace limit 1')).rowCount !== 0) throw notEmpty();
  await migrate(owner, nowAt, manifest.schemaVersion);
}

function notEmpty(): BackupTrouble {
  return new BackupTrouble('The database is not empty. Restore into a new one: another DATA_DIR, or another DATABASE_URL.');
}

async function load(owner: pg.Client, tar: TarReader, manifest: Manifest, nowAt: number): Promise<{ heldCount: number; epoch: number }> {
  await owner.query('begin');
  try {
    await owner.query(sessionSettings);
    await makeMonths(owner, manifest.months);
    const tables = matchTables(await tableShapes(owner), manifest);
    const keys = await foreignKeys(owner);
    await openWalls(owner, tables, keys);
    await owner.query(`truncate ${tables.map(nameOf).join(', ')}`);
    for (const table of tables) await loadTable(owner, tar, table, manifest);
    for (const one of manifest.sequences) await owner.query('select setval($1::regclass, $2::bigint)', [nameOf(one), one.lastValue]);
    await closeWalls(owner, tables, keys);
    await verify(owner, tables, manifest);
    const fenced = await raiseFence(owner, nowAt);
    await owner.query('commit');
    return fenced;
  } catch (error) {
    await owner.query('rollback').catch(() => undefined);
    throw error;
  }
}

async function makeMonths(owner: pg.Client, months: readonly string[]): Promise<void> {
  for (const first of months) await owner.query('select tenant.ensure_month($1::timestamptz)', [first]);
  const made = new Set(await monthsOf(owner));
  const lacking = months.find((first) => !made.has(first));
  if (lacking !== undefined) throw new BackupTrouble(`The month of ${lacking} could not be made for the event log.`);
}

/** Both must have the same tables with the same columns; anything else means another schema under the same number. */
function matchTables(shapes: readonly TableShape[], manifest: Manifest): TableShape[] {
  const describe = (table: { schema: string; name: string; columns: readonly string[] }): string =>
    `${table.schema}.${table.name}(${table.columns.toSorted().join(',')})`;
  const here = shapes.map(describe);
  const there = manifest.tables.map(describe);
  const odd = [...here.filter((one) => !there.includes(one)), ...there.filter((one) => !here.includes(one))];
  if (odd.length > 0)
    throw new BackupTrouble(
      `The backup and schema ${manifest.schemaVersion} of this version do not have the same tables: ${odd.join(' ')}`,
    );
  return [...shapes];
}

/** COPY refuses tables whose rows are walled even from their owner, and keys would be checked row by row and in an order. All inside the transaction. */
async function openWalls(owner: pg.Client, tables: readonly TableShape[], keys: readonly ForeignKey[]): Promise<void> {
  for (const key of keys) await owner.query(`alter table ${key.table} drop constraint ${key.name}`);
  for (const table of tables) {
    if (table.forced) await owner.query(`alter table ${nameOf(table)} no force row level security`);
    await owner.query(`alter table ${nameOf(table)} disable trigger user`);
  }
}

async function closeWalls(owner: pg.Client, tables: readonly TableShape[], keys: readonly ForeignKey[]): Promise<void> {
  for (const key of keys) await owner.query(`alter table ${key.table} add constraint ${key.name} ${key.definition}`);
  for (const table of tables) {
    await owner.query(`alter table ${nameOf(table)} enable trigger user`);
    if (table.forced) await owner.query(`alter table ${nameOf(table)} force row level security`);
  }
}

async function loadTable(owner: pg.Client, tar: TarReader, table: TableShape, manifest: Manifest): Promise<void> {
  const facts = factsOf(table, manifest);
  const { stream, passed } = watch(unpack(tar.read(tableEntry(table)) ?? damaged(tableEntry(table))));
  try {
    await copyIn(owner, `copy ${nameOf(table)} (${columnsOf(facts)}) from stdin`, stream);
  } catch (cause) {
    throw new BackupTrouble(`The rows of ${table.schema}.${table.name} could not be read back: ${(cause as Error).message}`, cause);
  }
  const { rowCount, sha256 } = passed();
  if (rowCount !== facts.rowCount || sha256 !== facts.sha256)
    throw new BackupTrouble(`The rows of ${table.schema}.${table.name} are damaged in this backup.`);
}

/** What stands in the database now, read back in full, is what stood there then. */
async function verify(owner: pg.Client, tables: readonly TableShape[], manifest: Manifest): Promise<void> {
  for (const table of tables) {
    const facts = factsOf(table, manifest);
    const { sha256 } = await measure(copyOut(owner, copyOutStatement({ ...table, columns: facts.columns })));
    if (sha256 !== facts.sha256)
      throw new BackupTrouble(`The rows of ${table.schema}.${table.name} do not agree with the backup after the restore.`);
  }
}

function factsOf(table: TableShape, manifest: Manifest): Manifest['tables'][number] {
  return manifest.tables.find((one) => one.schema === table.schema && one.name === table.name) ?? damaged(tableEntry(table));
}

function damaged(name: string): never {
  throw new BackupTrouble(`The backup lacks ${name}; it is damaged.`);
}
