/** SQL of snippets and macros: two short lists; each name, and each macro's key, once in a workspace. */
import type { Macro, Snippet } from '@meanwhile/wire/snippets.ts';
import { sql } from 'kysely';
import { iso } from '../platform/db/instant.ts';
import type { Transaction } from '../platform/db/transaction.ts';
import { newerThan, type Place } from '../platform/http/keyset.ts';

export interface SnippetRow {
  readonly id: string;
  readonly name: string;
  readonly texts: Snippet['texts'];
  readonly created_at: number;
}
export interface MacroRow {
  readonly id: string;
  readonly name: string;
  readonly key: string | null;
  readonly steps: Macro['steps'];
  readonly created_at: number;
}

export function listSnippets(tx: Transaction, workspaceId: string, after: Place | null, most: number): Promise<SnippetRow[]> {
  return tx.rows(sql<SnippetRow>`select id, name, texts, created_at from tenant.snippet
    where workspace_id = ${workspaceId} and ${newerThan(after, sql`created_at`, sql`id`)} order by created_at, id limit ${most}`);
}

/** Undefined: another snippet has that name. */
export function insertSnippet(tx: Transaction, workspaceId: string, row: SnippetRow): Promise<SnippetRow | undefined> {
  return tx.row(sql<SnippetRow>`
    insert into tenant.snippet (workspace_id, id, name, texts, created_at)
    values (${workspaceId}, ${row.id}, ${row.name}, ${JSON.stringify(row.texts)}::jsonb, ${iso(row.created_at)})
    on conflict do nothing returning id, name, texts, created_at`);
}

export function updateSnippet(tx: Transaction, workspaceId: string, row: Omit<SnippetRow, 'created_at'>): Promise<SnippetRow | undefined> {
  return tx.row(sql<SnippetRow>`
    update tenant.snippet set name = ${row.name}, texts = ${JSON.stringify(row.texts)}::jsonb where workspace_id = ${workspaceId} and id = ${row.id}
    returning id, name, texts, created_at`);
}

export function snippetById(tx: Transaction, workspaceId: string, id: string): Promise<SnippetRow | undefined> {
  return tx.row(sql<SnippetRow>`select id, name, texts, created_at from tenant.snippet where workspace_id = ${workspaceId} and id = ${id}`);
}

export async function isSnippetNameTaken(tx: Transaction, workspaceId: string, name: string, id: string): Promise<boolean> {
  return (
    (await tx.row(sql`select 1 from tenant.snippet where workspace_id = ${workspaceId} and name = ${name} and id <> ${id}`)) !== undefined
  );
}

export function listMacros(tx: Transaction, workspaceId: string, after: Place | null, most: number): Promise<MacroRow[]> {
  return tx.rows(sql<MacroRow>`select id, name, key, steps, created_at from tenant.macro
    where workspace_id = ${workspaceId} and ${newerThan(after, sql`created_at`, sql`id`)} order by created_at, id limit ${most}`);
}

/** Undefined: another macro has that name or key. */
export function insertMacro(tx: Transaction, workspaceId: string, row: MacroRow): Promise<MacroRow | undefined> {
  return tx.row(sql<MacroRow>`
    insert into tenant.macro (workspace_id, id, name, key, steps, created_at)
    values (${workspaceId}, ${row.id}, ${row.name}, ${row.key}, ${JSON.stringify(row.steps)}::jsonb, ${iso(row.created_at)})
    on conflict do nothing returning id, name, key, steps, created_at`);
}

export function updateMacro(tx: Transaction, workspaceId: string, row: Omit<MacroRow, 'created_at'>): Promise<MacroRow | undefined> {
  return tx.row(sql<MacroRow>`
    update tenant.macro set name = ${row.name}, key = ${row.key}, steps = ${JSON.stringify(row.steps)}::jsonb
    where workspace_id = ${workspaceId} and id = ${row.id} returning id, name, key, steps, created_at`);
}

export function macroById(tx: Transaction, workspaceId: string, id: string): Promise<MacroRow | undefined> {
  return tx.row(
    sql<MacroRow>`select id, name, key, steps, created_at from tenant.macro where workspace_id = ${workspaceId} and id = ${id}`,
  );
}

/** By another macro than this one. */
export async function isMacroTaken(
  tx: Transaction,
  workspaceId: string,
  { id, name, key }: Omit<MacroRow, 'created_at' | 'steps'>,
): Promise<boolean> {
  return (
    (await tx.row(
      sql`select 1 from tenant.macro where workspace_id = ${workspaceId} and id <> ${id} and (name = ${name} or key = ${key}::text)`,
    )) !== undefined
  );
}

export async function deleteFrom(tx: Transaction, workspaceId: string, table: 'snippet' | 'macro', id: string): Promise<boolean> {
  return (await tx.run(sql`delete from ${sql.table(`tenant.${table}`)} where workspace_id = ${workspaceId} and id = ${id}`)) === 1;
}

/** Are all of these this workspace's own, and still there? A macro names nothing of another. */
export async function areKnown(
  tx: Transaction,
  workspaceId: string,
  named: { topicId: string | null; tagIds: readonly string[]; memberId: string | null },
): Promise<boolean> {
  const tagIds = [...new Set(named.tagIds)];
  const row = await tx.row(sql<{ topics: number; tags: number; members: number }>`
    select (select count(*)::int from tenant.topic where workspace_id = ${workspaceId} and id = ${named.topicId}::uuid and removed_at is null) as topics,
      (select count(*)::int from tenant.tag where workspace_id = ${workspaceId} and id = any(${tagIds}::uuid[])) as tags,
      (select count(*)::int from tenant.member where workspace_id = ${workspaceId} and id = ${named.memberId}::uuid and removed_at is null) as members`);
  return (named.topicId === null || row!.topics === 1) && row!.tags === tagIds.length && (named.memberId === null || row!.members === 1);
}
