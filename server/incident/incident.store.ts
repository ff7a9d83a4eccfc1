/** SQL of incidents: the record, its newest first, and the cases linked to it. Answers to all are `answer-all.store.ts`. */
import type { TextByLanguage } from '@meanwhile/core/incident/words-of.ts';
import { sql } from 'kysely';
import { iso, isoOrNull } from '../platform/db/instant.ts';
import type { Transaction } from '../platform/db/transaction.ts';
import { olderThan, type Place } from '../platform/http/keyset.ts';

export interface IncidentRow {
  readonly id: string;
  readonly title: string;
  readonly entry_texts: TextByLanguage;
  readonly ack_texts: TextByLanguage;
  readonly channel_ids: string[];
  readonly state: 'open' | 'fixed' | 'closed';
  readonly opened_at: number;
  /** A member; null: a program. */
  readonly opened_by: string | null;
  readonly fixed_at: number | null;
  readonly fixed_by: string | null;
  readonly closed_at: number | null;
  readonly closed_by: string | null;
}

export interface ShownIncident extends IncidentRow {
  readonly opened_name: string | null;
  readonly fixed_name: string | null;
  readonly closed_name: string | null;
  readonly case_count: number;
}

const nameOf = (column: 'opened_by' | 'fixed_by' | 'closed_by') =>
  sql`(select m.name from tenant.member m where m.workspace_id = i.workspace_id and m.id = ${sql.ref(`i.${column}`)})`;
const shown = sql`i.id, i.title, i.entry_texts, i.ack_texts, i.channel_ids, i.state, i.opened_at, i.opened_by, i.fixed_at, i.fixed_by, i.closed_at, i.closed_by,
  ${nameOf('opened_by')} as opened_name, ${nameOf('fixed_by')} as fixed_name, ${nameOf('closed_by')} as closed_name,
  (select count(*)::int from tenant.incident_case l where l.workspace_id = i.workspace_id and l.incident_id = i.id) as case_count`;

export function incidentById(tx: Transaction, workspaceId: string, id: string): Promise<ShownIncident | undefined> {
  return tx.row(sql<ShownIncident>`select ${shown} from tenant.incident i where i.workspace_id = ${workspaceId} and i.id = ${id}`);
}

/** One change after the other: whoever changes it, links to it or answers it, waits here. */
export async function lockIncident(tx: Transaction, workspaceId: string, id: string): Promise<ShownIncident | undefined> {
  await tx.run(sql`select id from tenant.incident where workspace_id = ${workspaceId} and id = ${id} for update`);
  return incidentById(tx, workspaceId, id);
}

export interface IncidentFilter {
  readonly state: IncidentRow['state'] | null;
  readonly caseId: string | null;
}

export function listIncidents(
  tx: Transaction,
  workspaceId: string,
  { state, caseId }: IncidentFilter,
  page: { readonly after: Place | null; readonly most: number },
): Promise<ShownIncident[]> {
  const parts = [sql`i.workspace_id = ${workspaceId}`, olderThan(page.after, sql`i.opened_at`, sql`i.id`)];
  if (state !== null) parts.push(sql`i.state = ${state}`);
  if (caseId !== null)
    parts.push(
      sql`i.id in (select l.incident_id from tenant.incident_case l where l.workspace_id = ${workspaceId} and l.case_id = ${caseId})`,
    );
  return tx.rows(
    sql<ShownIncident>`select ${shown} from tenant.incident i where ${sql.join(parts, sql` and `)} order by i.opened_at desc, i.id limit ${page.most}`,
  );
}

export async function openCount(tx: Transaction, workspaceId: string): Promise<number> {
  const row = await tx.row(
    sql<{ count: number }>`select count(*)::int as count from tenant.incident where workspace_id = ${workspaceId} and state = 'open'`,
  );
  return row!.count;
}

export async function insertIncident(tx: Transaction, workspaceId: string, row: IncidentRow): Promise<void> {
  await tx.run(sql`
    insert into tenant.incident (workspace_id, id, title, entry_texts, ack_texts, channel_ids, state, opened_at, opened_by, changed_at)
    values (${workspaceId}, ${row.id}, ${row.title}, ${JSON.stringify(row.entry_texts)}::jsonb, ${JSON.stringify(row.ack_texts)}::jsonb, ${row.channel_ids}::uuid[],
      ${row.state}, ${iso(row.opened_at)}, ${row.opened_by}, ${iso(row.opened_at)})`);
}

export async function updateIncident(tx: Transaction, workspaceId: string, row: IncidentRow, at: number): Promise<void> {
  await tx.run(sql`
    update tenant.incident set title = ${row.title}, entry_texts = ${JSON.stringify(row.entry_texts)}::jsonb, ack_texts = ${JSON.stringify(row.ack_texts)}::jsonb,
      channel_ids = ${row.channel_ids}::uuid[], state = ${row.state}, changed_at = ${iso(at)}, fixed_at = ${isoOrNull(row.fixed_at)}, fixed_by = ${row.fixed_by},
      closed_at = ${isoOrNull(row.closed_at)}, closed_by = ${row.closed_by}
    where workspace_id = ${workspaceId} and id = ${row.id}`);
}

/** Of these, those that are channels here. */
export async function ownChannels(tx: Transaction, workspaceId: string, ids: readonly string[]): Promise<string[]> {
  const rows = await tx.rows(
    sql<{
      id: string;
    }>`select id from tenant.channel where workspace_id = ${workspaceId} and id = any(${ids}::uuid[]) and removed_at is null order by id`,
  );
  return rows.map((row) => row.id);
}

export interface Linking {
  readonly incidentId: string;
  readonly caseIds: readonly string[];
  readonly how: 'hand' | 'rule';
  readonly memberId: string | null;
}

/** Gives those that were not linked before. */
export async function insertLinks(
  tx: Transaction,
  workspaceId: string,
  { incidentId, caseIds, how, memberId }: Linking,
  at: number,
): Promise<string[]> {
  const rows = await tx.rows(sql<{ case_id: string }>`
    insert into tenant.incident_case (workspace_id, incident_id, case_id, how, linked_at, linked_by)
    select ${workspaceId}::uuid, ${incidentId}::uuid, w.id, ${how}, ${iso(at)}::timestamptz, ${memberId}::uuid from unnest(${caseIds}::uuid[]) as w (id)
    on conflict (workspace_id, incident_id, case_id) do nothing returning case_id`);
  return rows.map((row) => row.case_id);
}

/** Gives those that were linked. */
export async function deleteLinks(tx: Transaction, workspaceId: string, incidentId: string, caseIds: readonly string[]): Promise<string[]> {
  const rows = await tx.rows(sql<{ case_id: string }>`
    delete from tenant.incident_case where workspace_id = ${workspaceId} and incident_id = ${incidentId} and case_id = any(${caseIds}::uuid[]) returning case_id`);
  return rows.map((row) => row.case_id);
}

export interface LinkRow {
  readonly case_id: string;
  readonly how: 'hand' | 'rule';
  readonly linked_at: number;
  readonly linked_name: string | null;
}

export function listLinks(
  tx: Transaction,
  workspaceId: string,
  incidentId: string,
  page: { readonly after: Place | null; readonly most: number },
): Promise<LinkRow[]> {
  return tx.rows(sql<LinkRow>`
    select l.case_id, l.how, l.linked_at, m.name as linked_name from tenant.incident_case l
    left join tenant.member m on m.workspace_id = l.workspace_id and m.id = l.linked_by
    where l.workspace_id = ${workspaceId} and l.incident_id = ${incidentId} and ${olderThan(page.after, sql`l.linked_at`, sql`l.case_id`)}
    order by l.linked_at desc, l.case_id limit ${page.most}`);
}

export interface TellingRow {
  readonly id: string;
  readonly topic_id: string | null;
  readonly opened_at: number;
  readonly text: string;
}

const firstWritten = sql`left(coalesce(c.subject, '') || ' ' || coalesce((select coalesce(m.visible_text, m.text) from tenant.message m where m.workspace_id = c.workspace_id
  and m.case_id = c.id and m.author_kind = 'customer' order by m.received_at, m.id limit 1), ''), 2000)`;

/** What was said in the cases linked last. */
export function linkedTellings(tx: Transaction, workspaceId: string, incidentId: string, most: number): Promise<TellingRow[]> {
  return tx.rows(sql<TellingRow>`
    select c.id, c.topic_id, c.opened_at, ${firstWritten} as text from tenant.incident_case l join tenant."case" c on c.workspace_id = l.workspace_id and c.id = l.case_id
    where l.workspace_id = ${workspaceId} and l.incident_id = ${incidentId} order by l.linked_at desc, l.case_id limit ${most}`);
}

/** Open cases that wait for us and began since, newest first, without those linked. */
export function openTellings(
  tx: Transaction,
  workspaceId: string,
  { incidentId, sinceAt, most }: { readonly incidentId: string; readonly sinceAt: number; readonly most: number },
): Promise<TellingRow[]> {
  return tx.rows(sql<TellingRow>`
    select c.id, c.topic_id, c.opened_at, ${firstWritten} as text from tenant."case" c
    where c.workspace_id = ${workspaceId} and c.state = 'open' and c.merged_into_id is null and c.spam_at is null and c.opened_at >= ${iso(sinceAt)}
      and not exists (select 1 from tenant.incident_case l where l.workspace_id = c.workspace_id and l.incident_id = ${incidentId} and l.case_id = c.id)
    order by c.opened_at desc, c.id limit ${most}`);
}
