/**
 * How long until it is ready? A clean restart, and one after `kill -9` of everything (the program and all of PostgreSQL) in the middle of the
 * ingest bench, as an operator sees them: from the command to the ready line.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { processesIn } from '@meanwhile/server/platform/postgres/processes.ts';
import pg from 'pg';
import { measureIngest } from './ingest.ts';
import { freePort, openStageOver } from './stage.ts';

const root = join(import.meta.dirname, '../..');

export async function measureStart(
  { loadS }: { readonly loadS: number },
  add: (what: string, value: number, unit: string, goal: string) => void,
): Promise<void> {
  const data = await mkdtemp(join(tmpdir(), 'meanwhile-bench-start-'));
  const env = { ...process.env, DATA_DIR: data, PORT: String(await freePort()), SMTP_PORT: String(await freePort()), LOG_LEVEL: 'error' };
  const start = async (): Promise<{ child: ChildProcess; ms: number }> => {
    const began = performance.now();
    const child = spawn(process.execPath, [join(root, 'cli/main.ts'), 'start'], { cwd: root, env, stdio: ['ignore', 'pipe', 'inherit'] });
    await new Promise<void>((resolve, reject) => {
      child.once('exit', (code) => reject(new Error(`start ended with ${String(code)}`)));
      createInterface({ input: child.stdout }).on('line', (line) => line.startsWith('Meanwhile is ready') && resolve());
    });
    child.removeAllListeners('exit');
    return { child, ms: performance.now() - began };
  };
  const end = (child: ChildProcess, signal: NodeJS.Signals): Promise<unknown> => {
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill(signal);
    return gone;
  };
  const first = await start();
  add('first start, screens built', first.ms, 'ms', '');
  await end(first.child, 'SIGTERM');
  const clean = await start();
  add('clean restart', clean.ms, 'ms', '≤ 3,000');
  await end(clean.child, 'SIGTERM');
  await killUnderLoad(data, loadS);
  const killed = await start();
  add(`restart after kill -9 of program and database, ${loadS} s into the ingest bench`, killed.ms, 'ms', '≤ 10,000');
  await end(killed.child, 'SIGTERM');
  await rm(data, { recursive: true, force: true });
}

/** Full load on the database in this folder, then every process of it and of the program is killed at one instant. */
async function killUnderLoad(data: string, seconds: number): Promise<void> {
  const { stage, ready, child } = await openStageOver(data, 'embedded-server.ts');
  const load = measureIngest(stage, { seconds: seconds * 2 }).catch((error: Error) => error);
  await new Promise((resolve) => setTimeout(resolve, seconds * 1_000));
  const before = await messageCount(ready.owner);
  child.kill('SIGKILL');
  for (const pid of processesIn(join(data, 'postgres'))) process.kill(pid, 'SIGKILL');
  if (!((await load) instanceof Error)) throw new Error('the load did not notice that everything was killed');
  if (before < seconds * 20) throw new Error(`killed under no load: ${before} messages in ${seconds} s`);
}

async function messageCount(owner: pg.ClientConfig): Promise<number> {
  const client = new pg.Client(owner);
  client.on('error', () => undefined);
  await client.connect();
  const { rows } = await client.query<{ n: number }>('select coalesce(sum(last_seq), 0)::int as n from tenant.conversation');
  await client.end();
  return rows[0]!.n;
}
