/**
 * Somebody writes from a channel where nobody knows them, with a code that we gave to a customer for that channel: they are one person from now on. Only in the very
 * words that name whose conversation it is, and only once. Their words stay a conversation of their own beside the other, so that an agent can undo it and
 * nobody who watches the other page reads them; whoever is known there already is left to an agent.
 */
import { isAutomatic, type MessageEvent } from '@meanwhile/channels/contract/normalised-event.ts';
import { isSaidWith } from '@meanwhile/core/conversation/link-words.ts';
import { canonicalIdentity } from '@meanwhile/core/identity/canonical.ts';
import { linkCodeIn } from '@meanwhile/core/identity/link-code.ts';
import { isRefusal } from '@meanwhile/core/kernel/refusal.ts';
import { sql } from 'kysely';
import { saveSearch } from '../case/case.ts';
import { iso } from '../platform/db/instant.ts';
import type { Here } from '../platform/here.ts';
import { tellCustomerChanged } from './customer-changed.ts';
import { isKnownSender, lockLinkCode, useLinkCode } from './link-code.store.ts';
import { insertMerge, lockCustomers } from './merge.store.ts';

export interface Said {
  readonly event: MessageEvent;
  readonly channelId: string;
  /** Without what is quoted. */
  readonly freshText: string;
}

/** True when they are one now. Asked before anything of the message is placed. */
export async function linkByCode(here: Here, { event, channelId, freshText }: Said): Promise<boolean> {
  const { tx, workspaceId, at } = here;
  const code = linkCodeIn(freshText);
  if (code === null || event.sender.proof !== 'verified' || isAutomatic(event.automation)) return false;
  const value = canonicalIdentity(event.sender.scheme, event.sender.value);
  if (isRefusal(value) || (await isKnownSender(tx, workspaceId, event.sender.scheme, value))) return false;
  const link = await lockLinkCode(tx, workspaceId, { code, channelId, at });
  // In these words nobody is led to join a stranger's conversation without saying whose it is.
  if (link === undefined || !isSaidWith(freshText, { who: link.hint, code })) return false;
  const locked = await lockCustomers(tx, workspaceId, [link.survivor_id]);
  if (locked.length !== 1 || locked[0]!.is_merged) return false;
  const fromId = await newCustomer(here, event, value);
  await useLinkCode(tx, workspaceId, code, at);
  const merge = { id: here.platform.clock.newId<'merge'>(), fromId, intoId: link.survivor_id, reason: 'link_code', by: null, at };
  await insertMerge(tx, workspaceId, merge);
  await tellCustomerChanged(here, link.survivor_id, { fromId, intoId: link.survivor_id, reason: 'link_code' });
  return true;
}

/** Somebody of their own with a conversation of their own: undoing it gives each back what is theirs. */
async function newCustomer(
  { platform, tx, workspaceId, at }: Here,
  { sender, locale = null }: MessageEvent,
  value: string,
): Promise<string> {
  const { clock } = platform;
  const [customerId, identityId, conversationId] = [clock.newId<'customer'>(), clock.newId<'identity'>(), clock.newId<'conversation'>()];
  const { scheme, display } = sender;
  await tx.run(sql`
    insert into tenant.customer (workspace_id, id, name, locale, created_at) values (${workspaceId}, ${customerId}, ${display}, ${locale}, ${iso(at)})`);
  await tx.run(sql`
    insert into tenant.identity (workspace_id, id, customer_id, scheme, value, display, proof, proved_at, proved_how, created_at)
    values (${workspaceId}, ${identityId}, ${customerId}, ${scheme}, ${value}, ${display}, 'channel', ${iso(at)}, ${scheme === 'email' ? 'dmarc' : 'provider'}, ${iso(at)})`);
  await tx.run(
    sql`insert into tenant.conversation (workspace_id, id, customer_id, created_at) values (${workspaceId}, ${conversationId}, ${customerId}, ${iso(at)})`,
  );
  const text = [display, value].filter((word) => word !== null).join('\n');
  await saveSearch(tx, workspaceId, [
    { id: customerId, kind: 'customer', case_id: null, conversation_id: conversationId, at: iso(at), text },
  ]);
  return customerId;
}
