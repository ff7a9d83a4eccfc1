/** SQL of notices: who follows what, what each member is told of, and the browsers it is pushed to. */
import type { NoticeKind } from '@meanwhile/wire/notices.ts';
import { sql } from 'kysely';
import { iso } from '../platform/db/instant.ts';
import type { Transaction } from '../platform/db/transaction.ts';
import { olderThan, type Place } from '../platform/http/keyset.ts';

export interface NewNotice {
  readonly id: string;
  readonly member_id: string;
  readonly kind: NoticeKind;
  readonly case_id: string | null;
  /** Where it is about a channel; else left out. */
  readonly channel_id?: string | null;
  readonly event_id: string;
  readonly subject_id: string | null;
  readonly actor_id: string | null;
}

/** Members who left are told nothing; an event tells each member once. Gives what is new. */
export function insertNotices(tx: Transaction, workspaceId: string, rows: readonly NewNotice[], at: number): Promise<NewNotice[]> {
  return tx.rows(sql<NewNotice>`
    insert into tenant.notice (workspace_id, id, member_id, kind, case_id, channel_id, event_id, subject_id, actor_id, created_at)
    select ${workspaceId}::uuid, r.id, r.member_id, r.kind, r.case_id, r.channel_id, r.event_id, r.subject_id, r.actor_id, ${iso(at)}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r (id uuid, member_id uuid, kind text, case_id uuid, channel_id uuid, event_id uuid, subject_id uuid, actor_id uuid)
    join tenant.member m on m.workspace_id = ${workspaceId} and m.id = r.member_id and m.removed_at is null
    on conflict do nothing returning id, member_id, kind, case_id, channel_id, event_id, subject_id, actor_id`);
}

export interface NoticeRow {
  readonly id: string;
  readonly kind: NoticeKind;
  readonly case_id: string | null;
  readonly number: number | null;
  readonly channel_id: string | null;
  readonly by_name: string | null;
  readonly text: string | null;
  readonly created_at: number;
  readonly seen_at: number | null;
}

const columns = sql`
  n.id, n.kind, n.case_id, n.channel_id, c.number, n.created_at, n.seen_at,
  case when n.actor_id is not null then (select a.name from tenant.member a where a.workspace_id = n.workspace_id and a.id = n.actor_id)
    when n.kind in ('customer_wrote', 'urgent') then (select cu.name from tenant.conversation co join tenant.customer cu on cu.workspace_id = co.workspace_id and cu.id = co.customer_id
      where co.workspace_id = n.workspace_id and co.id = c.conversation_id) end as by_name,
  case when n.kind in ('mentioned', 'noted') then (select left(t.text, 200) from tenant.note t where t.workspace_id = n.workspace_id and t.id = n.subject_id)
    when n.kind in ('customer_wrote', 'urgent') then (select left(m.text, 200) from tenant.message m where m.workspace_id = n.workspace_id and m.id = n.subject_id)
    when n.kind = 'rule' then (select r.name from tenant.automation_rule r where r.workspace_id = n.workspace_id and r.id = n.subject_id)
    when n.kind in ('channel', 'account') then (select ch.name from tenant.channel ch where ch.workspace_id = n.workspace_id and ch.id = n.channel_id)
    else c.subject end as text`;
const source = sql`tenant.notice n left join tenant."case" c on c.workspace_id = n.workspace_id and c.id = n.case_id`;

export function noticePage(
  tx: Transaction,
  workspaceId: string,
  { memberId, after, most }: { memberId: string; after: Place | null; most: number },
): Promise<NoticeRow[]> {
  return tx.rows(sql<NoticeRow>`
    select ${columns} from ${source} where n.workspace_id = ${workspaceId} and n.member_id = ${memberId} and ${olderThan(after, sql`n.created_at`, sql`n.id`)}
    order by n.created_at desc, n.id limit ${most}`);
}

export async function markSeen(
  tx: Transaction,
  workspaceId: string,
  seen: { memberId: string; ids: readonly string[]; at: number },
): Promise<void> {
  await tx.run(sql`
    update tenant.notice set seen_at = ${iso(seen.at)} where workspace_id = ${workspaceId} and member_id = ${seen.memberId} and id = any(${seen.ids}::uuid[]) and seen_at is null`);
}

export async function follow(
  tx: Transaction,
  workspaceId: string,
  { caseId, memberId, at }: { caseId: string; memberId: string; at: number },
): Promise<void> {
  await tx.run(sql`
    insert into tenant.case_member (workspace_id, case_id, member_id, followed_at) values (${workspaceId}, ${caseId}, ${memberId}, ${iso(at)}) on conflict do nothing`);
}

export async function unfollow(tx: Transaction, workspaceId: string, caseId: string, memberId: string): Promise<void> {
  await tx.run(sql`delete from tenant.case_member where workspace_id = ${workspaceId} and case_id = ${caseId} and member_id = ${memberId}`);
}

export function followersOf(tx: Transaction, workspaceId: string, caseId: string): Promise<{ id: string; name: string }[]> {
  return tx.rows(sql<{ id: string; name: string }>`
    select m.id, m.name from tenant.case_member f join tenant.member m on m.workspace_id = f.workspace_id and m.id = f.member_id
    where f.workspace_id = ${workspaceId} and f.case_id = ${caseId} and m.removed_at is null order by f.followed_at, m.id`);
}

export interface Concerned {
  readonly assigneeId: string | null;
  readonly followerIds: readonly string[];
}

export async function concernedBy(
  tx: Transaction,
  workspaceId: string,
  caseIds: readonly string[],
): Promise<ReadonlyMap<string, Concerned>> {
  const rows = await tx.rows(sql<{ id: string; assignee_id: string | null; follower_ids: string[] }>`
    select c.id, c.assignee_id, array(select f.member_id from tenant.case_member f where f.workspace_id = c.workspace_id and f.case_id = c.id) as follower_ids
    from tenant."case" c where c.workspace_id = ${workspaceId} and c.id = any(${caseIds}::uuid[])`);
  return new Map(rows.map((row) => [row.id, { assigneeId: row.assignee_id, followerIds: row.follower_ids }]));
}

/** Who supervises: told of what is urgent in any case. */
export async function supervisorsOf(tx: Transaction, workspaceId: string): Promise<string[]> {
  const rows = await tx.rows(sql<{ id: string }>`
    select id from tenant.member where workspace_id = ${workspaceId} and role in ('owner', 'admin', 'manager') and removed_at is null`);
  return rows.map((row) => row.id);
}

export function membersOf(tx: Transaction, workspaceId: string): Promise<{ id: string; name: string }[]> {
  return tx.rows(
    sql<{ id: string; name: string }>`select id, name from tenant.member where workspace_id = ${workspaceId} and removed_at is null`,
  );
}

export async function settingsOf(tx: Transaction, workspaceId: string, memberId: string): Promise<unknown> {
  const row = await tx.row(sql<{ notices: unknown }>`
    select preferences -> 'notices' as notices from tenant.member where workspace_id = ${workspaceId} and id = ${memberId} and removed_at is null`);
  return row?.notices ?? null;
}

export async function saveSettings(tx: Transaction, workspaceId: string, memberId: string, settings: unknown): Promise<void> {
  await tx.run(sql`
    update tenant.member set preferences = jsonb_set(preferences, '{notices}', ${JSON.stringify(settings)}::jsonb) where workspace_id = ${workspaceId} and id = ${memberId}`);
}
