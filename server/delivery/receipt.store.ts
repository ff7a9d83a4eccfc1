/** SQL of receipts: which of our messages a provider speaks of, and what it has said of each part. */
import type { RejectionClass } from '@meanwhile/channels/contract/outcome.ts';
import type { DeliveryStatus } from '@meanwhile/channels/contract/normalised-event.ts';
import { hourMs } from '@meanwhile/core/kernel/instant.ts';
import { sql } from 'kysely';
import { iso } from '../platform/db/instant.ts';
import type { Transaction } from '../platform/db/transaction.ts';

/** A report of a message that is not ours is forgotten after this: no answer to a call of ours takes so long. */
export const strayReceiptMs = 48 * hourMs;

export interface Failure {
  readonly code: string;
  readonly detail?: string;
  readonly class?: RejectionClass;
}

export interface PartFacts {
  /** It failed and was sent again under another name. */
  readonly superseded: boolean;
  readonly provider_id: string;
  readonly delivery_id: string | null;
  readonly part_index: number;
  readonly status: DeliveryStatus;
  readonly failure: Failure | null;
}

const partColumns = sql`provider_id, delivery_id, part_index, status, failure, superseded`;

export interface PartKey {
  readonly channelId: string;
  readonly providerId: string;
}

/** Unlocked: whoever writes asks again. */
export function findPart(tx: Transaction, workspaceId: string, { channelId, providerId }: PartKey): Promise<PartFacts | undefined> {
  return tx.row(sql<PartFacts>`
    select ${partColumns} from tenant.delivery_part
    where workspace_id = ${workspaceId} and channel_id = ${channelId} and provider_id = ${providerId}`);
}

/** What failed is to be sent again: what its provider still says of it under the old name counts for nothing. */
export async function supersedeFailedParts(tx: Transaction, workspaceId: string, deliveryId: string): Promise<void> {
  await tx.run(
    sql`update tenant.delivery_part set superseded = true where workspace_id = ${workspaceId} and delivery_id = ${deliveryId} and status = 'failed'`,
  );
}

/** The message by this name, locked; made, and nobody's, where it was not known. */
export async function lockPart(tx: Transaction, workspaceId: string, { channelId, providerId }: PartKey, at: number): Promise<PartFacts> {
  await tx.run(sql`
    insert into tenant.delivery_part (workspace_id, channel_id, provider_id, status, noted_at)
    values (${workspaceId}, ${channelId}, ${providerId}, 'queued', ${iso(at)}) on conflict do nothing`);
  const row = await tx.row(sql<PartFacts>`
    select ${partColumns} from tenant.delivery_part
    where workspace_id = ${workspaceId} and channel_id = ${channelId} and provider_id = ${providerId} for update`);
  return row!;
}

export async function savePart(tx: Transaction, workspaceId: string, channelId: string, row: PartFacts): Promise<void> {
  await tx.run(sql`
    update tenant.delivery_part set delivery_id = ${row.delivery_id}, part_index = ${row.part_index}, status = ${row.status},
      failure = ${row.failure === null ? null : JSON.stringify(row.failure)}::jsonb
    where workspace_id = ${workspaceId} and channel_id = ${channelId} and provider_id = ${row.provider_id}`);
}

/** In the order they were sent. */
export function partsOf(tx: Transaction, workspaceId: string, deliveryId: string): Promise<PartFacts[]> {
  return tx.rows(sql<PartFacts>`
    select ${partColumns} from tenant.delivery_part
    where workspace_id = ${workspaceId} and delivery_id = ${deliveryId} and not superseded order by part_index, noted_at`);
}

/** The delivery of this message by this channel, where the provider says our own key again. */
export function deliveryOfMessage(
  tx: Transaction,
  workspaceId: string,
  { channelId, messageId }: { channelId: string; messageId: string },
): Promise<{ readonly id: string } | undefined> {
  return tx.row(sql<{ id: string }>`
    select id from tenant.delivery where workspace_id = ${workspaceId} and message_id = ${messageId} and channel_id = ${channelId} order by created_at limit 1`);
}

export async function forgetStrayReceipts(tx: Transaction, workspaceId: string, at: number): Promise<void> {
  await tx.run(sql`
    delete from tenant.delivery_part where workspace_id = ${workspaceId} and delivery_id is null and noted_at < ${iso(at - strayReceiptMs)}`);
}
