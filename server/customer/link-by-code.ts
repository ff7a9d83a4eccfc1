/**
 * Somebody writes from a channel where we do not know them, with a code that we gave to a customer we do know: they are one person from now on. Only with the
 * words that name whose conversation it is, only once, and never where a site has proved that they are two. An agent can undo it like any merge.
 */
import type { MessageEvent } from '@meanwhile/channels/contract/normalised-event.ts';
import { canonicalIdentity } from '@meanwhile/core/identity/canonical.ts';
import { linkCodeIn } from '@meanwhile/core/identity/link-code.ts';
import { isRefusal } from '@meanwhile/core/kernel/refusal.ts';
import { sql } from 'kysely';
import { iso } from '../platform/db/instant.ts';
import type { Here } from '../platform/here.ts';
import { tellCustomerChanged } from './customer-changed.ts';
import { areTwoOfASite, lockLinkCode, provedSender, useLinkCode } from './link-code.store.ts';
import { insertMerge, lockCustomers } from './merge.store.ts';

/** True when they are one now. Before anything of the message is placed: it then stands in the one conversation. */
export async function linkByCode(here: Here, event: MessageEvent): Promise<boolean> {
  const { tx, workspaceId, at } = here;
  const code = linkCodeIn(event.text);
  if (code === null || event.sender.proof !== 'verified') return false;
  const { scheme, display } = event.sender;
  const value = canonicalIdentity(scheme, event.sender.value);
  if (isRefusal(value)) return false;
  const link = await lockLinkCode(tx, workspaceId, code, at);
  // Without the name somebody could be led to send a stranger's code unread.
  if (link === undefined || !event.text.includes(link.hint)) return false;
  const known = await provedSender(tx, workspaceId, scheme, value);
  if (known?.survivor_id === link.survivor_id) {
    await useLinkCode(tx, workspaceId, code, at);
    return false;
  }
  const fromId = known?.survivor_id ?? (await newCustomer(here, { scheme, value, display }));
  if (await areTwoOfASite(tx, workspaceId, [fromId, link.survivor_id])) return false;
  const locked = await lockCustomers(tx, workspaceId, [fromId, link.survivor_id]);
  if (locked.length !== 2 || locked.some((one) => one.is_merged)) return false;
  await useLinkCode(tx, workspaceId, code, at);
  const merge = { id: here.platform.clock.newId<'merge'>(), fromId, intoId: link.survivor_id, reason: 'link_code', by: null, at };
  await insertMerge(tx, workspaceId, merge);
  await tellCustomerChanged(here, link.survivor_id, { fromId, intoId: link.survivor_id, reason: 'link_code' });
  return true;
}

interface Sender {
  readonly scheme: string;
  readonly value: string;
  readonly display: string | null;
}

/** Somebody of their own, so that undoing it gives each back what is theirs. */
async function newCustomer({ platform, tx, workspaceId, at }: Here, { scheme, value, display }: Sender): Promise<string> {
  const customerId = platform.clock.newId<'customer'>();
  await tx.run(
    sql`insert into tenant.customer (workspace_id, id, name, created_at) values (${workspaceId}, ${customerId}, ${display}, ${iso(at)})`,
  );
  await tx.run(sql`
    insert into tenant.identity (workspace_id, id, customer_id, scheme, value, display, proof, proved_at, proved_how, created_at)
    values (${workspaceId}, ${platform.clock.newId<'identity'>()}, ${customerId}, ${scheme}, ${value}, ${display}, 'channel', ${iso(at)}, 'provider', ${iso(at)})`);
  return customerId;
}
