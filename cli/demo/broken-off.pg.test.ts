/** What does a load leave that broke off halfway? A part of a shop that is not loaded over, goes as a whole, and then the shop comes in whole. */
import { dayMs } from '@meanwhile/core/kernel/instant.ts';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { createAccounts } from '@meanwhile/server/accounts/accounts.ts';
import { openAccountsPool } from '@meanwhile/server/accounts/pool.ts';
import { acrossWorkspaces } from '@meanwhile/server/platform/db/transaction.ts';
import { testPlatform } from '@meanwhile/server/platform/test-platform.ts';
import { deleteWorkspace } from '@meanwhile/server/platform/workspace/delete-workspace.ts';
import { compareRebuilt } from './compare-rebuilt.ts';
import { loadHistory } from './load.ts';
import { preset } from '@meanwhile/tools/simulate/presets.ts';

test('a load that broke off is not gone on with; removed, it comes in whole, and its log gives back every table', async () => {
  const toAt = Date.parse('2026-11-24T13:00:00Z');
  const base = await testPlatform({ nowAt: toAt });
  const { platform } = base;
  const pool = openAccountsPool(base.access.configFor('accounts'), platform.log, 2);
  const accounts = createAccounts(platform, { accountsPool: pool });
  try {
    await accounts.createWorkspace({ name: 'Lantern Books', slug: 'lantern-books', owner: { name: 'Ada', email: 'ada@lantern.example' } });
    const simulation = preset('demo', { seed: 'northlight', fromAt: toAt - 30 * dayMs, toAt, scale: 0.01 });
    const shop = { slug: 'northlight', ownerEmail: 'owner@localhost', ownerName: 'Owner' };
    const breakOff = (): never => {
      throw new Error('the power went');
    };
    await expect(loadHistory(platform, accounts, simulation, { ...shop, say: breakOff })).rejects.toThrow('the power went');
    const eventsThere = () =>
      acrossWorkspaces(platform.streamPool, async (tx) => (await tx.row(sql<{ n: number }>`select count(*) as n from tenant.event`))!.n);
    const there = await eventsThere();
    expect(there).toBeGreaterThan(500);
    expect(await loadHistory(platform, accounts, simulation, shop)).toBeNull();
    expect(await eventsThere()).toBe(there);

    const gone = await deleteWorkspace(base.access, { slug: 'northlight', nowAt: toAt, blobs: platform.blobs, settleMs: 0 });
    expect(gone).toMatchObject({ rows: { 'tenant.case': expect.any(Number) } });
    const loaded = await loadHistory(platform, accounts, simulation, shop);
    expect(loaded!.caseCount).toBeGreaterThan(50);
    const compared = await compareRebuilt(platform, loaded!.workspaceId);
    expect(compared.filter((one) => !one.isSame)).toEqual([]);
    expect(compared.find((one) => one.table === 'case')!.liveCount).toBe(loaded!.caseCount);
  } finally {
    await accounts.close();
    await pool.end();
    await base.close();
  }
});
