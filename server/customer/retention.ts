/** Who has been kept long enough? Once in a while those past the workspace's own periods are forgotten, a few per transaction; those still being served are passed over. */
import { monthsBefore } from '@meanwhile/core/calendar/months.ts';
import { isRefusal } from '@meanwhile/core/kernel/refusal.ts';
import { dayMs } from '@meanwhile/core/kernel/instant.ts';
import { defaultRetention, type Retention } from '@meanwhile/wire/retention.ts';
import { inWorkspace, type Transaction } from '../platform/db/transaction.ts';
import type { Platform } from '../platform/platform.ts';
import { appendEvents } from '../platform/stream/append-event.ts';
import { eraseCustomer } from './erase.ts';
import { readErased } from './erased-list.ts';
import { notErased, quietCustomers, readRetention, spamCustomers } from './retention.store.ts';

const atOnce = 200;

export async function retentionOf(tx: Transaction, workspaceId: string): Promise<Retention> {
  return { ...defaultRetention, ...(await readRetention(tx, workspaceId)) };
}

/** Who is past `keep` at `at`; at most `most` cases are looked at for each period. */
export async function outOfTime(
  tx: Transaction,
  workspaceId: string,
  { keep, at, most }: { keep: Retention; at: number; most: number },
): Promise<string[]> {
  const quiet =
    keep.quietMonths === null ? [] : await quietCustomers(tx, workspaceId, { before: monthsBefore(at, keep.quietMonths), most });
  const spam = keep.spamDays === null ? [] : await spamCustomers(tx, workspaceId, { before: at - keep.spamDays * dayMs, most });
  return [...new Set([...quiet, ...spam].map((row) => row.id))];
}

/** Gives how many were forgotten. Those who are busy stay for the next time, and end the round: only they are left. */
export async function forgetCustomers(platform: Platform, workspaceId: string): Promise<number> {
  for (let total = 0; ;) {
    const ids = await inWorkspace(platform.workPool, workspaceId, async (tx) =>
      outOfTime(tx, workspaceId, { keep: await retentionOf(tx, workspaceId), at: platform.clock.nowAt(), most: atOnce }),
    );
    let count = 0;
    for (const id of ids) if (await eraseByItself(platform, workspaceId, id)) count += 1;
    total += count;
    if (count === 0) return total;
  }
}

/** A backup from before an erasure brings people back; they are forgotten again before anything else is done. Gives how many. */
export async function forgetAgain(platform: Platform): Promise<number> {
  let count = 0;
  for (const [workspaceId, entries] of Map.groupBy(await readErased(platform.settings.dataDir), (entry) => entry.workspaceId)) {
    const back = await inWorkspace(platform.workPool, workspaceId, (tx) =>
      notErased(
        tx,
        workspaceId,
        entries.map((entry) => entry.customerId),
      ),
    );
    for (const { id } of back) if (await eraseByItself(platform, workspaceId, id)) count += 1;
  }
  return count;
}

async function eraseByItself(platform: Platform, workspaceId: string, customerId: string): Promise<boolean> {
  const at = platform.clock.nowAt();
  const erased = await inWorkspace(platform.workPool, workspaceId, async (tx) => {
    const event = await eraseCustomer({ tx, workspaceId, at, platform }, customerId);
    if (event === null || isRefusal(event)) return false;
    await appendEvents({ tx, platform, workspaceId, at }, [{ ...event, actor: 'system' }]);
    return true;
  });
  if (erased) platform.bell.ring('events');
  return erased;
}
