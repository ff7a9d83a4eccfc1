/** Where do open cases lie after queues, or facts of a case, have changed? New ones are placed as they are opened. What a person moved stays. */
import { queueOf } from '@meanwhile/core/routing/queue-of.ts';
import type { Transaction } from '../platform/db/transaction.ts';
import { casesToPlace, placeCases, queueConditions } from './queue.store.ts';

const stepRows = 1_000;

/** All open cases, or those named. Gives how many moved. */
export async function placeOpenCases(tx: Transaction, workspaceId: string, ids: readonly string[] | null = null): Promise<number> {
  const queues = await queueConditions(tx, workspaceId);
  let moved = 0;
  for (let afterId: string | null = null; ;) {
    const rows = await casesToPlace(tx, workspaceId, { afterId, most: stepRows, ids });
    const placed = rows
      .map((row) => ({
        id: row.id,
        before: row.queue_id,
        queueId: queueOf(queues, { channelId: row.channel_id, topicId: row.topic_id, locale: row.locale }),
      }))
      .filter((one) => one.queueId !== one.before);
    await placeCases(tx, workspaceId, placed);
    moved += placed.length;
    if (rows.length < stepRows) return moved;
    afterId = rows.at(-1)!.id;
  }
}
