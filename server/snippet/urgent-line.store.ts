/** SQL of the lines a shop wrote for danger and outages: one for each kind and language. */
import type { OwnLine } from '@meanwhile/core/craft/urgent-line.ts';
import { sql } from 'kysely';
import { iso } from '../platform/db/instant.ts';
import type { Transaction } from '../platform/db/transaction.ts';

export interface UrgentLineRow extends OwnLine {
  readonly changed_at: number;
}

export function urgentLines(tx: Transaction, workspaceId: string): Promise<UrgentLineRow[]> {
  return tx.rows(
    sql<UrgentLineRow>`select kind, language, words, route, changed_at from tenant.triage_message where workspace_id = ${workspaceId} order by kind desc, language`,
  );
}

export async function saveUrgentLine(tx: Transaction, workspaceId: string, row: UrgentLineRow): Promise<void> {
  await tx.run(sql`
    insert into tenant.triage_message (workspace_id, kind, language, words, route, changed_at)
    values (${workspaceId}, ${row.kind}, ${row.language}, ${row.words}, ${row.route}, ${iso(row.changed_at)})
    on conflict (workspace_id, kind, language) do update set words = excluded.words, route = excluded.route, changed_at = excluded.changed_at`);
}

export async function removeUrgentLine(
  tx: Transaction,
  workspaceId: string,
  { kind, language }: Pick<OwnLine, 'kind' | 'language'>,
): Promise<boolean> {
  return (
    (await tx.run(
      sql`delete from tenant.triage_message where workspace_id = ${workspaceId} and kind = ${kind} and language = ${language}`,
    )) === 1
  );
}
