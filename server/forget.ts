/**
 * What is kept no longer than it is needed? Answers to repeated requests, logs of webhooks, originals of messages,
 * and what is over about signing in, once an hour.
 * Nothing relies on it having run. Files that were never sent have a sweep of their own.
 */
import { dayMs, hourMs, minuteMs } from '@meanwhile/core/kernel/instant.ts';
import { sql } from 'kysely';
import type { Accounts } from './accounts/accounts.ts';
import { forgetDeliveries } from './automation/forget-deliveries.ts';
import { forgetCustomers, forgetLinkCodes, retentionOf } from './customer/customer.ts';
import { forgetStrayReceipts } from './delivery/delivery.ts';
import { forgetOriginals } from './intake/intake.ts';
import { forgetFetched } from './mailbox/mailbox.ts';
import { acrossWorkspaces, inWorkspace } from './platform/db/transaction.ts';
import { forgetIdempotencyKeys } from './platform/http/forget-keys.ts';
import type { Platform } from './platform/platform.ts';

const everyMs = hourMs;
/** Not at the very start, and soon enough for a process that is restarted every day. */
const firstAfterMs = minuteMs;

/** A round for a loop. Gives 0: the next is an hour away. */
export function createForgetting(platform: Platform, accounts: Pick<Accounts, 'forget'>): () => Promise<number> {
  let dueAt = platform.clock.machineNowAt() + firstAfterMs;
  return async () => {
    const nowAt = platform.clock.machineNowAt();
    if (nowAt < dueAt) return 0;
    await accounts.forget();
    const places = await acrossWorkspaces(platform.workPool, (tx) =>
      tx.rows(sql<{ id: string }>`select workspace_id as id from directory.workspace where deleted_at is null`),
    );
    for (const { id } of places) {
      await forgetIdempotencyKeys(platform, id);
      await forgetDeliveries(platform, id);
      const { originalDays } = await inWorkspace(platform.workPool, id, (tx) => retentionOf(tx, id));
      await forgetOriginals(platform, id, originalDays * dayMs);
      await forgetFetched(platform, id);
      await inWorkspace(platform.workPool, id, async (tx) => {
        await forgetStrayReceipts(tx, id, platform.clock.nowAt());
        await forgetLinkCodes(tx, id, platform.clock.nowAt());
      });
      await forgetCustomers(platform, id);
    }
    dueAt = nowAt + everyMs;
    return 0;
  };
}
