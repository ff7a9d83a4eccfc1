/** SQL of conversations and identities, newest first. The list of conversations walks the customers, whose index has that order. */
import type { ConversationRecord, IdentityRecord } from '@meanwhile/wire/conversations.ts';
import { sql, type RawBuilder } from 'kysely';
import type { Transaction } from '../platform/db/transaction.ts';
import { olderThan, type Place } from '../platform/http/keyset.ts';
import { wireInstant, wireInstantOrNull } from '../platform/present.ts';

export interface ConversationRow {
  readonly id: string;
  readonly survivor_id: string;
  readonly last_seq: number;
  readonly created_at: number;
  /** The place in the list: the customer's own. */
  readonly customer_id: string;
  readonly customer_at: number;
}

export interface IdentityRow {
  readonly id: string;
  readonly survivor_id: string;
  readonly scheme: string;
  readonly value: string;
  readonly display: string | null;
  readonly proof: IdentityRecord['proof'];
  readonly proved_at: number | null;
  readonly proved_how: string | null;
  readonly created_at: number;
}

const survivor = sql`left join tenant.customer_merge m on m.workspace_id = cu.workspace_id and m.from_customer_id = cu.id and m.undone_at is null`;
const conversations = sql`select co.id, coalesce(m.into_customer_id, cu.id) as survivor_id, co.last_seq, co.created_at, cu.id as customer_id, cu.created_at as customer_at
  from tenant.customer cu
  join tenant.conversation co on co.workspace_id = cu.workspace_id and co.customer_id = cu.id
  ${survivor}`;
const identities = sql`select i.id, coalesce(m.into_customer_id, cu.id) as survivor_id, i.scheme, i.value, i.display, i.proof, i.proved_at, i.proved_how, i.created_at
  from tenant.identity i
  join tenant.customer cu on cu.workspace_id = i.workspace_id and cu.id = i.customer_id
  ${survivor}`;

/** The customer and everybody merged into them. */
const together = (workspaceId: string, customerId: string): RawBuilder<unknown> =>
  sql`any(array(select ${customerId}::uuid union all select x.from_customer_id from tenant.customer_merge x
    where x.workspace_id = ${workspaceId} and x.into_customer_id = ${customerId} and x.undone_at is null))`;

export interface Asked {
  readonly after: Place | null;
  readonly most: number;
}

/** Who was forgotten is not listed, as among customers. */
export function listConversations(
  tx: Transaction,
  workspaceId: string,
  { after, most, customerId }: Asked & { readonly customerId?: string | undefined },
): Promise<ConversationRow[]> {
  const whose = customerId === undefined ? sql`true` : sql`cu.id = ${together(workspaceId, customerId)}`;
  return tx.rows(sql<ConversationRow>`${conversations}
    where cu.workspace_id = ${workspaceId} and cu.erased_at is null and ${whose} and ${olderThan(after, sql`cu.created_at`, sql`cu.id`)}
    order by cu.created_at desc, cu.id limit ${most}`);
}

export function conversationById(tx: Transaction, workspaceId: string, id: string): Promise<ConversationRow | undefined> {
  return tx.row(sql<ConversationRow>`${conversations} where co.workspace_id = ${workspaceId} and co.id = ${id}`);
}

export function listIdentities(
  tx: Transaction,
  workspaceId: string,
  { after, most, ...of }: Asked & { readonly named: { scheme: string; value: string } | null; readonly customerId: string | undefined },
): Promise<IdentityRow[]> {
  const called = of.named === null ? sql`true` : sql`i.scheme = ${of.named.scheme} and i.value = ${of.named.value}`;
  const whose = of.customerId === undefined ? sql`true` : sql`i.customer_id = ${together(workspaceId, of.customerId)}`;
  return tx.rows(sql<IdentityRow>`${identities}
    where i.workspace_id = ${workspaceId} and ${called} and ${whose} and ${olderThan(after, sql`i.created_at`, sql`i.id`)}
    order by i.created_at desc, i.id limit ${most}`);
}

export function identityById(tx: Transaction, workspaceId: string, id: string): Promise<IdentityRow | undefined> {
  return tx.row(sql<IdentityRow>`${identities} where i.workspace_id = ${workspaceId} and i.id = ${id}`);
}

export const presentConversation = (row: ConversationRow): ConversationRecord => ({
  id: row.id,
  customerId: row.survivor_id,
  lastSeq: row.last_seq,
  createdAt: wireInstant(row.created_at),
});

export const presentIdentity = (row: IdentityRow): IdentityRecord => ({
  id: row.id,
  customerId: row.survivor_id,
  scheme: row.scheme,
  value: row.value,
  display: row.display,
  proof: row.proof,
  provedAt: wireInstantOrNull(row.proved_at),
  provedHow: row.proved_how,
  createdAt: wireInstant(row.created_at),
});
