/** Where is the truth kept? In a file beside the log, readable by its owner alone. */
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import type { TruthRow } from './truth.ts';

/** One line of JSON per matter; never into the database. */
export async function writeTruth(file: string, rows: readonly TruthRow[]): Promise<void> {
  const out = createWriteStream(file, { mode: 0o600 });
  for (const row of rows) if (!out.write(`${JSON.stringify(row)}\n`)) await once(out, 'drain');
  out.end();
  await once(out, 'finish');
}
