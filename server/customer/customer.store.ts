/** SQL of customers: pages newest first, found by address or by the words of their messages, with the identities of those merged into them. */
import { stepLimits } from '@meanwhile/core/kernel/limits.ts';
import type { Customer } from '@meanwhile/wire/records.ts';
import { sql } from 'kysely';
import { findIdentities, identitiesOfCustomers } from '../case/case.ts';
import { saveSearch } from '../case/case.ts';
import { iso } from '../platform/db/instant.ts';
import type { Transaction } from '../platform/db/transaction.ts';
import { olderThan, type Place } from '../platform/http/keyset.ts';
import { wireInstant, wireInstantOrNull } from '../platform/present.ts';
import { findHits, wordsQuery } from '../search/search.ts';

export interface CustomerRow {
  readonly id: string;
  readonly name: string | null;
  readonly locale: string | null;
  readonly zone: string | null;
  readonly tier: string | null;
  readonly created_at: number;
  readonly blocked_at: number | null;
  readonly conversation_id: string | null;
}

const standing = sql`not exists (select 1 from tenant.customer_merge m where m.workspace_id = cu.workspace_id and m.from_customer_id = cu.id and m.undone_at is null)`;
const columns = sql`cu.id, cu.name, cu.locale, cu.zone, cu.tier, cu.created_at, cu.blocked_at,
  (select co.id from tenant.conversation co where co.workspace_id = cu.workspace_id and co.customer_id = cu.id) as conversation_id`;

/** Newest first; who was merged into another is found there, and who was forgotten is not listed. */
export function listCustomers(tx: Transaction, workspaceId: string, after: Place | null, most: number): Promise<CustomerRow[]> {
  return tx.rows(sql<CustomerRow>`select ${columns} from tenant.customer cu
    where cu.workspace_id = ${workspaceId} and cu.erased_at is null and ${standing} and ${olderThan(after, sql`cu.created_at`, sql`cu.id`)} order by cu.created_at desc, cu.id limit ${most}`);
}

export function customersById(tx: Transaction, workspaceId: string, ids: readonly string[]): Promise<CustomerRow[]> {
  return tx.rows(
    sql<CustomerRow>`select ${columns} from tenant.customer cu where cu.workspace_id = ${workspaceId} and cu.id = any(${ids}::uuid[])`,
  );
}

export function lockCustomer(tx: Transaction, workspaceId: string, id: string): Promise<CustomerRow | undefined> {
  return tx.row(
    sql<CustomerRow>`select ${columns} from tenant.customer cu where cu.workspace_id = ${workspaceId} and cu.id = ${id} for update of cu`,
  );
}

/** As the search itself looks at most. */
const candidatesMax = stepLimits.customerCandidates;

/** Ids of customers who may be meant by these words: their own name, or an address, or somebody whose messages carry the words. */
export async function candidateCustomers(tx: Transaction, workspaceId: string, typed: string, address: string | null): Promise<string[]> {
  const byAddress = address === null ? [] : await findIdentities(tx, workspaceId, [{ scheme: 'email', value: address }]);
  const query = wordsQuery(typed);
  const hits = query === null ? [] : await findHits(tx, query, candidatesMax);
  const conversationIds = [...new Set(hits.filter((hit) => hit.kind === 'message').map((hit) => hit.conversation_id))];
  const writers = await tx.rows(sql<{ id: string }>`
    select distinct coalesce(m.into_customer_id, co.customer_id) as id from tenant.conversation co
    left join tenant.customer_merge m on m.workspace_id = co.workspace_id and m.from_customer_id = co.customer_id and m.undone_at is null
    where co.workspace_id = ${workspaceId} and co.id = any(${conversationIds}::uuid[])`);
  const named = hits.filter((hit) => hit.kind === 'customer');
  return [...new Set([...byAddress.map((one) => one.survivor_id), ...named.map((one) => one.id), ...writers.map((one) => one.id)])];
}

/** Wire records in the order of `ids`; ids that do not exist here are left out. */
export async function presentCustomers(tx: Transaction, workspaceId: string, ids: readonly string[]): Promise<Customer[]> {
  if (ids.length === 0) return [];
  const rows = new Map((await customersById(tx, workspaceId, ids)).map((row) => [row.id, row]));
  const owned = await identitiesOfCustomers(tx, workspaceId, ids);
  const proofs = new Map(
    (
      await proofsOf(
        tx,
        workspaceId,
        owned.map((one) => one.id),
      )
    ).map((one) => [one.id, one]),
  );
  const bySurvivor = Map.groupBy(owned, (one) => one.survivor_id);
  return ids.flatMap((id) => {
    const row = rows.get(id);
    if (row === undefined) return [];
    const identities = (bySurvivor.get(id) ?? []).map((one) => ({
      id: one.id,
      scheme: one.scheme,
      value: one.value,
      display: one.display,
      proof: one.proof,
      provedAt: wireInstantOrNull(proofs.get(one.id)?.proved_at),
      provedHow: proofs.get(one.id)?.proved_how ?? null,
    }));
    return [
      {
        id,
        name: row.name,
        locale: row.locale,
        zone: row.zone,
        tier: row.tier,
        blocked: row.blocked_at !== null,
        createdAt: wireInstant(row.created_at),
        conversationId: row.conversation_id,
        identities,
      },
    ];
  });
}

function proofsOf(
  tx: Transaction,
  workspaceId: string,
  identityIds: readonly string[],
): Promise<{ id: string; proved_at: number | null; proved_how: string | null }[]> {
  return tx.rows(sql<{ id: string; proved_at: number | null; proved_how: string | null }>`
    select id, proved_at, proved_how from tenant.identity where workspace_id = ${workspaceId} and id = any(${identityIds}::uuid[])`);
}

/** The customer's facts and the words they are found by. */
export async function saveCustomer(tx: Transaction, workspaceId: string, row: CustomerRow): Promise<void> {
  await tx.run(
    sql`update tenant.customer set name = ${row.name}, locale = ${row.locale}, zone = ${row.zone}, tier = ${row.tier} where workspace_id = ${workspaceId} and id = ${row.id}`,
  );
  const [shown] = await presentCustomers(tx, workspaceId, [row.id]);
  const words = [row.name, ...(shown?.identities ?? []).flatMap((one) => [one.display, one.scheme === 'email' ? one.value : null])];
  await saveSearch(tx, workspaceId, [
    {
      id: row.id,
      kind: 'customer',
      case_id: null,
      conversation_id: row.conversation_id,
      at: iso(row.created_at),
      text: words.filter((word) => word !== null).join('\n'),
    },
  ]);
}
