/**
 * One run of faults under load, from an empty folder to a verdict: kills in the order of a seed, cut commits and frozen workers between
 * them, then a time without faults in which everything must come to rest, then the check. Says what each kill hit; a class that nothing hit was not tested.
 */
import { existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { tmpdir } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { check, type Checked } from './check.ts';
import { between, diceFrom, shuffled, type Dice } from './dice.ts';
import { startLoad, type Load } from './load.ts';
import type { PlantedBug } from './planted-bug.ts';
import { History } from './recorder.ts';
import { openStage, removeStage, type Stage } from './stage.ts';
import { cutCommit, freezeWorker, killKinds, strike, type KillKind, type Strike } from './strike.ts';

export interface FaultRunOptions {
  readonly seed: number;
  readonly kills: number;
  readonly bug?: PlantedBug | null;
  /** Repeated and shuffled until there are enough; all kinds when not given. */
  readonly kinds?: readonly KillKind[];
  readonly say?: (line: string) => void;
  /** Keep history and logs of a good run, too. */
  readonly keep?: boolean;
}

export interface FaultReport {
  readonly seed: number;
  readonly problems: readonly string[];
  readonly killCounts: Readonly<Record<string, number>>;
  /** How many kills hit what; the three that must not be zero. */
  readonly hits: { readonly openTransaction: number; readonly unacknowledgedSend: number; readonly uncommittedBatch: number };
  readonly cutCommits: number;
  readonly frozenWorkers: number;
  /** From the last fault until nothing waited any more. */
  readonly restMs: number;
  readonly counts: Checked['counts'];
  readonly oddAnswers: Readonly<Record<string, number>>;
  readonly durationMs: number;
  /** The history, the sink's book and the logs, kept when something is wrong. */
  readonly kept: string | null;
}

/** Six times shorter than the product's thirty seconds. */
const leaseMs = 5_000;
/** Promised: after the last fault everything is at rest within a minute, and nobody has to help (V9). */
const restWithinMs = 60_000;
const silentSinkShare = 0.03;

export async function runFaults(options: FaultRunOptions): Promise<FaultReport> {
  const startedAt = Date.now();
  const say = options.say ?? ((): void => undefined);
  const dice = diceFrom(options.seed);
  const sinkDice = diceFrom(options.seed + 1_000);
  const stage = await openStage({ bug: options.bug ?? null, leaseMs, sinkHangsUp: () => sinkDice() < silentSinkShare });
  const history = new History(join(stage.folder, 'history.jsonl'));
  const load = startLoad(stage, history, options.seed);
  let report: FaultReport;
  try {
    const { strikes, frozenWorkers } = await breakThings(stage, load, options, dice, say);
    const lastFaultAt = Date.now();
    await load.end();
    await rest(stage, lastFaultAt);
    const restMs = Date.now() - lastFaultAt;
    const checked = await check(stage, history.file);
    const problems = [
      ...checked.problems,
      ...(restMs > restWithinMs ? [`not at rest: ${restMs} ms after the last fault`] : []),
      ...unaskedEnds(stage),
    ];
    report = {
      seed: options.seed,
      problems,
      killCounts: Object.fromEntries([...Map.groupBy(strikes, (one) => one.kind)].map(([kind, own]) => [kind, own.length])),
      hits: hitsOf(strikes, checked),
      cutCommits: stage.cutter.cutCount,
      frozenWorkers,
      restMs,
      counts: checked.counts,
      oddAnswers: Object.fromEntries(load.oddAnswers),
      durationMs: Date.now() - startedAt,
      kept: null,
    };
  } finally {
    await load.end();
    history.close();
    await stage.close();
  }
  if (report.problems.length > 0 || options.keep === true) return { ...report, kept: keep(stage, options.seed) };
  removeStage(stage);
  return report;
}

async function breakThings(
  stage: Stage,
  load: Load,
  options: FaultRunOptions,
  dice: Dice,
  say: (line: string) => void,
): Promise<{ strikes: Strike[]; frozenWorkers: number }> {
  const startedAt = Date.now();
  const strikes: Strike[] = [];
  let frozenWorkers = 0;
  let plan: KillKind[] = [];
  await sleep(1_500);
  for (let passedOver = 0; strikes.length < options.kills;) {
    if (plan.length === 0) plan = shuffled(dice, options.kinds ?? killKinds);
    await sleep(between(dice, 50, 1_500));
    // One frozen worker and several cut commits per round of all kinds of kills.
    if (strikes.length % killKinds.length === 3 && frozenWorkers <= strikes.length / killKinds.length && (await freezeWorker(stage)))
      frozenWorkers += 1;
    if (dice() < 0.4) await cutCommit(stage, dice);
    const kind = plan.pop()!;
    const hit = await strike(stage, load, kind, dice);
    if (hit === null) passedOver += 1;
    else strikes.push(hit);
    if (passedOver > options.kills) throw new Error('the hook points are never reached: there is no load');
    say(
      `${Math.round((Date.now() - startedAt) / 1_000)} s: ${hit === null ? 'nobody came by at' : `kill ${strikes.length} of ${options.kills},`} ${kind}`,
    );
  }
  return { strikes, frozenWorkers };
}

/** Waits until the work tables are empty of what is due. A run that does not come to rest is judged by the check. */
async function rest(stage: Stage, sinceAt: number): Promise<void> {
  while (Date.now() - sinceAt < restWithinMs) {
    const [row] = await stage.look<{ count: number }>(
      `select count(*)::int as count from work.item where kind in ('inbound', 'delivery') or due_at <= clock_timestamp()`,
    );
    if (row!.count === 0) return;
    await sleep(100);
  }
}

/** Several kills in one lease see the same delivery on its way; the first of them hit it. */
function hitsOf(strikes: readonly Strike[], { lostSends }: Checked): FaultReport['hits'] {
  const taken = new Set<string>();
  let unacknowledgedSend = 0;
  for (const { sending } of strikes) {
    const hit = sending.filter((id) => lostSends.has(id) && !taken.has(id));
    for (const id of hit) taken.add(id);
    if (hit.length > 0) unacknowledgedSend += 1;
  }
  return {
    openTransaction: strikes.filter((one) => one.openTransaction).length,
    unacknowledgedSend,
    uncommittedBatch: strikes.filter((one) => one.uncommittedBatch).length,
  };
}

/** A process of ours may end by itself only while it starts without a database. */
function unaskedEnds(stage: Stage): string[] {
  return [stage.web, ...stage.workers]
    .filter((one) => one.endedWhileReadyCount > 0)
    .map((one) => `fell over: ${one.orders.name} ended by itself ${one.endedWhileReadyCount} times`);
}

function keep(stage: Stage, seed: number): string {
  const folder = join(tmpdir(), `mw-faults-kept-${seed}-${Date.now()}`);
  renameSync(stage.folder, folder);
  if (!existsSync(join(folder, 'history.jsonl'))) throw new Error('the history was not kept');
  return folder;
}

/** The report in lines for a person. */
export function linesOf(report: FaultReport): string[] {
  const list = (counts: Readonly<Record<string, number>>): string =>
    Object.entries(counts)
      .map(([name, count]) => `${name} ${count}`)
      .join(', ');
  const killCount = Object.values(report.killCounts).reduce((sum, count) => sum + count, 0);
  return [
    `seed ${report.seed}: ${killCount} kills in ${Math.round(report.durationMs / 1_000)} s (${list(report.killCounts)})`,
    `kills that hit an open transaction ${report.hits.openTransaction}, an unacknowledged send ${report.hits.unacknowledgedSend}, an uncommitted batch ${report.hits.uncommittedBatch}`,
    `commits cut before their answer ${report.cutCommits}, workers frozen past their lease ${report.frozenWorkers}; at rest ${Math.round(report.restMs / 100) / 10} s after the last fault`,
    list(report.counts),
    ...(Object.keys(report.oddAnswers).length > 0 ? [`odd answers: ${list(report.oddAnswers)}`] : []),
    ...report.problems.slice(0, 40),
    ...(report.kept === null ? [] : [`${report.problems.length} problems; history, sink and logs are kept in ${report.kept}`]),
  ];
}
