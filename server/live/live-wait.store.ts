/** SQL of waiting live: who waits, how waits ended, and answers somebody gave for the other pool. */
import { sql } from 'kysely';
import { iso } from '../platform/db/instant.ts';
import type { Transaction } from '../platform/db/transaction.ts';

export interface WaitRow {
  readonly message_id: string;
  readonly conversation_id: string;
  readonly channel_id: string;
  readonly asked_at: number;
}

/** Undefined: it has ended, or is not here. */
export function runningWait(tx: Transaction, workspaceId: string, messageId: string): Promise<WaitRow | undefined> {
  return tx.row(sql<WaitRow>`
    select message_id, conversation_id, channel_id, asked_at from tenant.live_turn
    where workspace_id = ${workspaceId} and message_id = ${messageId} and ended_at is null`);
}

/** Those of these conversations in which somebody waits live. */
export async function waitingLive(tx: Transaction, workspaceId: string, conversationIds: readonly string[]): Promise<string[]> {
  const rows = await tx.rows(sql<{ conversation_id: string }>`
    select conversation_id from tenant.live_turn where workspace_id = ${workspaceId} and conversation_id = any(${conversationIds}::uuid[]) and ended_at is null`);
  return rows.map((row) => row.conversation_id);
}

/** The wait of a conversation ends; false where nobody waited. Never before it began, whatever the clocks say. */
export async function endWait(
  tx: Transaction,
  workspaceId: string,
  conversationId: string,
  end: { readonly at: number; readonly ending: 'answered' | 'told' | 'released' },
): Promise<boolean> {
  const ended = await tx.run(sql`
    update tenant.live_turn set ended_at = greatest(${iso(end.at)}::timestamptz, asked_at), ending = ${end.ending}
    where workspace_id = ${workspaceId} and conversation_id = ${conversationId} and ended_at is null`);
  return ended > 0;
}

/** Was there a talk in these conversations since then? */
export async function talkedSince(
  tx: Transaction,
  workspaceId: string,
  conversationIds: readonly string[],
  sinceAt: number,
): Promise<boolean> {
  return (
    (await tx.row(sql`
      select 1 from tenant.live_turn where workspace_id = ${workspaceId} and conversation_id = any(${conversationIds}::uuid[])
        and (ended_at is null or ended_at > ${iso(sinceAt)}) limit 1`)) !== undefined
  );
}

/** How long the newest waits of a channel were, ms; null: told a time instead. */
export async function waitsOf(
  tx: Transaction,
  workspaceId: string,
  channelId: string,
  { sinceAt, most }: { sinceAt: number; most: number },
): Promise<(number | null)[]> {
  const rows = await tx.rows(sql<{ asked_at: number; ended_at: number; ending: string }>`
    select asked_at, ended_at, ending from tenant.live_turn where workspace_id = ${workspaceId} and channel_id = ${channelId} and ended_at > ${iso(sinceAt)}
      and ending <> 'released' order by ended_at desc limit ${most}`);
  return rows.map((row) => (row.ending === 'told' ? null : row.ended_at - row.asked_at));
}

export interface RunningShift {
  readonly id: string;
  readonly pool: 'live' | 'async';
}

/** Their shift that runs; one made by hand goes before the plan, as for routing. */
export function runningShift(tx: Transaction, workspaceId: string, memberId: string, at: number): Promise<RunningShift | undefined> {
  return tx.row(sql<RunningShift>`
    select id, pool from tenant.shift where workspace_id = ${workspaceId} and member_id = ${memberId} and starts_at <= ${iso(at)} and ends_at > ${iso(at)}
    order by by_hand desc, pool, starts_at limit 1`);
}

/** When they last took this case to answer it; null where they never did. */
export async function takenAt(tx: Transaction, workspaceId: string, caseId: string, memberId: string): Promise<number | null> {
  const row = await tx.row(sql<{ assigned_at: number }>`
    select assigned_at from tenant.assignment where workspace_id = ${workspaceId} and case_id = ${caseId} and member_id = ${memberId} and how = 'taken'
    order by assigned_at desc, id desc limit 1`);
  return row?.assigned_at ?? null;
}

export interface ExceptionRow {
  readonly id: string;
  readonly member_id: string;
  readonly shift_id: string;
  readonly pool: 'live' | 'async';
  readonly case_id: string;
  readonly conversation_id: string;
  readonly message_id: string;
  readonly took_ms: number;
  readonly basis: 'measured' | 'figure';
  readonly answered_at: number;
}

export async function insertException(tx: Transaction, workspaceId: string, row: ExceptionRow): Promise<void> {
  await tx.run(sql`
    insert into tenant.shift_exception (workspace_id, id, member_id, shift_id, pool, message_id, conversation_id, case_id, took_ms, basis, answered_at)
    values (${workspaceId}, ${row.id}, ${row.member_id}, ${row.shift_id}, ${row.pool}, ${row.message_id}, ${row.conversation_id}, ${row.case_id}, ${row.took_ms}, ${row.basis},
      ${iso(row.answered_at)})`);
}

/** Newest first, up to this place. */
export function listExceptions(
  tx: Transaction,
  workspaceId: string,
  before: { readonly at: number; readonly id: string } | null,
  most: number,
): Promise<ExceptionRow[]> {
  const older =
    before === null ? sql`true` : sql`(answered_at < ${iso(before.at)} or (answered_at = ${iso(before.at)} and id > ${before.id}::uuid))`;
  return tx.rows(sql<ExceptionRow>`
    select id, member_id, shift_id, pool, case_id, conversation_id, message_id, took_ms, basis, answered_at from tenant.shift_exception
    where workspace_id = ${workspaceId} and ${older} order by answered_at desc, id limit ${most}`);
}
