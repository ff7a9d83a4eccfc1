/** SQL of fields: what topics ask for, what stands in them for a case, and which required ones of a case are still empty. */
import type { FieldKind } from '@meanwhile/core/conversation/field.ts';
import type { FactKind } from '@meanwhile/core/identity/fact.ts';
import { sql } from 'kysely';
import { iso, isoOrNull } from '../platform/db/instant.ts';
import type { Transaction } from '../platform/db/transaction.ts';

export interface FieldRow {
  readonly id: string;
  readonly topic_id: string | null;
  readonly name: string;
  readonly kind: FieldKind;
  readonly choices: string[];
  readonly required: boolean;
  readonly fact_kind: FactKind | null;
  /** Why customers are asked for it themselves; null: the team fills it. */
  readonly asked_because: string | null;
  /** Asked by law or for safety: it cannot be skipped. */
  readonly mandatory: boolean;
  readonly created_at: number;
  readonly removed_at: number | null;
}

const columns = sql`id, topic_id, name, kind, choices, required, fact_kind, asked_because, mandatory, created_at, removed_at`;

export function listFields(tx: Transaction, workspaceId: string): Promise<FieldRow[]> {
  return tx.rows(
    sql<FieldRow>`select ${columns} from tenant.topic_field where workspace_id = ${workspaceId} and removed_at is null order by created_at, id`,
  );
}

export function lockField(tx: Transaction, workspaceId: string, id: string): Promise<FieldRow | undefined> {
  return tx.row(sql<FieldRow>`select ${columns} from tenant.topic_field where workspace_id = ${workspaceId} and id = ${id} for update`);
}

/** New, or changed: never what kind it is, since values are kept in its spelling. */
export async function saveField(tx: Transaction, workspaceId: string, row: FieldRow): Promise<void> {
  await tx.run(sql`
    insert into tenant.topic_field (workspace_id, id, topic_id, name, kind, choices, required, fact_kind, asked_because, mandatory, created_at)
    values (${workspaceId}, ${row.id}, ${row.topic_id}::uuid, ${row.name}, ${row.kind}, ${row.choices}::text[], ${row.required}, ${row.fact_kind}, ${row.asked_because}, ${row.mandatory},
      ${iso(row.created_at)})
    on conflict (workspace_id, id) do update set name = excluded.name, choices = excluded.choices, required = excluded.required, fact_kind = excluded.fact_kind, asked_because = excluded.asked_because,
      mandatory = excluded.mandatory, removed_at = ${isoOrNull(row.removed_at)}::timestamptz`);
}

export function valuesOf(tx: Transaction, workspaceId: string, caseId: string): Promise<{ fieldId: string; value: string }[]> {
  return tx.rows(sql<{ fieldId: string; value: string }>`
    select v.field_id as "fieldId", v.value from tenant.case_field v where v.workspace_id = ${workspaceId} and v.case_id = ${caseId} order by v.field_id`);
}

export async function saveValue(
  tx: Transaction,
  workspaceId: string,
  at: { readonly caseId: string; readonly fieldId: string },
  value: string | null,
): Promise<void> {
  await tx.run(
    value === null
      ? sql`delete from tenant.case_field where workspace_id = ${workspaceId} and case_id = ${at.caseId} and field_id = ${at.fieldId}`
      : sql`insert into tenant.case_field (workspace_id, case_id, field_id, value) values (${workspaceId}, ${at.caseId}, ${at.fieldId}, ${value})
          on conflict (workspace_id, case_id, field_id) do update set value = excluded.value`,
  );
}

/** Names of the required fields of this topic (and of those of every topic) in which nothing stands yet. */
export async function missingFields(
  tx: Transaction,
  workspaceId: string,
  of: { readonly id: string; readonly topic_id: string | null },
): Promise<string[]> {
  const rows = await tx.rows(sql<{ name: string }>`
    select f.name from tenant.topic_field f where f.workspace_id = ${workspaceId} and f.removed_at is null and f.required
      and (f.topic_id is null or f.topic_id = ${of.topic_id}::uuid)
      and not exists (select 1 from tenant.case_field v where v.workspace_id = f.workspace_id and v.case_id = ${of.id} and v.field_id = f.id)
    order by f.created_at, f.id`);
  return rows.map((row) => row.name);
}
