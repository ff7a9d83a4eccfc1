/** A few kills of every sort, on every run of the tests. The many are in `kill-loop.alone.test.ts`. */
import { expect, it } from 'vitest';
import { linesOf, runFaults } from './fault-run.ts';

it(
  'a shop that loses its servers and its database six times in the middle of work loses no message and sends no answer twice',
  { timeout: 420_000 },
  async () => {
    const seed = Number(process.env['SEED'] ?? 20_261_124);
    const report = await runFaults({
      seed,
      kills: 6,
      kinds: ['web@batch', 'web@commit', 'worker@sent', 'worker@process', 'backend@batch', 'postmaster'],
    });
    console.log(linesOf(report).join('\n'));
    expect(report.problems).toEqual([]);
    // A class that no kill hit was not tested.
    expect(report.hits.openTransaction).toBeGreaterThan(0);
    expect(report.hits.unacknowledgedSend).toBeGreaterThan(0);
    expect(report.hits.uncommittedBatch).toBeGreaterThan(0);
  },
);
