/** Does the tally tell the truth about a run? Plants test files that pass, fail, skip and cannot be loaded, and runs the real reporter over them. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { withPlanted } from './planted-tree.ts';
import type { Tally } from './tally-reporter.ts';
import { commandOf, projectRoot } from './tool.ts';

const top = "import { test, expect } from 'vitest';\n";

function tallyOf(root: string): Tally & { code: number | null } {
  symlinkSync(join(projectRoot, 'node_modules'), join(root, 'node_modules'));
  const path = join(root, 'tally.json');
  const env = { ...process.env, MEANWHILE_TALLY: path, VITEST: '', VITEST_POOL_ID: '', VITEST_WORKER_ID: '' };
  const reporter = `--reporter=${join(projectRoot, 'tools/gates/tally-reporter.ts')}`;
  const run = spawnSync(process.execPath, [commandOf('vitest'), 'run', '--root', root, reporter], { cwd: root, env, encoding: 'utf8' });
  if (!existsSync(path)) throw new Error(`no tally: ${run.stdout}${run.stderr}`);
  return { ...(JSON.parse(readFileSync(path, 'utf8')) as Tally), code: run.status };
}

test('passes, failures, reasons of skips and files that cannot be loaded are all counted', async () => {
  const plant = {
    'good.test.ts': `${top}test('adds up', () => expect(1 + 1).toBe(2));\ntest('adds up again', () => expect(2 + 2).toBe(4));\n`,
    'bad.test.ts': `${top}test('does not', () => expect(1).toBe(2));\n`,
    'skips.test.ts': `${top}test('waits', (run) => run.skip('no Postfix here'));\ntest.skip('sends (needs dovecot)', () => undefined);\ntest.skip('says nothing', () => undefined);\n`,
    'broken.test.ts': "import './gone.ts';\n",
  };
  const tally = await withPlanted(plant, tallyOf);
  expect(tally).toMatchObject({ passed: 2, failed: 2, code: 1 });
  expect(Object.fromEntries(tally.skips.map((skip) => [skip.title, skip.reason ?? 'silent']))).toEqual({
    'says nothing': 'silent',
    'sends (needs dovecot)': 'needs dovecot',
    waits: 'no Postfix here',
  });
});
