/** Until when does a repeated request get the answer of the first? A week; then key and answer go, because the answer may hold what was written to a customer. */
import { limits } from '@meanwhile/core/kernel/limits.ts';
import { sql } from 'kysely';
import { iso } from '../db/instant.ts';
import { inWorkspace } from '../db/transaction.ts';
import { inBatches } from '../jobs/in-batches.ts';
import type { Platform } from '../platform.ts';

const atOnce = 1_000;

/** Gives how many went. Each batch is a transaction of its own. */
export async function forgetIdempotencyKeys(platform: Platform, workspaceId: string): Promise<number> {
  const before = iso(platform.clock.nowAt() - limits.idempotencyKeepMs);
  return inBatches(atOnce, () =>
    inWorkspace(platform.workPool, workspaceId, (tx) =>
      tx.run(sql`
      delete from tenant.idempotency_key where workspace_id = ${workspaceId} and (principal, route, key) in (
        select principal, route, key from tenant.idempotency_key where workspace_id = ${workspaceId} and created_at < ${before}
        order by created_at limit ${atOnce})`),
    ),
  );
}
