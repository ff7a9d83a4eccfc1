/**
 * How does a workspace go for good? First its doors are closed, so that nothing new comes in; then its people, files and rows go in small
 * steps, each a transaction of its own, so that nobody else waits; at last the workspace itself. Broken off anywhere, the same call goes on.
 */
import { stepLimits } from '@meanwhile/core/kernel/limits.ts';
import pg from 'pg';
import type { BlobStore } from '../blobs/blob-store.ts';
import { pause } from '../clock/pause.ts';
import type { DatabaseAccess } from '../postgres/database-access.ts';
import {
  dropSelfReferences,
  forgetChallenges,
  removeById,
  removePayloadsOf,
  removePeopleOfNowhereElse,
  removeSomeOf,
  someWithFiles,
} from './delete-workspace.store.ts';
import { payloadTables, placeOfWorkspace, workspaceTables, type WorkspaceTable } from './workspace-tables.store.ts';

export interface DeleteOptions {
  readonly slug: string;
  readonly nowAt: number;
  readonly blobs: Pick<BlobStore, 'remove'>;
  /** For requests under way when the doors close: no transaction of ours lasts longer than 2 s, and a channel is remembered for one. */
  readonly settleMs?: number;
}

export interface DeletedWorkspace {
  readonly workspaceId: string;
  /** What went, by table, without those that were empty. */
  readonly rows: Readonly<Record<string, number>>;
  readonly fileCount: number;
  /** Accounts that were in no other workspace. */
  readonly accountCount: number;
}

export type DeleteRefusal = 'unknown' | 'only';

const defaultSettleMs = 3_000;
const mostPasses = stepLimits.deletePasses;
const batch = { first: 500, least: 20, most: 10_000, slowMs: 600, quickMs: 150 } as const;
/** Something came in between, or somebody holds the row: the next pass meets it again. */
const passing = new Set(['23503', '40P01', '55P03', '40001']);

/** `unknown`: there is no such workspace. `only`: an installation keeps its last one; without any the next start would make a new one. */
export async function deleteWorkspace(access: DatabaseAccess, options: DeleteOptions): Promise<DeletedWorkspace | DeleteRefusal> {
  const owner = new pg.Client(access.configFor('owner'));
  owner.on('error', () => undefined);
  await owner.connect();
  try {
    await owner.query(`set lock_timeout = '5s'; set statement_timeout = '60s'`);
    const place = await placeOfWorkspace(owner, options.slug);
    if (place === null) return 'unknown';
    if (place.otherCount === 0) return 'only';
    await closeDoors(owner, place.workspaceId, options.nowAt);
    await pause(options.settleMs ?? defaultSettleMs);
    const accountCount = await removePeople(owner, place.workspaceId);
    const removal: Removal = { owner, workspaceId: place.workspaceId, blobs: options.blobs, rows: {}, fileCount: 0 };
    await removeRows(removal);
    return { workspaceId: place.workspaceId, rows: removal.rows, fileCount: removal.fileCount, accountCount };
  } finally {
    await owner.end();
  }
}

/** From here on no session, token, invitation, channel or mail address leads there, and no worker finds anything to do. */
async function closeDoors(owner: pg.Client, workspaceId: string, nowAt: number): Promise<void> {
  await owner.query('begin');
  await owner.query('update directory.workspace set deleted_at = coalesce(deleted_at, $2) where workspace_id = $1', [
    workspaceId,
    new Date(nowAt).toISOString(),
  ]);
  await owner.query('delete from directory.mail_address where workspace_id = $1', [workspaceId]);
  await owner.query('delete from directory.token where workspace_id = $1', [workspaceId]);
  await owner.query('delete from work.item where workspace_id = $1', [workspaceId]);
  await owner.query('commit');
}

/** Members, also former ones, whose account leads nowhere else; sessions, passkeys and the rest go with it. */
async function removePeople(owner: pg.Client, workspaceId: string): Promise<number> {
  await owner.query(forgetChallenges, [workspaceId]);
  return (await owner.query(removePeopleOfNowhereElse, [workspaceId])).rowCount ?? 0;
}

interface Removal {
  readonly owner: pg.Client;
  readonly workspaceId: string;
  readonly blobs: Pick<BlobStore, 'remove'>;
  readonly rows: Record<string, number>;
  fileCount: number;
}

/** Pass after pass until one finds nothing: what a request under way had still written goes with the next. */
async function removeRows(removal: Removal): Promise<void> {
  const tables = await workspaceTables(removal.owner);
  for (let pass = 1; ; pass += 1) {
    let found = 0;
    let isComplete = true;
    for (const table of tables) {
      try {
        found += await emptyTable(removal, table);
      } catch (error) {
        if (!passing.has((error as pg.DatabaseError).code ?? '') || pass === mostPasses) throw error;
        isComplete = false;
      }
    }
    found += await removePayloads(removal);
    if (isComplete && found === 0) return;
  }
}

async function emptyTable(removal: Removal, table: WorkspaceTable): Promise<number> {
  if (table.selfReferences.length > 0) await removal.owner.query(dropSelfReferences(table), [removal.workspaceId]);
  let total = 0;
  for (let size: number = batch.first; ;) {
    const startAt = performance.now();
    const removed = await removeSome(removal, table, size);
    const tookMs = performance.now() - startAt;
    total += removed;
    const name = `${table.schema}.${table.name}`;
    if (removed > 0) removal.rows[name] = (removal.rows[name] ?? 0) + removed;
    if (removed < size) return total;
    if (tookMs > batch.slowMs) size = Math.max(batch.least, Math.floor(size / 2));
    else if (tookMs < batch.quickMs) size = Math.min(batch.most, size * 2);
  }
}

/** The files first: broken off in between, rows without files are found again, files without rows never would be. */
async function removeSome(removal: Removal, table: WorkspaceTable, size: number): Promise<number> {
  const { owner, workspaceId, blobs } = removal;
  if (!table.hasBlobs) return (await owner.query(removeSomeOf(table), [workspaceId, size])).rowCount ?? 0;
  const { rows } = await owner.query<{ id: string; blob_key: string | null }>(someWithFiles(table), [workspaceId, size]);
  for (const { blob_key } of rows) {
    if (blob_key === null) continue;
    await blobs.remove(blob_key);
    removal.fileCount += 1;
  }
  return (await owner.query(removeById(table), [workspaceId, rows.map((row) => row.id)])).rowCount ?? 0;
}

async function removePayloads({ owner, workspaceId, rows }: Removal): Promise<number> {
  let total = 0;
  for (const name of await payloadTables(owner)) {
    const removed = (await owner.query(removePayloadsOf(name), [workspaceId])).rowCount ?? 0;
    if (removed > 0) rows[name] = (rows[name] ?? 0) + removed;
    total += removed;
  }
  return total;
}
