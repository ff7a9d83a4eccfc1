/** What does a bench stand on? A durable database (fsync on, max_wal_size as shipped), the product in one process and the load in this one, on the same cores. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { testDatabase } from '@meanwhile/server/platform/postgres/test-cluster.ts';
import type pg from 'pg';
import { Pool } from 'undici';

export interface Stage {
  readonly url: string;
  readonly token: string;
  /** Of a second, empty workspace. */
  readonly neighbourToken: string;
  readonly workspaceId: string;
  readonly messengerId: string;
  readonly pid: number;
  readonly access: Awaited<ReturnType<typeof testDatabase>>['access'];
  close(): Promise<void>;
}

export async function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

export async function openStage(script = 'child-server.ts', database?: Awaited<ReturnType<typeof testDatabase>>): Promise<Stage> {
  const own = database ?? (await testDatabase({ durable: true }));
  const data = await mkdtemp(join(tmpdir(), 'meanwhile-bench-'));
  const configs = Object.fromEntries(
    (['owner', 'app', 'stream', 'accounts', 'jobs'] as const).map((role) => [role, own.access.configFor(role)]),
  );
  const child = spawn(process.execPath, [join(import.meta.dirname, script)], {
    env: { ...process.env, BENCH_DATABASE: JSON.stringify(configs), BENCH_PORT: String(await freePort()), BENCH_DATA: data },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ready = await firstLine(child);
  return {
    url: ready.url,
    token: ready.token,
    neighbourToken: ready.neighbourToken ?? '',
    workspaceId: ready.workspaceId,
    messengerId: ready.channels?.find((one) => one.type === 'messenger')?.channel_id ?? '',
    pid: child.pid!,
    access: own.access,
    async close() {
      child.kill('SIGTERM');
      await new Promise((resolve) => child.once('exit', resolve));
      if (database === undefined) await own.drop();
      await rm(data, { recursive: true, force: true });
    },
  };
}

/** The product over a database of its own in `data`; for measuring what happens when it is killed. */
export async function openStageOver(
  data: string,
  script: string,
): Promise<{ stage: Stage; ready: { readonly owner: pg.ClientConfig }; child: ChildProcess }> {
  const child = spawn(process.execPath, [join(import.meta.dirname, script)], {
    env: { ...process.env, BENCH_PORT: String(await freePort()), BENCH_DATA: data },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ready = (await firstLine(child)) as Ready & { readonly owner: pg.ClientConfig };
  child.removeAllListeners('exit');
  const stage: Stage = {
    url: ready.url,
    token: ready.token,
    neighbourToken: '',
    workspaceId: ready.workspaceId,
    messengerId: ready.channels?.find((one) => one.type === 'messenger')?.channel_id ?? '',
    pid: child.pid!,
    access: { configFor: () => ready.owner } as unknown as Stage['access'],
    close: async () => void child.kill('SIGKILL'),
  };
  return { stage, ready, child };
}

interface Ready {
  readonly url: string;
  readonly token: string;
  readonly neighbourToken?: string;
  readonly workspaceId: string;
  readonly channels?: { channel_id: string; type: string }[];
}

function firstLine(child: ChildProcess): Promise<Ready> {
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the measured process ended with ${String(code)}`)));
    createInterface({ input: child.stdout! }).once('line', (line) => resolve(JSON.parse(line) as Ready));
  });
}

export interface Visitor {
  readonly token: string;
}

export async function makeVisitors(
  stage: Stage,
  count: number,
  channelIds: readonly string[] = [stage.messengerId],
): Promise<(Visitor & { channelId: string })[]> {
  const pool = new Pool(stage.url, { connections: 16 });
  const visitors = await Promise.all(
    Array.from({ length: count }, async (_, index) => {
      const channelId = channelIds[index % channelIds.length]!;
      const { body, statusCode } = await pool.request({
        method: 'POST',
        path: `/m/${channelId}/sessions`,
        headers: { 'content-type': 'application/json' },
        body: '{"locale":"en"}',
      });
      const session = (await body.json()) as { token: string };
      if (statusCode !== 200) throw new Error(`no session: ${statusCode} ${JSON.stringify(session)}`);
      return { token: session.token, channelId };
    }),
  );
  await pool.close();
  return visitors;
}

/** The value below which `share` of the sorted numbers lie. */
export function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
