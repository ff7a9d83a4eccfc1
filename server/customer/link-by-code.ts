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
import { insertPerson } from '../case/case.ts';
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
  // Somebody of their own with a conversation of their own: undoing it gives each back what is theirs.
  const { scheme, display } = event.sender;
  const person = { name: display, locale: event.locale ?? null, scheme, value, proof: 'channel' } as const;
  const { customerId: fromId } = await insertPerson(here, { ...person, provedHow: scheme === 'email' ? 'dmarc' : 'provider' });
  await useLinkCode(tx, workspaceId, code, at);
  const merge = { id: here.platform.clock.newId<'merge'>(), fromId, intoId: link.survivor_id, reason: 'link_code', by: null, at };
  await insertMerge(tx, workspaceId, merge);
  await tellCustomerChanged(here, link.survivor_id, { fromId, intoId: link.survivor_id, reason: 'link_code' });
  return true;
}
