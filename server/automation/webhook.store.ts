/**
 * SQL of webhooks: endpoints with their place in the event log, and what is still to be delivered to each. A work item per endpoint that is
 * switched on tells the workers where to look; it holds ids only.
 */
import type { WebhookDelivery, WebhookEndpoint } from '@meanwhile/wire/webhooks.ts';
import { sql, type RawBuilder } from 'kysely';
import { iso, isoOrNull } from '../platform/db/instant.ts';
import type { Transaction } from '../platform/db/transaction.ts';
import { newerThan, olderThan, type Place } from '../platform/http/keyset.ts';

export interface EndpointRow {
  readonly id: string;
  readonly url: string;
  readonly secret: Buffer;
  readonly types: string[];
  readonly state: WebhookEndpoint['state'];
  readonly created_at: number;
}

const endpointColumns: RawBuilder<unknown> = sql`id, url, secret, types, state, created_at`;

export function listEndpoints(tx: Transaction, workspaceId: string, after: Place | null, most: number): Promise<EndpointRow[]> {
  return tx.rows(sql<EndpointRow>`select ${endpointColumns} from tenant.webhook_endpoint
    where workspace_id = ${workspaceId} and removed_at is null and ${newerThan(after, sql`created_at`, sql`id`)} order by created_at, id limit ${most}`);
}

export function findEndpoint(tx: Transaction, workspaceId: string, id: string): Promise<EndpointRow | undefined> {
  return tx.row(
    sql<EndpointRow>`select ${endpointColumns} from tenant.webhook_endpoint where workspace_id = ${workspaceId} and id = ${id} and removed_at is null`,
  );
}

export function lockEndpoint(tx: Transaction, workspaceId: string, id: string): Promise<EndpointRow | undefined> {
  return tx.row(
    sql<EndpointRow>`select ${endpointColumns} from tenant.webhook_endpoint where workspace_id = ${workspaceId} and id = ${id} and removed_at is null for update`,
  );
}

/** From now on: what begins after this is delivered; what was open then is not, so that nobody's long transaction brings older things along. */
export async function insertEndpoint(
  tx: Transaction,
  workspaceId: string,
  row: EndpointRow,
  by: { memberId: string | null; epoch: number },
): Promise<void> {
  await tx.run(sql`
    insert into tenant.webhook_endpoint (workspace_id, id, url, secret, types, state, created_by, created_at, cursor_epoch, cursor_xid, cursor_n)
    values (${workspaceId}, ${row.id}, ${row.url}, ${row.secret}, ${row.types}::text[], ${row.state}, ${by.memberId}, ${iso(row.created_at)}, ${by.epoch},
      pg_current_xact_id(), -1)`);
  await putWork(tx, workspaceId, row.id, row.created_at);
}

export async function saveEndpoint(tx: Transaction, workspaceId: string, row: EndpointRow): Promise<void> {
  await tx.run(
    sql`update tenant.webhook_endpoint set secret = ${row.secret}, types = ${row.types}::text[], state = ${row.state} where workspace_id = ${workspaceId} and id = ${row.id}`,
  );
}

/** Switched on (again): from now on, not from where it had stopped; single deliveries can be repeated by hand. */
export async function startEndpoint(
  tx: Transaction,
  workspaceId: string,
  id: string,
  { epoch, at }: { epoch: number; at: number },
): Promise<void> {
  await tx.run(sql`
    update tenant.webhook_endpoint set cursor_epoch = ${epoch}, cursor_xid = pg_current_xact_id(), cursor_n = -1
    where workspace_id = ${workspaceId} and id = ${id}`);
  await putWork(tx, workspaceId, id, at);
}

/** Switched off, or its place in the log is gone: what waits is given up, visibly. */
export async function stopEndpoint(tx: Transaction, workspaceId: string, id: string, ending: { why: string; at: number }): Promise<void> {
  await tx.run(sql`delete from work.item where workspace_id = ${workspaceId} and kind = 'webhook' and row_id = ${id}`);
  await giveUpWaiting(tx, workspaceId, id, ending);
}

export async function giveUpWaiting(
  tx: Transaction,
  workspaceId: string,
  endpointId: string,
  { why, at }: { why: string; at: number },
): Promise<void> {
  await tx.run(sql`
    update tenant.webhook_delivery set state = 'given_up', last_error = ${why}, next_attempt_at = null, settled_at = ${iso(at)}
    where workspace_id = ${workspaceId} and endpoint_id = ${endpointId} and state in ('queued', 'failed')`);
}

export async function removeEndpoint(tx: Transaction, workspaceId: string, id: string, at: number): Promise<void> {
  await tx.run(sql`delete from tenant.webhook_delivery where workspace_id = ${workspaceId} and endpoint_id = ${id}`);
  await tx.run(
    sql`update tenant.webhook_endpoint set removed_at = ${iso(at)}, state = 'off' where workspace_id = ${workspaceId} and id = ${id}`,
  );
  await tx.run(sql`delete from work.item where workspace_id = ${workspaceId} and kind = 'webhook' and row_id = ${id}`);
}

async function putWork(tx: Transaction, workspaceId: string, id: string, at: number): Promise<void> {
  await tx.run(
    sql`insert into work.item (kind, workspace_id, row_id, due_at) values ('webhook', ${workspaceId}, ${id}, ${iso(at)}) on conflict do nothing`,
  );
}

export interface DeliveryRow {
  readonly id: string;
  readonly endpoint_id: string;
  readonly event_id: string;
  readonly type: string;
  readonly state: WebhookDelivery['state'];
  readonly attempt_count: number;
  readonly last_status: number | null;
  readonly last_error: string | null;
  readonly next_attempt_at: number | null;
  readonly created_at: number;
}

const deliveryColumns: RawBuilder<unknown> = sql`id, endpoint_id, event_id, type, state, attempt_count, last_status, last_error, next_attempt_at, created_at`;

export function listLog(
  tx: Transaction,
  workspaceId: string,
  endpointId: string,
  { after, most }: { after: Place | null; most: number },
): Promise<DeliveryRow[]> {
  return tx.rows(sql<DeliveryRow>`select ${deliveryColumns} from tenant.webhook_delivery
    where workspace_id = ${workspaceId} and endpoint_id = ${endpointId} and ${olderThan(after, sql`created_at`, sql`id`)} order by created_at desc, id limit ${most}`);
}

/** Once more, with all attempts ahead. Delivered ones too: the receiver knows a repetition by its id. */
export function repeatOne(
  tx: Transaction,
  workspaceId: string,
  endpointId: string,
  { id, at }: { id: string; at: number },
): Promise<DeliveryRow | undefined> {
  return tx.row(sql<DeliveryRow>`
    update tenant.webhook_delivery set state = 'queued', attempt_count = 0, next_attempt_at = ${iso(at)}, settled_at = null
    where workspace_id = ${workspaceId} and endpoint_id = ${endpointId} and id = ${id} returning ${deliveryColumns}`);
}

/** Everything of a span that did not arrive, the oldest first. */
export function repeatSpan(
  tx: Transaction,
  workspaceId: string,
  endpointId: string,
  span: { fromAt: number; toAt: number; most: number; at: number },
): Promise<number> {
  return tx.run(sql`
    update tenant.webhook_delivery set state = 'queued', attempt_count = 0, next_attempt_at = ${iso(span.at)}, settled_at = null
    where workspace_id = ${workspaceId} and id in (select id from tenant.webhook_delivery where workspace_id = ${workspaceId} and endpoint_id = ${endpointId}
      and created_at >= ${iso(span.fromAt)} and created_at < ${iso(span.toAt)} and state in ('failed', 'given_up') order by created_at, id limit ${span.most})`);
}

export interface Claimed {
  readonly endpoint_id: string;
  readonly event_id: string;
  readonly body: string;
  readonly attempt_count: number;
  readonly url: string;
  readonly secret: Buffer;
}

/** This attempt is ours until `leaseUntilAt`; undefined when it is not due, settled, or its endpoint is off, or fails and we did not know. */
export function claimDelivery(
  tx: Transaction,
  workspaceId: string,
  id: string,
  { at, leaseUntilAt, isFailing }: { at: number; leaseUntilAt: number; isFailing: boolean },
): Promise<Claimed | undefined> {
  return tx.row(sql<Claimed>`
    update tenant.webhook_delivery d set attempt_count = d.attempt_count + 1, next_attempt_at = ${iso(leaseUntilAt)}
    from tenant.webhook_endpoint e
    where d.workspace_id = ${workspaceId} and d.id = ${id} and d.state in ('queued', 'failed') and d.next_attempt_at <= ${iso(at)}
      and e.workspace_id = d.workspace_id and e.id = d.endpoint_id and (e.state = 'on' or (e.state = 'failing' and ${isFailing})) and e.removed_at is null
    returning d.endpoint_id, d.event_id, d.body, d.attempt_count, e.url, e.secret`);
}

export interface Settlement {
  readonly state: WebhookDelivery['state'];
  readonly status: number | null;
  readonly error: string | null;
  readonly retryAt: number | null;
}

/** Only the attempt that claimed it may write its ending. */
export async function settleDelivery(
  tx: Transaction,
  workspaceId: string,
  id: string,
  { count, at, ending }: { count: number; at: number; ending: Settlement },
): Promise<boolean> {
  const changed = await tx.run(sql`
    update tenant.webhook_delivery set state = ${ending.state}, last_status = ${ending.status}, last_error = ${ending.error}, next_attempt_at = ${isoOrNull(ending.retryAt)},
      settled_at = ${ending.retryAt === null ? iso(at) : null}
    where workspace_id = ${workspaceId} and id = ${id} and attempt_count = ${count} and state in ('queued', 'failed')`);
  return changed === 1;
}
