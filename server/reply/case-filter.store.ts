/** SQL of a filter: the conditions of `wire/case-list.ts` and of `core/conversation/only.ts` on the table of cases `c`, every value bound. */
import { quietAfterMs, soonShare, stuckAfterMs, type Only } from '@meanwhile/core/conversation/only.ts';
import type { CaseFilter } from '@meanwhile/wire/case-list.ts';
import { sql, type RawBuilder } from 'kysely';
import { iso } from '../platform/db/instant.ts';

export const isOpen = sql`c.state = 'open' and c.merged_into_id is null and c.spam_at is null`;

/** The same as `isOnly`; `sort_at` beside `due_at`, so that the index of the queue says where to stop. */
export function onlySql(only: Only, at: number): RawBuilder<unknown> {
  switch (only) {
    case 'late':
      return sql`(${isOpen} and c.ball = 'us' and c.due_at < ${iso(at)} and c.sort_at < ${iso(at)})`;
    case 'due_soon':
      return sql`(${isOpen} and c.ball = 'us' and c.due_at >= ${iso(at)} and c.sort_at >= ${iso(at)} and ${soonSql} <= ${iso(at)})`;
    case 'stuck':
      return sql`(${isOpen} and c.ball <> 'us' and c.ball = 'other' and c.last_message_at <= ${iso(at - stuckAfterMs)})`;
    case 'quiet':
      return sql`(${isOpen} and c.ball <> 'us' and c.ball = 'customer' and c.last_message_at <= ${iso(at - quietAfterMs)})`;
  }
}

/** The instant from which a case is due soon. */
export const soonSql = sql`(c.due_at - greatest(c.due_at - case when c.unanswered_since is null then c.opened_at else c.unanswered_since end, interval '0') * ${soonShare}::float8)`;

export function filterSql(workspaceId: string, filter: CaseFilter, at: number): RawBuilder<unknown> {
  const parts: RawBuilder<unknown>[] = [];
  if (filter.only !== undefined) parts.push(onlySql(filter.only, at));
  if (filter.channelId !== undefined) parts.push(sql`c.channel_id = ${filter.channelId}::uuid`);
  if (filter.topicId !== undefined) parts.push(sql`c.topic_id = ${filter.topicId}::uuid`);
  if (filter.tagId !== undefined)
    parts.push(
      sql`exists (select 1 from tenant.case_tag t where t.workspace_id = c.workspace_id and t.tag_id = ${filter.tagId}::uuid and t.case_id = c.id)`,
    );
  if (filter.fieldId !== undefined)
    parts.push(
      sql`c.id in (select v.case_id from tenant.case_field v where v.workspace_id = ${workspaceId} and v.field_id = ${filter.fieldId}::uuid and v.value = ${filter.fieldValue ?? ''})`,
    );
  if (filter.assigneeId !== undefined)
    parts.push(filter.assigneeId === 'nobody' ? sql`c.assignee_id is null` : sql`c.assignee_id = ${filter.assigneeId}::uuid`);
  return parts.length === 0 ? sql`true` : sql.join(parts, sql` and `);
}
