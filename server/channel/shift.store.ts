/** SQL of shifts. */
import { sql, type RawBuilder } from 'kysely';
import { iso, isoOrNull } from '../platform/db/instant.ts';
import type { Transaction } from '../platform/db/transaction.ts';
import { newerThan, type Place } from '../platform/http/keyset.ts';

export interface ShiftRow {
  readonly id: string;
  readonly member_id: string;
  readonly pool: 'live' | 'async';
  readonly starts_at: number;
  readonly ends_at: number;
  readonly exception_reason: string | null;
  /** By the person themselves, for now. */
  readonly by_hand: boolean;
}

const columns: RawBuilder<unknown> = sql`id, member_id, pool, starts_at, ends_at, exception_reason, by_hand`;

/** In order of their beginning; `span`: those that touch it. */
export function listShifts(
  tx: Transaction,
  workspaceId: string,
  span: { fromAt: number | null; toAt: number | null; after: Place | null; most: number },
): Promise<ShiftRow[]> {
  return tx.rows(sql<ShiftRow>`
    select ${columns} from tenant.shift
    where workspace_id = ${workspaceId} and (${isoOrNull(span.fromAt)}::timestamptz is null or ends_at > ${isoOrNull(span.fromAt)}::timestamptz)
      and (${isoOrNull(span.toAt)}::timestamptz is null or starts_at < ${isoOrNull(span.toAt)}::timestamptz) and ${newerThan(span.after, sql`starts_at`, sql`id`)}
    order by starts_at, id limit ${span.most}`);
}

/** False when nobody of that id works here (any more). */
export async function insertShift(
  tx: Transaction,
  workspaceId: string,
  row: ShiftRow,
  by: { actor: string; at: number },
): Promise<boolean> {
  const made = await tx.run(sql`
    insert into tenant.shift (workspace_id, id, member_id, pool, starts_at, ends_at, exception_reason, by_hand, created_by, created_at)
    select m.workspace_id, ${row.id}::uuid, m.id, ${row.pool}, ${iso(row.starts_at)}::timestamptz, ${iso(row.ends_at)}::timestamptz, ${row.exception_reason}, ${row.by_hand}, ${by.actor}, ${iso(by.at)}::timestamptz
    from tenant.member m where m.workspace_id = ${workspaceId} and m.id = ${row.member_id} and m.removed_at is null`);
  return made === 1;
}

/** Shifts of the same person that touch this one, under a lock on the person, so that two plans made at once see each other. */
export async function shiftsBeside(tx: Transaction, workspaceId: string, row: ShiftRow): Promise<Pick<ShiftRow, 'pool'>[]> {
  await tx.run(sql`select id from tenant.member where workspace_id = ${workspaceId} and id = ${row.member_id} for update`);
  return tx.rows(sql<Pick<ShiftRow, 'pool'>>`
    select pool from tenant.shift where workspace_id = ${workspaceId} and member_id = ${row.member_id}
      and starts_at < ${iso(row.ends_at)} and ends_at > ${iso(row.starts_at)}`);
}

export function deleteShift(tx: Transaction, workspaceId: string, id: string): Promise<ShiftRow | undefined> {
  return tx.row(sql<ShiftRow>`delete from tenant.shift where workspace_id = ${workspaceId} and id = ${id} returning ${columns}`);
}

/** Their live shift that runs; the one that ends last. */
export function liveShiftOf(tx: Transaction, workspaceId: string, memberId: string, at: number): Promise<ShiftRow | undefined> {
  return tx.row(sql<ShiftRow>`
    select ${columns} from tenant.shift where workspace_id = ${workspaceId} and member_id = ${memberId}
      and pool = 'live' and starts_at <= ${iso(at)} and ends_at > ${iso(at)} order by ends_at desc, id limit 1`);
}

/** When their next planned live shift begins; null where none does before then. */
export async function nextLiveShiftAt(
  tx: Transaction,
  workspaceId: string,
  memberId: string,
  span: { fromAt: number; toAt: number },
): Promise<number | null> {
  const row = await tx.row(sql<{ starts_at: number | null }>`
    select min(starts_at) as starts_at from tenant.shift where workspace_id = ${workspaceId} and member_id = ${memberId} and pool = 'live'
      and starts_at > ${iso(span.fromAt)} and starts_at < ${iso(span.toAt)}`);
  return row?.starts_at ?? null;
}

/** Of those they made themselves, the ones that run end now. Gives their ids. */
export async function endByHand(tx: Transaction, workspaceId: string, memberId: string, at: number): Promise<string[]> {
  const rows = await tx.rows(sql<{ id: string }>`
    update tenant.shift set ends_at = greatest(${iso(at)}::timestamptz, starts_at + interval '1 millisecond')
    where workspace_id = ${workspaceId} and member_id = ${memberId} and by_hand and starts_at <= ${iso(at)} and ends_at > ${iso(at)} returning id`);
  return rows.map((row) => row.id);
}
