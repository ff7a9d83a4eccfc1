/** Is every attack of docs/security-tests.md held by a test that is there? It runs none of them. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

const root = path.join(import.meta.dirname, '../..');
const range = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, index) => from + index);
const planned = [...range(1, 43), 45, 46, ...range(55, 99), ...range(118, 121), ...range(124, 128)];

interface Row {
  readonly attack: number;
  readonly file: string;
  readonly title: string;
}

/** `| 7 | what it is | [name](../file) | title |` */
function rowsOf(text: string): Row[] {
  return [...text.matchAll(/^\| (\d+) +\|[^|]+\| \[[^\]]+\]\(\.\.\/([^)]+)\) +\| (.+?) +\|$/gm)].map(([, attack, file, title]) => ({
    attack: Number(attack),
    file: file!,
    title: title!,
  }));
}

/** What is wrong with the list: a file or title that is not there, or an attack nobody holds. */
function wrongIn(rows: readonly Row[]): string[] {
  const missing = rows.filter(({ file, title }) => {
    const where = path.join(root, file);
    if (!existsSync(where) || !/\.test\.tsx?$/.test(file)) return true;
    const source = readFileSync(where, 'utf8');
    return !["'", '`', '"'].some((quote) => source.includes(`${quote}${title}${quote}`));
  });
  const held = new Set(rows.map((row) => row.attack));
  return [
    ...missing.map(({ attack, file, title }) => `${attack}: ${file} has no “${title}”`),
    ...planned.filter((attack) => !held.has(attack)).map((attack) => `${attack}: nothing`),
  ];
}

test('every attack of the plan is held by a test that is there, under the title it is listed by', () => {
  const text = readFileSync(path.join(root, 'docs/security-tests.md'), 'utf8');
  const rows = rowsOf(text);
  expect(rows.length).toBe(text.split('\n').filter((line) => /^\| \d/.test(line)).length);
  expect(wrongIn(rows)).toEqual([]);
  // A title that changed, a file that went and an attack without a test would be found out.
  const [first, ...others] = rows.filter((row) => row.attack > 1);
  expect(wrongIn([{ ...first!, title: 'attack 2: nothing' }, { ...others[0]!, file: 'e2e/attacks/gone.test.ts' }, ...others]).length).toBe(
    3,
  );
});
