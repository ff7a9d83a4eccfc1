/** Does the suite turn red when it should? The same run, the same load and the same check, with one bug planted from outside each time. */
import { rmSync } from 'node:fs';
import { expect, it } from 'vitest';
import { linesOf, runFaults } from './fault-run.ts';
import type { PlantedBug } from './planted-bug.ts';
import type { KillKind } from './strike.ts';

interface Case {
  readonly bug: PlantedBug;
  readonly kinds: readonly KillKind[];
  readonly kills: number;
  /** How the check words what this bug does. */
  readonly found: RegExp;
}

const cases: Record<string, Case> = {
  'acknowledging before the commit loses messages': {
    bug: 'acknowledge_before_commit',
    kinds: ['web', 'postmaster'],
    kills: 8,
    found: /^lost: (message|mail)-/,
  },
  'without the unique key a repeated message is there twice': {
    bug: 'no_dedupe_key',
    kinds: ['web', 'web@commit'],
    kills: 3,
    found: /^doubled: (message|mail)-/,
  },
  'sending again what was on its way when the lease ran out sends twice': {
    bug: 'send_expired_again',
    kinds: ['worker@sent'],
    kills: 4,
    found: /^sent 2 times: /,
  },
  'commits that do not wait for the disk lose messages': { bug: 'commit_without_disk', kinds: ['postmaster'], kills: 4, found: /^lost: / },
  'a worker that wakes up late and is not fenced writes over what was decided': {
    bug: 'no_fence',
    kinds: ['worker', 'backend'],
    kills: 4,
    found: /^ended \d+ times: /,
  },
};

/** Kills fall where they fall: a bug that none of them hit is struck at again with another seed, three times in all. */
const seeds = [7, 8, 9];

it.each(Object.entries(cases))('%s', { timeout: 900_000 }, async (_title, { bug, kinds, kills, found }) => {
  const problems: string[] = [];
  for (const seed of seeds) {
    const report = await runFaults({ seed, kills, kinds, bug });
    console.log(linesOf(report).slice(0, 12).join('\n'));
    if (report.kept !== null) rmSync(report.kept, { recursive: true, force: true });
    problems.push(...report.problems.filter((problem) => found.test(problem)));
    if (problems.length > 0) break;
  }
  expect(problems).not.toEqual([]);
});
