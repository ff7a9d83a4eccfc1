/** SQL of writing cases: new ones and changed ones, one statement whatever their number. Reading is `case.store.ts`. */
import { sql } from 'kysely';
import { iso, isoOrNull } from '../platform/db/instant.ts';
import { columnsOf, insertRows } from '../platform/db/save-rows.ts';
import type { Transaction } from '../platform/db/transaction.ts';
import type { CaseFactsRow } from './case.store.ts';

/** Puts a case without a due time behind all others, in its own order. */
const farMs = 1_000 * 86_400_000;

/** Of urgent ones whose customer waits: before all others, in the same order among themselves. */
function sortAt(row: Pick<CaseFactsRow, 'due_at' | 'last_message_at' | 'urgency' | 'unanswered_since'>): number {
  if (row.urgency !== null && row.unanswered_since !== null) return (row.due_at ?? row.last_message_at) - farMs;
  return row.due_at ?? row.last_message_at + farMs;
}

export function insertCase(tx: Transaction, workspaceId: string, row: CaseFactsRow): Promise<void> {
  return insertCases(tx, workspaceId, [row]);
}

export async function insertCases(tx: Transaction, workspaceId: string, rows: readonly CaseFactsRow[]): Promise<void> {
  await insertRows(
    tx,
    rows.map(caseJson),
    (json) => sql`
    insert into tenant."case" (workspace_id, id, number, conversation_id, channel_id, subject, state, ball, assignee_id, snoozed_until, opened_at, opened_by,
      resolved_at, first_answered_at, unanswered_since, unanswered_text, last_message_at, last_text, due_at, told_at, sort_at, follows_id, queue_id, urgency,
      urgency_message_id, priority, topic_id)
    select ${workspaceId}::uuid, r.* from jsonb_to_recordset(${json}::jsonb) as r (id uuid, number int, conversation_id uuid, channel_id uuid, subject text,
      state text, ball text, assignee_id uuid, snoozed_until timestamptz, opened_at timestamptz, opened_by text, resolved_at timestamptz,
      first_answered_at timestamptz, unanswered_since timestamptz, unanswered_text text, last_message_at timestamptz, last_text text, due_at timestamptz,
      told_at timestamptz, sort_at timestamptz, follows_id uuid, queue_id uuid, urgency text, urgency_message_id uuid, priority text, topic_id uuid)`,
  );
}

/** Writes the changeable facts of these cases. The caller holds their conversation's lock. */
export async function updateCases(tx: Transaction, workspaceId: string, rows: readonly CaseFactsRow[]): Promise<void> {
  if (rows.length === 0) return;
  await tx.run(sql`
    update tenant."case" c set state = r.state, ball = r.ball, assignee_id = r.assignee_id, snoozed_until = r.snoozed_until, opened_at = r.opened_at,
      resolved_at = r.resolved_at, first_answered_at = r.first_answered_at, unanswered_since = r.unanswered_since, unanswered_text = r.unanswered_text,
      last_message_at = r.last_message_at, last_text = r.last_text, due_at = r.due_at, told_at = r.told_at, sort_at = r.sort_at,
      spam_at = r.spam_at, merged_into_id = r.merged_into_id, subject = r.subject, topic_id = r.topic_id,
      urgency = r.urgency, urgency_message_id = r.urgency_message_id, priority = r.priority
    from ${columnsOf(rows.map(caseJson), changeable)}
    where c.workspace_id = ${workspaceId} and c.id = r.id`);
}

const changeable = {
  id: 'uuid',
  state: 'text',
  ball: 'text',
  assignee_id: 'uuid',
  snoozed_until: 'timestamptz',
  opened_at: 'timestamptz',
  resolved_at: 'timestamptz',
  first_answered_at: 'timestamptz',
  unanswered_since: 'timestamptz',
  unanswered_text: 'text',
  last_message_at: 'timestamptz',
  last_text: 'text',
  due_at: 'timestamptz',
  told_at: 'timestamptz',
  sort_at: 'timestamptz',
  spam_at: 'timestamptz',
  merged_into_id: 'uuid',
  subject: 'text',
  topic_id: 'uuid',
  urgency: 'text',
  urgency_message_id: 'uuid',
  priority: 'text',
} as const;

function caseJson(row: CaseFactsRow) {
  return {
    ...row,
    snoozed_until: isoOrNull(row.snoozed_until),
    opened_at: iso(row.opened_at),
    resolved_at: isoOrNull(row.resolved_at),
    first_answered_at: isoOrNull(row.first_answered_at),
    unanswered_since: isoOrNull(row.unanswered_since),
    last_message_at: iso(row.last_message_at),
    due_at: isoOrNull(row.due_at),
    told_at: isoOrNull(row.told_at),
    spam_at: isoOrNull(row.spam_at),
    sort_at: iso(sortAt(row)),
  };
}

/** The tags of a case are these and no others. */
export async function saveTags(tx: Transaction, workspaceId: string, caseId: string, tagIds: readonly string[]): Promise<void> {
  await tx.run(sql`delete from tenant.case_tag where workspace_id = ${workspaceId} and case_id = ${caseId}`);
  await tx.run(
    sql`insert into tenant.case_tag (workspace_id, case_id, tag_id) select ${workspaceId}::uuid, ${caseId}::uuid, t from unnest(${tagIds}::uuid[]) t`,
  );
}
