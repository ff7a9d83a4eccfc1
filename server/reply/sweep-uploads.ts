/** What becomes of files that were uploaded and never sent? After a day they go, bytes and row, unless somebody's draft, a message
 * that is not processed yet, or held back, or the workspace as its logo still holds them (attack 40). */
import { dayMs, hourMs } from '@meanwhile/core/kernel/instant.ts';
import { sql } from 'kysely';
import { iso } from '../platform/db/instant.ts';
import { acrossWorkspaces, inWorkspace } from '../platform/db/transaction.ts';
import type { Platform } from '../platform/platform.ts';

const orphanMs = dayMs;
const sweepEveryMs = hourMs;
const filesPerRound = 500;

/** A round for a loop: every workspace once an hour. Gives 0: the next look is an hour away. */
export function createUploadSweep(platform: Platform): () => Promise<number> {
  let sweptAt = platform.clock.machineNowAt();
  return async () => {
    const startAt = platform.clock.machineNowAt();
    if (startAt - sweptAt < sweepEveryMs) return 0;
    const places = await acrossWorkspaces(platform.workPool, (tx) =>
      tx.rows(sql<{ id: string }>`select workspace_id as id from directory.workspace where deleted_at is null`),
    );
    for (const { id } of places) while ((await sweepUploads(platform, id)) === filesPerRound);
    sweptAt = startAt;
    return 0;
  };
}

/** The rows first, their bytes after the commit: a crash between leaves bytes nobody can reach, never a file without bytes. */
export async function sweepUploads(platform: Platform, workspaceId: string): Promise<number> {
  const gone = await inWorkspace(platform.workPool, workspaceId, (tx) =>
    tx.rows(sql<{ blob_key: string }>`
    with held as materialized (
      select jsonb_array_elements_text(i.envelope -> 'attachmentIds') as id from tenant.inbound i
      where i.workspace_id = ${workspaceId} and i.state = 'quarantined' and i.envelope -> 'attachmentIds' is not null
      union all
      select jsonb_array_elements_text(i.envelope -> 'attachmentIds') from work.item w
      join tenant.inbound i on i.workspace_id = w.workspace_id and i.id = w.row_id
      where w.workspace_id = ${workspaceId} and w.kind = 'inbound' and i.envelope -> 'attachmentIds' is not null
    )
    delete from tenant.attachment where workspace_id = ${workspaceId} and id in (
      select a.id from tenant.attachment a
      where a.workspace_id = ${workspaceId} and a.message_id is null and a.note_id is null and a.created_at < ${iso(platform.clock.nowAt() - orphanMs)}
        and not exists (select 1 from tenant.draft d where d.workspace_id = a.workspace_id and (d.body -> 'attachmentIds' ? a.id::text or d.body -> 'inlineAttachmentIds' ? a.id::text))
        and not exists (select 1 from held where held.id = a.id::text)
        and not exists (select 1 from tenant.workspace l where l.workspace_id = a.workspace_id and l.logo_attachment_id = a.id)
      order by a.created_at limit ${filesPerRound} for update skip locked)
    returning blob_key`),
  );
  for (const { blob_key } of gone) await platform.blobs.remove(blob_key);
  return gone.length;
}
