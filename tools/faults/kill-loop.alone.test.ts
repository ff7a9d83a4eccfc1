/**
 * Many kills at random instants and hook points under load: `KILLS` of them (30 unless told otherwise), from `SEED`. The last long run is
 * described in `docs/guarantees.md`.
 */
import { expect, it } from 'vitest';
import { linesOf, runFaults } from './fault-run.ts';

const kills = Number(process.env['KILLS'] ?? 30);
const lateAfterMs = 400_000;
const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000);

it(
  `after ${kills} kills of web, workers and database under load everything acknowledged is there once and nothing went out twice`,
  { timeout: kills * 60_000 },
  async () => {
    console.log(`seed ${seed}`);
    const report = await runFaults({ seed, kills });
    console.log(linesOf(report).join('\n'));
    expect(report.problems).toEqual([]);
    expect(report.hits.openTransaction).toBeGreaterThan(0);
    expect(report.hits.unacknowledgedSend).toBeGreaterThan(0);
    expect(report.hits.uncommittedBatch).toBeGreaterThan(0);
    expect(report.cutCommits).toBeGreaterThan(0);
    expect(report.frozenWorkers).toBeGreaterThan(0);
    // What was told fell due and was judged; some of it late, where the run is long enough for somebody to wait four minutes.
    expect(report.counts['commitment kept'] ?? 0).toBeGreaterThan(0);
    if (report.durationMs > lateAfterMs) expect(report.counts['commitment broken'] ?? 0).toBeGreaterThan(0);
  },
);
