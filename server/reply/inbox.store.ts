/** SQL of the inbox: pages of cases by keyset, each view on an index of its own, narrowed by a filter. Counts are `case-counts.store.ts`. */
import type { CaseFilter } from '@meanwhile/wire/case-list.ts';
import { sql, type RawBuilder } from 'kysely';
import { iso } from '../platform/db/instant.ts';
import type { Transaction } from '../platform/db/transaction.ts';
import { filterSql, isOpen as open } from './case-filter.store.ts';

export type View = 'next' | 'mine' | 'team' | 'waiting' | 'all';

export interface CasePlace {
  readonly at: number;
  readonly id: string;
}

/** Condition and order of a view. `next`: ours, not snoozed, mine or nobody's, by time left. */
function viewOf(view: View, memberId: string | null, at: number): { where: RawBuilder<unknown>; key: RawBuilder<unknown>; down: boolean } {
  const awake = sql`(c.snoozed_until is null or c.snoozed_until <= ${iso(at)})`;
  switch (view) {
    case 'next':
      return {
        where: sql`${open} and c.ball = 'us' and ${awake} and (c.assignee_id is null or c.assignee_id = ${memberId}::uuid)`,
        key: sql`c.sort_at`,
        down: false,
      };
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

export async function casePage(
  tx: Transaction,
  workspaceId: string,
  page: { view: View; filter: CaseFilter; memberId: string | null; at: number; after: CasePlace | null; limit: number },
): Promise<{ id: string; key: number }[]> {
  const { where, key, down } = viewOf(page.view, page.memberId, page.at);
  const after =
    page.after === null
      ? sql`true`
      : down
        ? sql`(${key}, c.id) < (${iso(page.after.at)}::timestamptz, ${page.after.id}::uuid)`
        : sql`(${key}, c.id) > (${iso(page.after.at)}::timestamptz, ${page.after.id}::uuid)`;
  const order = down ? sql`${key} desc, c.id desc` : sql`${key}, c.id`;
  return tx.rows(sql<{ id: string; key: number }>`
    select c.id, ${key} as key from tenant."case" c where c.workspace_id = ${workspaceId} and ${where} and ${filterSql(workspaceId, page.filter, page.at)} and ${after} order by ${order} limit ${page.limit}`);
}
