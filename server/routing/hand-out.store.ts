/** SQL of handing out: who waits in which queue, who held what, and the log of who was given which case and why. */
import type { HandedOut } from '@meanwhile/core/routing/hand-out.ts';
import { sql } from 'kysely';
import { iso } from '../platform/db/instant.ts';
import type { Transaction } from '../platform/db/transaction.ts';

export interface WaitingRow {
  readonly id: string;
  readonly queue_id: string;
  readonly due_at: number | null;
  readonly urgent: boolean;
  readonly waiting_since: number;
  readonly locale: string | null;
  /** Who had the customer's newest case that anybody had. */
  readonly known_id: string | null;
}

/** Open cases of these queues that wait for us and are in nobody's hands, the soonest due first. */
export function waitingCases(tx: Transaction, workspaceId: string, queueIds: readonly string[], most: number): Promise<WaitingRow[]> {
  return tx.rows(sql<WaitingRow>`
    select c.id, c.queue_id, c.due_at, c.urgency is not null as urgent, c.unanswered_since as waiting_since, cu.locale,
      (select k.assignee_id from tenant."case" k where k.workspace_id = c.workspace_id and k.conversation_id = c.conversation_id and k.assignee_id is not null
        order by k.last_message_at desc limit 1) as known_id
    from (select w.id, w.queue_id, w.due_at, w.urgency, w.unanswered_since, w.conversation_id, w.workspace_id, w.sort_at from unnest(${queueIds}::uuid[]) q (id)
      cross join lateral (select * from tenant."case" c where c.workspace_id = ${workspaceId} and c.queue_id = q.id and c.state = 'open' and c.ball = 'us'
        and c.assignee_id is null and c.snoozed_until is null and c.unanswered_since is not null and c.merged_into_id is null and c.spam_at is null
        order by c.sort_at, c.id limit ${most}) w) c
    join tenant.conversation co on co.workspace_id = c.workspace_id and co.id = c.conversation_id
    join tenant.customer cu on cu.workspace_id = co.workspace_id and cu.id = co.customer_id
    order by c.sort_at, c.id limit ${most}`);
}

export interface HeldRow {
  readonly id: string;
  readonly queue_id: string;
  readonly assignee_id: string;
  readonly due_at: number | null;
}

/** Unanswered cases that routing gave to these members and that they still hold. */
export function heldByRouting(
  tx: Transaction,
  workspaceId: string,
  memberIds: readonly string[],
  queueIds: readonly string[],
): Promise<HeldRow[]> {
  return tx.rows(sql<HeldRow>`
    select c.id, c.queue_id, c.assignee_id, c.due_at from tenant."case" c
    cross join lateral (select a.member_id, a.how from tenant.assignment a where a.workspace_id = c.workspace_id and a.case_id = c.id
      order by a.assigned_at desc, a.id desc limit 1) last
    where c.workspace_id = ${workspaceId} and c.assignee_id = any(${memberIds}::uuid[]) and c.queue_id = any(${queueIds}::uuid[]) and c.state = 'open' and c.ball = 'us'
      and c.unanswered_since is not null and c.merged_into_id is null and c.spam_at is null and last.member_id = c.assignee_id and last.how in ('pushed', 'taken')
    order by c.sort_at, c.id limit 500`);
}

/** Locks the conversations of these cases, in one order for all who do so. */
export async function lockConversations(tx: Transaction, workspaceId: string, caseIds: readonly string[]): Promise<void> {
  await tx.run(sql`select co.id from tenant.conversation co where co.workspace_id = ${workspaceId} and co.id in (
    select c.conversation_id from tenant."case" c where c.workspace_id = ${workspaceId} and c.id = any(${caseIds}::uuid[])) order by co.id for update`);
}

/** One at a time in a workspace: what one round gave, the next one counts. Waits for the other; released at the end of the transaction. */
export async function lockRouting(tx: Transaction, workspaceId: string): Promise<void> {
  await tx.run(sql`select pg_advisory_xact_lock(hashtextextended(${`routing ${workspaceId}`}, 0))`);
}

/** Takes what was asked for and asks again for a minute later, in one step. */
export function takeAsked(
  tx: Transaction,
  kind: string,
  { at, nextAt, most }: { at: number; nextAt: number; most: number },
): Promise<{ workspace_id: string }[]> {
  return tx.rows(sql<{ workspace_id: string }>`
    update work.item set due_at = ${iso(nextAt)} where n in (
      select n from work.item where kind = ${kind} and due_at <= ${iso(at)} order by due_at, n limit ${most} for update skip locked)
    returning workspace_id`);
}

export interface AssignmentRow {
  readonly id: string;
  readonly case_id: string;
  readonly queue_id: string | null;
  readonly member_id: string | null;
  readonly how: 'pushed' | 'taken' | 'by_hand' | 'requeued';
  readonly because: Record<string, unknown>;
  readonly assigned_at: number;
}

export async function insertAssignments(tx: Transaction, workspaceId: string, rows: readonly AssignmentRow[]): Promise<void> {
  for (const row of rows)
    await tx.run(sql`
      insert into tenant.assignment (workspace_id, id, case_id, queue_id, member_id, how, because, assigned_at)
      values (${workspaceId}, ${row.id}, ${row.case_id}, ${row.queue_id}, ${row.member_id}, ${row.how}, ${JSON.stringify(row.because)}::jsonb, ${iso(row.assigned_at)})`);
}

export function assignmentsOf(
  tx: Transaction,
  workspaceId: string,
  caseId: string,
): Promise<(AssignmentRow & { member_name: string | null })[]> {
  return tx.rows(sql<AssignmentRow & { member_name: string | null }>`
    select a.id, a.case_id, a.queue_id, a.member_id, m.name as member_name, a.how, a.because, a.assigned_at from tenant.assignment a
    left join tenant.member m on m.workspace_id = a.workspace_id and m.id = a.member_id
    where a.workspace_id = ${workspaceId} and a.case_id = ${caseId} order by a.assigned_at desc, a.id desc limit 50`);
}

/** The facts of a decision, as they are kept. */
export function becauseOf(decision: HandedOut): Record<string, unknown> {
  const { place, rank, eligibleCount, because, whyNot } = decision;
  return { place, rank, eligibleCount, because, whyNot };
}
