/**
 * Are desk and messenger built from the present sources? Builds what is missing or stale; a hash of everything that goes into a build
 * stands beside its result.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { OperatorTrouble } from './trouble.ts';

const root = join(import.meta.dirname, '..');
/** What each screen is made of; both import rules and shapes from outside their folder. */
const sources = { desk: ['desk', 'core', 'wire'], messenger: ['messenger', 'core', 'wire'] } as const;
export type Screen = keyof typeof sources;

export async function buildScreens(say: (line: string) => void): Promise<void> {
  const stale = (Object.keys(sources) as Screen[])
    .map((screen) => ({ screen, hash: hashOf(screen) }))
    .filter(({ screen, hash }) => builtHash(screen) !== hash);
  if (stale.length === 0) return;
  say(`Building ${stale.map(({ screen }) => screen).join(' and ')}; this takes a moment and happens once per version.`);
  await Promise.all(stale.map(({ screen, hash }) => build(screen, hash)));
}

function stampOf(screen: Screen): string {
  return join(root, screen, 'dist', '.built');
}

function builtHash(screen: Screen): string | null {
  return existsSync(stampOf(screen)) ? readFileSync(stampOf(screen), 'utf8').trim() : null;
}

/** Over names and contents of all sources and the lockfile; tests do not count. */
function hashOf(screen: Screen): string {
  const hash = createHash('sha256').update(readFileSync(join(root, 'package-lock.json')));
  for (const folder of sources[screen]) addFolder(hash, folder);
  return hash.digest('hex');
}

function addFolder(hash: ReturnType<typeof createHash>, folder: string): void {
  const entries = readdirSync(join(root, folder), { withFileTypes: true }).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) {
      if (entry.name !== 'node_modules' && entry.name !== 'dist') addFolder(hash, path);
    } else if (entry.isFile() && !/\.test\.tsx?$/.test(entry.name)) hash.update(`\0${path}\0`).update(readFileSync(join(root, path)));
  }
}

async function build(screen: Screen, hash: string): Promise<void> {
  rmSync(stampOf(screen), { force: true });
  const { code, output } = await runVite(join(root, screen));
  if (code !== 0) throw new OperatorTrouble(`Building ${screen} failed:\n${output.trim()}`);
  writeFileSync(stampOf(screen), `${hash}\n`);
}

function runVite(folder: string): Promise<{ code: number; output: string }> {
  const vite = join(dirname(createRequire(join(folder, 'package.json')).resolve('vite/package.json')), 'bin', 'vite.js');
  return new Promise((resolve, reject) => {
    const env = { ...process.env, NODE_ENV: 'production' };
    const child = spawn(process.execPath, [vite, 'build', '--logLevel', 'warn'], { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.once('error', reject);
    child.once('close', (code) => resolve({ code: code ?? 1, output }));
  });
}
