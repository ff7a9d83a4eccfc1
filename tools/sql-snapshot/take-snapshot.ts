/**
 * What does the product ask of a database of this size, and how is it answered? Seeds a workspace, makes every hot call and gives each
 * statement with its plan, and every table of more than 10,000 rows that was read from end to end.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testDatabase } from '@meanwhile/server/platform/postgres/test-cluster.ts';
import pg from 'pg';
import { seedHistory, type SeedSize } from '../bench/seed.ts';
import { serve } from '../bench/serve.ts';
import { freePort } from '../bench/stage.ts';
import { Day, hotCalls } from './hot-calls.ts';
import { seedLedger } from './seed-ledger.ts';
import { hearPlans, sequentialScans, tellPlans, type RecordedPlan } from './record-plans.ts';

export interface Snapshot {
  /** Statements in the order first seen, each with the plan it had first; by the call that asked. */
  readonly calls: ReadonlyMap<string, readonly RecordedPlan[]>;
  /** By table; each month of a partitioned one by itself. */
  readonly rows: ReadonlyMap<string, number>;
  /** `<call>: <table> (<rows>) in <statement>`. */
  readonly largeScans: readonly string[];
}

const largeRows = 10_000;

export async function takeSnapshot(size: SeedSize): Promise<Snapshot> {
  const database = await testDatabase({ durable: true });
  const admin = new pg.Client({ ...database.adminConfig, statement_timeout: 0 });
  await admin.connect();
  await tellPlans(admin, String(database.adminConfig.database));
  const dataDir = await mkdtemp(join(tmpdir(), 'meanwhile-snapshot-'));
  const served = await serve((role) => database.access.configFor(role), await freePort(), dataDir);
  try {
    const channelId = served.channels.find((channel) => channel.type === 'messenger')!.channel_id;
    await seedHistory(admin, served.workspaceId, channelId, size);
    await seedLedger(admin, served.workspaceId, channelId);
    const calls = new Map<string, Map<string, RecordedPlan>>();
    const put = (call: string, plan: RecordedPlan): void => {
      const statements = calls.get(call) ?? new Map<string, RecordedPlan>();
      calls.set(call, statements);
      if (!statements.has(plan.statement)) statements.set(plan.statement, plan);
    };
    let now = 'background';
    const { pool, workPool, streamPool } = served.server.platform;
    hearPlans(pool, (plan) => put(now, plan));
    hearPlans(workPool, (plan) => put('the loops of the message path', plan));
    hearPlans(streamPool, (plan) => put('the stream', plan));
    const day = new Day(served);
    for (const call of hotCalls) {
      now = call.name;
      await call.make(day);
    }
    now = 'background';
    // Once more around, so that loops with a backstop have had their turn over the full tables.
    await new Promise((resolve) => setTimeout(resolve, 6_000));
    const recorded = new Map([...calls].map(([name, statements]) => [name, [...statements.values()]]));
    const rows = await rowsOf(admin);
    return { calls: recorded, rows, largeScans: largeScansOf(recorded, rows) };
  } finally {
    await served.server.stop();
    await admin.end();
    await database.drop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function rowsOf(admin: pg.Client): Promise<ReadonlyMap<string, number>> {
  await admin.query('analyze');
  const { rows } = await admin.query<{ relname: string; reltuples: number }>(
    `select relname, reltuples::float8 as reltuples from pg_class where relkind = 'r' and relnamespace::regnamespace::text in ('tenant', 'directory', 'work', 'accounts')`,
  );
  return new Map(rows.map((row) => [row.relname, row.reltuples]));
}

function largeScansOf(calls: ReadonlyMap<string, readonly RecordedPlan[]>, rows: ReadonlyMap<string, number>): string[] {
  return [...calls].flatMap(([call, plans]) =>
    plans.flatMap(({ statement, plan }) =>
      sequentialScans(plan)
        .filter((table) => (rows.get(table) ?? 0) > largeRows)
        .map((table) => `${call}: ${table} (${rows.get(table) ?? 0}) in ${statement}`),
    ),
  );
}
