/** May this file stand for the workspace? Only a small PNG or JPEG that whoever asks has just uploaded: no drawing that could hold a script. */
import { limits } from '@meanwhile/core/kernel/limits.ts';
import { sql } from 'kysely';
import { pictureSize } from '../case/case.ts';
import type { Transaction } from '../platform/db/transaction.ts';
import { Refused } from '../platform/http/problem.ts';
import type { Platform } from '../platform/platform.ts';

export interface ChosenLogo {
  readonly workspaceId: string;
  /** `member:<id>` or `token:<id>`, as the upload has it. */
  readonly actor: string;
  readonly attachmentId: string;
}

const shownTypes = new Set(['image/png', 'image/jpeg']);
/** From now on nobody's upload: it can be sent with no message, and is forgotten with no customer. */
const owner = 'workspace';

/** Throws `not_found`, `file_too_large`, `file_refused` or `file_blocked`. What was the logo before is swept as an upload that nobody sent. */
export async function chooseLogo(platform: Platform, tx: Transaction, { workspaceId, actor, attachmentId }: ChosenLogo): Promise<void> {
  const file = await tx.row(sql<{ media_type: string; size_bytes: number; blob_key: string; scan_state: string }>`
    select media_type, size_bytes, blob_key, scan_state from tenant.attachment
    where workspace_id = ${workspaceId} and id = ${attachmentId} and uploader = ${actor} and message_id is null and note_id is null for update`);
  if (file === undefined) throw new Refused('not_found');
  if (file.scan_state === 'blocked') throw new Refused('file_blocked');
  if (file.size_bytes > limits.logoBytes) throw new Refused('file_too_large');
  const size = shownTypes.has(file.media_type) ? pictureSize(await platform.blobs.read(file.blob_key)) : null;
  if (size === null) throw new Refused('file_refused');
  const isTooWide = size.widthPx > size.heightPx * limits.logoWidthPerHeight;
  if (isTooWide || size.widthPx > limits.logoPx || size.heightPx > limits.logoPx) throw new Refused('file_too_large');
  await tx.run(sql`update tenant.attachment set uploader = ${owner} where workspace_id = ${workspaceId} and id = ${attachmentId}`);
  await tx.run(sql`update tenant.workspace set logo_attachment_id = ${attachmentId} where workspace_id = ${workspaceId}`);
}

export async function removeLogo(tx: Transaction, workspaceId: string): Promise<void> {
  await tx.run(sql`update tenant.workspace set logo_attachment_id = null where workspace_id = ${workspaceId}`);
}
