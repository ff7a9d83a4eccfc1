/**
 * What came of a vitest run? Counts tests and keeps the reason of every skip, as JSON in the file named by MEANWHILE_TALLY. A file that could not
 * be loaded and an error outside every test each count as one failure. Used only by `run-tests.ts`.
 */
import { writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import type { Reporter, SerializedError, TestCase, TestModule } from 'vitest/node';
import type { Skip } from './skips.ts';

export interface Tally {
  readonly passed: number;
  readonly failed: number;
  readonly skips: readonly Skip[];
}

export default class TallyReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly SerializedError[]): void {
    const path = process.env['MEANWHILE_TALLY'];
    if (path === undefined) throw new Error('MEANWHILE_TALLY names no file to write to.');
    writeFileSync(path, JSON.stringify(tallyOf(modules, errors.length)));
  }
}

function tallyOf(modules: readonly TestModule[], errorCount: number): Tally {
  const cases = modules.flatMap((module) => [...module.children.allTests()]);
  const count = (state: string): number => cases.filter((one) => one.result().state === state).length;
  const unloadable = modules.filter((module) => !module.ok() && [...module.children.allTests('failed')].length === 0).length;
  // A test that neither ran nor was skipped was cut off: that is a failure, not a gap in the sum.
  return { passed: count('passed'), failed: count('failed') + count('pending') + unloadable + errorCount, skips: cases.flatMap(skipOf) };
}

function skipOf(one: TestCase): Skip[] {
  const result = one.result();
  if (result.state !== 'skipped') return [];
  const reason = result.note ?? /\((needs [^)]+|skipped: [^)]+)\)/.exec(one.fullName)?.[1];
  return [{ file: relative(process.cwd(), one.module.moduleId), title: one.fullName, reason }];
}
