/** How long does a webhook's log go back? A month; what has arrived or was given up before that goes, body and all. What is still to be delivered stays. */
import { limits } from '@meanwhile/core/kernel/limits.ts';
import { sql } from 'kysely';
import { iso } from '../platform/db/instant.ts';
import { inWorkspace } from '../platform/db/transaction.ts';
import { inBatches } from '../platform/jobs/in-batches.ts';
import type { Platform } from '../platform/platform.ts';

const atOnce = 1_000;

/** Gives how many went. Each batch is a transaction of its own. */
export async function forgetDeliveries(platform: Platform, workspaceId: string): Promise<number> {
  const before = iso(platform.clock.nowAt() - limits.webhookLogKeepMs);
  return inBatches(atOnce, () =>
    inWorkspace(platform.workPool, workspaceId, (tx) =>
      tx.run(sql`
      delete from tenant.webhook_delivery where workspace_id = ${workspaceId} and id in (
        select d.id from tenant.webhook_endpoint e join tenant.webhook_delivery d on d.workspace_id = e.workspace_id and d.endpoint_id = e.id
        where e.workspace_id = ${workspaceId} and d.created_at < ${before} and d.state in ('delivered', 'given_up') limit ${atOnce})`),
    ),
  );
}
