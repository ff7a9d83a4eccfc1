/** What else happens when a member leaves? Their open invitations end here; what they hold elsewhere (cases, shifts) is for the step that knows it. */
import { sql } from 'kysely';
import { iso } from '../platform/db/instant.ts';
import type { Transaction } from '../platform/db/transaction.ts';
import type { AccountsContext } from './accounts-context.ts';

export interface Leaving {
  readonly workspaceId: string;
  readonly memberId: string;
  readonly actor: string;
  readonly at: number;
}
/** Called inside the transaction of the removal; given by the composition root, so that accounts need not know cases. */
export type OnLeaving = (tx: Transaction, leaving: Leaving) => Promise<void>;

export async function whenMemberLeaves(context: AccountsContext, tx: Transaction, leaving: Leaving): Promise<void> {
  const open = await tx.rows(sql<{ id: string }>`
    update tenant.invitation set revoked_at = ${iso(leaving.at)}, token_hash = null
    where workspace_id = ${leaving.workspaceId} and invited_by = ${leaving.memberId} and accepted_at is null and revoked_at is null returning id`);
  for (const { id } of open) {
    await tx.run(sql`delete from directory.token where workspace_id = ${leaving.workspaceId} and row_id = ${id} and kind = 'invitation'`);
    await tx.run(sql`delete from directory.invited_address where workspace_id = ${leaving.workspaceId} and invitation_id = ${id}`);
  }
  await context.onLeaving?.(tx, leaving);
}
