/**
 * Is this mail a message of ours already? One mail may arrive at two of our channels; it is one message in one case, where it came in first.
 * The key is made of all that stays the same on the way, so another mail under the same Message-ID is never taken for it (attack 28).
 */
import type { MessageEvent } from '@meanwhile/channels/contract/normalised-event.ts';
import { sql } from 'kysely';
import type { Transaction } from '../platform/db/transaction.ts';

export interface Arriving {
  readonly id: string;
  readonly event: MessageEvent;
}

/** Null where nothing says that two arrivals are one: no key of the channel's, or a mail without an id. */
function keyOf({ joinKey, evidence, sender }: MessageEvent): string | null {
  if (joinKey === null || evidence.ownMessageId === null) return null;
  // Whoever sends a copy before the proved mail must not make the proved one disappear behind theirs.
  return sender.proof === 'claimed' ? `${joinKey} claimed` : provedKeyOf(joinKey);
}

const provedKeyOf = (joinKey: string): string => `${joinKey} proved`;

/** Gives those that are copies of a message. The first to come takes the key; a second worker waits here until the first has committed. */
export async function claimKeys(tx: Transaction, workspaceId: string, arriving: readonly Arriving[]): Promise<ReadonlySet<string>> {
  const keyed = arriving.flatMap(({ id, event }) => {
    const key = keyOf(event);
    return key === null ? [] : [{ id, key, provedKey: provedKeyOf(event.joinKey!) }];
  });
  if (keyed.length === 0) return new Set();
  const keys = keyed.map((one) => one.key);
  await tx.run(sql`
    insert into tenant.message_key (workspace_id, join_key, inbound_id)
    select ${workspaceId}::uuid, k, id from unnest(${keys}::text[], ${keyed.map((one) => one.id)}::uuid[]) with ordinality as t (k, id, n) order by k, n
    on conflict do nothing`);
  const rows = await tx.rows(sql<{ join_key: string; inbound_id: string }>`
    select join_key, inbound_id from tenant.message_key
    where workspace_id = ${workspaceId} and join_key = any(${[...new Set(keyed.flatMap((one) => [one.key, one.provedKey]))]}::text[])`);
  const holder = new Map(rows.map((row) => [row.join_key, row.inbound_id]));
  const isCopy = (one: (typeof keyed)[number]): boolean =>
    [one.key, one.provedKey].some((key) => holder.has(key) && holder.get(key) !== one.id);
  return new Set(keyed.filter(isCopy).map((one) => one.id));
}

/** Of what became no message after all. */
export async function giveKeysBack(tx: Transaction, workspaceId: string, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await tx.run(sql`delete from tenant.message_key where workspace_id = ${workspaceId} and inbound_id = any(${ids}::uuid[])`);
}
