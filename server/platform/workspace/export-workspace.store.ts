/** SQL of exporting a workspace: what is read, and the cursor it is read through. A cursor's query takes no parameters, so the one value in it is quoted here. */
import pg from 'pg';
import type { WorkspaceTable } from './workspace-tables.store.ts';

/** In the order of the key, without these columns. */
export function rowsAsJson(table: WorkspaceTable, workspaceId: string, leftOut: readonly string[]): string {
  const order = table.key.map((column) => `t.${pg.escapeIdentifier(column)}`).join(', ');
  const without = leftOut.map((column) => ` - ${pg.escapeLiteral(column)}`).join('');
  return `select (to_jsonb(t)${without})::text as line from ${table.quoted} t where t.workspace_id = ${pg.escapeLiteral(workspaceId)} order by ${order}`;
}

export function filesOf(workspaceId: string): string {
  return `select distinct blob_key from tenant.attachment where workspace_id = ${pg.escapeLiteral(workspaceId)} order by blob_key`;
}

export function rawOf(workspaceId: string): string {
  return `select id::text as id, raw, blob_key from tenant.inbound
    where workspace_id = ${pg.escapeLiteral(workspaceId)} and (raw is not null or blob_key is not null) order by received_at, id`;
}

export function openCursor(query: string): string {
  return `declare going_out no scroll cursor for ${query}`;
}

export function fetchNext(most: number): string {
  return `fetch ${most} from going_out`;
}

export const closeCursor = 'close going_out';
