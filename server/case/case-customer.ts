/** Who stands in the list for a case? Name, address and how well they are proved, for many customers in one statement. */
import { sql } from 'kysely';
import { survivorOf } from '../platform/db/survivor.ts';
import type { Transaction } from '../platform/db/transaction.ts';
import type { CaseCustomer } from './present-case.ts';

/** Keyed by conversation id. */
export async function caseCustomers(
  tx: Transaction,
  workspaceId: string,
  conversationIds: readonly string[],
): Promise<Map<string, CaseCustomer>> {
  const rows = await tx.rows(sql<{
    conversation_id: string;
    id: string;
    name: string | null;
    address: string | null;
    proof: CaseCustomer['proof'] | null;
  }>`
    select co.id as conversation_id, cu.id, coalesce(cu.name, best.display) as name, mail.value as address, best.proof
    from unnest(${[...new Set(conversationIds)]}::uuid[]) as wanted (id)
    join tenant.conversation co on co.workspace_id = ${workspaceId} and co.id = wanted.id
    left join tenant.customer_merge mg on mg.workspace_id = co.workspace_id and mg.from_customer_id = co.customer_id and mg.undone_at is null
    join tenant.customer cu on cu.workspace_id = co.workspace_id and cu.id = ${survivorOf('mg', 'co.customer_id')}
    left join lateral (select i.display, i.proof from tenant.identity i where i.workspace_id = co.workspace_id and i.customer_id = cu.id
      order by case i.proof when 'site' then 0 when 'verified' then 0 when 'channel' then 1 else 2 end, i.created_at limit 1) best on true
    left join lateral (select i.value from tenant.identity i where i.workspace_id = co.workspace_id and i.customer_id = cu.id and i.scheme = 'email'
      order by (i.proof = 'claimed'), i.created_at limit 1) mail on true`);
  return new Map(
    rows.map((row) => [row.conversation_id, { id: row.id, name: row.name, address: row.address, proof: row.proof ?? 'claimed' }]),
  );
}
