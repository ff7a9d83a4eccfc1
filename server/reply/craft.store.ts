/** SQL of counting what became of craft checks' findings: by day, check and outcome. Who wrote is in no row. */
import type { NoteCraft } from '@meanwhile/wire/craft.ts';
import { sql } from 'kysely';
import type { Transaction } from '../platform/db/transaction.ts';

/** Null: a program wrote it. False: they wrote no such answer, or its findings were counted already. */
export async function claimCraft(tx: Transaction, workspaceId: string, messageId: string, writerId: string | null): Promise<boolean> {
  return (
    (await tx.run(sql`
      update tenant.message set craft_counted = true
      where workspace_id = ${workspaceId} and id = ${messageId} and author_kind in ('agent', 'automation') and author_id is not distinct from ${writerId}::uuid
        and not automatic and not craft_counted`)) === 1
  );
}

/** In one order, so that two answers at once wait for each other and never in a circle. */
export async function addCraft(tx: Transaction, workspaceId: string, day: string, findings: NoteCraft['findings']): Promise<void> {
  await tx.run(sql`
    insert into tenant.craft_count (workspace_id, day, check_name, outcome, reason, count)
    select ${workspaceId}::uuid, ${day}::date, f."check", f.outcome, coalesce(f.reason, ''), count(*)::int
    from jsonb_to_recordset(${JSON.stringify(findings)}::jsonb) as f ("check" text, outcome text, reason text)
    group by 3, 4, 5 order by 3, 4, 5
    on conflict (workspace_id, day, check_name, outcome, reason) do update set count = craft_count.count + excluded.count`);
}

export interface CraftCountRow {
  readonly check_name: string;
  readonly outcome: 'followed' | 'waved' | 'left';
  readonly reason: string;
  readonly count: number;
}

export function craftCounts(tx: Transaction, workspaceId: string, sinceDay: string): Promise<CraftCountRow[]> {
  return tx.rows(sql<CraftCountRow>`
    select check_name, outcome, reason, sum(count)::int as count from tenant.craft_count
    where workspace_id = ${workspaceId} and day >= ${sinceDay}::date group by check_name, outcome, reason`);
}
