/**
 * How is a foreign tool run on a tree? As a child of this Node from node_modules, with its output kept and its exit code believed. A tool that
 * cannot be started, or that looked at nothing, is red: a gate that cannot fail is worse than none.
 */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface ToolRun {
  readonly isGreen: boolean;
  /** Standard output, then standard error. */
  readonly output: string;
}

/** A hang guard, not a speed limit: a tool that runs longer than this is stopped with its children and counts as red. */
const longestRunMs = 240_000;

export const projectRoot = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** Where a package's own command lies, read from its package.json so that no shell and no PATH is involved. */
export function commandOf(name: string, command = name): string {
  const folder = join(projectRoot, 'node_modules', name);
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { bin: string | Record<string, string> };
  const path = typeof manifest.bin === 'string' ? manifest.bin : manifest.bin[command];
  if (path === undefined) throw new Error(`${name} has no command ${command}`);
  return join(folder, path);
}

/** Runs a JavaScript command in `cwd`; rejects only if the process cannot be started. */
export function runTool(script: string, args: readonly string[], cwd: string): Promise<ToolRun> {
  if (!existsSync(script)) throw new Error(`No such tool: ${script}`);
  return new Promise((resolve, reject) => {
    const env = { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0' };
    const child = spawn(process.execPath, [script, ...args], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    const out: string[] = [];
    const err: string[] = [];
    child.stdout.setEncoding('utf8').on('data', (text: string) => out.push(text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => err.push(text));
    const guard = setTimeout(() => {
      err.push(`\nstopped after ${longestRunMs / 1000} s`);
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    }, longestRunMs);
    child.on('error', reject);
    child.on('close', (code) => {
      clearTimeout(guard);
      resolve({ isGreen: code === 0, output: (out.join('') + err.join('')).trim() });
    });
  });
}
