/** SQL of removing a workspace. Names of tables and columns come from the catalogue, quoted there or here; everything else is a parameter: $1 is the workspace. */
import pg from 'pg';
import type { WorkspaceTable } from './workspace-tables.store.ts';

const peopleOfNowhereElse = `select m.user_id from tenant.member m where m.workspace_id = $1
  and not exists (select from directory.membership o where o.user_id = m.user_id and o.workspace_id <> $1)`;

export const forgetChallenges = `delete from accounts.verification where value in (${peopleOfNowhereElse})`;
export const removePeopleOfNowhereElse = `delete from accounts."user" where id in (${peopleOfNowhereElse})`;

/** $2: how many. */
export function removeSomeOf(table: WorkspaceTable): string {
  const key = table.key.map((column) => pg.escapeIdentifier(column));
  return `delete from ${table.quoted} t using (select ${key.join(', ')} from ${table.quoted} where workspace_id = $1 limit $2) gone
    where ${key.map((column) => `t.${column} = gone.${column}`).join(' and ')}`;
}

/** $2: how many. */
export function someWithFiles(table: WorkspaceTable): string {
  return `select id, blob_key from ${table.quoted} where workspace_id = $1 limit $2`;
}

/** $2: ids. */
export function removeById(table: WorkspaceTable): string {
  return `delete from ${table.quoted} where workspace_id = $1 and id = any($2::uuid[])`;
}

export function dropSelfReferences(table: WorkspaceTable): string {
  const columns = table.selfReferences.map((column) => pg.escapeIdentifier(column));
  return `update ${table.quoted} set ${columns.map((column) => `${column} = null`).join(', ')}
    where workspace_id = $1 and (${columns.map((column) => `${column} is not null`).join(' or ')})`;
}

export function removePayloadsOf(quoted: string): string {
  return `delete from ${quoted} where data ->> 'workspaceId' = $1`;
}
