/**
 * Are desk and messenger built as their sources stand now? Builds what is missing or older than a source. It serves nothing and knows
 * nothing of the tests that ask.
 */
import { execFile } from 'node:child_process';
import { readdir, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const root = join(import.meta.dirname, '..');
const run = promisify(execFile);
const workspaces = [
  { folder: 'desk', result: 'desk/dist/index.html', sources: ['desk', 'wire', 'core'] },
  { folder: 'messenger', result: 'messenger/dist/messenger.js', sources: ['messenger', 'wire', 'core'] },
] as const;
const notSources = new Set(['dist', 'node_modules']);

/** Newest change below a folder, in ms since the epoch; tests do not count. */
async function newestIn(folder: string): Promise<number> {
  const entries = await readdir(folder, { withFileTypes: true });
  const times = await Promise.all(
    entries.map(async (entry) => {
      if (notSources.has(entry.name) || entry.name.includes('.test.')) return 0;
      const path = join(folder, entry.name);
      return entry.isDirectory() ? newestIn(path) : (await stat(path)).mtimeMs;
    }),
  );
  return Math.max(0, ...times);
}

async function builtAt(result: string): Promise<number> {
  try {
    return (await stat(join(root, result))).mtimeMs;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0;
    throw error;
  }
}

let ready: Promise<void> | null = null;

/** Once per process; fails with the build's own words. */
export function buildOnce(): Promise<void> {
  return (ready ??= buildStale());
}

async function buildStale(): Promise<void> {
  for (const { folder, result, sources } of workspaces) {
    const newest = Math.max(...(await Promise.all(sources.map((source) => newestIn(join(root, source))))));
    if ((await builtAt(result)) >= newest) continue;
    const vite = join(dirname(createRequire(join(root, folder, 'package.json')).resolve('vite/package.json')), 'bin/vite.js');
    await run(process.execPath, [vite, 'build'], { cwd: join(root, folder), env: { ...process.env, NODE_ENV: 'production' } });
  }
}
