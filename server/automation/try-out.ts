/** What would a rule have met lately? It asks about cases as they are today, and says so; nothing is done. */
import { stepLimits } from '@meanwhile/core/kernel/limits.ts';
import { dayMs } from '@meanwhile/core/kernel/instant.ts';
import { failedCondition, readable } from '@meanwhile/core/automation/meets.ts';
import type { RuleTried, TryRule } from '@meanwhile/wire/rules.ts';
import { sql } from 'kysely';
import { iso } from '../platform/db/instant.ts';
import { survivorOf } from '../platform/db/survivor.ts';
import type { Transaction } from '../platform/db/transaction.ts';
import { lastWritten } from './rule.store.ts';

const mostLooked = stepLimits.ruleTrialCases;
const mostShown = stepLimits.ruleTrialShown;
const lookBackMs = 30 * dayMs;

interface PastRow {
  readonly case_id: string;
  readonly number: number;
  readonly at: number;
  readonly channel_id: string;
  readonly topic_id: string | null;
  readonly tag_ids: string[];
  readonly locale: string | null;
  readonly assignee_id: string | null;
  readonly text: string | null;
}

/** Of the newest thousand things in thirty days that would have started it. */
export async function tryOut(tx: Transaction, workspaceId: string, { asked, at }: { asked: TryRule; at: number }): Promise<RuleTried> {
  const rows = await tx.rows(pastStarts(workspaceId, asked, at));
  const keptOut = new Map<string, number>();
  const met: PastRow[] = [];
  for (const row of rows) {
    const failed = failedCondition(asked.conditions, {
      channelId: row.channel_id,
      topicId: row.topic_id,
      tagIds: row.tag_ids,
      locale: row.locale,
      assigneeId: row.assignee_id,
      said: readable(row.text ?? ''),
    });
    if (failed === null) met.push(row);
    else keptOut.set(failed, (keptOut.get(failed) ?? 0) + 1);
  }
  return {
    lookedAt: rows.length,
    met: met.length,
    cases: met.slice(0, mostShown).map((row) => ({ caseId: row.case_id, number: row.number, at: iso(row.at) })),
    keptOut: Object.fromEntries(keptOut),
  };
}

/** What stands in the tables of messages, cases and times told: the log itself is kept by month and not asked. */
function pastStarts(workspaceId: string, { start }: TryRule, at: number) {
  const since = iso(at - lookBackMs);
  const source = {
    case_opened: sql`select c.id as case_id, c.opened_at as at, null::uuid as message_id from tenant."case" c
      where c.workspace_id = ${workspaceId} and c.merged_into_id is null and c.last_message_at >= ${since} and c.opened_at >= ${since} order by c.last_message_at desc limit ${mostLooked}`,
    customer_wrote: sql`select m.case_id, m.received_at as at, m.id as message_id from tenant.message m
      where m.workspace_id = ${workspaceId} and m.author_kind = 'customer' and m.received_at >= ${since} order by m.received_at desc, m.id desc limit ${mostLooked}`,
    time_near: sql`select c.case_id, c.due_at as at, c.message_id from tenant.commitment c
      where c.workspace_id = ${workspaceId} and c.told_at >= ${since} order by c.told_at desc, c.id limit ${mostLooked}`,
    time_broken: sql`select c.case_id, c.ended_at as at, c.message_id from tenant.commitment c
      where c.workspace_id = ${workspaceId} and c.told_at >= ${since} and c.ending = 'broken' order by c.told_at desc, c.id limit ${mostLooked}`,
    case_resolved: sql`select c.id as case_id, c.resolved_at as at, null::uuid as message_id from tenant."case" c
      where c.workspace_id = ${workspaceId} and c.merged_into_id is null and c.last_message_at >= ${since} and c.resolved_at is not null order by c.last_message_at desc limit ${mostLooked}`,
  }[start];
  return sql<PastRow>`
    select p.case_id, p.at, c.number, c.channel_id, c.topic_id, c.assignee_id, cu.locale,
      array(select t.tag_id from tenant.case_tag t where t.workspace_id = c.workspace_id and t.case_id = c.id) as tag_ids,
      left(coalesce((select m.text from tenant.message m where m.workspace_id = c.workspace_id and m.conversation_id = c.conversation_id and m.id = p.message_id),
        ${lastWritten}), 2000) as text
    from (${source}) p join tenant."case" c on c.workspace_id = ${workspaceId} and c.id = p.case_id
    join tenant.conversation co on co.workspace_id = c.workspace_id and co.id = c.conversation_id
    left join tenant.customer_merge mg on mg.workspace_id = co.workspace_id and mg.from_customer_id = co.customer_id and mg.undone_at is null
    join tenant.customer cu on cu.workspace_id = co.workspace_id and cu.id = ${survivorOf('mg', 'co.customer_id')}
    where c.spam_at is null and c.merged_into_id is null order by p.at desc`;
}
