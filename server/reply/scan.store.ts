/** SQL of scanning: claim with a lease, write the verdict once, wake the mails that waited for it. */
import { sql } from 'kysely';
import { scanKind } from '../case/case.ts';
import { iso } from '../platform/db/instant.ts';
import type { Transaction } from '../platform/db/transaction.ts';

export interface WaitingFile {
  readonly id: string;
  readonly blob_key: string;
  readonly size_bytes: number;
  readonly created_at: number;
}

/** Its item falls due again at `leaseUntil`; gives the count of attempts, this one included, or null where another worker has it. */
export async function claim(
  tx: Transaction,
  workspaceId: string,
  { id, at, leaseUntil }: { id: string; at: number; leaseUntil: number },
): Promise<number | null> {
  const row = await tx.row(sql<{ attempt_count: number }>`
    update work.item set due_at = ${iso(leaseUntil)}, attempt_count = attempt_count + 1 where n in (
      select n from work.item where workspace_id = ${workspaceId} and kind = ${scanKind} and row_id = ${id} and due_at <= ${iso(at)} for update skip locked)
    returning attempt_count`);
  return row?.attempt_count ?? null;
}

/** Undefined where it is gone, or looked at already. */
export function waitingFile(tx: Transaction, workspaceId: string, id: string): Promise<WaitingFile | undefined> {
  return tx.row(sql<WaitingFile>`
    select id, blob_key, size_bytes, created_at from tenant.attachment
    where workspace_id = ${workspaceId} and id = ${id} and scan_state = 'pending'`);
}

/** Null: no message has it yet. Undefined: it is gone. `lock`: nobody takes it until the transaction ends. */
export async function conversationOf(
  tx: Transaction,
  workspaceId: string,
  id: string,
  how: 'look' | 'lock' = 'look',
): Promise<string | null | undefined> {
  const row = await tx.row(sql<{ conversation_id: string | null }>`
    select conversation_id from tenant.attachment where workspace_id = ${workspaceId} and id = ${id} ${how === 'lock' ? sql`for update` : sql``}`);
  return row?.conversation_id;
}

export interface Verdict {
  readonly state: 'clean' | 'blocked' | 'none';
  readonly signature: string | null;
}

/** Gives the message it belongs to by now, null for none; undefined where somebody else was faster. */
export async function writeVerdict(
  tx: Transaction,
  workspaceId: string,
  { id, at }: { id: string; at: number },
  { state, signature }: Verdict,
): Promise<{ readonly message_id: string | null } | undefined> {
  return tx.row(sql<{ message_id: string | null }>`
    update tenant.attachment set scan_state = ${state}, scan_signature = ${signature}, scanned_at = ${iso(at)}
    where workspace_id = ${workspaceId} and id = ${id} and scan_state = 'pending' returning message_id`);
}

/** The words of the time told under a customer's own message, as they stand there. */
export async function toldUnder(tx: Transaction, workspaceId: string, messageId: string): Promise<string | null> {
  const row = await tx.row(sql<{ words: string }>`
    select words from tenant.commitment where workspace_id = ${workspaceId} and message_id = ${messageId} and after_id is null`);
  return row?.words ?? null;
}

/** Mails of this message that wait for nothing but their files: they are due now. One that is still held, or waits for its next try, is left. */
export async function wakeMails(tx: Transaction, workspaceId: string, messageId: string, at: number): Promise<void> {
  await tx.run(sql`
    update work.item w set due_at = ${iso(at)} from tenant.delivery d
    join tenant.message m on m.workspace_id = d.workspace_id and m.id = d.message_id and m.state = 'stored'
    where d.workspace_id = ${workspaceId} and d.message_id = ${messageId} and d.kind = 'reply' and d.state = 'queued' and d.next_attempt_at is null
      and w.workspace_id = d.workspace_id and w.kind = 'delivery' and w.row_id = d.id and w.due_at > ${iso(at)}`);
}
