/** SQL of the people who answer: what they can, how much they can hold, and whether they are here; and of leave. */
import { sql } from 'kysely';
import { iso } from '../platform/db/instant.ts';
import type { Transaction } from '../platform/db/transaction.ts';

export interface StaffRow {
  readonly id: string;
  readonly name: string;
  readonly skills: string[];
  readonly languages: string[];
  readonly capacity: number;
  readonly away_since: number | null;
  readonly input_at: number | null;
  /** Of the shift that runs now in either pool; both null where none does. */
  readonly shift_pool: 'live' | 'async' | null;
  readonly shift_starts_at: number | null;
  readonly on_leave: boolean;
  /** When the next shift begins; null where none is planned. */
  readonly next_shift_at: number | null;
  /** Cases held: waiting for us, and for anybody else. */
  readonly our_count: number;
  readonly waiting_count: number;
}

/** Members who may answer, by name. `longestMs`: no shift is longer. */
export function staffNow(tx: Transaction, workspaceId: string, at: number, longestMs: number): Promise<StaffRow[]> {
  return tx.rows(sql<StaffRow>`
    select m.id, m.name, m.skills, m.languages, m.capacity, m.away_since, m.input_at, s.pool as shift_pool, s.starts_at as shift_starts_at,
      exists (select from tenant.member_leave l where l.workspace_id = m.workspace_id and l.member_id = m.id and l.starts_at <= ${iso(at)} and l.ends_at > ${iso(at)}) as on_leave,
      (select min(n.starts_at) from tenant.shift n where n.workspace_id = m.workspace_id and n.member_id = m.id and n.starts_at > ${iso(at)}) as next_shift_at,
      coalesce(h.our_count, 0) as our_count, coalesce(h.waiting_count, 0) as waiting_count
    from tenant.member m
    left join lateral (select x.pool, x.starts_at from tenant.shift x where x.workspace_id = m.workspace_id and x.member_id = m.id
      and x.starts_at > ${iso(at - longestMs)} and x.starts_at <= ${iso(at)} and x.ends_at > ${iso(at)} order by x.by_hand desc, x.pool, x.starts_at limit 1) s on true
    left join lateral (select count(*) filter (where c.ball = 'us')::int as our_count, count(*) filter (where c.ball <> 'us')::int as waiting_count
      from tenant."case" c where c.workspace_id = m.workspace_id and c.assignee_id = m.id and c.state = 'open' and c.merged_into_id is null and c.spam_at is null) h on true
    where m.workspace_id = ${workspaceId} and m.removed_at is null and m.role <> 'viewer' order by lower(m.name), m.id`);
}

/** Does anybody plan shifts here? Where nobody does, being signed in is what counts. */
export async function plansShifts(tx: Transaction, workspaceId: string, fromAt: number): Promise<boolean> {
  return (
    (await tx.row(sql`select 1 from tenant.shift where workspace_id = ${workspaceId} and ends_at > ${iso(fromAt)} limit 1`)) !== undefined
  );
}

export function changeStaffRow(
  tx: Transaction,
  workspaceId: string,
  memberId: string,
  change: { skills?: readonly string[] | undefined; languages?: readonly string[] | undefined; capacity?: number | undefined },
): Promise<number> {
  const { skills, languages, capacity } = change;
  return tx.run(sql`
    update tenant.member set skills = coalesce(${skills ?? null}::text[], skills), languages = coalesce(${languages ?? null}::text[], languages),
      capacity = coalesce(${capacity ?? null}::int, capacity)
    where workspace_id = ${workspaceId} and id = ${memberId} and removed_at is null`);
}

export function saveAway(tx: Transaction, workspaceId: string, memberId: string, since: number | null): Promise<number> {
  return tx.run(sql`
    update tenant.member set away_since = ${since === null ? null : iso(since)}::timestamptz
    where workspace_id = ${workspaceId} and id = ${memberId} and removed_at is null`);
}

/** Somebody is at the keyboard. Gives how long before there was input of theirs last; null where this is no news. */
export async function saveInput(tx: Transaction, workspaceId: string, memberId: string, at: number): Promise<number | null> {
  const before = await tx.row(sql<{ input_at: number | null }>`
    select input_at from tenant.member where workspace_id = ${workspaceId} and id = ${memberId} and removed_at is null for update`);
  if (before === undefined || (before.input_at !== null && before.input_at >= at)) return null;
  await tx.run(sql`update tenant.member set input_at = ${iso(at)} where workspace_id = ${workspaceId} and id = ${memberId}`);
  return before.input_at === null ? Infinity : at - before.input_at;
}

export interface LeaveRow {
  readonly id: string;
  readonly member_id: string;
  readonly starts_at: number;
  readonly ends_at: number;
  readonly kind: 'holiday' | 'sick' | 'other';
}

/** That touches the span, in order of its beginning. */
export function listLeave(tx: Transaction, workspaceId: string, span: { fromAt: number; toAt: number }): Promise<LeaveRow[]> {
  return tx.rows(sql<LeaveRow>`
    select id, member_id, starts_at, ends_at, kind from tenant.member_leave
    where workspace_id = ${workspaceId} and ends_at > ${iso(span.fromAt)} and starts_at < ${iso(span.toAt)} order by starts_at, id limit 1000`);
}

/** False when nobody of that id works here (any more). */
export async function insertLeave(
  tx: Transaction,
  workspaceId: string,
  row: LeaveRow,
  by: { actor: string; at: number },
): Promise<boolean> {
  const made = await tx.run(sql`
    insert into tenant.member_leave (workspace_id, id, member_id, starts_at, ends_at, kind, created_by, created_at)
    select m.workspace_id, ${row.id}::uuid, m.id, ${iso(row.starts_at)}::timestamptz, ${iso(row.ends_at)}::timestamptz, ${row.kind}, ${by.actor}, ${iso(by.at)}::timestamptz
    from tenant.member m where m.workspace_id = ${workspaceId} and m.id = ${row.member_id} and m.removed_at is null`);
  return made === 1;
}

export function deleteLeave(tx: Transaction, workspaceId: string, id: string): Promise<LeaveRow | undefined> {
  return tx.row(sql<LeaveRow>`
    delete from tenant.member_leave where workspace_id = ${workspaceId} and id = ${id} returning id, member_id, starts_at, ends_at, kind`);
}
