/**
 * Do the tests hold? `npm test` runs the pure and the PostgreSQL tests, then the browser's; `npm run test:long` the ones that take minutes (corpora,
 * whole attacks), then those that need the machine to themselves (kill loops, timing). Ends with `N passed, N failed`, non-zero on any failure, on nothing run, and on a skip that `skips.ts` forbids.
 * Other arguments go to vitest: `npm test -- server/intake`.
 */
import { spawn } from 'node:child_process';
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { judgeSkips, readAllowedSkips } from './skips.ts';
import type { Tally } from './tally-reporter.ts';
import { commandOf, projectRoot } from './tool.ts';

/** A hang guard: a run longer than this is stopped and fails. */
const longestRunMs = 30 * 60_000;
/** How many files at once, where it is not what the configuration says: a browser is a process or ten. */
const filesAtOnce: Readonly<Record<string, number>> = { e2e: 2, long: 2 };

const noTests: Tally = { passed: 0, failed: 0, skips: [] };
const lostRun: Tally = { passed: 0, failed: 1, skips: [] };

/** One vitest run over some projects; a run that leaves no tally behind counts as one failure. */
async function runProjects(projects: readonly string[], args: readonly string[]): Promise<Tally> {
  const atOnce = filesAtOnce[projects[0] ?? ''];
  const folder = mkdtempSync(join(tmpdir(), 'meanwhile-tally-'));
  const path = join(folder, 'tally.json');
  const reporters = ['--reporter=default', `--reporter=${join(projectRoot, 'tools/gates/tally-reporter.ts')}`];
  const isClean = await runVitest(
    [
      'run',
      ...projects.map((name) => `--project=${name}`),
      ...(atOnce === undefined ? [] : [`--maxWorkers=${atOnce}`]),
      ...reporters,
      '--passWithNoTests',
      ...args,
    ],
    path,
  );
  const tally = existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Tally) : isClean ? noTests : lostRun;
  rmSync(folder, { recursive: true, force: true });
  return isClean || tally.failed > 0 ? tally : { ...tally, failed: 1 };
}

function runVitest(args: readonly string[], tallyPath: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, MEANWHILE_TALLY: tallyPath };
    const child = spawn(process.execPath, [commandOf('vitest'), ...args], {
      cwd: projectRoot,
      env,
      stdio: ['ignore', 'inherit', 'inherit'],
      detached: true,
    });
    const stop = (): void => void (child.pid !== undefined && child.exitCode === null && process.kill(-child.pid, 'SIGKILL'));
    const guard = setTimeout(() => {
      console.log(`The run was stopped after ${longestRunMs / 60_000} minutes.`);
      stop();
    }, longestRunMs);
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop);
    child.on('error', reject);
    child.on('close', (code) => {
      clearTimeout(guard);
      resolve(code === 0);
    });
  });
}

const sum = (a: Tally, b: Tally): Tally => ({ passed: a.passed + b.passed, failed: a.failed + b.failed, skips: [...a.skips, ...b.skips] });

async function main(args: readonly string[]): Promise<void> {
  const isLong = args.includes('--long');
  const rest = args.filter((arg) => arg !== '--long');
  const runs = isLong ? [['long'], ['alone']] : [['pure', 'pg'], ['e2e']];
  let tally = noTests;
  for (const projects of runs) tally = sum(tally, await runProjects(projects, rest));

  const isCi = process.env['CI'] !== undefined && process.env['CI'] !== '' && process.env['CI'] !== 'false';
  const { lines, forbidden } = judgeSkips(tally.skips, readAllowedSkips(readFileSync(join(projectRoot, 'ci/allowed-skips'), 'utf8')), isCi);
  for (const line of lines) console.log(line);
  for (const skip of forbidden)
    console.log(
      `not allowed to skip: ${skip.title}${skip.reason === undefined ? ' (it gives no reason)' : ' (not listed in ci/allowed-skips)'}`,
    );
  const isNothingRun = !(isLong && rest.length === 0) && tally.passed + tally.failed === 0;
  if (isNothingRun) console.log('No test ran.');
  const failed = tally.failed + forbidden.length + (isNothingRun ? 1 : 0);
  if (tally.skips.length > 0) console.log(`${tally.skips.length} skipped`);
  console.log(`${tally.passed} passed, ${failed} failed`);
  const sumPath = process.env['MEANWHILE_SUM'];
  if (sumPath !== undefined) appendFileSync(sumPath, `${tally.passed} ${failed}\n`);
  process.exitCode = failed === 0 ? 0 : 1;
}

await main(process.argv.slice(2));
