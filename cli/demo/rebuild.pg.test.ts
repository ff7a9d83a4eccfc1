/** A small shop written into a real database: do log and tables say the same, is the seal whole, and do the lists of the desk have something to show? */
import { dayMs } from '@meanwhile/core/kernel/instant.ts';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createAccounts, type Accounts } from '@meanwhile/server/accounts/accounts.ts';
import { openAccountsPool } from '@meanwhile/server/accounts/pool.ts';
import { inWorkspace } from '@meanwhile/server/platform/db/transaction.ts';
import { verifyAudit } from '@meanwhile/server/platform/stream/verify-audit.ts';
import { testPlatform, type TestPlatform } from '@meanwhile/server/platform/test-platform.ts';
import { compareRebuilt, rebuildFromLog } from './compare-rebuilt.ts';
import { loadHistory, type Loaded } from './load.ts';
import { preset } from '@meanwhile/tools/simulate/presets.ts';

const toAt = Date.parse('2026-11-24T13:00:00Z');
let base: TestPlatform;
let accounts: Accounts;
let loaded: Loaded;
let closePool: () => Promise<void>;

const shop = { slug: 'northlight', ownerEmail: 'owner@localhost', ownerName: 'Owner' };
const simulation = preset('demo', { seed: 'northlight', fromAt: toAt - 60 * dayMs, toAt, scale: 0.015 });

beforeAll(async () => {
  base = await testPlatform({ nowAt: toAt });
  const pool = openAccountsPool(base.access.configFor('accounts'), base.platform.log, 2);
  closePool = () => pool.end();
  accounts = createAccounts(base.platform, { accountsPool: pool });
  loaded = (await loadHistory(base.platform, accounts, simulation, shop))!;
});
afterAll(async () => {
  await accounts.close();
  await closePool();
  await base.close();
});

function inside<T>(statement: ReturnType<typeof sql<T>>): Promise<T[]> {
  return inWorkspace(base.platform.pool, loaded.workspaceId, (tx) => tx.rows(statement));
}

test('the log alone gives back every table it tells of, to the digest', async () => {
  const compared = await compareRebuilt(base.platform, loaded.workspaceId);
  expect(compared.filter((one) => !one.isSame)).toEqual([]);
  const counts = new Map(compared.map((one) => [one.table, one.rowCount]));
  expect(counts.get('case')).toBe(loaded.caseCount);
  expect(counts.get('message')).toBe(loaded.messageCount);
  for (const [table, count] of counts) expect(count, table).toBeGreaterThan(0);
});

test('a row changed behind the log’s back is found by the comparison', async () => {
  const [row] = await inside(sql<{ id: string }>`select id from tenant."case" where state = 'resolved' limit 1`);
  const change = (to: string) =>
    inWorkspace(base.platform.pool, loaded.workspaceId, (tx) =>
      tx.run(sql`update tenant."case" set state = ${to} where workspace_id = ${loaded.workspaceId} and id = ${row!.id}`),
    );
  await change('open');
  const compared = await compareRebuilt(base.platform, loaded.workspaceId);
  expect(compared.filter((one) => !one.isSame).map((one) => one.table)).toEqual(['case']);
  await change('resolved');
});

test('the seal of the log is whole, and a second load is refused without a trace', async () => {
  const before = await rebuildFromLog(base.platform, loaded.workspaceId);
  expect(await loadHistory(base.platform, accounts, simulation, shop)).toBeNull();
  const after = await rebuildFromLog(base.platform, loaded.workspaceId);
  expect(after.tables.case.size).toBe(before.tables.case.size);
  const report = await verifyAudit(base.platform, loaded.workspaceId, null);
  expect(report.findings).toEqual([]);
  expect(report.sealedEventCount + report.unsealedEventCount).toBeGreaterThan(loaded.eventCount);
});

test('there is something true in every corner of the desk', async () => {
  const [found] = await inside(sql<Record<string, number>>`
    select count(*) filter (where state = 'open' and ball = 'us')::int as waiting, count(*) filter (where state = 'open' and ball = 'customer')::int as quiet,
      count(*) filter (where state = 'resolved')::int as resolved, count(*) filter (where topic_id is not null)::int as sorted,
      count(*) filter (where assignee_id is not null)::int as assigned from tenant."case"`);
  for (const [what, count] of Object.entries(found!)) expect(count, what).toBeGreaterThan(0);
  const [ledger] = await inside(sql<Record<string, number>>`
    select count(*) filter (where ending = 'kept')::int as kept, count(*) filter (where ending = 'broken')::int as broken,
      count(*) filter (where ending is null)::int as running from tenant.commitment`);
  for (const [what, count] of Object.entries(ledger!)) expect(count, what).toBeGreaterThan(0);
  const [open] = await inside(sql<{ running: number; queued: number }>`
    select (select count(*)::int from tenant.commitment where ending is null) as running,
      (select count(*)::int from work.item where workspace_id = ${loaded.workspaceId} and kind = 'commitment') as queued`);
  expect(open?.queued).toBe(open?.running);
  const [pending] = await inside(
    sql<{ count: number }>`select count(*)::int as count from tenant.delivery where state in ('queued', 'sending')`,
  );
  expect(pending?.count).toBe(0);
});

test('numbers go on where the history ends, and the truth stays out of the database', async () => {
  const [next] = await inside(sql<{ next: number; last: number }>`
    select next_case_number as next, (select max(number) from tenant."case") as last from tenant.workspace`);
  expect(next!.next).toBe(next!.last + 1);
  expect(loaded.truth.length).toBeGreaterThanOrEqual(loaded.caseCount);
  const [said] = await inside(
    sql<{ count: number }>`select count(*)::int as count from tenant.event where payload::text ~ 'patience|needsLive|silent-failed'`,
  );
  expect(said?.count).toBe(0);
});
