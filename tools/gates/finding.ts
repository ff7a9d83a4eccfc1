/**
 * What does a gate say? A list of findings, each with a place and a sentence; an empty list is green. Also the one walk over the tree that every
 * gate of ours shares, so that they agree on what belongs to the project. Running foreign tools is in `tool.ts`.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Finding {
  /** Path from the root of the tree, with forward slashes. */
  readonly file: string;
  /** 1-based; left out where the whole file is meant. */
  readonly line?: number;
  readonly what: string;
}

export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

const outside = new Set(['node_modules', 'dist', 'data', '.tmp', '.git', 'coverage']);

/** Every path below `root` that belongs to the project, sorted, forward slashes. Never follows links. */
export function pathsBelow(root: string): string[] {
  return readdirSync(root, { withFileTypes: true })
    .filter((entry) => !outside.has(entry.name))
    .flatMap((entry) => {
      if (entry.isDirectory()) return pathsBelow(join(root, entry.name)).map((below) => `${entry.name}/${below}`);
      return entry.isFile() ? [entry.name] : [];
    })
    .sort();
}

/** The files whose path matches, with their text. */
export function filesBelow(root: string, wanted: RegExp): SourceFile[] {
  return pathsBelow(root)
    .filter((path) => wanted.test(path))
    .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));
}

export function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

export function describe(finding: Finding): string {
  const place = finding.line === undefined ? finding.file : `${finding.file}:${finding.line}`;
  return `${place}  ${finding.what}`;
}

export const isTest = (path: string): boolean =>
  /\.(test|fixture)\.tsx?$/.test(path) || path.startsWith('e2e/') || /(^|\/)(conformance|test-[a-z-]+)(\/|\.ts$)/.test(path);
