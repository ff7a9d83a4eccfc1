/**
 * How does each fault happen, and what did it hit? Kills at a random instant or at a hook point, looked at from outside first: a process is
 * frozen, the database is asked what that process had open, then it is killed.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { processesIn } from '@meanwhile/server/platform/postgres/processes.ts';
import type { AppProcess } from './app-process.ts';
import { pick, type Dice } from './dice.ts';
import type { HookPoint } from './hooks.ts';
import type { Load } from './load.ts';
import type { Stage } from './stage.ts';

/** Kills of F1, F2, F4 and F5. `<who>@<hook>` waits for the hook point first. */
export const killKinds = [
  'web',
  'web@batch',
  'web@commit',
  'worker',
  'worker@sent',
  'worker@process',
  'worker@commit',
  'backend',
  'backend@batch',
  'postmaster',
  'postmaster@commit',
  'postmaster@sent',
  'immediate',
  'immediate@batch',
] as const;
export type KillKind = (typeof killKinds)[number];

export interface Strike {
  readonly kind: KillKind;
  readonly at: number;
  /** Of whom was killed: a transaction of theirs was open. */
  readonly openTransaction: boolean;
  /** Raw bytes were inserted and not committed while customers waited for their answer. */
  readonly uncommittedBatch: boolean;
  /** Deliveries that were on their way; those that end as lost were hit. */
  readonly sending: readonly string[];
}

interface Backend {
  readonly pid: number;
  readonly app: string;
  readonly isOpen: boolean;
  readonly query: string;
}

/** A hook point that nobody comes by in this time is passed over, and nothing is killed. */
const hookMs = 10_000;
const takeOverMs = 20_000;
const lateWordMs = 1_500;
const ours = /^(web|worker)/;

/** Null when the hook point was not reached; then nothing happened. Resolves when everything is up again. */
export async function strike(stage: Stage, load: Load, kind: KillKind, dice: Dice): Promise<Strike | null> {
  const [who, point] = kind.split('@') as [string, HookPoint | undefined];
  const isWebs = who === 'web' || point === 'batch' || (point === 'commit' && who === 'postmaster');
  const candidates = isWebs ? [stage.web] : stage.workers;
  const held = point === undefined ? pick(dice, candidates) : await firstAt(candidates, point);
  if (held === null) return null;
  const isProcess = who === 'web' || who === 'worker';
  const hit = isProcess ? await killProcess(stage, load, kind, held) : await killDatabase(stage, load, kind, dice);
  if (!isProcess && point !== undefined) held.goOn();
  await recovered(stage);
  return hit;
}

/** Whoever comes by the point first stands there; the others go on. Null when nobody comes in time. */
async function firstAt(candidates: readonly AppProcess[], point: HookPoint): Promise<AppProcess | null> {
  const first = await Promise.race(candidates.map(async (one) => ((await one.stopAt(point, hookMs)) ? one : null)));
  for (const one of candidates) if (one !== first) one.goOn();
  return first;
}

async function killProcess(stage: Stage, load: Load, kind: KillKind, victim: AppProcess): Promise<Strike> {
  victim.signal('SIGSTOP');
  const seen = await lookAround(stage, load, kind, (app) => app === victim.orders.name);
  victim.signal('SIGKILL');
  return seen;
}

async function killDatabase(stage: Stage, load: Load, kind: KillKind, dice: Dice): Promise<Strike> {
  const seen = await lookAround(stage, load, kind, (app) => ours.test(app));
  if (kind.startsWith('immediate')) {
    process.kill(stage.database.postmasterPid!, 'SIGQUIT');
  } else if (kind.startsWith('postmaster')) {
    const all = processesIn(stage.databaseFolder);
    const first = stage.database.postmasterPid!;
    for (const pid of [first, ...all.filter((one) => one !== first)]) killNow(pid);
  } else {
    const victims = seen.backends.filter((backend) => ours.test(backend.app));
    const busy = victims.filter((backend) => backend.isOpen);
    // Just after a crash nobody may have come back yet.
    if (victims.length === 0) return sleep(100).then(() => killDatabase(stage, load, kind, dice));
    const victim = pick(dice, busy.length > 0 ? busy : victims);
    killNow(victim.pid);
  }
  return seen;
}

/** A process that has ended since we looked is as dead as we wanted it. */
function killNow(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

async function lookAround(
  stage: Stage,
  load: Load,
  kind: KillKind,
  isVictim: (app: string) => boolean,
): Promise<Strike & { backends: Backend[] }> {
  const backends = await stage.look<{ pid: number; app: string; isOpen: boolean; query: string }>(`
    select pid, application_name as app, query, xact_start is not null and state <> 'idle' as "isOpen"
    from pg_stat_activity where backend_type = 'client backend' and datname = 'meanwhile' and pid <> pg_backend_pid()`);
  const sending = await stage.look<{ id: string }>(
    `select id from tenant.delivery where state = 'sending' and lease_until > clock_timestamp()`,
  );
  const open = backends.filter((backend) => isVictim(backend.app) && backend.isOpen);
  return {
    kind,
    at: Date.now(),
    openTransaction: open.length > 0,
    uncommittedBatch:
      open.some((backend) => backend.query.includes('tenant.inbound_key')) && load.inFlight('message') + load.inFlight('mail') > 0,
    sending: kind.startsWith('web') ? [] : sending.map((one) => one.id),
    backends,
  };
}

async function recovered(stage: Stage): Promise<void> {
  // PostgreSQL answers again; its keeper or its postmaster brings it back.
  await stage.look('select 1');
  await Promise.all([stage.web, ...stage.workers].map((one) => one.ready()));
}

/** F12: the next COMMIT that keeps bytes, an answer or a `sending` goes through, its answer does not. False when none came by. */
export async function cutCommit(stage: Stage, dice: Dice): Promise<boolean> {
  const before = stage.cutter.cutCount;
  const statement = pick(dice, [
    /insert into tenant\.inbound_key/,
    /insert into tenant\.idempotency_key/,
    /update tenant\.delivery set state = 'sending'/,
    /insert into tenant\.message\b/,
  ]);
  stage.cutter.arm(statement, dice() < 0.5);
  for (let waited = 0; waited < hookMs && stage.cutter.cutCount === before; waited += 20) await sleep(20);
  stage.cutter.disarm();
  return stage.cutter.cutCount > before;
}

/**
 * F3: a worker freezes between a send and writing it down, until another one has taken over what it was sending, and then goes on as if
 * nothing had been. False when nothing was sent, or nobody took over in time.
 */
export async function freezeWorker(stage: Stage): Promise<boolean> {
  const worker = await firstAt(stage.workers, 'sent');
  if (worker === null) return false;
  worker.signal('SIGSTOP');
  const sending = await stage.look<{ id: string }>(`select id from tenant.delivery where state = 'sending'`);
  const end = Date.now() + stage.leaseMs + takeOverMs;
  let waiting = sending.length;
  while (waiting > 0 && Date.now() < end) {
    await sleep(100);
    const left = await stage.look(`select 1 from tenant.delivery where state = 'sending' and id = any($1::uuid[])`, [
      sending.map((one) => one.id),
    ]);
    waiting = left.length;
  }
  worker.signal('SIGCONT');
  worker.goOn();
  // Time to say what it has to say, before the next fault hits it.
  await sleep(lateWordMs);
  return sending.length > 0 && waiting === 0;
}
