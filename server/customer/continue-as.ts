/**
 * Somebody came by the link in our mail: who are they now? The mailbox is proved, so this browser joins that conversation's customer, unless
 * it already belongs to another one.
 */
import { sql } from 'kysely';
import type { Continuation } from '../case/case.ts';
import { iso } from '../platform/db/instant.ts';
import type { Here } from '../platform/here.ts';
import { tellCustomerChanged } from './customer-changed.ts';
import { customerOf, newVisitorId, type Visitor } from './visitor.ts';

export async function continueAs(call: Here, to: Continuation, visitor: Omit<Visitor, 'until'>): Promise<Omit<Visitor, 'until'>> {
  const { platform, tx, workspaceId, at: atMs } = call;
  if (to.workspaceId !== workspaceId) return visitor;
  const target = await tx.row(sql<{ customer_id: string }>`
    select c.customer_id from tenant.conversation c where c.workspace_id = ${workspaceId} and c.id = ${to.conversationId}`);
  const address = await tx.row(
    sql<{ id: string }>`select id from tenant.identity where workspace_id = ${workspaceId} and id = ${to.identityId}`,
  );
  // The address was changed since: the old mailbox opens nothing any more.
  if (target === undefined || address === undefined) return visitor;
  const here = await customerOf(tx, workspaceId, visitor);
  if (here !== null && here.conversationIds.includes(to.conversationId)) return visitor;
  const next = here === null ? visitor : { ...visitor, visitorId: newVisitorId() };
  const at = iso(atMs);
  const added = await tx.run(sql`
    insert into tenant.identity (workspace_id, id, customer_id, scheme, value, proof, proved_at, proved_how, created_at)
    values (${workspaceId}, ${platform.clock.newId<'identity'>()}, ${target.customer_id}, 'visitor', ${next.visitorId}, 'channel', ${at}, 'mail_link', ${at}) on conflict do nothing`);
  if (added > 0) await tellCustomerChanged(call, target.customer_id);
  return next;
}
