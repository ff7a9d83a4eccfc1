/**
 * SQL of counts: how many cases stand in each tab and filter, from the indexes alone, none counted further than `mostCounted`. With 100,000
 * cases, half of them waiting for us, all figures together read 35,000 entries of indexes and none of the table once it is vacuumed.
 */
import { stepLimits } from '@meanwhile/core/kernel/limits.ts';
import { quietAfterMs, stuckAfterMs } from '@meanwhile/core/conversation/only.ts';
import { sql, type RawBuilder } from 'kysely';
import { iso } from '../platform/db/instant.ts';
import type { Transaction } from '../platform/db/transaction.ts';
import { isOpen, onlySql, soonSql } from './case-filter.store.ts';

/** A figure this high reads “999+”. */
export const mostCounted = stepLimits.countedCases;

export interface Counts {
  readonly next: number;
  readonly mine: number;
  readonly team: number;
  readonly waiting: number;
  readonly all: number;
  readonly due_soon: number;
  readonly late: number;
  readonly stuck: number;
  readonly quiet: number;
  readonly next_change_at: number | null;
}

/** `memberId` null: nobody's own cases are counted. */
export async function countCases(tx: Transaction, workspaceId: string, memberId: string | null, at: number): Promise<Counts> {
  const ours = sql`${isOpen} and c.ball = 'us'`;
  const count = (where: RawBuilder<unknown>) =>
    sql`(select count(*)::int from (select 1 from tenant."case" c where c.workspace_id = ${workspaceId} and ${where} limit ${mostCounted}) counted)`;
  const soonest = (what: RawBuilder<unknown>, where: RawBuilder<unknown>) =>
    sql`(select min(${what}) from tenant."case" c where c.workspace_id = ${workspaceId} and ${where})`;
  const waitingSince = (ball: 'customer' | 'other', afterMs: number) =>
    soonest(
      sql`c.last_message_at + ${afterMs}::float8 * interval '1 millisecond'`,
      sql`${isOpen} and c.ball <> 'us' and c.ball = ${ball} and c.last_message_at > ${iso(at - afterMs)}`,
    );
  const row = await tx.row(sql<Counts>`select
    ${count(sql`${ours} and (c.snoozed_until is null or c.snoozed_until <= ${iso(at)}) and (c.assignee_id is null or c.assignee_id = ${memberId}::uuid)`)} as next,
    ${count(sql`${isOpen} and c.assignee_id = ${memberId}::uuid`)} as mine, ${count(ours)} as team,
    ${count(sql`${isOpen} and c.ball <> 'us'`)} as waiting, ${count(sql`c.merged_into_id is null`)} as "all",
    ${count(onlySql('due_soon', at))} as due_soon, ${count(onlySql('late', at))} as late,
    ${count(onlySql('stuck', at))} as stuck, ${count(onlySql('quiet', at))} as quiet,
    least(${soonest(sql`case when ${soonSql} > ${iso(at)} then ${soonSql} else c.due_at end`, sql`${ours} and c.due_at > ${iso(at)} and c.sort_at > ${iso(at)}`)},
      ${waitingSince('customer', quietAfterMs)}, ${waitingSince('other', stuckAfterMs)}) as next_change_at`);
  return row!;
}
