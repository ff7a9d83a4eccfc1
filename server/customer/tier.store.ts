/** SQL of tiers of customers: a list of keys with the workspace. */
import { sql } from 'kysely';
import type { Transaction } from '../platform/db/transaction.ts';

export async function tiersOf(tx: Transaction, workspaceId: string): Promise<string[]> {
  const row = await tx.row(sql<{ tiers: string[] }>`select tiers from tenant.workspace where workspace_id = ${workspaceId}`);
  return row?.tiers ?? [];
}

/** False where they were these already. */
export async function saveTiers(tx: Transaction, workspaceId: string, keys: readonly string[]): Promise<boolean> {
  const changed = await tx.run(sql`
    update tenant.workspace set tiers = ${keys}::text[] where workspace_id = ${workspaceId} and tiers <> ${keys}::text[]`);
  return changed > 0;
}
