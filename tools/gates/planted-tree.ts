/**
 * Where can a gate be shown a violation without dirtying the project? A throw-away tree with our own configuration files, the workspaces linked
 * as npm links them, and the files a test plants. For tests only.
 */
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { projectRoot } from './tool.ts';

export type Plant = Readonly<Record<string, string>>;

const workspaces = ['core', 'channels', 'wire', 'server', 'desk', 'messenger', 'cli', 'tools', 'e2e'];
const configuration = [
  'package.json',
  '.gitignore',
  '.npmrc',
  'tsconfig.json',
  '.oxlintrc.json',
  '.oxfmtrc.json',
  '.dependency-cruiser.cjs',
  'knip.json',
];

/** Lays out the tree, hands its path to `look`, and removes it whatever happens. */
export async function withPlanted<Result>(plant: Plant, look: (root: string) => Result | Promise<Result>): Promise<Result> {
  const root = mkdtempSync(join(tmpdir(), 'meanwhile-planted-'));
  try {
    for (const [path, text] of Object.entries(plant)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    return await look(root);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** As `withPlanted`, with configuration, installed packages and workspaces, for tools that resolve imports. */
export function withPlantedProject<Result>(plant: Plant, look: (root: string) => Result | Promise<Result>): Promise<Result> {
  return withPlanted(plant, (root) => {
    for (const path of configuration) cpSync(join(projectRoot, path), join(root, path));
    linkPackages(root);
    for (const name of workspaces) {
      mkdirSync(join(root, name), { recursive: true });
      cpSync(join(projectRoot, name, 'package.json'), join(root, name, 'package.json'));
    }
    return look(root);
  });
}

function linkPackages(root: string): void {
  const installed = join(projectRoot, 'node_modules');
  mkdirSync(join(root, 'node_modules', '@meanwhile'), { recursive: true });
  for (const name of readdirSync(installed).filter((one) => one !== '@meanwhile' && one !== '.cache'))
    symlinkSync(join(installed, name), join(root, 'node_modules', name));
  for (const name of workspaces) symlinkSync(join(root, name), join(root, 'node_modules', '@meanwhile', name));
}
