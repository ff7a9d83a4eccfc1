/** SQL of saving a batch: one statement per table, whatever the number of messages. Rows travel as one JSON parameter. */
import { sql, type RawBuilder } from 'kysely';
import { isoOrNull, iso } from '../platform/db/instant.ts';
import type { Transaction } from '../platform/db/transaction.ts';
import type { Batch, SearchRow } from './batch.ts';
import type { CaseFactsRow } from './facts.store.ts';

/** Puts a case without a due time behind all others, in its own order. */
const farMs = 1_000 * 86_400_000;

export function sortAt(row: Pick<CaseFactsRow, 'due_at' | 'last_message_at'>): number {
  return row.due_at ?? row.last_message_at + farMs;
}

async function insert(tx: Transaction, rows: readonly unknown[], statement: (json: string) => RawBuilder<unknown>): Promise<void> {
  if (rows.length > 0) await tx.run(statement(JSON.stringify(rows)));
}

export async function saveBatch(tx: Transaction, workspaceId: string, batch: Batch): Promise<void> {
  const ws = sql`${workspaceId}::uuid`;
  await insert(tx, batch.customers, (json) => sql`
    insert into tenant.customer (workspace_id, id, name, locale, zone, created_at)
    select ${ws}, r.* from jsonb_to_recordset(${json}::jsonb) as r (id uuid, name text, locale text, zone text, created_at timestamptz)`);
  await insert(tx, batch.identities, (json) => sql`
    insert into tenant.identity (workspace_id, id, customer_id, scheme, value, display, proof, proved_at, proved_how, created_at)
    select ${ws}, r.* from jsonb_to_recordset(${json}::jsonb) as r (id uuid, customer_id uuid, scheme text, value text, display text, proof text, proved_at timestamptz, proved_how text, created_at timestamptz)`);
  await insert(tx, batch.conversations, (json) => sql`
    insert into tenant.conversation (workspace_id, id, customer_id, last_seq, created_at)
    select ${ws}, r.* from jsonb_to_recordset(${json}::jsonb) as r (id uuid, customer_id uuid, last_seq int, created_at timestamptz)`);
  if (batch.sequences.size > 0) {
    await tx.run(sql`
      update tenant.conversation c set last_seq = s.last_seq
      from unnest(${[...batch.sequences.keys()]}::uuid[], ${[...batch.sequences.values()]}::int[]) as s (id, last_seq)
      where c.workspace_id = ${workspaceId} and c.id = s.id`);
  }
  await saveCases(tx, workspaceId, batch);
  await saveMessages(tx, workspaceId, batch);
  await saveTime(tx, workspaceId, batch);
  await saveSearch(tx, workspaceId, batch.search);
}

async function saveCases(tx: Transaction, workspaceId: string, batch: Batch): Promise<void> {
  await insertCases(tx, workspaceId, [...batch.newCases.values()]);
  await updateCases(tx, workspaceId, [...batch.changedCases.values()].filter((row) => !batch.newCases.has(row.id)));
}

export function insertCase(tx: Transaction, workspaceId: string, row: CaseFactsRow): Promise<void> {
  return insertCases(tx, workspaceId, [row]);
}

async function insertCases(tx: Transaction, workspaceId: string, rows: readonly CaseFactsRow[]): Promise<void> {
  await insert(tx, rows.map(caseJson), (json) => sql`
    insert into tenant."case" (workspace_id, id, number, conversation_id, channel_id, subject, state, ball, assignee_id, snoozed_until, opened_at, opened_by,
      resolved_at, first_answered_at, unanswered_since, unanswered_text, last_message_at, last_text, due_at, told_at, sort_at, follows_id)
    select ${workspaceId}::uuid, r.* from jsonb_to_recordset(${json}::jsonb) as r (id uuid, number int, conversation_id uuid, channel_id uuid, subject text,
      state text, ball text, assignee_id uuid, snoozed_until timestamptz, opened_at timestamptz, opened_by text, resolved_at timestamptz,
      first_answered_at timestamptz, unanswered_since timestamptz, unanswered_text text, last_message_at timestamptz, last_text text, due_at timestamptz,
      told_at timestamptz, sort_at timestamptz, follows_id uuid)`);
}

/** Writes the changeable facts of these cases. The caller holds their conversation's lock. */
export async function updateCases(tx: Transaction, workspaceId: string, rows: readonly CaseFactsRow[]): Promise<void> {
  await insert(tx, rows.map(caseJson), (json) => sql`
    update tenant."case" c set state = r.state, ball = r.ball, assignee_id = r.assignee_id, snoozed_until = r.snoozed_until, opened_at = r.opened_at,
      resolved_at = r.resolved_at, first_answered_at = r.first_answered_at, unanswered_since = r.unanswered_since, unanswered_text = r.unanswered_text,
      last_message_at = r.last_message_at, last_text = r.last_text, due_at = r.due_at, told_at = r.told_at, sort_at = r.sort_at,
      spam_at = r.spam_at, merged_into_id = r.merged_into_id, subject = r.subject, topic_id = r.topic_id
    from jsonb_to_recordset(${json}::jsonb) as r (id uuid, state text, ball text, assignee_id uuid, snoozed_until timestamptz, opened_at timestamptz,
      resolved_at timestamptz, first_answered_at timestamptz, unanswered_since timestamptz, unanswered_text text, last_message_at timestamptz, last_text text,
      due_at timestamptz, told_at timestamptz, sort_at timestamptz, spam_at timestamptz, merged_into_id uuid, subject text, topic_id uuid)
    where c.workspace_id = ${workspaceId} and c.id = r.id`);
}

function caseJson(row: CaseFactsRow): Record<string, unknown> {
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

async function saveMessages(tx: Transaction, workspaceId: string, batch: Batch): Promise<void> {
  await insert(tx, batch.messages, (json) => sql`
    insert into tenant.message (workspace_id, id, conversation_id, case_id, seq, state, author_kind, author_id, channel_id, identity_id, subject, text, html,
      visible_text, received_at, provider_at, audience, automatic, sender_proof, match_reason, participants, mail_message_id, mail_references, reply_to_id,
      release_at, then_verb)
    select ${workspaceId}::uuid, r.* from jsonb_to_recordset(${json}::jsonb) as r (id uuid, conversation_id uuid, case_id uuid, seq int, state text,
      author_kind text, author_id uuid, channel_id uuid, identity_id uuid, subject text, text text, html text, visible_text text, received_at timestamptz,
      provider_at timestamptz, audience text, automatic boolean, sender_proof text, match_reason text, participants jsonb, mail_message_id text,
      mail_references text[], reply_to_id uuid, release_at timestamptz, then_verb text)`);
  await insert(tx, batch.attachments, (json) => sql`
    insert into tenant.attachment (workspace_id, id, conversation_id, message_id, uploader, name, media_type, size_bytes, sha256, blob_key, content_id, inline,
      scan_state, created_at)
    select ${workspaceId}::uuid, r.id, r.conversation_id, r.message_id, r.uploader, r.name, r.media_type, r.size_bytes, decode(r.sha256, 'hex'), r.blob_key,
      r.content_id, r.inline, r.scan_state, r.created_at
    from jsonb_to_recordset(${json}::jsonb) as r (id uuid, conversation_id uuid, message_id uuid, uploader text, name text, media_type text, size_bytes bigint,
      sha256 text, blob_key text, content_id text, inline boolean, scan_state text, created_at timestamptz)`);
  await insert(tx, batch.claimedAttachments, (json) => sql`
    update tenant.attachment a set message_id = r.message_id, conversation_id = r.conversation_id
    from jsonb_to_recordset(${json}::jsonb) as r (id uuid, message_id uuid, conversation_id uuid)
    where a.workspace_id = ${workspaceId} and a.id = r.id and a.message_id is null`);
  await insert(tx, batch.deliveries, (json) => sql`
    insert into tenant.delivery (workspace_id, id, message_id, conversation_id, channel_id, kind, recipient, state, epoch, created_at, settled_at)
    select ${workspaceId}::uuid, r.* from jsonb_to_recordset(${json}::jsonb) as r (id uuid, message_id uuid, conversation_id uuid, channel_id uuid, kind text,
      recipient text, state text, epoch int, created_at timestamptz, settled_at timestamptz)`);
}

async function saveTime(tx: Transaction, workspaceId: string, batch: Batch): Promise<void> {
  await insert(tx, batch.commitments, (json) => sql`
    insert into tenant.commitment (workspace_id, id, customer_id, conversation_id, case_id, message_id, channel_id, kind, words, locale, place, told_at, due_at,
      basis, policy_id, policy_version, calendar_id, calendar_version)
    select ${workspaceId}::uuid, r.id, r.customer_id, r.conversation_id, r.case_id, r.message_id, r.channel_id, 'reply', r.words, r.locale, r.place, r.told_at,
      r.due_at, 'policy', r.policy_id, r.policy_version, r.calendar_id, r.calendar_version
    from jsonb_to_recordset(${json}::jsonb) as r (id uuid, customer_id uuid, conversation_id uuid, case_id uuid, message_id uuid, channel_id uuid, words text,
      locale text, place text, told_at timestamptz, due_at timestamptz, policy_id uuid, policy_version int, calendar_id uuid, calendar_version int)`);
  await insert(tx, batch.clocks, (json) => sql`
    insert into tenant.clock (workspace_id, id, case_id, kind, start_at, due_at, policy_id, policy_version, state)
    select ${workspaceId}::uuid, r.*, 'running' from jsonb_to_recordset(${json}::jsonb) as r (id uuid, case_id uuid, kind text, start_at timestamptz,
      due_at timestamptz, policy_id uuid, policy_version int)`);
  await insert(tx, batch.work, (json) => sql`
    insert into work.item (kind, workspace_id, row_id, lane, due_at)
    select r.kind, ${workspaceId}::uuid, r.row_id, r.lane, r.due_at from jsonb_to_recordset(${json}::jsonb) as r (kind text, row_id uuid, lane int, due_at timestamptz)
    on conflict (workspace_id, kind, row_id) do nothing`);
}

/** Words are indexed as written (`simple`): names, numbers and several languages in one index; scripts without spaces by pairs of characters. */
export async function saveSearch(tx: Transaction, workspaceId: string, rows: readonly SearchRow[]): Promise<void> {
  await insert(tx, rows.map((row) => ({ ...row, text: searchableText(row.text) })), (json) => sql`
    insert into tenant.search_document (workspace_id, id, kind, case_id, conversation_id, at, tsv)
    select ${workspaceId}::uuid, r.id, r.kind, r.case_id, r.conversation_id, r.at, to_tsvector('simple', r.text)
    from jsonb_to_recordset(${json}::jsonb) as r (id uuid, kind text, case_id uuid, conversation_id uuid, at timestamptz, text text)
    on conflict (workspace_id, id) do update set tsv = excluded.tsv`);
}

const indexedChars = 50_000;
const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]{2,}/gu;

export function searchableText(text: string): string {
  const cut = text.slice(0, indexedChars);
  return cut.replace(unspaced, (run) => {
    const characters = [...run];
    return ` ${characters.slice(1).map((character, index) => characters[index]! + character).join(' ')} `;
  });
}
