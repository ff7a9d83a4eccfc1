/** Which clock targets hold at this moment, in which order, and in which calendar? Of each the newest version whose time has come. */
import type { CalendarVersion } from '@meanwhile/core/calendar/calendar.ts';
import type { AimKind } from '@meanwhile/core/commitment/clock-fold.ts';
import type { PolicyConditions } from '@meanwhile/core/commitment/policy-match.ts';
import { sql } from 'kysely';
import { iso } from '../platform/db/instant.ts';
import type { Transaction } from '../platform/db/transaction.ts';
import { conditionsOf, type ConditionsRow } from './conditions.ts';

export interface Aim {
  readonly targetMs: number;
  /** Of its calendar; otherwise elapsed time. */
  readonly isOpenTime: boolean;
}
export type Aims = Readonly<Partial<Record<AimKind, Aim>>>;

export interface HeldTarget {
  readonly id: string;
  readonly version: number;
  readonly name: string;
  readonly place: number;
  readonly conditions: PolicyConditions;
  readonly aims: Aims;
  readonly calendar: CalendarVersion | null;
}

interface Row extends ConditionsRow {
  readonly id: string;
  readonly version: number;
  readonly name: string;
  readonly place: number;
  readonly aims: Aims;
  readonly calendar_id: CalendarVersion['id'] | null;
  readonly calendar_version: number;
  readonly zone: string;
  readonly weekly: CalendarVersion['weekly'];
  readonly exceptions: CalendarVersion['exceptions'];
  readonly exception_names: Record<string, string>;
}

export async function heldTargets(tx: Transaction, workspaceId: string, nowAt: number): Promise<HeldTarget[]> {
  const rows = await tx.rows(sql<Row>`
    select t.id, t.version, t.name, t.place, t.aims, t.channel_ids, t.topic_ids, t.queue_ids, t.languages, t.priorities, t.tiers,
      c.id as calendar_id, c.version as calendar_version, c.zone, c.weekly, c.exceptions, c.exception_names
    from (select distinct on (t.id) t.* from tenant.clock_target t where t.workspace_id = ${workspaceId} and t.valid_from <= ${iso(nowAt)}
      order by t.id, t.version desc) t
    left join lateral (select * from tenant.calendar c where c.workspace_id = t.workspace_id and c.id = t.calendar_id
      and c.valid_from <= ${iso(nowAt)} order by c.version desc limit 1) c on true
    where not t.is_removed order by t.place, t.id`);
  return rows.map((row) => ({
    id: row.id,
    version: row.version,
    name: row.name,
    place: row.place,
    conditions: conditionsOf(row),
    aims: row.aims,
    calendar:
      row.calendar_id === null
        ? null
        : {
            id: row.calendar_id,
            version: row.calendar_version,
            zone: row.zone,
            weekly: row.weekly,
            exceptions: row.exceptions,
            exceptionNames: row.exception_names,
          },
  }));
}
