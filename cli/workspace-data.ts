/** How does a command read or remove all that belongs to one workspace? As the owner of the tables, at this version's schema, beside a running Meanwhile or alone. */
import { join } from 'node:path';
import { folderBlobStore } from '@meanwhile/server/platform/blobs/blob-store.ts';
import { systemClock } from '@meanwhile/server/platform/clock/clock.ts';
import { keysFrom } from '@meanwhile/server/platform/keys.ts';
import type { Settings } from '@meanwhile/server/platform/settings/settings.ts';
import { deleteWorkspace, type DeletedWorkspace } from '@meanwhile/server/platform/workspace/delete-workspace.ts';
import { exportWorkspace, type ExportedWorkspace } from '@meanwhile/server/platform/workspace/export-workspace.ts';
import { requirePresentSchema } from './migrate-database.ts';
import { openDatabase, type OpenDatabase } from './open-database.ts';
import { OperatorTrouble } from './trouble.ts';

export async function removeWorkspace(settings: Settings, slug: string): Promise<DeletedWorkspace> {
  const done = await withDatabase(settings, 'workspace', ({ access }) =>
    deleteWorkspace(access, { slug, nowAt: systemClock().machineNowAt(), blobs: folderBlobStore(join(settings.dataDir, 'blobs')) }),
  );
  if (done === 'unknown') throw new OperatorTrouble(`There is no workspace "${slug}".`);
  if (done === 'only')
    throw new OperatorTrouble(
      `"${slug}" is the only workspace here. To remove everything, stop Meanwhile and delete ${settings.databaseUrl === null ? settings.dataDir : `the database and ${settings.dataDir}`}; to begin anew, make the new workspace first.`,
    );
  return done;
}

export async function writeExport(settings: Settings, slug: string, file: string): Promise<ExportedWorkspace> {
  const done = await withDatabase(settings, 'workspace', ({ access, secrets }) =>
    exportWorkspace(access, {
      slug,
      file,
      blobsFolder: join(settings.dataDir, 'blobs'),
      keys: keysFrom(secrets),
      nowAt: systemClock().machineNowAt(),
    }),
  );
  if (done === 'unknown') throw new OperatorTrouble(`There is no workspace "${slug}".`);
  if (done === 'exists') throw new OperatorTrouble(`${file} exists already; an export never overwrites a file.`);
  if (done === 'no_folder') throw new OperatorTrouble(`There is no folder for ${file}.`);
  return done;
}

async function withDatabase<T>(settings: Settings, command: string, work: (database: OpenDatabase) => Promise<T>): Promise<T> {
  const database = await openDatabase(settings, { command, alone: false });
  try {
    await requirePresentSchema(database.access);
    return await work(database);
  } finally {
    await database.close();
  }
}
