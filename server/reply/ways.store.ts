/** SQL of reply ways: where a customer has written from, and which channels are open. */
import { sql } from 'kysely';
import { iso } from '../platform/db/instant.ts';
import type { Transaction } from '../platform/db/transaction.ts';

export interface OpenChannel {
  readonly id: string;
  readonly type: string;
  readonly name: string;
  readonly settings: Readonly<Record<string, unknown>>;
}

export function openChannels(tx: Transaction, workspaceId: string): Promise<OpenChannel[]> {
  return tx.rows(sql<OpenChannel>`
    select id, type, name, settings from tenant.channel where workspace_id = ${workspaceId} and state = 'open' and removed_at is null order by created_at, id`);
}

export interface Heard {
  readonly channel_id: string;
  readonly identity_id: string;
  readonly last_at: number;
}

/** Null: not since then. As the provider counts it: a message that reached us late has opened its window before. */
export async function lastHeardAt(
  tx: Transaction,
  workspaceId: string,
  asked: { readonly channelId: string; readonly identityId: string; readonly sinceAt: number },
): Promise<number | null> {
  const heard = await heardFrom(tx, workspaceId, { identityIds: [asked.identityId], sinceAt: asked.sinceAt });
  const last = heard.find((one) => one.channel_id === asked.channelId)?.last_at ?? null;
  return last !== null && last > asked.sinceAt ? last : null;
}

/** Of all conversations of the customer and of those merged into it; a stranger's letter into their thread is none of theirs. */
export function heardFrom(
  tx: Transaction,
  workspaceId: string,
  { identityIds, sinceAt }: { readonly identityIds: readonly string[]; readonly sinceAt: number },
): Promise<Heard[]> {
  return tx.rows(sql<Heard>`
    select m.channel_id, m.identity_id, max(least(m.received_at, coalesce(m.provider_at, m.received_at))) as last_at from tenant.message m
    where m.workspace_id = ${workspaceId} and m.author_kind = 'customer' and m.identity_id = any(${identityIds}::uuid[])
      and m.match_reason not like 'stranger%' and m.received_at >= ${iso(sinceAt)}
      and m.conversation_id in (select co.id from tenant.conversation co join tenant.identity i on i.workspace_id = co.workspace_id
        left join tenant.customer_merge mg on mg.workspace_id = i.workspace_id and mg.from_customer_id = i.customer_id and mg.undone_at is null
        where co.workspace_id = ${workspaceId} and i.id = any(${identityIds}::uuid[]) and co.customer_id = any(array[i.customer_id, mg.into_customer_id]))
    group by m.channel_id, m.identity_id`);
}
