/**
 * Which policy and calendar hold on a channel at this moment? The newest version of each whose time has come; compiled calendars are
 * cached per version. Customers keep the version they were told by: it is stored with the commitment.
 */
import type { CalendarVersion, CompiledCalendar } from '@meanwhile/core/calendar/calendar.ts';
import { compiledFor } from '@meanwhile/core/calendar/horizon.ts';
import { replyTime, type ChannelEstimate, type ReplyTime } from '@meanwhile/core/commitment/estimate-reply.ts';
import { tell, checkPolicy, type CommitmentPolicy } from '@meanwhile/core/commitment/policy.ts';
import { firstMatch, mayMatch, type PolicyConditions, type PolicyFacts } from '@meanwhile/core/commitment/policy-match.ts';
import type { TextByLanguage } from '@meanwhile/core/incident/words-of.ts';
import { sql } from 'kysely';
import { hostedChannelTypes, wayOf } from '../channel-registry.ts';
import { iso } from '../platform/db/instant.ts';
import type { Transaction } from '../platform/db/transaction.ts';
import { conditionsOf, type ConditionsRow } from './conditions.ts';
import { heldTargets, type HeldTarget } from './held-target.ts';

export interface ChannelTime {
  readonly channelId: string;
  readonly channelType: string;
  /** The time told stands under the customer's own message; elsewhere it is a message of its own. */
  readonly lineUnderMessage: boolean;
  /** Told by mail, in threads that mails name themselves. Neither this nor the line: a message in somebody else's app. */
  readonly isMail: boolean;
  readonly state: 'open' | 'closed';
  readonly settings: Record<string, unknown>;
  /** The channel's own; `timeFor` says which one holds for a case. */
  readonly policy: CommitmentPolicy | null;
  readonly calendar: CalendarVersion | null;
  /** Those with conditions, in their order, whatever the channel. */
  readonly conditional: readonly ConditionalPolicy[];
  /** All clock targets in their order; `timeFor` says which one holds for a case. */
  readonly targets: readonly HeldTarget[];
  /** Null: none, or not asked yet. */
  readonly target: HeldTarget | null;
  readonly brand: string;
  readonly locale: string;
  readonly zone: string;
  /** The messenger on whose hosted page a conversation can be read; null = none is open. */
  readonly hostedChannelId: string | null;
  /** Made ahead of time; null where nobody is planned to answer. */
  readonly estimate: ChannelEstimate | null;
  /** May a time shorter than the window be told? */
  readonly maySooner: boolean;
  /** The words of those that are open here, oldest first. */
  readonly incidents: readonly { readonly id: string | null; readonly entry: TextByLanguage; readonly ack: TextByLanguage }[];
}

export interface ConditionalPolicy {
  readonly conditions: PolicyConditions;
  readonly name: string;
  readonly place: number;
  readonly policy: CommitmentPolicy;
  readonly calendar: CalendarVersion;
}

interface TimeRow {
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

interface Row extends TimeRow {
  readonly channel_id: string;
  readonly type: string;
  readonly state: 'open' | 'closed';
  readonly settings: Record<string, unknown>;
  readonly brand: string;
  readonly locale: string;
  readonly workspace_zone: string;
  readonly hosted_channel_id: string | null;
  readonly may_tell_sooner: boolean;
  readonly made_at: number | null;
  readonly work_ms: number;
  readonly estimated_at: number | null;
  readonly again_at: number | null;
  readonly is_at_level: boolean;
  readonly is_often_sooner: boolean;
  readonly incidents: ChannelTime['incidents'];
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
      (select coalesce(jsonb_agg(jsonb_build_object('id', i.id, 'entry', i.entry_texts, 'ack', i.ack_texts) order by i.opened_at, i.id), '[]') from tenant.incident i
        where i.workspace_id = ch.workspace_id and i.state = 'open' and (i.channel_ids = '{}' or ch.id = any(i.channel_ids))) as incidents,
      p.id as policy_id, p.version as policy_version, p.reply_within_ms, p.basis,
      c.id as calendar_id, c.version as calendar_version, c.zone, c.weekly, c.exceptions, c.exception_names,
      ch.may_tell_sooner, e.made_at, e.work_ms, e.estimated_at, e.again_at, e.why is null as is_at_level, e.is_often_sooner
    from tenant.channel ch
    join tenant.workspace w on w.workspace_id = ch.workspace_id
    left join tenant.channel_commitment e on e.workspace_id = ch.workspace_id and e.channel_id = ch.id
    left join lateral (select * from tenant.commitment_policy p where p.workspace_id = ch.workspace_id and p.id = ch.policy_id
      and p.valid_from <= ${iso(nowAt)} order by p.version desc limit 1) p on true
    left join lateral (select * from tenant.calendar c where c.workspace_id = ch.workspace_id and c.id = p.calendar_id
      and c.valid_from <= ${iso(nowAt)} order by c.version desc limit 1) c on true
    where ch.workspace_id = ${workspaceId} and ch.id = any(${channelIds}::uuid[]) and ch.removed_at is null`,
  );
  if (rows.length === 0) return new Map();
  const conditional = await conditionalPolicies(tx, workspaceId, nowAt);
  const targets = await heldTargets(tx, workspaceId, nowAt);
  return new Map(rows.map((row) => [row.channel_id, timeOf(row, { conditional, targets })]));
}

async function conditionalPolicies(tx: Transaction, workspaceId: string, nowAt: number): Promise<ConditionalPolicy[]> {
  const rows = await tx.rows(
    sql<TimeRow & ConditionsRow & { readonly name: string; readonly place: number }>`
    select p.id as policy_id, p.version as policy_version, p.name, p.reply_within_ms, p.basis, p.place, p.channel_ids, p.topic_ids, p.queue_ids, p.languages, p.priorities, p.tiers,
      c.id as calendar_id, c.version as calendar_version, c.zone, c.weekly, c.exceptions, c.exception_names
    from (select distinct on (p.id) p.* from tenant.commitment_policy p where p.workspace_id = ${workspaceId} and p.valid_from <= ${iso(nowAt)} order by p.id, p.version desc) p
    join lateral (select * from tenant.calendar c where c.workspace_id = p.workspace_id and c.id = p.calendar_id
      and c.valid_from <= ${iso(nowAt)} order by c.version desc limit 1) c on true
    where p.place is not null order by p.place, p.id`,
  );
  return rows.flatMap((row) => {
    const { policy, calendar } = completeTime(row);
    const conditions = conditionsOf(row);
    return policy === null || calendar === null ? [] : [{ conditions, name: row.name, place: row.place, policy, calendar }];
  });
}

function completeTime(row: TimeRow): Pick<ChannelTime, 'policy' | 'calendar'> {
  if (row.policy_id === null || row.calendar_id === null) return { policy: null, calendar: null };
  return {
    policy: {
      id: row.policy_id,
      version: row.policy_version,
      calendarId: row.calendar_id,
      calendarVersion: row.calendar_version,
      replyWithinMs: row.reply_within_ms,
      basis: row.basis,
    },
    calendar: {
      id: row.calendar_id,
      version: row.calendar_version,
      zone: row.zone,
      weekly: row.weekly,
      exceptions: row.exceptions,
      exceptionNames: row.exception_names,
    },
  };
}

function timeOf(row: Row, lists: Pick<ChannelTime, 'conditional' | 'targets'>): ChannelTime {
  return {
    channelId: row.channel_id,
    channelType: row.type,
    lineUnderMessage: wayOf(row.type) === 'page',
    isMail: wayOf(row.type) === 'mail',
    state: row.state,
    settings: row.settings,
    brand: row.brand,
    locale: row.locale,
    zone: row.workspace_zone,
    hostedChannelId: row.hosted_channel_id,
    incidents: row.incidents,
    ...lists,
    target: null,
    maySooner: row.may_tell_sooner,
    estimate:
      row.made_at === null
        ? null
        : {
            madeAt: row.made_at,
            workMs: row.work_ms,
            estimatedAt: row.estimated_at,
            againAt: row.again_at,
            isAtLevel: row.is_at_level,
            isOftenSooner: row.is_often_sooner,
          },
    ...completeTime(row),
  };
}

/** What is told on this channel where its window ends at `standingAt`: the one answer for all that customers read. */
export function toldTime(
  { estimate, maySooner, calendar }: ChannelTime,
  told: {
    readonly standingAt: number;
    readonly nowAt: number;
    readonly compiled: CompiledCalendar;
    readonly readerZone: string | null;
    readonly isAgain?: boolean;
  },
): ReplyTime {
  const { readerZone, ...asking } = told;
  return replyTime({ ...asking, zone: readerZone ?? calendar!.zone, estimate, maySooner });
}

/** The same channel with the policy and the targets that hold for this case. */
export function timeFor(time: ChannelTime, facts: Omit<PolicyFacts, 'channelId'>): ChannelTime {
  const about = { ...facts, channelId: time.channelId };
  const match = firstMatch(time.conditional, about);
  const target = firstMatch(time.targets, about) ?? null;
  return match === undefined ? { ...time, target } : { ...time, target, policy: match.policy, calendar: match.calendar };
}

/**
 * The same for a message that is not written yet: of the policies that may come to hold for it, the one with the latest time, since nobody is
 * told a later one after writing than before.
 */
export function entryTime(time: ChannelTime, locale: string, nowAt: number): ChannelTime {
  const { possible, isCertain } = mayMatch(time.conditional, { channelId: time.channelId, locale });
  if (possible.length === 0) return time;
  const candidates = [...(isCertain ? [] : [time]), ...possible.map(({ policy, calendar }) => ({ ...time, policy, calendar }))];
  return candidates.reduce((latest, one) => (dueNow(one, nowAt) > dueNow(latest, nowAt) ? one : latest));
}

/** A policy that can tell no time holds nobody up. */
function dueNow(time: ChannelTime, nowAt: number): number {
  const compiled = compiledTime(time, nowAt);
  if (time.policy === null || compiled === null || checkPolicy(time.policy, compiled, nowAt) !== null) return -Infinity;
  return tell(time.policy, compiled, nowAt).dueAt;
}

/** Null where the channel has no policy, or its calendar cannot be compiled. */
export function compiledTime(time: ChannelTime, aroundAt: number): CompiledCalendar | null {
  return time.calendar === null ? null : compiledFor(time.calendar, aroundAt);
}
