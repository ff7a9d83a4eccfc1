/** SQL of the three tests: what was seen last, overrides, and the facts the tests go by. */
import type { GateEvidence } from '@meanwhile/wire/gate.ts';
import { sql } from 'kysely';
import { gateKind } from '../commitment/commitment.ts';
import { iso, isoOrNull } from '../platform/db/instant.ts';
import type { Transaction } from '../platform/db/transaction.ts';

export type TestName = keyof GateEvidence;

export interface GateRow {
  readonly channel_id: string;
  readonly checked_at: number;
  readonly failed: readonly TestName[];
  readonly failing_since: number | null;
}

export function gatesOf(tx: Transaction, workspaceId: string, channelIds: readonly string[]): Promise<GateRow[]> {
  return tx.rows(sql<GateRow>`select channel_id, checked_at, failed, failing_since from tenant.channel_audit
    where workspace_id = ${workspaceId} and channel_id = any(${channelIds}::uuid[])`);
}

export async function saveGate(tx: Transaction, workspaceId: string, row: GateRow, evidence: GateEvidence): Promise<void> {
  await tx.run(sql`
    insert into tenant.channel_audit (workspace_id, channel_id, checked_at, failed, failing_since, evidence)
    values (${workspaceId}, ${row.channel_id}, ${iso(row.checked_at)}, ${row.failed}::text[], ${isoOrNull(row.failing_since)}, ${JSON.stringify(evidence)}::jsonb)
    on conflict (workspace_id, channel_id) do update set checked_at = excluded.checked_at, failed = excluded.failed,
      failing_since = excluded.failing_since, evidence = excluded.evidence`);
}

export interface OverrideRow {
  readonly id: string;
  readonly channel_id: string;
  readonly channel_name: string;
  readonly because: string;
  readonly by_name: string | null;
  readonly made_at: number;
  readonly until_at: number;
}

/** Not ended yet, the soonest to lapse first. One whose time is over lapses with the next look; until then `until_at` says so. */
export function overridesThatHold(tx: Transaction, workspaceId: string): Promise<OverrideRow[]> {
  return tx.rows(sql<OverrideRow>`
    select o.id, o.channel_id, ch.name as channel_name, o.because, m.name as by_name, o.made_at, o.until_at from tenant.channel_audit_note o
    join tenant.channel ch on ch.workspace_id = o.workspace_id and ch.id = o.channel_id and ch.removed_at is null
    left join tenant.member m on m.workspace_id = o.workspace_id and o.made_by = 'member:' || m.id
    where o.workspace_id = ${workspaceId} and o.ended_at is null order by o.until_at, o.id`);
}

/** The one that holds until now ends with it. */
export async function replaceOverride(
  tx: Transaction,
  workspaceId: string,
  row: Pick<OverrideRow, 'id' | 'channel_id' | 'because' | 'made_at' | 'until_at'> & { readonly made_by: string },
): Promise<void> {
  await endOverride(tx, workspaceId, row.channel_id, row.made_at);
  await tx.run(sql`
    insert into tenant.channel_audit_note (workspace_id, id, channel_id, because, made_by, made_at, until_at)
    values (${workspaceId}, ${row.id}, ${row.channel_id}, ${row.because}, ${row.made_by}, ${iso(row.made_at)}, ${iso(row.until_at)})`);
}

export async function endOverride(tx: Transaction, workspaceId: string, channelId: string, at: number): Promise<void> {
  await tx.run(sql`
    update tenant.channel_audit_note set ended_at = ${iso(at)} where workspace_id = ${workspaceId} and channel_id = ${channelId} and ended_at is null`);
}

/** Overrides of this workspace whose time is over, ended with this. */
export function lapseOverrides(tx: Transaction, workspaceId: string, at: number): Promise<{ id: string; channel_id: string }[]> {
  return tx.rows(sql<{ id: string; channel_id: string }>`
    update tenant.channel_audit_note set ended_at = ${iso(at)} where workspace_id = ${workspaceId} and ended_at is null and until_at <= ${iso(at)}
    returning id, channel_id`);
}

export interface WorkspaceFacts {
  readonly created_at: number;
  readonly agent_count: number;
  readonly writer_ids: readonly string[];
  readonly live_ids: readonly string[];
}

/** Who may answer, and who is planned for which pool until then. */
export async function workspaceFacts(
  tx: Transaction,
  workspaceId: string,
  span: { fromAt: number; untilAt: number },
): Promise<WorkspaceFacts> {
  const row = await tx.row(sql<WorkspaceFacts>`
    with planned as (select distinct s.pool, s.member_id::text as id from tenant.shift s
      join tenant.member m on m.workspace_id = s.workspace_id and m.id = s.member_id and m.removed_at is null
      where s.workspace_id = ${workspaceId} and s.ends_at > ${iso(span.fromAt)} and s.starts_at < ${iso(span.untilAt)})
    select w.created_at,
      (select count(*)::int from tenant.member m where m.workspace_id = w.workspace_id and m.removed_at is null and m.role <> 'viewer') as agent_count,
      array(select id from planned where pool = 'async' order by id) as writer_ids, array(select id from planned where pool = 'live' order by id) as live_ids
    from tenant.workspace w where w.workspace_id = ${workspaceId}`);
  return row!;
}

/** Names of lists everybody sees that show this channel's cases. */
export async function sharedLists(tx: Transaction, workspaceId: string, channelId: string): Promise<string[]> {
  const rows = await tx.rows(sql<{ name: string }>`
    select name from tenant.case_view where workspace_id = ${workspaceId} and removed_at is null and owner_id is null
      and coalesce(filter ->> 'channelId', ${channelId}) = ${channelId} order by place, id limit 200`);
  return rows.map((row) => row.name);
}

export function channelNames(
  tx: Transaction,
  workspaceId: string,
): Promise<{ id: string; name: string; policy_id: string | null; state: string }[]> {
  return tx.rows(sql<{ id: string; name: string; policy_id: string | null; state: string }>`
    select id, name, policy_id, state from tenant.channel where workspace_id = ${workspaceId} and removed_at is null order by created_at, id limit 1000`);
}

export async function lockWorkspace(tx: Transaction, workspaceId: string): Promise<void> {
  await tx.run(sql`select 1 from tenant.workspace where workspace_id = ${workspaceId} for no key update`);
}

/** At that instant at the latest. */
export async function lookBy(tx: Transaction, workspaceId: string, at: number): Promise<void> {
  await tx.run(
    sql`update work.item set due_at = least(due_at, ${iso(at)}) where workspace_id = ${workspaceId} and kind = ${gateKind} and row_id = ${workspaceId}`,
  );
}
