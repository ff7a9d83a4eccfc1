/**
 * What does a workspace take along when it moves out? Every row of it as JSON lines, one entry per table, its files, and the raw bytes of what
 * came in, readable without us, in one tar as of one instant. Nothing has to stop for it. Secrets stay behind: see `leftOut`.
 */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { createTar, type TarWriter } from '../backup/tar.ts';
import { unseal, type Keys } from '../keys.ts';
import type { DatabaseAccess } from '../postgres/database-access.ts';
import { closeCursor, fetchNext, filesOf, openCursor, rawOf, rowsAsJson } from './export-workspace.store.ts';
import { placeOfWorkspace, workspaceTables, type WorkspaceTable } from './workspace-tables.store.ts';

/** Columns with secrets, sealed or hashed; hashes of tokens are worth something to whoever guesses. */
const secretColumns: Readonly<Record<string, readonly string[]>> = {
  'tenant.channel': ['secret'],
  'tenant.webhook_endpoint': ['secret'],
  'tenant.automation_card': ['secret'],
  'tenant.mailbox': ['secret'],
  'tenant.mailbox_key': ['secret'],
  'tenant.mailbox_attempt': ['secret', 'proof_hash'],
  'tenant.signing_key': ['private_key'],
  'tenant.notice_endpoint': ['secret', 'hash'],
  'tenant.invitation': ['token_hash'],
  'tenant.customer_link': ['digest'],
};
/** Tables that say nothing outside this installation: hashes of tokens, and pointers to work that is to be done here. */
const leftOutTables = new Set(['directory.token', 'work.item']);
const rowsAtOnce = 500;
/** Each may hold 256 kB. */
const rawRowsAtOnce = 40;
const blobKey = /^[0-9a-f]{2}\/[0-9a-f]{62}$/;

export interface ExportOptions {
  readonly slug: string;
  /** Must not exist yet; appears only when complete. */
  readonly file: string;
  readonly blobsFolder: string;
  /** Opens what came in. */
  readonly keys: Keys;
  readonly nowAt: number;
}

export interface ExportedWorkspace {
  readonly tableCount: number;
  readonly rowCount: number;
  readonly fileCount: number;
  readonly rawCount: number;
  /** Files that are named and not there, raw bytes whose key is gone. */
  readonly missing: readonly string[];
  readonly sizeBytes: number;
}

export type ExportRefusal = 'unknown' | 'exists' | 'no_folder';

export async function exportWorkspace(access: DatabaseAccess, options: ExportOptions): Promise<ExportedWorkspace | ExportRefusal> {
  const folder = await stat(dirname(options.file)).catch(() => null);
  if (folder?.isDirectory() !== true) return 'no_folder';
  if ((await stat(options.file).catch(() => null)) !== null) return 'exists';
  const owner = new pg.Client(access.configFor('owner'));
  owner.on('error', () => undefined);
  await owner.connect();
  try {
    // Read only, so it takes no transaction id and holds no reader of the event log back.
    await owner.query(`begin isolation level repeatable read read only; set local timezone = 'UTC'`);
    const place = await placeOfWorkspace(owner, options.slug);
    if (place === null) return 'unknown';
    return await writeAll({ ...options, owner, workspaceId: place.workspaceId });
  } finally {
    await owner.end();
  }
}

interface Export extends ExportOptions {
  readonly owner: pg.Client;
  readonly workspaceId: string;
}

async function writeAll(given: Export): Promise<ExportedWorkspace> {
  const draft = `${given.file}.part`;
  await rm(draft, { force: true });
  const tar = await createTar(draft, given.nowAt);
  try {
    const tables = await addTables(tar, given);
    const missing: string[] = [];
    const fileCount = await addFiles(tar, given, missing);
    const rawCount = await addRaw(tar, given, missing);
    const manifest = {
      product: 'meanwhile',
      format: 'workspace-export-1',
      exportedAt: new Date(given.nowAt).toISOString(),
      workspaceId: given.workspaceId,
      slug: given.slug,
      tables,
      fileCount,
      rawCount,
      missing,
    };
    await tar.add('manifest.json', [Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`)]);
    const sizeBytes = await tar.finish();
    await rename(draft, given.file);
    const rowCount = tables.reduce((sum, table) => sum + table.rowCount, 0);
    return { tableCount: tables.length, rowCount, fileCount, rawCount, missing, sizeBytes };
  } catch (error) {
    await tar.abandon().catch(() => undefined);
    await rm(draft, { force: true });
    throw error;
  }
}

interface WrittenTable {
  readonly name: string;
  readonly rowCount: number;
  readonly sha256: string;
  readonly leftOut: readonly string[];
}

async function addTables(tar: TarWriter, given: Export): Promise<WrittenTable[]> {
  const written: WrittenTable[] = [];
  for (const table of await workspaceTables(given.owner)) {
    const name = `${table.schema}.${table.name}`;
    if (leftOutTables.has(name)) continue;
    const leftOut = [...(secretColumns[name] ?? []), ...(name === 'tenant.inbound' ? ['raw'] : [])];
    const hash = createHash('sha256');
    let rowCount = 0;
    await tar.add(
      `tables/${name}.jsonl`,
      (async function* () {
        for await (const lines of rowsOf(given, table, leftOut)) {
          const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''));
          hash.update(bytes);
          rowCount += lines.length;
          yield bytes;
        }
      })(),
    );
    written.push({ name, rowCount, sha256: hash.digest('hex'), leftOut });
  }
  return written;
}

/** Rows as JSON, in the order of their key, a few hundred at a time. */
async function* rowsOf({ owner, workspaceId }: Export, table: WorkspaceTable, leftOut: readonly string[]): AsyncGenerator<string[]> {
  const query = rowsAsJson(table, workspaceId, leftOut);
  for await (const rows of fetched<{ line: string }>(owner, query)) yield rows.map((row) => row.line);
}

async function* fetched<Row extends pg.QueryResultRow>(owner: pg.Client, query: string, most = rowsAtOnce): AsyncGenerator<Row[]> {
  await owner.query(openCursor(query));
  for (;;) {
    const { rows } = await owner.query<Row>(fetchNext(most));
    if (rows.length === 0) break;
    yield rows;
  }
  await owner.query(closeCursor);
}

async function addFiles(tar: TarWriter, given: Export, missing: string[]): Promise<number> {
  const query = filesOf(given.workspaceId);
  let count = 0;
  for await (const rows of fetched<{ blob_key: string }>(given.owner, query)) {
    for (const { blob_key: key } of rows) {
      const bytes = await openFile(given.blobsFolder, key);
      if (bytes === null) missing.push(`blobs/${key}`);
      else {
        await tar.add(`blobs/${key}`, bytes);
        count += 1;
      }
    }
  }
  return count;
}

/** Null when it is not there. */
async function openFile(folder: string, key: string): Promise<AsyncIterable<Buffer> | null> {
  if (!blobKey.test(key)) throw new Error('a row names a file outside the blob folder');
  const bytes = createReadStream(join(folder, key));
  try {
    await once(bytes, 'open');
    return bytes;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

interface RawRow {
  readonly id: string;
  readonly raw: Buffer | null;
  readonly blob_key: string | null;
}

/** What came in, byte for byte, as it was before we sealed it. */
async function addRaw(tar: TarWriter, given: Export, missing: string[]): Promise<number> {
  const query = rawOf(given.workspaceId);
  let count = 0;
  for await (const rows of fetched<RawRow>(given.owner, query, rawRowsAtOnce)) {
    for (const { id, raw, blob_key } of rows) {
      const opened = await openRaw(given, raw, blob_key);
      if (opened === null) missing.push(`raw/${id}`);
      else {
        await tar.add(`raw/${id}`, [opened]);
        count += 1;
      }
    }
  }
  return count;
}

async function openRaw({ blobsFolder, keys }: Export, raw: Buffer | null, key: string | null): Promise<Buffer | null> {
  const file = raw === null && key !== null ? await openFile(blobsFolder, key) : null;
  const sealed = raw ?? (file === null ? null : Buffer.concat(await Array.fromAsync(file)));
  if (sealed === null) return null;
  try {
    return unseal(keys, 'inbound', sealed);
  } catch (error) {
    // Its key was taken out of the secrets, or the bytes were damaged: named in the manifest, and no reason to leave the rest behind.
    if (error instanceof Error) return null;
    throw error;
  }
}
