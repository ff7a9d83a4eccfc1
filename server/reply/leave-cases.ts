/** What becomes of the cases a leaving member holds? They go back to the team, in the transaction of the removal. */
import { release } from '@meanwhile/core/conversation/release.ts';
import { isRefusal } from '@meanwhile/core/kernel/refusal.ts';
import { sql } from 'kysely';
import type { OnLeaving } from '../accounts/accounts.ts';
import { caseEvent, casesById, updateCases, factsOf, withFacts, presentOne } from '../case/case.ts';
import type { Platform } from '../platform/platform.ts';
import { appendEvents } from '../platform/stream/append-event.ts';

export function leaveCases(platform: Platform): OnLeaving {
  return async (tx, { workspaceId, memberId, actor, at }) => {
    const held = await tx.rows(sql<{ id: string }>`
      select c.id from tenant."case" c join tenant.conversation co on co.workspace_id = c.workspace_id and co.id = c.conversation_id
      where c.workspace_id = ${workspaceId} and c.assignee_id = ${memberId} and c.state = 'open' and c.merged_into_id is null order by co.id for update of co`);
    for (const row of await casesById(
      tx,
      workspaceId,
      held.map((one) => one.id),
    )) {
      const verdict = release(factsOf(row));
      if (isRefusal(verdict)) continue;
      const next = withFacts(row, verdict.next, at);
      await updateCases(tx, workspaceId, [next]);
      const wire = await presentOne(tx, workspaceId, next);
      await appendEvents({ tx, platform, workspaceId, at }, [{ ...caseEvent('case.released', row, { case: wire }), actor }]);
    }
  };
}
