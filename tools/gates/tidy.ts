/**
 * Is every file small, introduced and about one thing? Lines per file, a header comment, no file that only passes others on. Function length and
 * parameter counts are oxlint's. What may be longer stands in `tidyExceptions` with a reason and a date, and an exception nobody needs is red too.
 */
import ts from 'typescript';
import { filesBelow, isTest, type Finding, type SourceFile } from './finding.ts';
import { parse } from './syntax.ts';

export interface TidyException {
  readonly path: string;
  readonly maxLines: number;
  readonly reason: string;
  /** The day it was granted, as YYYY-MM-DD. */
  readonly on: string;
}

export const tidyExceptions: readonly TidyException[] = [
  { path: 'e2e/attacks/mail-html.long.test.ts', maxLines: 430, reason: 'one browser set-up for every rendering attack', on: '2026-11-24' },
  { path: 'e2e/attacks/tenancy-fields.e2e.test.ts', maxLines: 430, reason: 'one set-up for every writable route', on: '2026-11-25' },
  { path: 'e2e/attacks/files-attachments.e2e.test.ts', maxLines: 430, reason: 'one set-up for every way of a file', on: '2026-11-25' },
  { path: 'core/kernel/limits.ts', maxLines: 420, reason: 'every limit of the product is one table', on: '2026-11-26' },
  { path: 'wire/records.ts', maxLines: 360, reason: 'one flat shape per noun, read as one table', on: '2026-11-24' },
];

const lineLimit = 300;
const testLineLimit = 400;
/** A catalogue of words is one table: splitting it hides what is missing. Style sheets are flat too. */
const catalogueLineLimit = 700;
const catalogue = /(^|\/)words\/([a-z-]+\.)?[a-z]{2}\.ts$/;
const code = /^(core|channels|wire|server|desk|messenger|cli|tools|e2e)\/.*\.(ts|tsx|css)$/;
/** A step's front door may consist of its verbs alone. */
/** Of a step; and the list of channels, where each is one line. */
const frontDoor = /^server\/([^/]+)\/\1\.ts$|^channels\/providers\.ts$/;
const introduced = /\.tsx?$/;
/** Written by a tool; the tool's own test is what checks them. */
const generated = /\.gen\.ts$|vite-env\.d\.ts$/;

export const lineCount = (text: string): number => text.split('\n').length - (text.endsWith('\n') ? 1 : 0);

export function tidyFindings(root: string, exceptions: readonly TidyException[] = tidyExceptions): Finding[] {
  const files = filesBelow(root, code).filter((file) => !generated.test(file.path));
  return [...files.flatMap((file) => inFile(file, exceptions)), ...idleExceptions(files, exceptions)];
}

/** The five largest source files, so that the next one to split is always in sight. */
export function fiveLargest(root: string): string[] {
  return filesBelow(root, code)
    .map((file) => ({ path: file.path, lines: lineCount(file.text) }))
    .sort((a, b) => b.lines - a.lines)
    .slice(0, 5)
    .map((file) => `${file.lines} ${file.path}`);
}

function inFile(file: SourceFile, exceptions: readonly TidyException[]): Finding[] {
  const found: Finding[] = [];
  const limit = exceptions.find((exception) => exception.path === file.path)?.maxLines ?? ordinaryLimit(file.path);
  const lines = lineCount(file.text);
  if (lines > limit) found.push({ file: file.path, what: `${lines} lines, at most ${limit}: split it by verb` });
  if (introduced.test(file.path) && !isTest(file.path) && !/^(#![^\n]*\n)?\s*\/[/*]/.test(file.text)) {
    found.push({ file: file.path, line: 1, what: 'no opening comment: which question does this file answer?' });
  }
  if (introduced.test(file.path) && !frontDoor.test(file.path) && isBarrel(file))
    found.push({ file: file.path, what: 'only passes other files on: import them directly' });
  return found;
}

function ordinaryLimit(path: string): number {
  if (catalogue.test(path)) return catalogueLineLimit;
  return isTest(path) || path.endsWith('.css') ? testLineLimit : lineLimit;
}

function isBarrel(file: SourceFile): boolean {
  const { statements } = parse(file).tree;
  const passesOn = (one: ts.Statement): boolean => ts.isExportDeclaration(one) && one.moduleSpecifier !== undefined;
  return (
    statements.some(passesOn) && statements.every((one) => passesOn(one) || ts.isImportDeclaration(one) || ts.isExportDeclaration(one))
  );
}

function idleExceptions(files: readonly SourceFile[], exceptions: readonly TidyException[]): Finding[] {
  return exceptions
    .filter((exception) => !files.some((file) => file.path === exception.path && lineCount(file.text) > ordinaryLimit(file.path)))
    .map((exception) => ({ file: exception.path, what: 'has an exception it does not need: take it out of tidyExceptions' }));
}
