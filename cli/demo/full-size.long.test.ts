/** Is the demo as large as it says, and does its whole log still give back every table? A quarter of it here; all of it is looked at by hand before a release. */
import { dayMs } from '@meanwhile/core/kernel/instant.ts';
import { expect, test } from 'vitest';
import { createAccounts } from '@meanwhile/server/accounts/accounts.ts';
import { openAccountsPool } from '@meanwhile/server/accounts/pool.ts';
import { verifyAudit } from '@meanwhile/server/platform/stream/verify-audit.ts';
import { testPlatform } from '@meanwhile/server/platform/test-platform.ts';
import { compareRebuilt } from './compare-rebuilt.ts';
import { loadHistory } from './load.ts';
import { settleTables } from './settle-tables.ts';
import { preset } from '@meanwhile/tools/simulate/presets.ts';

test('a quarter of ninety days is 5,000 cases and 24,000 messages at least, sealed, and every table is rebuilt from their log', async () => {
  const toAt = Date.parse('2026-11-24T13:00:00Z');
  const base = await testPlatform({ nowAt: toAt });
  const pool = openAccountsPool(base.access.configFor('accounts'), base.platform.log, 2);
  const accounts = createAccounts(base.platform, { accountsPool: pool });
  try {
    const simulation = preset('demo', { seed: 'northlight', fromAt: toAt - 90 * dayMs, toAt, scale: 0.25 });
    const loaded = await loadHistory(base.platform, accounts, simulation, {
      slug: 'northlight',
      ownerEmail: 'owner@localhost',
      ownerName: 'Owner',
      settle: (what) => settleTables(base.access.configFor('owner'), what),
    });
    expect(loaded!.caseCount).toBeGreaterThanOrEqual(5_000);
    expect(loaded!.messageCount).toBeGreaterThanOrEqual(24_000);
    const compared = await compareRebuilt(base.platform, loaded!.workspaceId);
    expect(compared.filter((one) => !one.isSame)).toEqual([]);
    expect((await verifyAudit(base.platform, loaded!.workspaceId, null)).findings).toEqual([]);
  } finally {
    await accounts.close();
    await pool.end();
    await base.close();
  }
});
