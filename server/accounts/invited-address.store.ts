/** Is this address expected somewhere? Asked before the workspace is known, so it is kept in the directory; it says nothing of where. */
import { sql } from 'kysely';
import { iso } from '../platform/db/instant.ts';
import { acrossWorkspaces, type Transaction } from '../platform/db/transaction.ts';
import type { Platform } from '../platform/platform.ts';

export async function isInvited(platform: Platform, address: string): Promise<boolean> {
  const found = await acrossWorkspaces(platform.pool, (tx) =>
    tx.row(
      sql`select 1 from directory.invited_address where address = ${address.toLowerCase()} and expires_at > ${iso(platform.clock.nowAt())} limit 1`,
    ),
  );
  return found !== undefined;
}

export async function expectAddress(
  tx: Transaction,
  invitation: { workspaceId: string; id: string; address: string; expiresAt: number },
): Promise<void> {
  await tx.run(sql`insert into directory.invited_address (address, workspace_id, invitation_id, expires_at)
    values (${invitation.address}, ${invitation.workspaceId}, ${invitation.id}, ${iso(invitation.expiresAt)})`);
}

export async function expectNoMore(tx: Transaction, workspaceId: string, invitationId: string): Promise<void> {
  await tx.run(sql`delete from directory.invited_address where workspace_id = ${workspaceId} and invitation_id = ${invitationId}`);
}
