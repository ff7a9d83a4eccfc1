/** SQL of addresses we stopped writing to. */
import { sql } from 'kysely';
import { iso } from '../platform/db/instant.ts';
import type { Transaction } from '../platform/db/transaction.ts';
import { olderThan, type Place } from '../platform/http/keyset.ts';

export interface SuppressionRow {
  readonly id: string;
  readonly address: string;
  readonly why: 'bounced' | 'complained' | 'asked';
  /** The other side's own words. */
  readonly detail: string | null;
  readonly delivery_id: string | null;
  readonly suppressed_at: number;
}

export async function isSuppressed(tx: Transaction, workspaceId: string, address: string): Promise<boolean> {
  const row = await tx.row(
    sql`select 1 from tenant.suppression where workspace_id = ${workspaceId} and address = ${address.toLowerCase()}`,
  );
  return row !== undefined;
}

/** A complaint outweighs a bounce, and is not undone by one. */
export async function suppress(tx: Transaction, workspaceId: string, row: SuppressionRow): Promise<void> {
  await tx.run(sql`
    insert into tenant.suppression (workspace_id, id, address, why, detail, delivery_id, suppressed_at)
    values (${workspaceId}, ${row.id}, ${row.address.toLowerCase()}, ${row.why}, ${row.detail}, ${row.delivery_id}, ${iso(row.suppressed_at)})
    on conflict (workspace_id, address) do update set why = excluded.why, detail = excluded.detail, delivery_id = excluded.delivery_id, suppressed_at = excluded.suppressed_at
    where tenant.suppression.why = 'bounced'`);
}

export function listSuppressions(tx: Transaction, workspaceId: string, after: Place | null, most: number): Promise<SuppressionRow[]> {
  return tx.rows(sql<SuppressionRow>`
    select id, address, why, detail, delivery_id, suppressed_at from tenant.suppression
    where workspace_id = ${workspaceId} and ${olderThan(after, sql`suppressed_at`, sql`id`)} order by suppressed_at desc, id limit ${most}`);
}

/** They want messages again; what came back for good stays. */
export async function liftAsked(tx: Transaction, workspaceId: string, address: string): Promise<boolean> {
  return (
    (await tx.run(
      sql`delete from tenant.suppression where workspace_id = ${workspaceId} and address = ${address.toLowerCase()} and why = 'asked'`,
    )) > 0
  );
}

/** False where there was none. */
export async function liftSuppression(tx: Transaction, workspaceId: string, address: string): Promise<boolean> {
  return (await tx.run(sql`delete from tenant.suppression where workspace_id = ${workspaceId} and address = ${address}`)) > 0;
}
