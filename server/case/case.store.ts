/** SQL of cases: the facts of a case as every step reads them, under its conversation's lock where they are to change. Writing is `save-case.store.ts`. */
import type { Priority } from '@meanwhile/core/commitment/priority.ts';
import { sql } from 'kysely';
import type { Transaction } from '../platform/db/transaction.ts';

export interface CaseFactsRow {
  readonly id: string;
  readonly number: number;
  readonly conversation_id: string;
  readonly channel_id: string;
  readonly channel_type: string;
  readonly subject: string | null;
  readonly topic_id: string | null;
  readonly tag_ids: string[];
  readonly state: 'open' | 'resolved';
  readonly ball: 'us' | 'customer' | 'other';
  readonly assignee_id: string | null;
  readonly assignee_name: string | null;
  readonly snoozed_until: number | null;
  readonly opened_at: number;
  readonly opened_by: 'customer' | 'us';
  readonly resolved_at: number | null;
  readonly unanswered_since: number | null;
  readonly unanswered_text: string | null;
  readonly last_message_at: number;
  readonly last_text: string | null;
  readonly due_at: number | null;
  readonly told_at: number | null;
  readonly spam_at: number | null;
  readonly merged_into_id: string | null;
  readonly follows_id: string | null;
  readonly first_answered_at: number | null;
  readonly queue_id: string | null;
  /** What a message of the customer speaks of, or a person said; null: not urgent, or taken back. */
  readonly urgency: 'safety' | 'outage' | 'customer' | null;
  /** The message that said so last. */
  readonly urgency_message_id: string | null;
  /** Said by a person or a rule. */
  readonly priority: Priority;
}

const caseColumns = sql`
  c.id, c.number, c.conversation_id, c.channel_id, ch.type as channel_type, c.subject, c.topic_id, c.state, c.ball, c.assignee_id, m.name as assignee_name,
  c.snoozed_until, c.opened_at, c.opened_by, c.resolved_at, c.unanswered_since, c.unanswered_text, c.last_message_at, c.last_text, c.due_at, c.told_at,
  c.spam_at, c.merged_into_id, c.follows_id,
  c.first_answered_at, c.queue_id, c.urgency, c.urgency_message_id, c.priority, array(select t.tag_id from tenant.case_tag t where t.workspace_id = c.workspace_id and t.case_id = c.id order by t.tag_id) as tag_ids`;

const caseSource = sql`
  tenant."case" c join tenant.channel ch on ch.workspace_id = c.workspace_id and ch.id = c.channel_id
  left join tenant.member m on m.workspace_id = c.workspace_id and m.id = c.assignee_id`;

/** Per conversation the case a new message belongs to by default (open before resolved, newest first), and those named. */
export async function candidateCases(
  tx: Transaction,
  workspaceId: string,
  by: { conversationIds: readonly string[]; caseIds: readonly string[] },
): Promise<CaseFactsRow[]> {
  // For the whole set at once: asked conversation by conversation, a planner without statistics walked every case for each of them (218 ms for 400).
  const newest = await tx.rows(
    sql<CaseFactsRow>`
    select distinct on (c.conversation_id) ${caseColumns} from ${caseSource}
    where c.workspace_id = ${workspaceId} and c.conversation_id = any(${by.conversationIds}::uuid[]) and c.merged_into_id is null
    order by c.conversation_id, (c.state = 'open') desc, c.last_message_at desc`,
  );
  if (by.caseIds.length === 0) return newest;
  const named = await casesById(tx, workspaceId, by.caseIds);
  const seen = new Set(newest.map((row) => row.id));
  return [...newest, ...named.filter((row) => !seen.has(row.id))];
}

/** The newest cases of each conversation since `since`, for subjects that may name one of them. */
export function recentCases(
  tx: Transaction,
  workspaceId: string,
  by: { conversationIds: readonly string[]; since: string; most: number },
): Promise<CaseFactsRow[]> {
  return tx.rows(
    sql<CaseFactsRow>`
    select ${caseColumns} from ${caseSource} where c.workspace_id = ${workspaceId} and c.id in (
      select n.id from unnest(${by.conversationIds}::uuid[]) as w (id) cross join lateral (
        select o.id from tenant."case" o where o.workspace_id = ${workspaceId} and o.conversation_id = w.id and o.merged_into_id is null
          and o.last_message_at >= ${by.since} order by o.last_message_at desc limit ${by.most}) n)`,
  );
}

export function casesById(tx: Transaction, workspaceId: string, ids: readonly string[]): Promise<CaseFactsRow[]> {
  return tx.rows(
    sql<CaseFactsRow>`select ${caseColumns} from ${caseSource} where c.workspace_id = ${workspaceId} and c.id = any(${ids}::uuid[])`,
  );
}

/** The case under its conversation's lock: verbs on one conversation happen one after the other. */
export async function lockCase(tx: Transaction, workspaceId: string, id: string): Promise<CaseFactsRow | undefined> {
  const locked = await tx.row(sql<{ id: string }>`
    select co.id from tenant."case" c join tenant.conversation co on co.workspace_id = c.workspace_id and co.id = c.conversation_id
    where c.workspace_id = ${workspaceId} and c.id = ${id} for update of co`);
  if (locked === undefined) return undefined;
  return (await casesById(tx, workspaceId, [id]))[0];
}

/** The same, or the case it was merged into; what is still merged after five of them is given as it is. */
export async function lockCaseThatGoesOn(tx: Transaction, workspaceId: string, id: string): Promise<CaseFactsRow | undefined> {
  let row = await lockCase(tx, workspaceId, id);
  for (let hop = 0; row !== undefined && row.merged_into_id !== null && hop < 5; hop += 1)
    row = await lockCase(tx, workspaceId, row.merged_into_id);
  return row;
}

export function caseIdByNumber(tx: Transaction, workspaceId: string, number: number): Promise<{ id: string } | undefined> {
  return tx.row(sql<{ id: string }>`select id from tenant."case" where workspace_id = ${workspaceId} and number = ${number}`);
}

export function casesOfCustomer(
  tx: Transaction,
  workspaceId: string,
  customerId: string,
  exceptId: string | null,
): Promise<{ id: string }[]> {
  return tx.rows(sql<{ id: string }>`
    select c.id from tenant.conversation co join tenant."case" c on c.workspace_id = co.workspace_id and c.conversation_id = co.id
    where co.workspace_id = ${workspaceId} and co.customer_id = any(${customerId}::uuid || array(select x.from_customer_id from tenant.customer_merge x
      where x.workspace_id = ${workspaceId} and x.into_customer_id = ${customerId} and x.undone_at is null))
      and c.merged_into_id is null and c.id is distinct from ${exceptId}::uuid
    order by c.last_message_at desc limit 30`);
}

export async function takeCaseNumbers(tx: Transaction, workspaceId: string, count: number): Promise<number> {
  const row = await tx.row(sql<{ first: number }>`
    update tenant.workspace set next_case_number = next_case_number + ${count} where workspace_id = ${workspaceId} returning next_case_number - ${count} as first`);
  return row!.first;
}
