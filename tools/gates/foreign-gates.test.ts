/** Do the compiler, the linter, the formatter and the search for unused code bite, with our own configuration? One planted violation per promise. */
import { expect, test } from 'vitest';
import { layout, lint, typescript, unused } from './foreign-gates.ts';
import { withPlantedProject } from './planted-tree.ts';

const clean = '// What is one?\nexport const one = (given: number): number => given + 1;\n';

test('a decent file passes the compiler, the linter and the formatter', async () => {
  await withPlantedProject({ 'core/one.ts': clean }, async (root) => {
    expect(await typescript(root, 'tsconfig.json')).toEqual({ isGreen: true, output: '' });
    expect(await lint(root)).toMatchObject({ isGreen: true });
    expect(await layout(root)).toMatchObject({ isGreen: true });
  });
});

const mistyped = [
  ['a wrong type', 'export const one: number = "1";\n', 'TS2322'],
  ['an entry that may be missing', 'export const first = (all: number[]): number => all[0];\n', 'TS2322'],
  ['an optional field set to undefined', 'export const one: { name?: string } = { name: undefined };\n', 'TS2375'],
  ['syntax that cannot be erased', 'export enum Colour { red }\n', 'TS1294'],
] as const;

test('the compiler is red on what the strict settings promise', async () => {
  const plant = Object.fromEntries(mistyped.map(([, code], place) => [`core/plant-${place}.ts`, code]));
  const run = await withPlantedProject(plant, (root) => typescript(root, 'tsconfig.json'));
  expect(run.isGreen).toBe(false);
  const linesOf = (place: number): string =>
    run.output
      .split('\n')
      .filter((line) => line.startsWith(`core/plant-${place}.ts`))
      .join('\n');
  mistyped.forEach(([what, , says], place) => expect(linesOf(place), what).toContain(says));
});

const sleeps = 'const sleep = (ms: number): Promise<void> => Promise.resolve(void ms);\n';

const unsound: Readonly<Record<string, string>> = Object.fromEntries([
  ['no-floating-promises', `${sleeps}export const go = (): void => { sleep(1); };\n`],
  ['no-misused-promises', `${sleeps}export const go = (all: number[]): void => { if (sleep(1)) all.forEach(async (ms) => sleep(ms)); };\n`],
  ['await-thenable', 'export const go = async (): Promise<number> => { const one = 1; return await one; };\n'],
  ['no-explicit-any', 'export const go = (given: any): string => String(given);\n'],
  ['no-unsafe-member-access', "export const go = (): string => JSON.parse('{}').name as string;\n"],
  ['no-empty', 'export const go = (run: () => void): void => { try { run(); } catch {} };\n'],
  ['only-throw-error', "export const go = (): never => { throw 'no'; };\n"],
  [
    'switch-exhaustiveness-check',
    "export const go = (side: 'us' | 'them'): number => { switch (side) { case 'us': return 1; } return 2; };\n",
  ],
  [
    'max-params',
    'export const go = (a: number, b: number, c: number, d: number, e: number, f: number, g: number): number => a + b + c + d + e + f + g;\n',
  ],
  ['max-lines-per-function', `export function go(one: number): number {\n${'  one += 1;\n'.repeat(70)}  return one;\n}\n`],
  ['no-console', "export const go = (): void => { console.log('here'); };\n"],
  ['eqeqeq', 'export const go = (a: string, b: string): boolean => a == b;\n'],
  ['consistent-type-imports', "import { Stats } from 'node:fs';\nexport const go = (stats: Stats): number => stats.size;\n"],
]);

test('the linter is red on every rule we lean on', async () => {
  const plant = Object.fromEntries(Object.entries(unsound).map(([rule, code]) => [`server/${rule}.ts`, code]));
  const run = await withPlantedProject(plant, lint);
  expect(run.isGreen).toBe(false);
  const silent = Object.keys(unsound).filter(
    (rule) => !run.output.split('\n').some((line) => line.startsWith(`server/${rule}.ts`) && line.includes(`(${rule})`)),
  );
  expect(silent).toEqual([]);
});

test('the formatter is red on a file laid out by hand', async () => {
  const run = await withPlantedProject({ 'core/one.ts': 'export   const one = "1"\n' }, layout);
  expect(run.isGreen).toBe(false);
  expect(run.output).toContain('core/one.ts');
});

test('a file nobody imports, an export nobody uses and a package nobody declared are named', async () => {
  const plant = {
    'server/main.ts': "import { used } from './used.ts';\nimport undeclared from 'picocolors';\nused(undeclared);\n",
    'server/used.ts': 'export const used = (given: unknown): void => void given;\nexport const idle = 1;\n',
    'server/stray.ts': 'export const stray = 1;\n',
  };
  const run = await withPlantedProject(plant, unused);
  expect(run.isGreen).toBe(false);
  expect(run.output).toMatch(/Unused files[\s\S]*server\/stray\.ts/);
  expect(run.output).toMatch(/Unlisted dependencies[\s\S]*picocolors/);
  expect(run.output).toMatch(/Unused exports[\s\S]*idle {2}/);
});
