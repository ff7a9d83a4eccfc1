/** SQL of intake: durable rows in one statement per workspace, claims by lane, and the ending of each inbound. */
import { dayMs } from '@meanwhile/core/kernel/instant.ts';
import { sql, type RawBuilder } from 'kysely';
import { iso } from '../platform/db/instant.ts';
import { hot, type Statement, type Transaction } from '../platform/db/transaction.ts';

export interface InboundRow {
  readonly id: string;
  readonly workspaceId: string;
  readonly channelId: string;
  readonly dedupeKey: string;
  readonly lane: number;
  /** Sealed bytes, or null when they lie under blobKey. */
  readonly raw: Buffer | null;
  readonly blobKey: string | null;
  readonly sizeBytes: number;
  readonly envelope: Record<string, unknown>;
  readonly ready: boolean;
}

/** Stores what is new and queues it; gives the ids that were new. One statement: key, bytes and work stand or fall together. */
export function storeStatement(workspaceId: string, rows: readonly InboundRow[], at: number): Statement<{ inbound_id: string }> {
  return hot(sql<{ inbound_id: string }>`
    with incoming as (
      select * from unnest(
        ${rows.map((row) => row.id)}::uuid[], ${rows.map((row) => row.channelId)}::uuid[], ${rows.map((row) => row.dedupeKey)}::text[],
        ${rows.map((row) => row.raw)}::bytea[], ${rows.map((row) => row.blobKey)}::text[], ${rows.map((row) => row.sizeBytes)}::int[],
        ${rows.map((row) => JSON.stringify(row.envelope))}::text[], ${rows.map((row) => row.lane)}::int[], ${rows.map((row) => row.ready)}::bool[])
        with ordinality as t (id, channel_id, dedupe_key, raw, blob_key, size_bytes, envelope, lane, ready, position)
    ), keyed as (
      insert into tenant.inbound_key (workspace_id, channel_id, dedupe_key, inbound_id, received_at)
      select ${workspaceId}::uuid, channel_id, dedupe_key, id, ${iso(at)}::timestamptz from incoming order by position
      on conflict do nothing returning inbound_id
    ), stored as (
      insert into tenant.inbound (workspace_id, id, received_at, channel_id, raw, blob_key, size_bytes, envelope, state)
      select ${workspaceId}::uuid, id, ${iso(at)}::timestamptz, channel_id, raw, blob_key, size_bytes, envelope::jsonb, 'pending'
      from incoming where id in (select inbound_id from keyed)
    ), queued as (
      insert into work.item (kind, workspace_id, row_id, lane, ready, due_at)
      select 'inbound', ${workspaceId}::uuid, id, lane, ready, ${iso(at)}::timestamptz
      from incoming where id in (select inbound_id from keyed) order by position
    )
    select inbound_id from keyed`);
}

/** Keyed by `<channel id> <dedupe key>`. */
export async function findStored(
  tx: Transaction,
  workspaceId: string,
  rows: readonly Pick<InboundRow, 'channelId' | 'dedupeKey'>[],
): Promise<Map<string, { id: string; receivedAt: number }>> {
  const found = await tx.rows(sql<{ channel_id: string; dedupe_key: string; inbound_id: string; received_at: number }>`
    select k.channel_id, k.dedupe_key, k.inbound_id, k.received_at
    from unnest(${rows.map((row) => row.channelId)}::uuid[], ${rows.map((row) => row.dedupeKey)}::text[]) as wanted (channel_id, dedupe_key)
    join tenant.inbound_key k on k.workspace_id = ${workspaceId} and k.channel_id = wanted.channel_id and k.dedupe_key = wanted.dedupe_key`);
  return new Map(found.map((row) => [`${row.channel_id} ${row.dedupe_key}`, { id: row.inbound_id, receivedAt: row.received_at }]));
}

export interface ClaimedInbound {
  readonly n: number;
  readonly workspace_id: string;
  readonly row_id: string;
  readonly lane: number;
  readonly attempt_count: number;
  /** Never before it was received, and soon after, unless a person released it. */
  readonly due_at: number;
}

export interface Claim {
  readonly most: number;
  /** Only lanes whose number leaves this rest: claimers side by side in one process never ask for the same ones. */
  readonly share: LaneShare;
}

export interface LaneShare {
  readonly index: number;
  readonly of: number;
}

/** What may hold up the items behind it in its lane: the words of the index `item_lane_held_up`. Only what failed before is not due yet. */
const heldUp = sql`earlier.kind = 'inbound' and (not earlier.ready or earlier.attempt_count > 0)`;

/**
 * Takes whole lanes, oldest first, until the transaction ends: no lease is needed, since all of processing is this one transaction.
 * Items behind an unread mail of their lane wait for it. `for update` looks again at rows that another worker finished meanwhile.
 */
export function claimInbound(tx: Transaction, at: number, { most, share }: Claim): Promise<ClaimedInbound[]> {
  return tx.rows(
    sql<ClaimedInbound>`
    with oldest as (
      select lane from work.item where kind = 'inbound' and ready and due_at <= ${iso(at)} and lane % ${share.of} = ${share.index} order by n limit ${most}
    ), held as materialized (
      select lane from (select distinct lane from oldest) l where pg_try_advisory_xact_lock(7301, lane)
    )
    select i.n, i.workspace_id, i.row_id, i.lane, i.attempt_count, i.due_at from work.item i
    where i.kind = 'inbound' and i.ready and i.due_at <= ${iso(at)} and i.lane = any(array(select lane from held))
      and not exists (select 1 from work.item earlier where ${heldUp} and earlier.lane = i.lane and earlier.n < i.n
        and (not earlier.ready or earlier.due_at > ${iso(at)}))
    order by i.n limit ${most} for update of i skip locked`,
  );
}

/** Since when the oldest item waits that nothing but our own slowness holds up: ready to process, and mail still to read. */
export async function oldestWaiting(tx: Transaction, at: number): Promise<{ ready_at: number | null; unread_at: number | null }> {
  const row = await tx.row(sql<{ ready_at: number | null; unread_at: number | null }>`
    select (select i.due_at from work.item i where i.kind = 'inbound' and i.due_at <= ${iso(at)} and i.ready and i.attempt_count = 0
        and not exists (select 1 from work.item earlier where ${heldUp} and earlier.lane = i.lane and earlier.n < i.n)
        order by i.n limit 1) as ready_at,
      (select min(due_at) from work.item where kind = 'inbound' and due_at <= ${iso(at)} and not ready and attempt_count <= 1) as unread_at`);
  return row!;
}

export interface StoredInbound {
  readonly id: string;
  readonly received_at: number;
  readonly channel_id: string;
  readonly raw: Buffer | null;
  readonly blob_key: string | null;
  readonly envelope: Record<string, unknown>;
  readonly parsed: unknown;
  readonly size_bytes: number;
}

/** Those waited for at most this long lie in one or two months of the table; without a bound every month is asked for every id. */
const looksBackMs = 2 * dayMs;

export async function loadInbound(
  tx: Transaction,
  workspaceId: string,
  items: readonly Pick<ClaimedInbound, 'row_id' | 'due_at'>[],
): Promise<StoredInbound[]> {
  const since = iso(items.reduce((least, item) => Math.min(least, item.due_at), Number.MAX_SAFE_INTEGER) - looksBackMs);
  const near = await pendingOf(
    tx,
    workspaceId,
    items.map((item) => item.row_id),
    sql`received_at >= ${since}`,
  );
  if (near.length === items.length) return near;
  const found = new Set(near.map((row) => row.id));
  // Released long after it came, or settled already.
  const missing = items.map((item) => item.row_id).filter((id) => !found.has(id));
  return [...near, ...(await pendingOf(tx, workspaceId, missing, sql`received_at < ${since}`))];
}

function pendingOf(tx: Transaction, workspaceId: string, ids: readonly string[], when: RawBuilder<unknown>): Promise<StoredInbound[]> {
  return tx.rows(sql<StoredInbound>`
    select id, received_at, channel_id, raw, blob_key, envelope, parsed, size_bytes from tenant.inbound
    where workspace_id = ${workspaceId} and id = any(${ids}::uuid[]) and ${when} and state = 'pending'`);
}

export interface Settled {
  readonly id: string;
  readonly receivedAt: number;
  readonly reason: string;
}

/**
 * Notes what is held back. What became a message is not noted in its row: its work item is gone, and the message carries its id. Writing every
 * row a second time, with its bytes and its index entries, was a seventh of the database's work (98 of 640 µs a message).
 */
export async function settleInbound(tx: Transaction, workspaceId: string, settled: readonly Settled[], at: number): Promise<void> {
  if (settled.length === 0) return;
  const times = settled.map((one) => one.receivedAt);
  await tx.run(
    sql`
    update tenant.inbound i set state = 'quarantined', reason = s.reason, settled_at = ${iso(at)}
    from unnest(${settled.map((one) => one.id)}::uuid[], ${settled.map((one) => iso(one.receivedAt))}::timestamptz[], ${settled.map((one) => one.reason)}::text[])
      as s (id, received_at, reason)
    where i.workspace_id = ${workspaceId} and i.id = s.id and i.received_at = s.received_at and i.received_at between ${iso(Math.min(...times))} and ${iso(Math.max(...times))}`,
  );
}

export async function finishItems(tx: Transaction, workspaceId: string, ids: readonly string[]): Promise<void> {
  await tx.run(sql`delete from work.item where workspace_id = ${workspaceId} and kind = 'inbound' and row_id = any(${ids}::uuid[])`);
}

/** Tries again later, counting; the lane waits only as long as this item is not due. */
export async function postponeInbound(tx: Transaction, item: ClaimedInbound, dueAt: number): Promise<void> {
  await tx.run(sql`
    update work.item set attempt_count = attempt_count + 1, due_at = ${iso(dueAt)}
    where workspace_id = ${item.workspace_id} and kind = 'inbound' and row_id = ${item.row_id}`);
}
