/** Whose sleep is over? Snoozed cases come back at the very instant chosen, or before what we owe falls due; found again after any restart. */
import { isTimeToWake, wake, wakeAt } from '@meanwhile/core/conversation/wake.ts';
import { isRefusal } from '@meanwhile/core/kernel/refusal.ts';
import { dropItem, dueItems, putItem } from '../platform/jobs/work-item.ts';
import { caseEvent, updateCases, factsOf, withFacts, lockCase, presentOne } from '../case/case.ts';
import { settledDue } from '../commitment/commitment.ts';
import { askRouting } from '../routing/routing.ts';
import { acrossWorkspaces } from '../platform/db/transaction.ts';
import type { Platform } from '../platform/platform.ts';
import { appendEvents } from '../platform/stream/append-event.ts';

export async function wakeDue(platform: Platform, most = 50): Promise<number> {
  const at = platform.clock.nowAt();
  const count = await acrossWorkspaces(platform.workPool, async (tx) => {
    const items = await dueItems(tx, 'wake', at, most);
    for (const { workspace_id: workspaceId, row_id: caseId } of items) {
      await tx.enter(workspaceId);
      await dropItem(tx, workspaceId, 'wake', caseId);
      const row = await lockCase(tx, workspaceId, caseId);
      if (row === undefined || row.snoozed_until === null) continue;
      const sleep = { snoozedUntilAt: row.snoozed_until, dueAt: row.due_at };
      if (!isTimeToWake(sleep, at)) {
        await putItem(tx, workspaceId, { kind: 'wake', rowId: caseId, dueAt: wakeAt(sleep, at) });
        continue;
      }
      const verdict = wake(factsOf(row));
      if (isRefusal(verdict)) continue;
      const next = await settledDue({ tx, workspaceId, at }, withFacts(row, verdict.next, at), row);
      await updateCases(tx, workspaceId, [next]);
      const wire = await presentOne(tx, workspaceId, next);
      await appendEvents({ tx, platform, workspaceId, at }, [{ ...caseEvent('case.woken', row, { case: wire }), actor: 'system' }]);
      await askRouting(tx, workspaceId, at);
    }
    if (items.length > 0) platform.bell.ringWithin(tx, 'events');
    return items.length;
  });
  if (count > 0) platform.bell.ring('events', 'routing');
  return count;
}
