/**
 * `node tools/queueing/main.ts [told|policies] [--seeds N]`: prints the tables of `docs/estimate.md`. `told` plays made-up shops and says how often the
 * times told were kept, beside simpler ways; `policies` compares orders of a queue. No database is touched.
 */
import { parseArgs } from 'node:util';
import { minuteMs } from '@meanwhile/core/kernel/instant.ts';
import { defaultLevel, levels } from '@meanwhile/core/commitment/estimate-calibration.ts';
import { evidenceOf, meanOf, meanWindows } from './evidence.ts';
import { wayNames, type Measured } from './measure.ts';
import { orderNames, playRuns } from './policies.ts';

const { values, positionals } = parseArgs({ allowPositionals: true, options: { seeds: { type: 'string', default: '20' } } });

const share = (value: number): string => value.toFixed(3).replace(/^0/, '');
const minutes = (value: number): string => value.toFixed(value < 10 ? 1 : 0);

function printPeriod(title: string, measured: Measured): void {
  console.log(`\n${title} (at least ${measured.maturedCount} matured times per seed)\n`);
  console.log('| way | kept | told wait, median min | pinball, min |\n|---|---|---|---|');
  for (const name of wayNames) {
    const way = measured.ways[name];
    console.log(`| ${name} | ${share(way.coverage)} | ${minutes(way.toldMinutes)} | ${minutes(way.pinballMinutes)} |`);
  }
  console.log(`\nNew times after a missed one: ${measured.again.count}, kept ${share(measured.again.coverage)}.`);
  console.log(
    `To spare when kept: median ${minutes(measured.spareP50Minutes)} min; late when broken: mean ${minutes(measured.lateMeanMinutes)} min.`,
  );
  const { count, needlessCount, lateCount, foundCount } = measured.notices;
  console.log(
    `Would have been told of a slip: ${count}, of these needlessly ${share(needlessCount / count)}; ${share(foundCount / lateCount)} of those over 15 min late.`,
  );
}

function printWindows(name: string, windows: ReturnType<typeof meanWindows>): void {
  console.log(`\n${name}: standing windows, asked before the quiet weeks\n`);
  console.log('| window, open min | expected late | late | allowed in | “Often sooner.” in |\n|---|---|---|---|---|');
  for (const { windowMs, expectedLate, late, allowedCount, soonerCount } of windows) {
    console.log(`| ${windowMs / minuteMs} | ${share(expectedLate)} | ${share(late)} | ${allowedCount} | ${soonerCount} |`);
  }
}

function told(seedCount: number): void {
  for (const level of levels) {
    const runs = Array.from({ length: seedCount }, (_, index) => evidenceOf(`shop ${index + 1}`, level));
    const name = `Level ${share(level)}${level === defaultLevel ? ', the default' : ''}, ${seedCount} seeds`;
    printPeriod(`${name}: eight quiet weeks`, meanOf(runs.map((run) => run.quiet)));
    printPeriod(`${name}: four weeks after everything takes 30 % longer`, meanOf(runs.map((run) => run.shock)));
    printWindows(name, meanWindows(runs.map((run) => run.windows)));
  }
}

function policies(runCount: number): void {
  console.log(
    `${runCount} runs of 400 days; % begun in time of those told 15 min / 2 h / all, longest wait ÷ time told: median run (longest of all)\n`,
  );
  console.log('| order | load .95 | longest | load 1.10 | longest |\n|---|---|---|---|---|');
  for (const name of orderNames) {
    const cells = [0.95, 1.1].map((load) => {
      const { short, long, all, worst, worstEver } = playRuns(name, load, runCount);
      return `${[short, long, all].map((part) => (100 * part).toFixed(1)).join(' / ')} | ${worst.toFixed(1)} (${worstEver.toFixed(1)})`;
    });
    console.log(`| ${name} | ${cells.join(' | ')} |`);
  }
}

const [what = 'told'] = positionals;
if (what === 'told') told(Number(values.seeds));
else if (what === 'policies') policies(Number(values.seeds));
else {
  console.error(`There is no "${what}". There are: told, policies.`);
  process.exitCode = 2;
}
