/** SQL of the figures about the installation: what waits, since when. Ids and instants only, nothing of any workspace. */
import { sql } from 'kysely';
import type { Transaction } from './platform/db/transaction.ts';

/**
 * The oldest due instant of each kind of work; in the future where nothing is overdue. Webhooks that are switched on have a standing item each, which is
 * never worked off.
 */
export function oldestWork(tx: Transaction): Promise<{ kind: string; due_at: number }[]> {
  return tx.rows(
    sql<{
      kind: string;
      due_at: number;
    }>`select kind, min(due_at) as due_at from work.item where kind <> 'webhook' group by kind order by kind`,
  );
}

export async function deadLetterCount(tx: Transaction): Promise<number> {
  const row = await tx.row(sql<{ count: number }>`select count(*)::int as count from work.dead_letter`);
  return row?.count ?? 0;
}

/** When the oldest event was written that a transaction still open holds back from webhooks and the audit seal; null when none is. For the stream's role. */
export async function oldestEventHeldBack(tx: Transaction): Promise<number | null> {
  const row = await tx.row(
    sql<{ at: number | null }>`select min(at) as at from tenant.event where xid >= pg_snapshot_xmin(pg_current_snapshot())`,
  );
  return row?.at ?? null;
}
