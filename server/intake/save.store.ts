/** SQL of saving a batch: one statement per table, whatever the number of messages. Rows travel as one JSON parameter. */
import { sql } from 'kysely';
import { insertCases, insertSearch, updateCases } from '../case/case.ts';
import { columnOf, columnsOf, insertRows, updateRows } from '../platform/db/save-rows.ts';
import { hot, sendTogether, type Transaction } from '../platform/db/transaction.ts';
import type { Batch, MessageRow } from './batch.ts';

/** In the order in which they refer to each other; none waits for the answer before it. */
export function saveBatch(tx: Transaction, workspaceId: string, batch: Batch): Promise<void> {
  return sendTogether(
    ...savePeople(tx, workspaceId, batch),
    ...saveCases(tx, workspaceId, batch),
    ...saveMessages(tx, workspaceId, batch),
    ...saveTime(tx, workspaceId, batch),
    () => insertSearch(tx, workspaceId, batch.search),
  );
}

type Parts = readonly (() => Promise<unknown>)[];

function savePeople(tx: Transaction, workspaceId: string, batch: Batch): Parts {
  const ws = sql`${workspaceId}::uuid`;
  return [
    () =>
      insertRows(
        tx,
        batch.customers,
        (json) => sql`
    insert into tenant.customer (workspace_id, id, name, locale, zone, created_at)
    select ${ws}, r.* from jsonb_to_recordset(${json}::jsonb) as r (id uuid, name text, locale text, zone text, created_at timestamptz)`,
      ),
    () =>
      insertRows(
        tx,
        batch.identities,
        (json) => sql`
    insert into tenant.identity (workspace_id, id, customer_id, scheme, value, display, proof, proved_at, proved_how, created_at)
    select ${ws}, r.* from jsonb_to_recordset(${json}::jsonb) as r (id uuid, customer_id uuid, scheme text, value text, display text, proof text, proved_at timestamptz, proved_how text, created_at timestamptz)`,
      ),
    () =>
      insertRows(
        tx,
        batch.conversations,
        (json) => sql`
    insert into tenant.conversation (workspace_id, id, customer_id, last_seq, created_at)
    select ${ws}, r.* from jsonb_to_recordset(${json}::jsonb) as r (id uuid, customer_id uuid, last_seq int, created_at timestamptz)`,
      ),
    async () => {
      if (batch.sequences.size === 0) return;
      await tx.run(sql`
      update tenant.conversation c set last_seq = s.last_seq
      from unnest(${[...batch.sequences.keys()]}::uuid[], ${[...batch.sequences.values()]}::int[]) as s (id, last_seq)
      where c.workspace_id = ${workspaceId} and c.id = s.id`);
    },
  ];
}

function saveCases(tx: Transaction, workspaceId: string, batch: Batch): Parts {
  return [
    () => insertCases(tx, workspaceId, [...batch.newCases.values()]),
    () =>
      updateCases(
        tx,
        workspaceId,
        [...batch.changedCases.values()].filter((row) => !batch.newCases.has(row.id)),
      ),
  ];
}

const messageColumns = {
  id: 'uuid',
  conversation_id: 'uuid',
  case_id: 'uuid',
  seq: 'int',
  state: 'text',
  author_kind: 'text',
  author_id: 'uuid',
  channel_id: 'uuid',
  identity_id: 'uuid',
  subject: 'text',
  text: 'text',
  html: 'text',
  visible_text: 'text',
  received_at: 'timestamptz',
  provider_at: 'timestamptz',
  audience: 'text',
  automatic: 'boolean',
  sender_proof: 'text',
  match_reason: 'text',
  participants: 'text',
  mail_message_id: 'text',
  mail_references: 'text',
  reply_to_id: 'uuid',
  release_at: 'timestamptz',
  then_verb: 'text',
} as const;

function asColumns(row: MessageRow) {
  const { participants, mail_references: references } = row;
  return {
    ...row,
    participants: participants === null ? null : JSON.stringify(participants),
    mail_references: references === null ? null : (columnOf(references) ?? '{}'),
  };
}

function saveMessages(tx: Transaction, workspaceId: string, batch: Batch): Parts {
  return [
    async () => {
      if (batch.messages.length > 0)
        await tx.run(
          hot(sql`
    insert into tenant.message (workspace_id, id, conversation_id, case_id, seq, state, author_kind, author_id, channel_id, identity_id, subject, text, html,
      visible_text, received_at, provider_at, audience, automatic, sender_proof, match_reason, participants, mail_message_id, mail_references, reply_to_id,
      release_at, then_verb)
    select ${workspaceId}::uuid, r.id, r.conversation_id, r.case_id, r.seq, r.state, r.author_kind, r.author_id, r.channel_id, r.identity_id, r.subject, r.text, r.html,
      r.visible_text, r.received_at, r.provider_at, r.audience, r.automatic, r.sender_proof, r.match_reason, r.participants::jsonb, r.mail_message_id,
      r.mail_references::text[], r.reply_to_id, r.release_at, r.then_verb
    from ${columnsOf(batch.messages.map(asColumns), messageColumns)}`),
        );
    },
    () =>
      insertRows(
        tx,
        batch.attachments,
        (json) => sql`
    insert into tenant.attachment (workspace_id, id, conversation_id, message_id, uploader, name, media_type, size_bytes, sha256, blob_key, content_id, inline,
      about, scan_state, created_at)
    select ${workspaceId}::uuid, r.id, r.conversation_id, r.message_id, r.uploader, r.name, r.media_type, r.size_bytes, decode(r.sha256, 'hex'), r.blob_key,
      r.content_id, r.inline, r.about, r.scan_state, r.created_at
    from jsonb_to_recordset(${json}::jsonb) as r (id uuid, conversation_id uuid, message_id uuid, uploader text, name text, media_type text, size_bytes bigint,
      sha256 text, blob_key text, content_id text, inline boolean, about jsonb, scan_state text, created_at timestamptz)`,
      ),
    () =>
      updateRows(
        tx,
        batch.claimedAttachments,
        (json) => sql`
    update tenant.attachment a set message_id = r.message_id, conversation_id = r.conversation_id
    from jsonb_to_recordset(${json}::jsonb) as r (id uuid, message_id uuid, conversation_id uuid)
    where a.workspace_id = ${workspaceId} and a.id = r.id and a.message_id is null`,
      ),
    () =>
      insertRows(
        tx,
        batch.deliveries,
        (json) => sql`
    insert into tenant.delivery (workspace_id, id, message_id, conversation_id, channel_id, kind, recipient, state, epoch, created_at, settled_at)
    select ${workspaceId}::uuid, r.* from jsonb_to_recordset(${json}::jsonb) as r (id uuid, message_id uuid, conversation_id uuid, channel_id uuid, kind text,
      recipient text, state text, epoch int, created_at timestamptz, settled_at timestamptz)`,
      ),
  ];
}

function saveTime(tx: Transaction, workspaceId: string, batch: Batch): Parts {
  return [
    () =>
      insertRows(
        tx,
        batch.commitments,
        (json) => sql`
    insert into tenant.commitment (workspace_id, id, customer_id, conversation_id, case_id, message_id, channel_id, kind, words, locale, place, told_at, due_at,
      basis, policy_id, policy_version, calendar_id, calendar_version, work_ms, estimated_at)
    select ${workspaceId}::uuid, r.id, r.customer_id, r.conversation_id, r.case_id, r.message_id, r.channel_id, 'reply', r.words, r.locale, r.place, r.told_at,
      r.due_at, r.basis, r.policy_id, r.policy_version, r.calendar_id, r.calendar_version, r.work_ms, r.estimated_at
    from jsonb_to_recordset(${json}::jsonb) as r (id uuid, customer_id uuid, conversation_id uuid, case_id uuid, message_id uuid, channel_id uuid, words text,
      locale text, place text, told_at timestamptz, due_at timestamptz, basis text, policy_id uuid, policy_version int, calendar_id uuid, calendar_version int,
      work_ms bigint, estimated_at timestamptz)`,
      ),
    () =>
      insertRows(
        tx,
        batch.liveWaits,
        (json) => sql`
    insert into tenant.live_turn (workspace_id, message_id, conversation_id, case_id, channel_id, asked_at)
    select ${workspaceId}::uuid, r.* from jsonb_to_recordset(${json}::jsonb) as r (message_id uuid, conversation_id uuid, case_id uuid, channel_id uuid, asked_at timestamptz)`,
      ),
    () =>
      insertRows(
        tx,
        batch.work,
        (json) => sql`
    insert into work.item (kind, workspace_id, row_id, lane, due_at)
    select r.kind, ${workspaceId}::uuid, r.row_id, r.lane, r.due_at from jsonb_to_recordset(${json}::jsonb) as r (kind text, row_id uuid, lane int, due_at timestamptz)
    on conflict (workspace_id, kind, row_id) do nothing`,
      ),
  ];
}
