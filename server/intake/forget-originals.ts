/**
 * How long are the bytes kept as they came? As long as the workspace says after they became a message or were thrown away; what is held back stays until a person
 * has decided. The message itself is not touched.
 */
import { dayMs } from '@meanwhile/core/kernel/instant.ts';
import { sql } from 'kysely';
import { iso } from '../platform/db/instant.ts';
import { inWorkspace } from '../platform/db/transaction.ts';
import { inBatches } from '../platform/jobs/in-batches.ts';
import type { Platform } from '../platform/platform.ts';
import { dropTokens } from './provider-mail.store.ts';

const atOnce = 500;
/** Longer than a provider's signature is good for (`channels/email/provider-post.ts`): a token forgotten earlier could bring another mail. */
const tokenKeepMs = 7 * dayMs;

/** Gives how many went. Each batch is a transaction of its own; files go after it, so that one that cannot be removed costs disk and no original. */
export async function forgetOriginals(platform: Platform, workspaceId: string, keepMs: number): Promise<number> {
  const before = iso(platform.clock.nowAt() - keepMs);
  await inWorkspace(platform.workPool, workspaceId, (tx) => dropTokens(tx, workspaceId, platform.clock.nowAt() - tokenKeepMs));
  return inBatches(atOnce, async () => {
    const gone = await inWorkspace(platform.workPool, workspaceId, (tx) =>
      tx.rows(sql<{ blob_key: string | null }>`
        with old as (
          select i.id, i.received_at, i.blob_key from tenant.inbound i
          where i.workspace_id = ${workspaceId} and i.received_at < ${before} and i.state <> 'quarantined'
            and not exists (select 1 from work.item w where w.workspace_id = i.workspace_id and w.kind = 'inbound' and w.row_id = i.id)
            and (i.raw is not null or i.blob_key is not null) limit ${atOnce} for update skip locked
        ), cleared as (
          update tenant.inbound i set raw = null, blob_key = null, parsed = null, envelope = '{}' from old
          where i.workspace_id = ${workspaceId} and i.id = old.id and i.received_at = old.received_at
        )
        select blob_key from old`),
    );
    for (const { blob_key: key } of gone) if (key !== null) await platform.blobs.remove(key);
    return gone.length;
  });
}
