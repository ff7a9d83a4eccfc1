/**
 * Who was forgotten, kept outside the database: ids and instants only, in `DATA_DIR/erased.jsonl`. A backup from before brings them back;
 * the start after a restore reads this list and forgets them again.
 */
import { appendFile, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isId } from '@meanwhile/core/kernel/ids.ts';

export interface ErasedEntry {
  readonly workspaceId: string;
  readonly customerId: string;
  readonly at: number;
}

const fileOf = (dataDir: string): string => join(dataDir, 'erased.jsonl');

/** On disk when it resolves. */
export async function rememberErased(dataDir: string, entry: ErasedEntry): Promise<void> {
  await appendFile(fileOf(dataDir), `${JSON.stringify(entry)}\n`, { mode: 0o600 });
  const file = await open(fileOf(dataDir), 'r');
  await file.sync();
  await file.close();
}

/** Empty where nobody was ever forgotten. A line that was cut by a crash is skipped: its transaction never committed. */
export async function readErased(dataDir: string): Promise<ErasedEntry[]> {
  const text = await readFile(fileOf(dataDir), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  return text.split('\n').flatMap((line) => {
    try {
      const entry = JSON.parse(line) as ErasedEntry;
      return isId(entry.workspaceId) && isId(entry.customerId) && Number.isFinite(entry.at) ? [entry] : [];
    } catch (error) {
      if (error instanceof SyntaxError) return [];
      throw error;
    }
  });
}
