/** Is the member or token that a link was made for still there? It says nothing of what they may do: the link itself does. */
import { isId } from '@meanwhile/core/kernel/ids.ts';
import { sql } from 'kysely';
import type { Transaction } from '../platform/db/transaction.ts';

/** `holder`: an actor, `member:<id>` or `token:<id>`. A token ends with the member who made it. */
export async function isStillHere(tx: Transaction, workspaceId: string, holder: string): Promise<boolean> {
  const [kind, id] = holder.split(':');
  if (!isId(id)) return false;
  const found =
    kind === 'member'
      ? await tx.row(sql`select 1 from tenant.member where workspace_id = ${workspaceId} and id = ${id} and removed_at is null`)
      : await tx.row(sql`
          select 1 from tenant.api_token t left join tenant.member m on m.workspace_id = t.workspace_id and m.id = t.created_by
          where t.workspace_id = ${workspaceId} and t.id = ${id} and t.revoked_at is null and (t.created_by is null or (m.id is not null and m.removed_at is null))`);
  return found !== undefined;
}
