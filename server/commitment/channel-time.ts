/**
 * Which policy and calendar hold on a channel at this moment? The newest version of each whose time has come; compiled calendars are
 * cached per version. Customers keep the version they were told by: it is stored with the commitment.
 */
import type { CalendarVersion, CompiledCalendar } from '@meanwhile/core/calendar/calendar.ts';
import { compiledFor } from '@meanwhile/core/calendar/horizon.ts';
import type { CommitmentPolicy } from '@meanwhile/core/commitment/policy.ts';
import { sql } from 'kysely';
import { channelRegistry, hostedChannelTypes, isChannelType } from '../channel-registry.ts';
import { iso } from '../platform/db/instant.ts';
import type { Transaction } from '../platform/db/transaction.ts';

export interface ChannelTime {
  readonly channelId: string;
  readonly channelType: string;
  /** The time told stands under the customer's own message; elsewhere it is a message of its own. */
  readonly lineUnderMessage: boolean;
  readonly state: 'open' | 'closed';
  readonly settings: Record<string, unknown>;
  readonly policy: CommitmentPolicy | null;
  readonly calendar: CalendarVersion | null;
  readonly brand: string;
  readonly locale: string;
  readonly zone: string;
  /** The messenger on whose hosted page a conversation can be read; null = none is open. */
  readonly hostedChannelId: string | null;
}

interface Row {
  readonly channel_id: string;
  readonly type: string;
  readonly state: 'open' | 'closed';
  readonly settings: Record<string, unknown>;
  readonly brand: string;
  readonly locale: string;
  readonly workspace_zone: string;
  readonly hosted_channel_id: string | null;
  readonly policy_id: CommitmentPolicy['id'] | null;
  readonly policy_version: number;
  readonly reply_within_ms: number;
  readonly basis: CommitmentPolicy['basis'];
  readonly calendar_id: CalendarVersion['id'] | null;
  readonly calendar_version: number;
  readonly zone: string;
  readonly weekly: CalendarVersion['weekly'];
  readonly exceptions: CalendarVersion['exceptions'];
  readonly exception_names: Record<string, string>;
}

/** Keyed by channel id; channels that do not exist (any more) are left out. */
export async function channelTimes(
  tx: Transaction,
  workspaceId: string,
  channelIds: readonly string[],
  nowAt: number,
): Promise<Map<string, ChannelTime>> {
  const rows = await tx.rows(
    sql<Row>`
    select ch.id as channel_id, ch.type, ch.state, ch.settings, w.brand, w.locale, w.zone as workspace_zone,
      (select h.id from tenant.channel h where h.workspace_id = ch.workspace_id and h.type = any(${hostedChannelTypes}::text[]) and h.state = 'open' and h.removed_at is null
        order by h.created_at, h.id limit 1) as hosted_channel_id,
      p.id as policy_id, p.version as policy_version, p.reply_within_ms, p.basis,
      c.id as calendar_id, c.version as calendar_version, c.zone, c.weekly, c.exceptions, c.exception_names
    from tenant.channel ch
    join tenant.workspace w on w.workspace_id = ch.workspace_id
    left join lateral (select * from tenant.commitment_policy p where p.workspace_id = ch.workspace_id and p.id = ch.policy_id
      and p.valid_from <= ${iso(nowAt)} order by p.version desc limit 1) p on true
    left join lateral (select * from tenant.calendar c where c.workspace_id = ch.workspace_id and c.id = p.calendar_id
      and c.valid_from <= ${iso(nowAt)} order by c.version desc limit 1) c on true
    where ch.workspace_id = ${workspaceId} and ch.id = any(${channelIds}::uuid[]) and ch.removed_at is null`,
  );
  return new Map(rows.map((row) => [row.channel_id, timeOf(row)]));
}

function timeOf(row: Row): ChannelTime {
  const complete = row.policy_id !== null && row.calendar_id !== null;
  return {
    channelId: row.channel_id,
    channelType: row.type,
    lineUnderMessage: isChannelType(row.type) && channelRegistry[row.type].local,
    state: row.state,
    settings: row.settings,
    brand: row.brand,
    locale: row.locale,
    zone: row.workspace_zone,
    hostedChannelId: row.hosted_channel_id,
    policy: complete
      ? {
          id: row.policy_id,
          version: row.policy_version,
          calendarId: row.calendar_id,
          calendarVersion: row.calendar_version,
          replyWithinMs: row.reply_within_ms,
          basis: row.basis,
        }
      : null,
    calendar: complete
      ? {
          id: row.calendar_id,
          version: row.calendar_version,
          zone: row.zone,
          weekly: row.weekly,
          exceptions: row.exceptions,
          exceptionNames: row.exception_names,
        }
      : null,
  };
}

/** Null where the channel has no policy, or its calendar cannot be compiled. */
export function compiledTime(time: ChannelTime, aroundAt: number): CompiledCalendar | null {
  return time.calendar === null ? null : compiledFor(time.calendar, aroundAt);
}
