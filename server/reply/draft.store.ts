/** SQL of drafts: one per case and member, with a revision so that two windows never overwrite one another unknowingly. */
import type { Draft } from '@meanwhile/wire/records.ts';
import { sql } from 'kysely';
import { iso } from '../platform/db/instant.ts';
import type { Transaction } from '../platform/db/transaction.ts';
import { wireInstant } from '../platform/present.ts';
import type { Written } from './written.ts';

export interface DraftRow {
  readonly case_id: string;
  /** Drafts of an earlier version have neither HTML nor pictures. */
  readonly body: { text: string; html?: string | null; attachmentIds: string[]; inlineAttachmentIds?: string[] };
  readonly revision: number;
  readonly updated_at: number;
}

export function readDraft(tx: Transaction, workspaceId: string, caseId: string, memberId: string): Promise<DraftRow | undefined> {
  return tx.row(
    sql<DraftRow>`select case_id, body, revision, updated_at from tenant.draft where workspace_id = ${workspaceId} and case_id = ${caseId} and member_id = ${memberId}`,
  );
}

/** Undefined when the stored revision is not `revision` (0 = none yet): a newer draft exists. */
export function writeDraft(
  tx: Transaction,
  workspaceId: string,
  draft: { caseId: string; memberId: string; written: Written; revision: number; at: number },
): Promise<DraftRow | undefined> {
  const body = JSON.stringify(draft.written);
  if (draft.revision === 0) {
    return tx.row(sql<DraftRow>`
      insert into tenant.draft (workspace_id, case_id, member_id, body, revision, updated_at)
      values (${workspaceId}, ${draft.caseId}, ${draft.memberId}, ${body}::jsonb, 1, ${iso(draft.at)}) on conflict do nothing
      returning case_id, body, revision, updated_at`);
  }
  return tx.row(sql<DraftRow>`
    update tenant.draft set body = ${body}::jsonb, revision = revision + 1, updated_at = ${iso(draft.at)}
    where workspace_id = ${workspaceId} and case_id = ${draft.caseId} and member_id = ${draft.memberId} and revision = ${draft.revision}
    returning case_id, body, revision, updated_at`);
}

export async function deleteDraft(tx: Transaction, workspaceId: string, caseId: string, memberId: string): Promise<void> {
  await tx.run(sql`delete from tenant.draft where workspace_id = ${workspaceId} and case_id = ${caseId} and member_id = ${memberId}`);
}

export function presentDraft(row: DraftRow | undefined): Draft | null {
  if (row === undefined) return null;
  return {
    caseId: row.case_id,
    text: row.body.text,
    html: row.body.html ?? null,
    inlineAttachmentIds: row.body.inlineAttachmentIds ?? [],
    attachmentIds: row.body.attachmentIds,
    revision: row.revision,
    updatedAt: wireInstant(row.updated_at),
  };
}
