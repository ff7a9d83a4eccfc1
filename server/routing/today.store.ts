/** SQL of today: what falls due until an instant, and who is planned for when. */
import { sql, type RawBuilder } from 'kysely';
import { iso } from '../platform/db/instant.ts';
import type { Transaction } from '../platform/db/transaction.ts';

export interface DueRow {
  readonly id: string;
  /** What the list goes by: the earlier of the time told and the internal target. */
  readonly due_at: number;
  /** A new time, told after that one was missed, that has not passed yet. */
  readonly again_at: number | null;
  readonly waiting_since: number;
  readonly urgent: boolean;
  readonly assignee_id: string | null;
}

interface DueSpan {
  readonly at: number;
  readonly untilAt: number;
  readonly most: number;
}

/** Open cases that wait for us and are due before `untilAt`, urgent ones first, then the soonest due; snoozed ones too. */
export function dueCases(tx: Transaction, workspaceId: string, of: DueSpan): Promise<DueRow[]> {
  return tx.rows(dueStatement(workspaceId, of));
}

/** For the test that looks at its plan. */
export function dueStatement(workspaceId: string, { at, untilAt, most }: DueSpan): RawBuilder<DueRow> {
  return sql<DueRow>`
    select c.id, c.due_at, again.due_at as again_at, coalesce(c.unanswered_since, c.told_at, c.opened_at) as waiting_since,
      c.urgency is not null and c.unanswered_since is not null as urgent, c.assignee_id
    from tenant."case" c
    left join lateral (select max(k.due_at) as due_at from tenant.commitment k where c.due_at < ${iso(at)} and k.workspace_id = c.workspace_id
      and k.conversation_id = c.conversation_id and k.case_id = c.id and k.ending is null and k.due_at >= ${iso(at)}) again on true
    where c.workspace_id = ${workspaceId} and c.state = 'open' and c.ball = 'us' and c.merged_into_id is null and c.spam_at is null
      and c.sort_at < ${iso(untilAt)} and c.due_at < ${iso(untilAt)}
    order by c.sort_at, c.id limit ${most}`;
}

export interface PlannedRow {
  readonly member_id: string;
  readonly pool: 'live' | 'async';
  readonly starts_at: number;
  readonly ends_at: number;
}

/** Shifts of members that touch the span, by their beginning. */
export function shiftsAhead(
  tx: Transaction,
  workspaceId: string,
  span: { readonly fromAt: number; readonly toAt: number },
): Promise<PlannedRow[]> {
  return tx.rows(sql<PlannedRow>`
    select s.member_id, s.pool, s.starts_at, s.ends_at from tenant.shift s
    join tenant.member m on m.workspace_id = s.workspace_id and m.id = s.member_id and m.removed_at is null
    where s.workspace_id = ${workspaceId} and s.ends_at > ${iso(span.fromAt)} and s.starts_at < ${iso(span.toAt)} order by s.starts_at, s.id`);
}

export async function workspaceZone(tx: Transaction, workspaceId: string): Promise<string> {
  return (await tx.row(sql<{ zone: string }>`select zone from tenant.workspace where workspace_id = ${workspaceId}`))!.zone;
}
