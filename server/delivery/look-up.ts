/**
 * Did it arrive? Asked of the provider some time after an answer was lost, where it has a way to know; a person may settle it before. Only its yes and its no
 * change anything: what cannot be told stays unknown, and is asked a few times.
 */
import { afterReconcile, type Reconciliation } from '@meanwhile/core/delivery/outcome.ts';
import { sql } from 'kysely';
import type { DeliveryFacts } from '../case/case.ts';
import { inWorkspace } from '../platform/db/transaction.ts';
import type { Here } from '../platform/here.ts';
import { dropItem, putItem } from '../platform/jobs/work-item.ts';
import type { Platform } from '../platform/platform.ts';
import type { Attempt } from './deliver.ts';
import { lockDelivery, saveReceipts } from './delivery.store.ts';
import { lookUpDueAt } from './look-up-times.ts';
import { lockPart } from './receipt.store.ts';
import { applyReceipts, notePart, sendOn } from './take-receipt.ts';

/** Outside any transaction: the provider takes its time. Whatever happened to the delivery meanwhile wins. */
export async function lookUp(platform: Platform, { delivery, workspaceId, adapter, account, parts, deps }: Attempt): Promise<void> {
  const [part] = parts;
  if (part === undefined) return;
  const found = await ask(platform, () => adapter.outbound.reconcile(part, account, deps));
  const at = platform.clock.nowAt();
  await inWorkspace(platform.workPool, workspaceId, async (tx) => {
    const here: Here = { platform, tx, workspaceId, at };
    const now = await lockDelivery(tx, workspaceId, delivery.id);
    if (now?.state !== 'unknown' || now.fence !== delivery.fence) return;
    if (found.found === 'yes' && (await isFree(here, now, found.providerId))) {
      await notePart(here, now, { index: now.sent_part_count, providerId: found.providerId });
      await tx.run(
        sql`update tenant.delivery set provider_id = ${found.providerId} where workspace_id = ${workspaceId} and id = ${now.id}`,
      );
      await dropItem(tx, workspaceId, 'delivery', now.id);
      return applyReceipts(here, now.id);
    }
    const after = afterReconcile(found.found === 'no' ? found : { found: 'cannotTell' });
    return after.state === 'queued' ? sendOn(here, now, now.sent_part_count) : waitAgain(here, now);
  });
  platform.bell.ring('events', 'delivery');
}

/** An adapter that throws has told us nothing. */
async function ask(platform: Platform, reconcile: () => Promise<Reconciliation>): Promise<Reconciliation> {
  try {
    return await reconcile();
  } catch (error) {
    platform.log.error({ err: error }, 'an adapter threw while looking for a message');
    return { found: 'cannotTell' };
  }
}

/** A message that is another answer's cannot be this one, though it has its words. */
async function isFree({ tx, workspaceId, at }: Here, delivery: DeliveryFacts, providerId: string): Promise<boolean> {
  const part = await lockPart(tx, workspaceId, { channelId: delivery.channel_id, providerId }, at);
  return part.delivery_id === null || part.delivery_id === delivery.id;
}

async function waitAgain({ tx, workspaceId, at }: Here, delivery: DeliveryFacts): Promise<void> {
  const { lookUp: asked = { plannedAt: at, count: 0 }, ...outcome } = delivery.outcome ?? {};
  const next = { ...asked, count: asked.count + 1 };
  await saveReceipts(tx, workspaceId, { ...delivery, outcome: { ...outcome, lookUp: next } });
  const dueAt = lookUpDueAt(next, at);
  if (dueAt === null) await dropItem(tx, workspaceId, 'delivery', delivery.id);
  else await putItem(tx, workspaceId, { kind: 'delivery', rowId: delivery.id, dueAt });
}
