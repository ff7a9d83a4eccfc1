/** SQL of the lists people keep: their own and the shared ones, in order. What a list shows is asked with its filter, like any other. */
import type { CaseFilter, SavedView } from '@meanwhile/wire/case-list.ts';
import { sql } from 'kysely';
import { iso, isoOrNull } from '../platform/db/instant.ts';
import type { Transaction } from '../platform/db/transaction.ts';

export interface CaseViewRow {
  readonly id: string;
  readonly name: string;
  readonly view: SavedView['view'];
  readonly filter: CaseFilter;
  readonly owner_id: string | null;
  readonly removed_at: number | null;
}

const columns = sql`id, name, view, filter, owner_id, removed_at`;

/** Shared ones first, each kind in its order. */
export function listCaseViews(tx: Transaction, workspaceId: string, memberId: string | null): Promise<CaseViewRow[]> {
  return tx.rows(sql<CaseViewRow>`select ${columns} from tenant.case_view
    where workspace_id = ${workspaceId} and removed_at is null and (owner_id is null or owner_id = ${memberId}::uuid)
    order by (owner_id is not null), place, id`);
}

/** Also one that was taken out: it can come back. Somebody else's own is nobody's to see. */
export function lockCaseView(tx: Transaction, workspaceId: string, id: string, memberId: string | null): Promise<CaseViewRow | undefined> {
  return tx.row(sql<CaseViewRow>`select ${columns} from tenant.case_view
    where workspace_id = ${workspaceId} and id = ${id} and (owner_id is null or owner_id = ${memberId}::uuid) for update`);
}

export async function insertCaseView(
  tx: Transaction,
  workspaceId: string,
  row: CaseViewRow,
  made: { readonly by: string; readonly at: number },
): Promise<void> {
  await tx.run(sql`insert into tenant.case_view (workspace_id, id, name, view, filter, owner_id, place, created_by, created_at)
    values (${workspaceId}, ${row.id}, ${row.name}, ${row.view}, ${JSON.stringify(row.filter)}::jsonb, ${row.owner_id}::uuid,
      (select 1 + count(*) from tenant.case_view v where v.workspace_id = ${workspaceId}), ${made.by}, ${iso(made.at)})`);
}

export async function saveCaseView(tx: Transaction, workspaceId: string, row: CaseViewRow): Promise<void> {
  await tx.run(sql`update tenant.case_view set name = ${row.name}, view = ${row.view}, filter = ${JSON.stringify(row.filter)}::jsonb,
    owner_id = ${row.owner_id}::uuid, removed_at = ${isoOrNull(row.removed_at)} where workspace_id = ${workspaceId} and id = ${row.id}`);
}

/** The first of `ids` comes first. */
export async function placeCaseViews(tx: Transaction, workspaceId: string, ids: readonly string[]): Promise<void> {
  await tx.run(sql`update tenant.case_view v set place = wanted.place from unnest(${ids}::uuid[]) with ordinality as wanted (id, place)
    where v.workspace_id = ${workspaceId} and v.id = wanted.id`);
}
