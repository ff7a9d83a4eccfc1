/** SQL of identities: who has these addresses, and which addresses somebody has, after merges. */
import { sql } from 'kysely';
import type { Transaction } from '../platform/db/transaction.ts';

export interface IdentityFacts {
  readonly id: string;
  readonly customer_id: string;
  readonly scheme: string;
  readonly value: string;
  readonly display: string | null;
  readonly proof: 'claimed' | 'channel' | 'site' | 'verified';
  /** The customer it belongs to after merges. */
  readonly survivor_id: string;
}

/**
 * Identities with one of these (scheme, value) pairs; a claimed and a proved one may share a value. `offset 0` keeps the order: a planner that takes
 * the table for a small one reads all of it for each pair.
 */
export function findIdentities(
  tx: Transaction,
  workspaceId: string,
  wanted: readonly { scheme: string; value: string }[],
): Promise<IdentityFacts[]> {
  return tx.rows(
    sql<IdentityFacts>`
    select i.id, i.customer_id, i.scheme, i.value, i.display, i.proof, coalesce(m.into_customer_id, i.customer_id) as survivor_id
    from (select distinct scheme, value from unnest(${wanted.map((one) => one.scheme)}::text[], ${wanted.map((one) => one.value)}::text[]) as w (scheme, value)) w
    cross join lateral (select * from tenant.identity o where o.workspace_id = ${workspaceId} and o.scheme = w.scheme and o.value = w.value offset 0) i
    left join tenant.customer_merge m on m.workspace_id = i.workspace_id and m.from_customer_id = i.customer_id and m.undone_at is null
    order by i.created_at`,
  );
}

export function identitiesOfCustomers(tx: Transaction, workspaceId: string, customerIds: readonly string[]): Promise<IdentityFacts[]> {
  return tx.rows(
    sql<IdentityFacts>`
    select i.id, i.customer_id, i.scheme, i.value, i.display, i.proof, coalesce(m.into_customer_id, i.customer_id) as survivor_id
    from tenant.identity i
    left join tenant.customer_merge m on m.workspace_id = i.workspace_id and m.from_customer_id = i.customer_id and m.undone_at is null
    where i.workspace_id = ${workspaceId} and i.customer_id = any(${customerIds}::uuid[] || array(select x.from_customer_id from tenant.customer_merge x
      where x.workspace_id = ${workspaceId} and x.into_customer_id = any(${customerIds}::uuid[]) and x.undone_at is null)) order by i.created_at`,
  );
}
