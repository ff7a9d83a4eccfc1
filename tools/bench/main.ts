/**
 * `npm run bench`: the figures of this product on this machine, as JSON and as a table; each absolute, and as a ratio to a floor measured in
 * the same run where there is one. `-- --write` alone edits docs/benchmarks.md; `-- ingest fan-out` runs only some; `-- --small` uses a
 * tenth of the size. `desk` needs Chromium; BENCH_DESK_DATA names a data folder for its demo that is filled once and kept.
 */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { testClusterFolder } from '@meanwhile/server/platform/postgres/test-cluster.ts';
import { measureDesk } from './desk.ts';
import { measureDue } from './due.ts';
import { measureFanOut } from './fan-out.ts';
import { measureFloor } from './floor.ts';
import { measureIngest } from './ingest.ts';
import { measureScale } from './scale.ts';
import { openStage } from './stage.ts';
import { measureStart } from './start.ts';
import { postgresMb, residentMb, weigh } from './weight.ts';

interface Figure {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  readonly goal: string;
  /** To the floor of the same run; null where there is none. */
  readonly ratio: number | null;
}

const wanted = process.argv.slice(2).filter((word) => !word.startsWith('--'));
const small = process.argv.includes('--small');
const write = process.argv.includes('--write');
const runs = (name: string): boolean => wanted.length === 0 || wanted.includes(name);
const figures: Figure[] = [];
const add = (what: string, value: number, unit: string, goal: string, ratio: number | null = null): void => {
  figures.push({ what, value, unit, goal, ratio });
  process.stderr.write(`${what}: ${round(value)} ${unit}${ratio === null ? '' : ` (${round(ratio)} of the floor)`}\n`);
};

if (runs('weight')) {
  const weights = weigh();
  if (weights === null) process.stderr.write('weight: not measured, the screens are not built (npm start builds them)\n');
  else {
    add('messenger loader', weights.loaderBytes, 'B gzip', '≤ 2,000');
    add('messenger, loader and app and English', weights.messengerBytes, 'B gzip', '≤ 20,000');
    add('desk, JavaScript to the inbox list', weights.deskBytes, 'B gzip', '≤ 220,000');
  }
}
if (runs('ingest')) await ingest();
if (runs('fan-out')) {
  const stage = await openStage();
  const result = await measureFanOut(stage, { seconds: small ? 5 : 15 });
  await stage.close();
  if (result.heard !== result.sent * 5) throw new Error(`heard ${result.heard} of ${result.sent * 5}`);
  add('message → agent’s socket, 200/s, 100 sockets over 20 channels, p50', result.p50Ms, 'ms', '');
  add('message → agent’s socket, 200/s, 100 sockets over 20 channels, p99', result.p99Ms, 'ms', '≤ 250');
  add('the same over the first 5 s of a fresh process, p99', result.coldP99Ms, 'ms', '');
}
if (runs('scale')) await scale();
if (runs('due')) await dueTogether();
if (runs('start')) await measureStart({ loadS: small ? 5 : 20 }, add);
if (runs('desk')) await measureDesk({ keptFolder: process.env['BENCH_DESK_DATA'] ?? null, small }, add);
report();

async function ingest(): Promise<void> {
  const seconds = small ? 8 : 60;
  const floorStage = await openStage('floor-server.ts');
  const floor = await measureFloor(floorStage, { seconds: small ? 5 : 15 });
  await floorStage.close();
  add('floor: HTTP and one batched insert', floor.perSecond, '/s', '');
  const stage = await openStage();
  add('idle resident memory of the server', residentMb(stage.pid), 'MiB', '≤ 250');
  add('proportional memory of PostgreSQL beside it', postgresMb(join(testClusterFolder(true), 'postgres')), 'MiB', '');
  await measureIngest(stage, { seconds: 3, visitors: 100 });
  const full = await measureIngest(stage, { seconds });
  add('messages visible per second, 64 senders', full.visiblePerSecond, '/s', '≥ 1,000', full.visiblePerSecond / floor.perSecond);
  const at = (share: number): number => full.backlog[Math.min(full.backlog.length - 1, Math.floor(full.backlog.length * share))] ?? 0;
  add('unprocessed at a quarter of that run', at(0.25), 'messages', '');
  add('unprocessed at its end', at(1), 'messages', 'flat');
  add('acknowledgement p99, 64 connections, saturated', full.ackP99Ms, 'ms', '≤ 100', full.ackP99Ms / floor.ackP99Ms);
  const paced = await measureIngest(stage, { seconds: small ? 6 : 20, ratePerSecond: Math.floor(full.visiblePerSecond * 0.7) });
  add('acknowledgement p99, 64 connections, at 70 % of that rate', paced.ackP99Ms, 'ms', '≤ 100');
  await stage.close();
}

async function scale(): Promise<void> {
  const few = await measureScale({ cases: 1_000, messagesPerCase: 10 });
  const many = await measureScale(small ? { cases: 10_000, messagesPerCase: 10 } : { cases: 100_000, messagesPerCase: 10 });
  const size = small ? '10,000 cases' : '100,000 cases, 1,000,000 messages';
  for (const [name, { p95Ms, p50Ms }] of Object.entries(many)) {
    add(`${name}, ${size}, p50`, p50Ms, 'ms', name.startsWith('search') ? '' : '≤ 1.5 × of 1,000 cases', p50Ms / few[name]!.p50Ms);
    if (name.startsWith('search')) add(`${name}, ${size}, p95`, p95Ms, 'ms', '≤ 150', p95Ms / few[name]!.p95Ms);
  }
}

async function dueTogether(): Promise<void> {
  const size = small ? { open: 10_000, due: 100 } : { open: 100_000, due: 1_000 };
  const { judgedP99Ms, judgedLastMs, toldLastMs } = await measureDue(size);
  const what = `${size.due.toLocaleString('en')} times due in one second among ${size.open.toLocaleString('en')}`;
  add(`${what}, judged, p99 after their instant`, judgedP99Ms, 'ms', '≤ 1,000');
  add(`${what}, the last judged`, judgedLastMs, 'ms', '≤ 5,000');
  add(`${what}, the last told a new time`, toldLastMs, 'ms', '');
}

function round(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString('en') : value.toFixed(2);
}

function report(): void {
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
  const machine = `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GiB`;
  const at = new Date().toISOString().slice(0, 10);
  process.stdout.write(`${JSON.stringify({ commit, machine, at, node: process.version, figures }, null, 2)}\n`);
  const table = [
    '| figure | value | goal | ratio to its floor |',
    '|---|---|---|---|',
    ...figures.map(
      ({ what, value, unit, goal, ratio }) => `| ${what} | ${round(value)} ${unit} | ${goal} | ${ratio === null ? '' : round(ratio)} |`,
    ),
  ].join('\n');
  process.stdout.write(`${table}\n`);
  if (!write) return;
  writeFileSync(
    join(import.meta.dirname, '../../docs/benchmarks.md'),
    `# Benchmarks\n\nMeasured by \`npm run bench -- --write\` on ${at}, commit ${commit}, ${machine}, Node ${process.version}, embedded PostgreSQL 18 with fsync on and \`max_wal_size\` 256 MB. Server, database and load generator share the machine. The floor is the same HTTP server with one batched insert into a plain table, in the same run; for calls at size the floor is the same call at 1,000 cases.\n\n${table}\n`,
  );
}
