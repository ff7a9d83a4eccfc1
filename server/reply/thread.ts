/** Everything the thread pane needs in one answer: messages with files and deliveries, notes, what was told, the other cases. */
import type { CommitmentRecord, Message, Note, Thread } from '@meanwhile/wire/records.ts';
import { sql } from 'kysely';
import {
  attachmentsOf,
  deliveryColumns,
  presentDelivery,
  casesOfCustomer,
  presentCases,
  presentAttachment,
  presentMessage,
  type DeliveryFacts,
} from '../case/case.ts';
import { presentCommitment, type LedgerRow } from '../commitment/commitment.ts';
import { cursorOf } from '../platform/http/cursor.ts';
import type { Transaction } from '../platform/db/transaction.ts';
import { wireInstant, wireInstantOrNull } from '../platform/present.ts';
import { identitiesOf, messagePage, messagesById, type StoredMessage } from './reply.store.ts';
import { presentDraft, readDraft } from './draft.store.ts';

const threadPage = 50;

export async function presentMessages(tx: Transaction, workspaceId: string, rows: readonly StoredMessage[]): Promise<Message[]> {
  if (rows.length === 0) return [];
  const ids = rows.map((row) => row.id);
  const files = Map.groupBy(await attachmentsOf(tx, workspaceId, ids), (file) => file.message_id);
  const found = await tx.rows(
    sql<DeliveryFacts>`select ${deliveryColumns} from tenant.delivery where workspace_id = ${workspaceId} and message_id = any(${ids}::uuid[]) order by created_at`,
  );
  const deliveries = Map.groupBy(found, (delivery) => delivery.message_id);
  return rows.map((row) =>
    presentMessage(
      row,
      (files.get(row.id) ?? []).map((file) => presentAttachment(workspaceId, file)),
      (deliveries.get(row.id) ?? []).map(presentDelivery),
    ),
  );
}

/** One message as it is shown. */
export async function shownMessage(tx: Transaction, workspaceId: string, messageId: string): Promise<Message> {
  return (await presentMessages(tx, workspaceId, await messagesById(tx, workspaceId, [messageId])))[0]!;
}

/** Null when there is no such case here. `before`: only messages older than that place. */
export async function readThread(
  tx: Transaction,
  workspaceId: string,
  caseId: string,
  { memberId, before }: { memberId: string | null; before: { at: number; id: string } | null },
): Promise<Thread | null> {
  const [row] = await presentCases(tx, workspaceId, [caseId]);
  if (row === undefined) return null;
  const customerId = row.customer.id;
  const conversationIds = await conversationsOf(tx, workspaceId, customerId);
  const newest = await messagePage(tx, workspaceId, { conversationIds, before: before ?? undefined, limit: threadPage });
  const messages = await presentMessages(tx, workspaceId, newest.toReversed());
  const oldest = newest.length === threadPage ? newest.at(-1)! : null;
  const since = oldest?.received_at ?? null;
  return {
    case: row,
    customer: await presentCustomer(tx, workspaceId, customerId),
    messages,
    notes: await notesOf(tx, workspaceId, conversationIds, since),
    commitments: await commitmentsOf(tx, workspaceId, conversationIds, since),
    draft: memberId === null ? null : presentDraft(await readDraft(tx, workspaceId, caseId, memberId)),
    otherCases: await presentCases(
      tx,
      workspaceId,
      (await casesOfCustomer(tx, workspaceId, customerId, caseId)).map((one) => one.id),
    ),
    earlier: oldest === null ? null : cursorOf(oldest.received_at, oldest.id),
  };
}

/** A customer's conversation, and those of customers merged into it. */
export async function conversationsOf(tx: Transaction, workspaceId: string, customerId: string): Promise<string[]> {
  const rows = await tx.rows(sql<{ id: string }>`
    select id from tenant.conversation where workspace_id = ${workspaceId} and customer_id = any(${customerId}::uuid || array(
      select x.from_customer_id from tenant.customer_merge x where x.workspace_id = ${workspaceId} and x.into_customer_id = ${customerId} and x.undone_at is null))`);
  return rows.map((row) => row.id);
}

export async function presentCustomer(tx: Transaction, workspaceId: string, customerId: string): Promise<Thread['customer']> {
  const row = await tx.row(sql<{
    id: string;
    name: string | null;
    locale: string | null;
    zone: string | null;
    tier: string | null;
    created_at: number;
    blocked: boolean;
    conversation_id: string | null;
  }>`
    select cu.id, cu.name, cu.locale, cu.zone, cu.tier, cu.created_at, cu.blocked_at is not null as blocked, co.id as conversation_id from tenant.customer cu
    left join tenant.conversation co on co.workspace_id = cu.workspace_id and co.customer_id = cu.id
    where cu.workspace_id = ${workspaceId} and cu.id = ${customerId}`);
  if (row === undefined) throw new Error(`customer ${customerId} is missing`);
  const identities = await tx.rows(sql<{
    id: string;
    scheme: string;
    value: string;
    display: string | null;
    proof: Thread['customer']['identities'][number]['proof'];
    proved_at: number | null;
    proved_how: string | null;
  }>`
    select i.id, i.scheme, i.value, i.display, i.proof, i.proved_at, i.proved_how from tenant.identity i
    where i.workspace_id = ${workspaceId} and i.id = any(${(await identitiesOf(tx, workspaceId, customerId)).map((one) => one.id)}::uuid[]) order by i.created_at`);
  return {
    id: row.id,
    name: row.name,
    locale: row.locale,
    zone: row.zone,
    tier: row.tier,
    blocked: row.blocked,
    createdAt: wireInstant(row.created_at),
    conversationId: row.conversation_id,
    identities: identities.map((one) => ({
      id: one.id,
      scheme: one.scheme,
      value: one.value,
      display: one.display,
      proof: one.proof,
      provedAt: wireInstantOrNull(one.proved_at),
      provedHow: one.proved_how,
    })),
  };
}

async function notesOf(tx: Transaction, workspaceId: string, conversationIds: readonly string[], since: number | null): Promise<Note[]> {
  const rows = await tx.rows(sql<{
    id: string;
    conversation_id: string;
    case_id: string;
    author_id: string;
    name: string;
    text: string;
    created_at: number;
  }>`
    select n.id, n.conversation_id, n.case_id, n.author_id, me.name, n.text, n.created_at from tenant.note n
    join tenant.member me on me.workspace_id = n.workspace_id and me.id = n.author_id
    where n.workspace_id = ${workspaceId} and n.conversation_id = any(${conversationIds}::uuid[]) and n.created_at >= ${new Date(since ?? 0).toISOString()}
    order by n.created_at desc limit 200`);
  return rows.toReversed().map((row) => ({
    id: row.id,
    conversationId: row.conversation_id,
    caseId: row.case_id,
    author: { id: row.author_id, name: row.name },
    text: row.text,
    createdAt: wireInstant(row.created_at),
  }));
}

async function commitmentsOf(
  tx: Transaction,
  workspaceId: string,
  conversationIds: readonly string[],
  since: number | null,
): Promise<CommitmentRecord[]> {
  const rows = await tx.rows(sql<LedgerRow>`
    select id, conversation_id, case_id, message_id, channel_id, kind, words, locale, place, told_at, due_at, basis, policy_id, policy_version, ending, ended_at, after_id from tenant.commitment
    where workspace_id = ${workspaceId} and conversation_id = any(${conversationIds}::uuid[]) and told_at >= ${new Date(since ?? 0).toISOString()} order by told_at desc limit 200`);
  return rows.toReversed().map(presentCommitment);
}
