/** SQL of deliveries as people see and settle them. Sending itself is `delivery.store.ts`. */
import { sql } from 'kysely';
import { iso, isoOrNull } from '../platform/db/instant.ts';
import type { Transaction } from '../platform/db/transaction.ts';
import { olderThan, type Place } from '../platform/http/keyset.ts';
import { deliveryColumns, type DeliveryFacts } from '../case/case.ts';
import { supersedeFailedParts } from './receipt.store.ts';
import { putItem } from '../platform/jobs/work-item.ts';

export function listDeliveries(
  tx: Transaction,
  workspaceId: string,
  { state, after, most }: { state: DeliveryFacts['state'] | null; after: Place | null; most: number },
): Promise<DeliveryFacts[]> {
  const only = state === null ? sql`true` : sql`state = ${state}`;
  // Said twice so that the small index of deliveries in trouble fits whatever the parameter.
  const trouble = state === 'failed' || state === 'unknown' ? sql`state in ('failed', 'unknown')` : sql`true`;
  return tx.rows(sql<DeliveryFacts>`
    select ${deliveryColumns} from tenant.delivery
    where workspace_id = ${workspaceId} and ${only} and ${trouble} and ${olderThan(after, sql`created_at`, sql`id`)} order by created_at desc, id limit ${most}`);
}

/** A person has looked: it did arrive. */
export async function settleAsSent(tx: Transaction, workspaceId: string, row: DeliveryFacts, at: number): Promise<DeliveryFacts> {
  await tx.run(
    sql`update tenant.delivery set state = 'sent', settled_at = ${isoOrNull(at)} where workspace_id = ${workspaceId} and id = ${row.id}`,
  );
  return { ...row, state: 'sent', settled_at: at };
}

/** A person has looked: the part in doubt did arrive. */
export async function partArrived(tx: Transaction, workspaceId: string, row: DeliveryFacts): Promise<DeliveryFacts> {
  await tx.run(
    sql`update tenant.delivery set sent_part_count = sent_part_count + 1 where workspace_id = ${workspaceId} and id = ${row.id}`,
  );
  return { ...row, sent_part_count: row.sent_part_count + 1 };
}

/** A person decided: once more, in this epoch, with all attempts ahead of it. The fence of earlier attempts no longer fits. */
export async function queueAgain(
  tx: Transaction,
  workspaceId: string,
  row: DeliveryFacts,
  { epoch, at }: { epoch: number; at: number },
): Promise<DeliveryFacts> {
  await tx.run(sql`
    update tenant.delivery set state = 'queued', epoch = ${epoch}, attempt_count = 0, fence = fence + 1, lease_until = null, next_attempt_at = ${iso(at)}, settled_at = null
    where workspace_id = ${workspaceId} and id = ${row.id}`);
  await supersedeFailedParts(tx, workspaceId, row.id);
  await putItem(tx, workspaceId, { kind: 'delivery', rowId: row.id, dueAt: at });
  return { ...row, state: 'queued', epoch, attempt_count: 0, fence: row.fence + 1, next_attempt_at: at, settled_at: null };
}
