/**
 * SQL of reading the event log for webhooks: a strict cursor per endpoint, in commit order, below every transaction still open, so that no
 * event is passed over. Rows to deliver and the cursor move in one transaction: each event becomes exactly one delivery.
 */
import { sql } from 'kysely';
import { iso } from '../platform/db/instant.ts';
import type { Transaction } from '../platform/db/transaction.ts';

export interface EndpointPlace {
  readonly workspace_id: string;
  readonly row_id: string;
}

/** All endpoints that are switched on, of all workspaces. */
export function endpointsAtWork(tx: Transaction): Promise<EndpointPlace[]> {
  return tx.rows(sql<EndpointPlace>`select workspace_id, row_id from work.item where kind = 'webhook' order by n`);
}

export interface Reading {
  readonly types: string[];
  readonly state: 'on' | 'failing';
  readonly cursor_epoch: number;
  readonly cursor_xid: string;
  readonly cursor_n: string;
}

/** Locked: two workers never read for the same endpoint at once; the second finds nothing. */
export function lockPlace(tx: Transaction, workspaceId: string, endpointId: string): Promise<Reading | undefined> {
  return tx.row(sql<Reading>`
    select types, state, cursor_epoch, cursor_xid::text as cursor_xid, cursor_n::text as cursor_n from tenant.webhook_endpoint
    where workspace_id = ${workspaceId} and id = ${endpointId} and state <> 'off' and removed_at is null for update skip locked`);
}

export interface LoggedEvent {
  readonly id: string;
  readonly xid: string;
  readonly n: string;
  readonly at: number;
  readonly type: string;
  readonly audience: string;
  readonly conversation_id: string | null;
  readonly case_id: string | null;
  readonly channel_id: string | null;
  readonly subject_id: string | null;
  readonly actor: string;
  readonly payload: Record<string, unknown> | null;
}

export function eventsAfter(tx: Transaction, workspaceId: string, place: { xid: string; n: string }, most: number): Promise<LoggedEvent[]> {
  return tx.rows(sql<LoggedEvent>`
    select id, xid::text as xid, n::text as n, at, type, audience, conversation_id, case_id, channel_id, subject_id, actor, payload from tenant.event
    where workspace_id = ${workspaceId} and (xid, n) > (${place.xid}::xid8, ${place.n}::bigint) and xid < pg_snapshot_xmin(pg_current_snapshot())
    order by xid, n limit ${most}`);
}

export interface NewDelivery {
  readonly id: string;
  readonly event_id: string;
  readonly type: string;
  readonly body: string;
}

export async function insertDeliveries(
  tx: Transaction,
  workspaceId: string,
  endpointId: string,
  { rows, at }: { rows: readonly NewDelivery[]; at: number },
): Promise<void> {
  await tx.run(sql`
    insert into tenant.webhook_delivery (workspace_id, id, endpoint_id, event_id, type, body, state, next_attempt_at, created_at)
    select ${workspaceId}::uuid, r.id, ${endpointId}::uuid, r.event_id, r.type, r.body, 'queued', ${iso(at)}::timestamptz, ${iso(at)}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r (id uuid, event_id uuid, type text, body text)
    on conflict (workspace_id, endpoint_id, event_id) do nothing`);
}

export async function movePlace(
  tx: Transaction,
  workspaceId: string,
  endpointId: string,
  place: { xid: string; n: string },
): Promise<void> {
  await tx.run(
    sql`update tenant.webhook_endpoint set cursor_xid = ${place.xid}::xid8, cursor_n = ${place.n}::bigint where workspace_id = ${workspaceId} and id = ${endpointId}`,
  );
}

/** What should have gone out by now: new, fallen due, or left by a worker that died. */
export async function dueDeliveries(
  tx: Transaction,
  workspaceId: string,
  endpointId: string,
  { at, most }: { at: number; most: number },
): Promise<string[]> {
  const rows = await tx.rows(sql<{ id: string }>`
    select id from tenant.webhook_delivery where workspace_id = ${workspaceId} and endpoint_id = ${endpointId} and state in ('queued', 'failed')
      and next_attempt_at <= ${iso(at)} order by next_attempt_at limit ${most}`);
  return rows.map((row) => row.id);
}
