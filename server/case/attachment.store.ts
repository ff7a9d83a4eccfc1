/** SQL of files: those of messages, and those uploaded before the message they belong to. */
import { sql } from 'kysely';
import type { FileAbout } from '@meanwhile/channels/contract/file-about.ts';
import type { Attachment } from '@meanwhile/wire/records.ts';
import type { Transaction } from '../platform/db/transaction.ts';

export interface Upload {
  readonly id: string;
  readonly uploader: string;
  readonly name: string;
  readonly media_type: string;
  readonly size_bytes: number;
  readonly scan_state: Attachment['scan'];
}

/** Files not yet part of any message, by id. */
export async function uploadedBy(tx: Transaction, workspaceId: string, ids: readonly string[]): Promise<Map<string, Upload>> {
  if (ids.length === 0) return new Map();
  const rows = await tx.rows(sql<Upload>`
    select id, uploader, name, media_type, size_bytes, scan_state from tenant.attachment
    where workspace_id = ${workspaceId} and id = any(${ids}::uuid[]) and message_id is null and note_id is null for update`);
  return new Map(rows.map((row) => [row.id, row]));
}

export function attachmentsOf(tx: Transaction, workspaceId: string, messageIds: readonly string[]) {
  return tx.rows(sql<{
    id: string;
    message_id: string;
    name: string;
    media_type: string;
    size_bytes: number;
    content_id: string | null;
    inline: boolean;
    about: FileAbout | null;
    scan_state: Attachment['scan'];
    scan_signature: string | null;
    blob_key: string;
  }>`
    select id, message_id, name, media_type, size_bytes, content_id, inline, about, scan_state, scan_signature, blob_key from tenant.attachment
    where workspace_id = ${workspaceId} and message_id = any(${messageIds}::uuid[]) order by created_at, id`);
}
