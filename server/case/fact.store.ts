/** SQL of what is known of customers. A value is never rewritten: it ends, and another begins; merged customers' values are read together. */
import type { FactKind, FactSource } from '@meanwhile/core/identity/fact.ts';
import type { Proof } from '@meanwhile/core/identity/proof.ts';
import { sql } from 'kysely';
import { iso } from '../platform/db/instant.ts';
import { survivorOf } from '../platform/db/survivor.ts';
import type { Transaction } from '../platform/db/transaction.ts';

export interface FactRow {
  readonly id: string;
  readonly customer_id: string;
  readonly kind: FactKind;
  readonly label: string;
  readonly value: string;
  readonly source: FactSource;
  readonly proof: Proof;
  readonly message_id: string | null;
  readonly case_id: string | null;
  readonly recorded_by: string;
  readonly name: string | null;
  readonly recorded_at: number;
  readonly ended_at: number | null;
  readonly ending: 'superseded' | 'withdrawn' | 'outranked' | null;
}

export type NewFact = Omit<FactRow, 'name'>;

/** The customer and everybody merged into them. */
const together = (
  workspaceId: string,
  customerId: string,
) => sql`(${customerId}::uuid || array(select x.from_customer_id from tenant.customer_merge x
  where x.workspace_id = ${workspaceId} and x.into_customer_id = ${customerId} and x.undone_at is null))`;
const factsMost = 500;

/** Newest first, those that ended too. */
export function knownRows(tx: Transaction, workspaceId: string, customerId: string): Promise<FactRow[]> {
  return tx.rows(sql<FactRow>`
    select f.id, f.customer_id, f.kind, f.label, f.value, f.source, f.proof, f.message_id, f.case_id, f.recorded_by, me.name, f.recorded_at, f.ended_at, f.ending
    from tenant.customer_fact f
    left join tenant.member me on me.workspace_id = f.workspace_id and f.recorded_by = 'member:' || me.id::text
    where f.workspace_id = ${workspaceId} and f.customer_id = any(${together(workspaceId, customerId)}) order by f.recorded_at desc, f.id desc limit ${factsMost}`);
}

export async function lockForFacts(tx: Transaction, workspaceId: string, customerId: string): Promise<void> {
  await tx.run(sql`select 1 from tenant.customer where workspace_id = ${workspaceId} and id = ${customerId} for update`);
}

/** Whose case it is, after merges. */
export async function customerOfCase(tx: Transaction, workspaceId: string, caseId: string): Promise<{ id: string; locale: string }> {
  const row = await tx.row(sql<{ id: string; locale: string }>`
    select cu.id, coalesce(cu.locale, w.locale) as locale from tenant."case" c
    join tenant.conversation co on co.workspace_id = c.workspace_id and co.id = c.conversation_id
    left join tenant.customer_merge m on m.workspace_id = co.workspace_id and m.from_customer_id = co.customer_id and m.undone_at is null
    join tenant.customer cu on cu.workspace_id = co.workspace_id and cu.id = ${survivorOf('m', 'co.customer_id')}
    join tenant.workspace w on w.workspace_id = c.workspace_id
    where c.workspace_id = ${workspaceId} and c.id = ${caseId}`);
  return row!;
}

export async function insertFact(tx: Transaction, workspaceId: string, fact: NewFact): Promise<void> {
  await tx.run(sql`
    insert into tenant.customer_fact (workspace_id, id, customer_id, kind, label, value, source, proof, message_id, case_id, recorded_by, recorded_at, ended_at, ending)
    values (${workspaceId}, ${fact.id}, ${fact.customer_id}, ${fact.kind}, ${fact.label}, ${fact.value}, ${fact.source}, ${fact.proof}, ${fact.message_id}::uuid, ${fact.case_id}::uuid,
      ${fact.recorded_by}, ${iso(fact.recorded_at)}, ${fact.ended_at === null ? null : iso(fact.ended_at)}::timestamptz, ${fact.ending})`);
}

/** Those that had ended stay as they ended. */
export async function endFacts(
  tx: Transaction,
  workspaceId: string,
  ids: readonly string[],
  { ending, at }: { readonly ending: 'superseded' | 'withdrawn'; readonly at: number },
): Promise<void> {
  if (ids.length === 0) return;
  await tx.run(sql`update tenant.customer_fact set ended_at = ${iso(at)}, ending = ${ending}
    where workspace_id = ${workspaceId} and id = any(${ids}::uuid[]) and ended_at is null`);
}

/** A message the customer, or one merged into them, wrote; undefined for anything else. */
export function messageOfCustomer(
  tx: Transaction,
  workspaceId: string,
  of: { readonly customerId: string; readonly messageId: string },
): Promise<{ id: string; case_id: string; sender_proof: Proof | null } | undefined> {
  return tx.row(sql<{ id: string; case_id: string; sender_proof: Proof | null }>`
    select m.id, m.case_id, m.sender_proof from tenant.message m
    join tenant.conversation co on co.workspace_id = m.workspace_id and co.id = m.conversation_id
    where m.workspace_id = ${workspaceId} and m.id = ${of.messageId} and m.author_kind = 'customer' and m.state = 'stored'
      and co.customer_id = any(${together(workspaceId, of.customerId)})`);
}

export function isCaseOfCustomer(
  tx: Transaction,
  workspaceId: string,
  of: { readonly customerId: string; readonly caseId: string },
): Promise<{ id: string } | undefined> {
  return tx.row(sql<{ id: string }>`
    select c.id from tenant."case" c join tenant.conversation co on co.workspace_id = c.workspace_id and co.id = c.conversation_id
    where c.workspace_id = ${workspaceId} and c.id = ${of.caseId} and co.customer_id = any(${together(workspaceId, of.customerId)})`);
}

export interface FactCount {
  readonly kind: string;
  readonly asked: number;
  readonly again: number;
  readonly reasoned: number;
}

/** In one order, so that two answers at once wait for each other and never in a circle. */
export async function addFactCounts(
  tx: Transaction,
  workspaceId: string,
  { day, askedBy }: { readonly day: string; readonly askedBy: 'agent' | 'program' | 'form' },
  counts: readonly FactCount[],
): Promise<void> {
  if (counts.length === 0) return;
  await tx.run(sql`
    insert into tenant.customer_fact_count (workspace_id, day, asked_by, kind, asked, again, reasoned)
    select ${workspaceId}::uuid, ${day}::date, ${askedBy}, c.kind, c.asked, c.again, c.reasoned
    from jsonb_to_recordset(${JSON.stringify(counts)}::jsonb) as c (kind text, asked int, again int, reasoned int) order by c.kind
    on conflict (workspace_id, day, asked_by, kind) do update set asked = customer_fact_count.asked + excluded.asked,
      again = customer_fact_count.again + excluded.again, reasoned = customer_fact_count.reasoned + excluded.reasoned`);
}

export function factCounts(tx: Transaction, workspaceId: string, sinceDay: string): Promise<FactCount[]> {
  return tx.rows(sql<FactCount>`
    select kind, sum(asked)::int as asked, sum(again)::int as again, sum(reasoned)::int as reasoned from tenant.customer_fact_count
    where workspace_id = ${workspaceId} and day >= ${sinceDay}::date group by kind order by kind`);
}
