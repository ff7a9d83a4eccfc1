/** SQL of the inbox: pages of cases by keyset, never a count, each view on an index of its own. */
import { sql, type RawBuilder } from 'kysely';
import type { CaseRow } from '@meanwhile/wire/records.ts';
import { casesById, type CaseFactsRow } from '../intake/facts.store.ts';
import { iso } from '../platform/db/instant.ts';
import type { Transaction } from '../platform/db/transaction.ts';
import { caseCustomers } from './case-customer.ts';
import { presentCase } from './present-case.ts';

export type View = 'next' | 'mine' | 'team' | 'waiting' | 'all';

export interface CasePlace {
  readonly at: number;
  readonly id: string;
}

const open = sql`c.state = 'open' and c.merged_into_id is null and c.spam_at is null`;

/** Condition and order of a view. `next`: ours, not snoozed, mine or nobody's, by time left. */
function viewOf(view: View, memberId: string | null, at: number): { where: RawBuilder<unknown>; key: RawBuilder<unknown>; down: boolean } {
  const awake = sql`(c.snoozed_until is null or c.snoozed_until <= ${iso(at)})`;
  switch (view) {
    case 'next':
      return { where: sql`${open} and c.ball = 'us' and ${awake} and (c.assignee_id is null or c.assignee_id = ${memberId}::uuid)`, key: sql`c.sort_at`, down: false };
    case 'mine':
      return { where: sql`${open} and c.assignee_id = ${memberId}::uuid`, key: sql`c.sort_at`, down: false };
    case 'team':
      return { where: sql`${open} and c.ball = 'us'`, key: sql`c.sort_at`, down: false };
    case 'waiting':
      return { where: sql`${open} and c.ball <> 'us'`, key: sql`c.last_message_at`, down: true };
    case 'all':
      return { where: sql`c.merged_into_id is null`, key: sql`c.last_message_at`, down: true };
  }
}

export async function casePage(tx: Transaction, workspaceId: string, page: { view: View; memberId: string | null; at: number; after: CasePlace | null; limit: number }): Promise<{ id: string; key: number }[]> {
  const { where, key, down } = viewOf(page.view, page.memberId, page.at);
  const after = page.after === null ? sql`true` : down ? sql`(${key}, c.id) < (${iso(page.after.at)}::timestamptz, ${page.after.id}::uuid)` : sql`(${key}, c.id) > (${iso(page.after.at)}::timestamptz, ${page.after.id}::uuid)`;
  const order = down ? sql`${key} desc, c.id desc` : sql`${key}, c.id`;
  return tx.rows(sql<{ id: string; key: number }>`
    select c.id, ${key} as key from tenant."case" c where c.workspace_id = ${workspaceId} and ${where} and ${after} order by ${order} limit ${page.limit}`);
}

/** Wire rows in the order of `ids`; ids that do not exist here are left out. */
export async function presentCases(tx: Transaction, workspaceId: string, ids: readonly string[]): Promise<CaseRow[]> {
  if (ids.length === 0) return [];
  const rows = new Map((await casesById(tx, workspaceId, ids)).map((row) => [row.id, row]));
  const found = ids.map((id) => rows.get(id)).filter((row) => row !== undefined);
  const customers = await caseCustomers(tx, workspaceId, found.map((row) => row.conversation_id));
  return found.map((row) => presentCase(row, customers.get(row.conversation_id)!));
}

export async function presentOne(tx: Transaction, workspaceId: string, row: CaseFactsRow): Promise<CaseRow> {
  const customers = await caseCustomers(tx, workspaceId, [row.conversation_id]);
  return presentCase(row, customers.get(row.conversation_id)!);
}

/** The case under its conversation's lock: verbs on one conversation happen one after the other. */
export async function lockCase(tx: Transaction, workspaceId: string, id: string): Promise<CaseFactsRow | undefined> {
  const locked = await tx.row(sql<{ id: string }>`
    select co.id from tenant."case" c join tenant.conversation co on co.workspace_id = c.workspace_id and co.id = c.conversation_id
    where c.workspace_id = ${workspaceId} and c.id = ${id} for update of co`);
  if (locked === undefined) return undefined;
  return (await casesById(tx, workspaceId, [id]))[0];
}

export function caseIdByNumber(tx: Transaction, workspaceId: string, number: number): Promise<{ id: string } | undefined> {
  return tx.row(sql<{ id: string }>`select id from tenant."case" where workspace_id = ${workspaceId} and number = ${number}`);
}

export function casesOfCustomer(tx: Transaction, workspaceId: string, customerId: string, exceptId: string | null): Promise<{ id: string }[]> {
  return tx.rows(sql<{ id: string }>`
    select c.id from tenant.conversation co join tenant."case" c on c.workspace_id = co.workspace_id and c.conversation_id = co.id
    where co.workspace_id = ${workspaceId} and co.customer_id = any(${customerId}::uuid || array(select x.from_customer_id from tenant.customer_merge x
      where x.workspace_id = ${workspaceId} and x.into_customer_id = ${customerId} and x.undone_at is null))
      and c.merged_into_id is null and c.id is distinct from ${exceptId}::uuid
    order by c.last_message_at desc limit 30`);
}
