/** Where may we tell this customer that the answer is here? An address they typed: a claim that serves notices, shown to others masked. */
import { stepLimits } from '@meanwhile/core/kernel/limits.ts';
import { canonicalIdentity } from '@meanwhile/core/identity/canonical.ts';
import { isRefusal } from '@meanwhile/core/kernel/refusal.ts';
import { sql } from 'kysely';
import { iso } from '../platform/db/instant.ts';
import { isOnItsWay } from '../intake/intake.ts';
import { pause } from '../platform/clock/pause.ts';
import { inWorkspace, type Transaction } from '../platform/db/transaction.ts';
import { Refused } from '../platform/http/problem.ts';
import type { HttpContext } from '../platform/http/route.ts';
import type { Platform } from '../platform/platform.ts';
import { tellCustomerChanged } from './customer-changed.ts';
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
  for (let round = 0; ; round += 1) {
    const found = await inWorkspace(platform.pool, opened.workspaceId, (tx) => noteAddress(platform, tx, { opened, visitor, value }));
    if (found === 'saved') return { contact: masked(value) };
    if (found === 'nobody') throw new Refused('conflict', 'Write a message first.');
    if (round === roundsAtMost) throw new Refused('overloaded', undefined, 2);
    await pause(roundMs);
  }
}

/** Whoever is quick leaves their address while their first message is still on its way; it makes them a customer in a moment. */
const roundMs = 100;
const roundsAtMost = stepLimits.contactRounds;

async function noteAddress(
  platform: Platform,
  tx: Transaction,
  { opened: { workspaceId, channel }, visitor, value }: { opened: OpenedChannel; visitor: Visitor; value: string },
): Promise<'saved' | 'on-its-way' | 'nobody'> {
  const { visitorId } = visitor;
  // Asked first: what is processed in between has made the customer by the time we look for them.
  const waits = await isOnItsWay(tx, workspaceId, { channelId: channel.id, sender: visitor.siteSubject ?? visitorId, visitorId });
  const customer = await customerOf(tx, workspaceId, visitor);
  if (customer === null) return waits ? 'on-its-way' : 'nobody';
  const known = await tx.row(sql`
    select 1 from tenant.identity i where i.workspace_id = ${workspaceId} and i.customer_id = ${customer.customerId} and i.scheme = 'email'
    having bool_or(i.value = ${value}) and bool_and(i.value = ${value} or i.proof <> 'claimed')`);
  if (known !== undefined) return 'saved';
  await tx.run(sql`delete from tenant.identity i where i.workspace_id = ${workspaceId} and i.customer_id = ${customer.customerId} and i.scheme = 'email' and i.proof = 'claimed'
    and not exists (select 1 from tenant.message m where m.workspace_id = i.workspace_id and m.identity_id = i.id)`);
  await tx.run(sql`insert into tenant.identity (workspace_id, id, customer_id, scheme, value, proof, created_at)
    values (${workspaceId}, ${platform.clock.newId<'identity'>()}, ${customer.customerId}, 'email', ${value}, 'claimed', ${iso(platform.clock.nowAt())})`);
  await tellCustomerChanged({ platform, tx, workspaceId, at: platform.clock.nowAt() }, customer.customerId);
  return 'saved';
}

/** “m•••@example.com”: enough to recognise, too little to learn. */
export function masked(address: string): string {
  const at = address.lastIndexOf('@');
  return `${address.slice(0, 1)}•••${address.slice(at)}`;
}
