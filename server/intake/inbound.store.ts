/** SQL of stored originals as people see them: what is held back, its bytes, and the two ways out of quarantine. */
import type { Inbound } from '@meanwhile/wire/records.ts';
import { sql, type RawBuilder } from 'kysely';
import { iso } from '../platform/db/instant.ts';
import type { Transaction } from '../platform/db/transaction.ts';
import { olderThan, type Place } from '../platform/http/keyset.ts';

export interface InboundFacts {
  readonly id: string;
  readonly received_at: number;
  readonly channel_id: string;
  readonly channel_type: string;
  readonly state: Inbound['state'];
  readonly reason: string | null;
  readonly size_bytes: number;
  readonly is_parsed: boolean;
  /** As the bytes say, or as the transport knew; nothing of it is proved. */
  readonly sender: string | null;
  readonly subject: string | null;
}

const columns: RawBuilder<unknown> = sql`i.id, i.received_at, i.channel_id, ch.type as channel_type, i.state, i.reason, i.size_bytes, i.parsed is not null as is_parsed,
  left(coalesce(i.parsed #>> '{event,sender,value}', i.envelope #>> '{mail,mailFrom}', i.envelope ->> 'visitorId'), 320) as sender, left(i.parsed #>> '{event,subject}', 300) as subject`;
const source: RawBuilder<unknown> = sql`tenant.inbound i join tenant.channel ch on ch.workspace_id = i.workspace_id and ch.id = i.channel_id`;

export function listQuarantined(tx: Transaction, workspaceId: string, after: Place | null, most: number): Promise<InboundFacts[]> {
  return tx.rows(sql<InboundFacts>`
    select ${columns} from ${source} where i.workspace_id = ${workspaceId} and i.state = 'quarantined' and ${olderThan(after, sql`i.received_at`, sql`i.id`)}
    order by i.received_at desc, i.id limit ${most}`);
}

export function lockInbound(tx: Transaction, workspaceId: string, id: string): Promise<InboundFacts | undefined> {
  return tx.row(sql<InboundFacts>`select ${columns} from ${source} where i.workspace_id = ${workspaceId} and i.id = ${id} for update of i`);
}

export function storedBytes(
  tx: Transaction,
  workspaceId: string,
  id: string,
): Promise<{ raw: Buffer | null; blob_key: string | null; channel_type: string } | undefined> {
  return tx.row(sql<{ raw: Buffer | null; blob_key: string | null; channel_type: string }>`
    select i.raw, i.blob_key, ch.type as channel_type from ${source} where i.workspace_id = ${workspaceId} and i.id = ${id}`);
}

/** Back on its way: what held it back is not asked again, and mail that could not be read is read anew. */
export async function releaseInbound(
  tx: Transaction,
  workspaceId: string,
  row: InboundFacts,
  { lane, ready, at }: { lane: number; ready: boolean; at: number },
): Promise<void> {
  await tx.run(sql`
    update tenant.inbound set state = 'pending', reason = null, settled_at = null, envelope = (envelope - 'unreadable') || '{"released": true}'::jsonb
    where workspace_id = ${workspaceId} and id = ${row.id} and received_at = ${iso(row.received_at)}`);
  await tx.run(sql`
    insert into work.item (kind, workspace_id, row_id, lane, ready, due_at) values ('inbound', ${workspaceId}, ${row.id}, ${lane}, ${ready}, ${iso(at)})
    on conflict (workspace_id, kind, row_id) do nothing`);
}

export async function discardInbound(tx: Transaction, workspaceId: string, row: InboundFacts, at: number): Promise<void> {
  await tx.run(sql`
    update tenant.inbound set state = 'discarded', settled_at = ${iso(at)} where workspace_id = ${workspaceId} and id = ${row.id} and received_at = ${iso(row.received_at)}`);
}
