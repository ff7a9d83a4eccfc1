/** Where may we tell this customer that the answer is here? An address they typed: a claim that serves notices, shown to others masked. */
import { canonicalIdentity } from '@meanwhile/core/identity/canonical.ts';
import { isRefusal } from '@meanwhile/core/kernel/refusal.ts';
import { sql } from 'kysely';
import { iso } from '../platform/db/instant.ts';
import { inWorkspace } from '../platform/db/transaction.ts';
import { Refused } from '../platform/http/problem.ts';
import type { HttpContext } from '../platform/http/route.ts';
import { customerOf, type OpenedChannel, type Visitor } from './visitor.ts';

/** The address is a claim until its mailbox has been used: it serves notices and nothing else. */
export async function saveContact(
  context: Pick<HttpContext, 'platform'>,
  opened: OpenedChannel,
  visitor: Visitor,
  email: string,
): Promise<{ contact: string }> {
  const { platform } = context;
  const value = canonicalIdentity('email', email);
  if (isRefusal(value)) throw new Refused('address_invalid');
  const at = iso(platform.clock.nowAt());
  await inWorkspace(platform.pool, opened.workspaceId, async (tx) => {
    const customer = await customerOf(tx, opened.workspaceId, visitor);
    if (customer === null) throw new Refused('conflict', 'Write a message first.');
    await tx.run(sql`delete from tenant.identity i where i.workspace_id = ${opened.workspaceId} and i.customer_id = ${customer.customerId} and i.scheme = 'email' and i.proof = 'claimed'
      and not exists (select 1 from tenant.message m where m.workspace_id = i.workspace_id and m.identity_id = i.id)`);
    await tx.run(sql`insert into tenant.identity (workspace_id, id, customer_id, scheme, value, proof, created_at)
      values (${opened.workspaceId}, ${platform.clock.newId<'identity'>()}, ${customer.customerId}, 'email', ${value}, 'claimed', ${at})`);
  });
  return { contact: masked(value) };
}

/** “m•••@example.com”: enough to recognise, too little to learn. */
export function masked(address: string): string {
  const at = address.lastIndexOf('@');
  return `${address.slice(0, 1)}•••${address.slice(at)}`;
}
