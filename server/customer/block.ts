/** Is this sender let in? A blocked one's messages wait in quarantine, answered by nothing and counted nowhere; letting them in again is one call. */
import { sql } from 'kysely';
import { iso, isoOrNull } from '../platform/db/instant.ts';
import type { Transaction } from '../platform/db/transaction.ts';
import type { Call } from '../platform/http/route.ts';
import { presentCustomers } from './customer.store.ts';

/** `blockedAt` null lets them in. Tells the screens only where something changed. The id is the one that stands after merges. */
export async function setBlocked(call: Call<unknown, unknown, unknown>, customerId: string, blockedAt: number | null): Promise<void> {
  const { tx, workspaceId, at } = call;
  const changed = await tx.row(sql<{ id: string }>`update tenant.customer set blocked_at = ${isoOrNull(blockedAt)}
    where workspace_id = ${workspaceId} and id = ${customerId} and (blocked_at is null) = ${blockedAt !== null} returning id`);
  if (changed === undefined) return;
  const [customer] = await presentCustomers(tx, workspaceId, [customerId]);
  await call.emit({
    type: 'customer.changed',
    audience: 'desk',
    conversationId: customer!.conversationId,
    subjectId: customerId,
    payload: { customer, did: blockedAt === null ? 'unblocked' : 'blocked', at: iso(at) },
  });
}

/** Has a person of ours ever answered them in a case that is no spam? */
export async function wasAnswered(tx: Transaction, workspaceId: string, customerId: string): Promise<boolean> {
  const answered = await tx.row(sql`
    select 1 from tenant.conversation co join tenant."case" c on c.workspace_id = co.workspace_id and c.conversation_id = co.id
    where co.workspace_id = ${workspaceId} and co.customer_id = any(${customerId}::uuid || array(select x.from_customer_id from tenant.customer_merge x
      where x.workspace_id = ${workspaceId} and x.into_customer_id = ${customerId} and x.undone_at is null))
      and c.first_answered_at is not null and c.spam_at is null limit 1`);
  return answered !== undefined;
}
