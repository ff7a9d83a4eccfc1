/**
 * How does a slice of simulated history come into the tables? With the product's own statements for a batch of messages and for events, and one
 * statement for each kind of thing that has ended, been noted or tagged in it. Two transactions per slice, side by side: one with the rows, one with
 * the log. What an interrupted load leaves is no shop anybody works in (its numbers and wake-ups come last), and goes as a whole.
 */
import { sql } from 'kysely';
import type { Batch } from '@meanwhile/server/intake/batch.ts';
import { saveBatch } from '@meanwhile/server/intake/save.store.ts';
import { insertSearch } from '@meanwhile/server/case/case.ts';
import { iso } from '@meanwhile/server/platform/db/instant.ts';
import { insertRows } from '@meanwhile/server/platform/db/save-rows.ts';
import { byIndex, inWorkspace, sendTogether, type Transaction } from '@meanwhile/server/platform/db/transaction.ts';
import type { Platform } from '@meanwhile/server/platform/platform.ts';
import { appendHistory } from '@meanwhile/server/platform/stream/append-event.ts';
import { refusal, type Book, type Slice } from '@meanwhile/tools/simulate/book.ts';

/** Words are sorted into their index in large portions; whoever loads a history sorts in the rest (`gin_clean_pending_list`). */
const pendingWordsKb = '65536';

type World = Book['world'];

/** What the desk shows, in one transaction, all of it sent at once. Its order matters: rows refer to those before them. */
export function saveRows(platform: Platform, { workspaceId }: World, slice: Slice): Promise<void> {
  return begun(platform, workspaceId, (tx) => {
    const { batch } = slice;
    const deliveries = batch.deliveries.splice(0);
    return sendTogether(
      () => saveBatch(tx, workspaceId, batch),
      () => saveDeliveries(tx, workspaceId, slice, deliveries),
      () => saveCommitments(tx, workspaceId, slice),
      () => saveNotes(tx, workspaceId, slice),
      () => saveTags(tx, workspaceId, slice),
    );
  });
}

/** What is told of the same slice, and its words: neither refers to a row, so the database writes them while it writes the rows. */
export function saveLog(
  platform: Platform,
  { workspaceId, platform: simulated }: World,
  slice: Slice,
  words: Batch['search'],
): Promise<void> {
  return begun(platform, workspaceId, (tx) =>
    sendTogether(
      () => appendHistory({ tx, workspaceId, platform: { ...simulated, epoch: platform.epoch } }, slice.events),
      () => insertSearch(tx, workspaceId, words),
    ),
  );
}

function begun(platform: Platform, workspaceId: string, work: (tx: Transaction) => Promise<void>): Promise<void> {
  return byIndex(platform.workPool, async (tx) => {
    await tx.enter(workspaceId);
    // Nothing here is acknowledged to anybody before the whole history is in. Thousands of events are put into words between two statements, and a
    // starved machine has taken longer for that than a request may (30 s).
    await sendTogether(
      () =>
        tx.run(sql`select set_config('synchronous_commit', 'off', true), set_config('gin_pending_list_limit', ${pendingWordsKb}, true),
          set_config('statement_timeout', '0', true), set_config('idle_in_transaction_session_timeout', '0', true)`),
      () => work(tx),
    );
  });
}

/** As `saveBatch` writes them, with their endings. */
function saveCommitments(tx: Transaction, workspaceId: string, { commitments }: Slice): Promise<void> {
  return insertRows(
    tx,
    commitments.map(({ ended, ...row }) => ({
      ...row,
      ending: ended?.ending ?? null,
      ended_at: ended === null ? null : iso(ended.endedAt),
      ended_by_message_id: ended?.byMessageId ?? null,
    })),
    (json) => sql`
    insert into tenant.commitment (workspace_id, id, customer_id, conversation_id, case_id, message_id, channel_id, kind, words, locale, place, told_at, due_at,
      basis, policy_id, policy_version, calendar_id, calendar_version, ending, ended_at, ended_by_message_id)
    select ${workspaceId}::uuid, r.id, r.customer_id, r.conversation_id, r.case_id, r.message_id, r.channel_id, 'reply', r.words, r.locale, r.place, r.told_at,
      r.due_at, 'policy', r.policy_id, r.policy_version, r.calendar_id, r.calendar_version, r.ending, r.ended_at, r.ended_by_message_id
    from jsonb_to_recordset(${json}::jsonb) as r (id uuid, customer_id uuid, conversation_id uuid, case_id uuid, message_id uuid, channel_id uuid, words text,
      locale text, place text, told_at timestamptz, due_at timestamptz, policy_id uuid, policy_version int, calendar_id uuid, calendar_version int,
      ending text, ended_at timestamptz, ended_by_message_id uuid)`,
  );
}

/** Mail went out at the first attempt, or was refused at it; in the messenger nothing had to be sent. */
function saveDeliveries(tx: Transaction, workspaceId: string, { refusedIds }: Slice, deliveries: Batch['deliveries']): Promise<void> {
  const refused = new Set(refusedIds);
  const rows = deliveries.map((row) => {
    const attempts = row.recipient.includes('@') ? 1 : 0;
    const outcome = refused.has(row.id) ? refusal : attempts === 0 ? null : { outcome: 'accepted' };
    return { ...row, state: refused.has(row.id) ? 'failed' : row.state, attempts, outcome };
  });
  return insertRows(
    tx,
    rows,
    (json) => sql`
    insert into tenant.delivery (workspace_id, id, message_id, conversation_id, channel_id, kind, recipient, state, epoch, created_at, settled_at, attempt_count,
      fence, outcome)
    select ${workspaceId}::uuid, r.id, r.message_id, r.conversation_id, r.channel_id, r.kind, r.recipient, r.state, r.epoch, r.created_at, r.settled_at,
      r.attempts, r.attempts, r.outcome
    from jsonb_to_recordset(${json}::jsonb) as r (id uuid, message_id uuid, conversation_id uuid, channel_id uuid, kind text, recipient text, state text,
      epoch int, created_at timestamptz, settled_at timestamptz, attempts int, outcome jsonb)`,
  );
}

function saveNotes(tx: Transaction, workspaceId: string, { notes }: Slice): Promise<void> {
  return insertRows(
    tx,
    notes,
    (json) => sql`
    insert into tenant.note (workspace_id, id, conversation_id, case_id, author_id, text, created_at)
    select ${workspaceId}::uuid, r.* from jsonb_to_recordset(${json}::jsonb) as r (id uuid, conversation_id uuid, case_id uuid, author_id uuid, text text,
      created_at timestamptz)`,
  );
}

function saveTags(tx: Transaction, workspaceId: string, { tags }: Slice): Promise<void> {
  return insertRows(
    tx,
    tags,
    (json) => sql`
    insert into tenant.case_tag (workspace_id, case_id, tag_id)
    select ${workspaceId}::uuid, r.case_id, r.tag_id from jsonb_to_recordset(${json}::jsonb) as r (case_id uuid, tag_id uuid) on conflict do nothing`,
  );
}

/** What a worker finds from here on: times told that still run, and cases that wake. Case numbers go on after the last one given. */
export async function handOver(platform: Platform, book: Book): Promise<void> {
  const { workspaceId } = book.world;
  const running = [...book.running.values()].flat().map((one) => ({ kind: 'commitment', row_id: one.id, due_at: iso(one.dueAt + 1_000) }));
  const asleep = [...book.cases.values()]
    .filter((row) => row.snoozed_until !== null)
    .map((row) => ({ kind: 'wake', row_id: row.id, due_at: iso(Math.min(row.snoozed_until!, row.due_at ?? row.snoozed_until!)) }));
  await inWorkspace(platform.workPool, workspaceId, async (tx) => {
    await insertRows(
      tx,
      [...running, ...asleep],
      (json) => sql`
      insert into work.item (kind, workspace_id, row_id, lane, due_at)
      select r.kind, ${workspaceId}::uuid, r.row_id, 0, r.due_at from jsonb_to_recordset(${json}::jsonb) as r (kind text, row_id uuid, due_at timestamptz)
      on conflict (workspace_id, kind, row_id) do nothing`,
    );
    await tx.run(sql`update tenant.workspace set next_case_number = ${book.nextCaseNumber} where workspace_id = ${workspaceId}`);
    platform.bell.ringWithin(tx, 'events');
  });
  platform.bell.ring('events');
}
