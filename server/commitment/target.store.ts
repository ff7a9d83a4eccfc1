/** SQL of clock targets: versions are added, never changed; the newest is the one listed. */
import type { Aims } from './held-target.ts';
import { sql, type RawBuilder } from 'kysely';
import { iso } from '../platform/db/instant.ts';
import type { Transaction } from '../platform/db/transaction.ts';
import type { ConditionsRow } from './conditions.ts';

export interface TargetRow extends ConditionsRow {
  readonly id: string;
  readonly version: number;
  readonly name: string;
  readonly place: number;
  readonly calendar_id: string | null;
  readonly aims: Aims;
  readonly restarts_on_priority: boolean;
  readonly pauses_on_others: boolean;
  readonly grace_ms: number;
  readonly valid_from: number;
  readonly is_removed: boolean;
}

const columns: RawBuilder<unknown> = sql`t.id, t.version, t.name, t.place, t.channel_ids, t.topic_ids, t.queue_ids, t.languages, t.priorities, t.tiers, t.calendar_id,
  t.aims, t.restarts_on_priority, t.pauses_on_others, t.grace_ms, t.valid_from, t.is_removed`;

/** In the order in which they are asked. */
export function listTargets(tx: Transaction, workspaceId: string): Promise<TargetRow[]> {
  return tx.rows(sql<TargetRow>`
    select * from (select distinct on (t.id) ${columns} from tenant.clock_target t where t.workspace_id = ${workspaceId} order by t.id, t.version desc) n
    where not n.is_removed order by n.place, n.id`);
}

/** Every version there was, oldest first. */
export function targetVersions(tx: Transaction, workspaceId: string): Promise<TargetRow[]> {
  return tx.rows(
    sql<TargetRow>`select ${columns} from tenant.clock_target t where t.workspace_id = ${workspaceId} order by t.valid_from, t.version`,
  );
}

/** False when somebody else saved this version first. */
export async function insertTarget(tx: Transaction, workspaceId: string, row: TargetRow): Promise<boolean> {
  const made = await tx.run(sql`
    insert into tenant.clock_target (workspace_id, id, version, name, place, channel_ids, topic_ids, queue_ids, languages, priorities, tiers, calendar_id, aims,
      restarts_on_priority, pauses_on_others, grace_ms, valid_from, is_removed)
    values (${workspaceId}, ${row.id}, ${row.version}, ${row.name}, ${row.place}, ${row.channel_ids}::uuid[], ${row.topic_ids}::uuid[], ${row.queue_ids}::uuid[],
      ${row.languages}::text[], ${row.priorities}::text[], ${row.tiers}::text[], ${row.calendar_id}, ${JSON.stringify(row.aims)}::jsonb,
      ${row.restarts_on_priority}, ${row.pauses_on_others}, ${row.grace_ms}, ${iso(row.valid_from)}, ${row.is_removed}) on conflict do nothing`);
  return made === 1;
}
