/** How long is it remembered which mails of a mailbox were fetched? As long as days are counted and a mailbox may be numbered anew under us; then only the place counts. */
import { dayMs } from '@meanwhile/core/kernel/instant.ts';
import { inWorkspace } from '../platform/db/transaction.ts';
import type { Platform } from '../platform/platform.ts';
import { forgetTaken } from './mailbox.store.ts';

const keepMs = 35 * dayMs;

export async function forgetFetched(platform: Platform, workspaceId: string): Promise<void> {
  await inWorkspace(platform.workPool, workspaceId, (tx) => forgetTaken(tx, workspaceId, platform.clock.nowAt() - keepMs));
}
