/** Ends the PostgreSQL that tests share on this machine, and with `--remove` deletes its data. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { clearTheWay } from './leftovers.ts';
import { testClusterFolder } from './test-cluster.ts';

for (const durable of [false, true]) {
  const folder = testClusterFolder(durable);
  await clearTheWay(join(folder, 'postgres'));
  if (process.argv.includes('--remove')) rmSync(folder, { recursive: true, force: true });
}
