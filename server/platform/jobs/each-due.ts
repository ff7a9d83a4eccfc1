/**
 * How is work done that is due by itself, item by item? Each in a transaction of its own that holds the item: one that fails is said, comes due again a
 * little later and holds up no other. What an item means, and whether it comes due again, is its step's.
 */
import { isDatabaseAway } from '../db/database-away.ts';
import { acrossWorkspaces, inWorkspace } from '../db/transaction.ts';
import type { Here } from '../here.ts';
import type { Platform } from '../platform.ts';
import { claimItem, dueItems, putItem } from './work-item.ts';

export interface DueWork {
  /** Of `work.item`. */
  readonly kind: string;
  /** So many are looked at in a round. */
  readonly most: number;
  /** One that failed comes due again so much later. */
  readonly afterFaultMs: number;
  /** What is logged of one that failed. */
  readonly fault: string;
  /** Under the lock of the item, which stays as it is unless this puts or drops it. */
  one(here: Here, rowId: string): Promise<void>;
}

/** One round; gives how many were due. Throws where the database is away. */
export async function eachDue(platform: Platform, { kind, most, afterFaultMs, fault, one }: DueWork): Promise<number> {
  const items = await acrossWorkspaces(platform.workPool, (tx) => dueItems(tx, kind, platform.clock.nowAt(), most));
  for (const { workspace_id: workspaceId, row_id: rowId } of items) {
    const at = platform.clock.nowAt();
    try {
      await inWorkspace(platform.workPool, workspaceId, async (tx) => {
        if (await claimItem(tx, { workspaceId, kind, rowId }, at)) await one({ platform, tx, workspaceId, at }, rowId);
      });
    } catch (error) {
      if (isDatabaseAway(error)) throw error;
      platform.log.error({ err: error, workspaceId, kind, rowId }, fault);
      const dueAt = platform.clock.nowAt() + afterFaultMs;
      await inWorkspace(platform.workPool, workspaceId, (tx) => putItem(tx, workspaceId, { kind, rowId, dueAt }));
    }
  }
  return items.length;
}
