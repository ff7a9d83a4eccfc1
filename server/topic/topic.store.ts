/** SQL of topics and tags: two short lists of names, each name once. */
import { sql } from 'kysely';
import { iso } from '../platform/db/instant.ts';
import type { Transaction } from '../platform/db/transaction.ts';
import { newerThan, type Place } from '../platform/http/keyset.ts';

export interface NamedRow {
  readonly id: string;
  readonly name: string;
  readonly created_at: number;
}

export interface PutRow extends NamedRow {
  /** False: it was there already. */
  readonly is_new: boolean;
}

export function listTopics(tx: Transaction, workspaceId: string, after: Place | null, most: number): Promise<NamedRow[]> {
  return tx.rows(sql<NamedRow>`select id, name, created_at from tenant.topic
    where workspace_id = ${workspaceId} and removed_at is null and ${newerThan(after, sql`created_at`, sql`id`)} order by created_at, id limit ${most}`);
}

/** The topic of this name: new, there already, or brought back after it had been taken out. */
export async function putTopic(
  tx: Transaction,
  workspaceId: string,
  { id, name, at }: { id: string; name: string; at: number },
): Promise<PutRow> {
  const row = await tx.row(sql<PutRow>`
    with before as (select 1 from tenant.topic where workspace_id = ${workspaceId} and name = ${name} and removed_at is null)
    insert into tenant.topic (workspace_id, id, name, created_at) values (${workspaceId}, ${id}, ${name}, ${iso(at)})
    on conflict (workspace_id, name) do update set removed_at = null
    returning id, name, created_at, not exists (select 1 from before) as is_new`);
  return row!;
}

export function listTags(tx: Transaction, workspaceId: string, after: Place | null, most: number): Promise<NamedRow[]> {
  return tx.rows(sql<NamedRow>`select id, name, created_at from tenant.tag
    where workspace_id = ${workspaceId} and ${newerThan(after, sql`created_at`, sql`id`)} order by created_at, id limit ${most}`);
}

/** The tag of this name, new or there already. */
export async function putTag(
  tx: Transaction,
  workspaceId: string,
  { id, name, at }: { id: string; name: string; at: number },
): Promise<PutRow> {
  const row = await tx.row(sql<PutRow>`
    with before as (select 1 from tenant.tag where workspace_id = ${workspaceId} and name = ${name})
    insert into tenant.tag (workspace_id, id, name, created_at) values (${workspaceId}, ${id}, ${name}, ${iso(at)})
    on conflict (workspace_id, name) do update set name = excluded.name
    returning id, name, created_at, not exists (select 1 from before) as is_new`);
  return row!;
}
