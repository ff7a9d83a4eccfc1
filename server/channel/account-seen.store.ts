/** SQL of what providers say of accounts of ours. */
import { sql } from 'kysely';
import { iso, isoOrNull } from '../platform/db/instant.ts';
import type { Transaction } from '../platform/db/transaction.ts';

/** Work that asks a provider again and again, one row of it per open channel. */
export const accountKind = 'account';

export interface AccountSeen {
  readonly channel_id: string;
  readonly problems: string[];
  readonly suspected: boolean;
  readonly since_at: number | null;
  readonly looked_at: number;
}

export function accountsSeen(tx: Transaction, workspaceId: string, channelIds: readonly string[]): Promise<AccountSeen[]> {
  return tx.rows(sql<AccountSeen>`
    select channel_id, problems, suspected, since_at, looked_at from tenant.channel_seen where workspace_id = ${workspaceId} and channel_id = any(${channelIds}::uuid[])`);
}

export async function saveSeen(tx: Transaction, workspaceId: string, seen: AccountSeen): Promise<void> {
  await tx.run(sql`
    insert into tenant.channel_seen (workspace_id, channel_id, problems, suspected, since_at, looked_at)
    values (${workspaceId}, ${seen.channel_id}, ${seen.problems}::text[], ${seen.suspected}, ${isoOrNull(seen.since_at)}, ${iso(seen.looked_at)})
    on conflict (workspace_id, channel_id) do update set problems = excluded.problems, suspected = excluded.suspected, since_at = excluded.since_at, looked_at = excluded.looked_at`);
}
