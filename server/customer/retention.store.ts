/** SQL of how long customers are kept: the workspace's periods, and who has been quiet, or nothing but spam, for longer. */
import { sql, type RawBuilder } from 'kysely';
import type { Retention } from '@meanwhile/wire/retention.ts';
import { iso } from '../platform/db/instant.ts';
import { survivorOf } from '../platform/db/survivor.ts';
import type { Transaction } from '../platform/db/transaction.ts';

export async function readRetention(tx: Transaction, workspaceId: string): Promise<Partial<Retention>> {
  const row = await tx.row(sql<{ keep: Partial<Retention> | null }>`
    select settings -> 'keep' as keep from tenant.workspace where workspace_id = ${workspaceId}`);
  return row?.keep ?? {};
}

export async function saveRetention(tx: Transaction, workspaceId: string, keep: Retention): Promise<void> {
  await tx.run(
    sql`update tenant.workspace set settings = settings || jsonb_build_object('keep', ${JSON.stringify(keep)}::jsonb) where workspace_id = ${workspaceId}`,
  );
}

/** Of a case `c`: its conversation `co`, whose it was first (`cu`), and their merge `m` into somebody else. */
const theirPeople = sql`
  join tenant.conversation co on co.workspace_id = c.workspace_id and co.id = c.conversation_id
  join tenant.customer cu on cu.workspace_id = co.workspace_id and cu.id = co.customer_id
  left join tenant.customer_merge m on m.workspace_id = co.workspace_id and m.from_customer_id = co.customer_id and m.undone_at is null`;

/** No case `o` of the same person is so: not of the one who stands after merges, nor of anybody merged into them. All of them are forgotten together. */
function noneOfTheirs(so: RawBuilder<unknown>): RawBuilder<unknown> {
  const person = survivorOf('m', 'co.customer_id');
  return sql`not exists (
    select 1 from tenant."case" o join tenant.conversation oc on oc.workspace_id = o.workspace_id and oc.id = o.conversation_id
    where oc.workspace_id = c.workspace_id and ${so} and oc.customer_id = any(${person} || array(
      select x.from_customer_id from tenant.customer_merge x where x.workspace_id = c.workspace_id and x.into_customer_id = ${person} and x.undone_at is null)))`;
}

/**
 * Customers whose every case is resolved (or spam) and was last heard of before `before`, longest quiet first; walks the cases by that instant.
 * `most` cases are looked at, so fewer customers may come out.
 */
export function quietCustomers(
  tx: Transaction,
  workspaceId: string,
  { before, most }: { before: number; most: number },
): Promise<{ id: string }[]> {
  return tx.rows(sql<{ id: string }>`
    select distinct old.id from (
      select ${survivorOf('m', 'co.customer_id')} as id from tenant."case" c
      ${theirPeople}
      where c.workspace_id = ${workspaceId} and c.merged_into_id is null and c.last_message_at < ${iso(before)} and cu.erased_at is null
        and ${noneOfTheirs(sql`o.merged_into_id is null and (o.last_message_at >= ${iso(before)} or (o.state = 'open' and o.spam_at is null))`)}
      order by c.last_message_at limit ${most}
    ) old`);
}

/** Customers with nothing but spam, all of it marked before `before`. */
export function spamCustomers(
  tx: Transaction,
  workspaceId: string,
  { before, most }: { before: number; most: number },
): Promise<{ id: string }[]> {
  return tx.rows(sql<{ id: string }>`
    select distinct ${survivorOf('m', 'co.customer_id')} as id from tenant."case" c
    ${theirPeople}
    where c.workspace_id = ${workspaceId} and c.spam_at < ${iso(before)} and cu.erased_at is null
      and ${noneOfTheirs(sql`(o.spam_at is null or o.spam_at >= ${iso(before)})`)}
    limit ${most}`);
}

/** Those of `ids` who are here and not forgotten. */
export function notErased(tx: Transaction, workspaceId: string, ids: readonly string[]): Promise<{ id: string }[]> {
  return tx.rows(
    sql<{
      id: string;
    }>`select id from tenant.customer where workspace_id = ${workspaceId} and id = any(${ids}::uuid[]) and erased_at is null`,
  );
}
