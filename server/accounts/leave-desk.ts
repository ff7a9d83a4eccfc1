/** Who signs out is not there any more, in any of their workspaces, until they touch a desk again. */
import { sql } from 'kysely';
import { askStance } from '../live/live.ts';
import { inWorkspace } from '../platform/db/transaction.ts';
import type { AccountsContext } from './accounts-context.ts';
import { membershipsOf } from './membership.ts';

export async function leaveDesk(context: AccountsContext, userId: string): Promise<void> {
  const { platform } = context;
  for (const { workspaceId, memberId } of await membershipsOf(context, userId))
    await inWorkspace(platform.pool, workspaceId, async (tx) => {
      const left = await tx.run(
        sql`update tenant.member set input_at = null where workspace_id = ${workspaceId} and id = ${memberId} and input_at is not null`,
      );
      if (left > 0) await askStance(tx, workspaceId, platform.clock.nowAt());
    });
  platform.bell.ring('routing');
}
