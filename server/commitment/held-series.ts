/**
 * Which policy and which clock targets held for a case at every instant, and in which calendars? Put together from every version there was; it
 * changes when the case, its customer's tier, a policy, a target, a calendar or what its channel names does.
 */
import type { CalendarVersion } from '@meanwhile/core/calendar/calendar.ts';
import type { CalendarSince } from '@meanwhile/core/commitment/clock-base.ts';
import type { ClockKind } from '@meanwhile/core/commitment/clock-fold.ts';
import { graceMs as usualGraceMs, type TargetSince } from '@meanwhile/core/commitment/clock-reading.ts';
import { firstMatch, type PolicyFacts } from '@meanwhile/core/commitment/policy-match.ts';
import type { CalendarId } from '@meanwhile/core/kernel/ids.ts';
import type { Here } from '../platform/here.ts';
import {
  calendarVersions,
  channelPolicies,
  channelPoliciesNow,
  policyVersions,
  type CalendarVersionRow,
  type ChannelPolicyRow,
  type PolicyVersionRow,
} from './clock.store.ts';
import { conditionsOf } from './conditions.ts';
import { targetVersions, type TargetRow } from './target.store.ts';

/** The case from an instant on; the tier is its customer's. */
export type Place = Omit<PolicyFacts, 'tier'> & { readonly fromAt: number };

export interface TierSince {
  readonly fromAt: number;
  readonly tier: string | null;
}

/** From `fromAt` on. */
export interface Held {
  readonly fromAt: number;
  readonly priority: PolicyFacts['priority'];
  /** The reply policy, whose time holds for answering where no target says otherwise. */
  readonly policy: PolicyVersionRow | null;
  readonly calendar: CalendarVersion | null;
  readonly target: TargetRow | null;
  readonly targetCalendar: CalendarVersion | null;
  readonly pausesOnOthers: boolean;
  /** The priority changed here, and the target counts anew then. */
  readonly isRestart: boolean;
}

interface Versions {
  readonly policies: readonly PolicyVersionRow[];
  readonly calendars: readonly CalendarVersionRow[];
  readonly targets: readonly TargetRow[];
  readonly named: readonly ChannelPolicyRow[];
  readonly namedNow: readonly Omit<ChannelPolicyRow, 'at'>[];
}

export async function heldSeries(
  { tx, workspaceId, at: nowAt }: Pick<Here, 'tx' | 'workspaceId' | 'at'>,
  places: readonly Place[],
  tiers: readonly TierSince[],
): Promise<Held[]> {
  const first = places[0];
  if (first === undefined) return [];
  const channelIds = [...new Set(places.map((one) => one.channelId))];
  const versions: Versions = {
    policies: await policyVersions(tx, workspaceId),
    calendars: await calendarVersions(tx, workspaceId),
    targets: await targetVersions(tx, workspaceId),
    named: await channelPolicies(tx, workspaceId, channelIds),
    namedNow: await channelPoliciesNow(tx, workspaceId, channelIds),
  };
  const points = [
    ...[...places, ...tiers].map((one) => one.fromAt),
    ...[...versions.policies, ...versions.calendars, ...versions.targets].map((one) => one.valid_from),
    ...versions.named.map((one) => one.at),
  ];
  const held: Held[] = [];
  for (const fromAt of [...new Set(points)].filter((at) => at >= first.fromAt && at <= nowAt).toSorted((a, b) => a - b)) {
    const place = places.findLast((one) => one.fromAt <= fromAt) ?? first;
    const tier = tiers.findLast((one) => one.fromAt <= fromAt)?.tier ?? null;
    held.push(heldAt(versions, { fromAt, facts: { ...place, tier }, before: held.at(-1) ?? null }));
  }
  return held;
}

interface Asked {
  readonly fromAt: number;
  readonly facts: PolicyFacts;
  readonly before: Held | null;
}

function heldAt(versions: Versions, { fromAt, facts, before }: Asked): Held {
  const calendars = newestAt(versions.calendars, fromAt);
  const policies = newestAt(versions.policies, fromAt);
  const policy =
    firstMatch(inOrder(policies.filter((one) => isOnCalendar(one, calendars))), facts)?.row ??
    ownPolicy(versions, { policies, facts, fromAt });
  const calendarOf = (id: string | null | undefined) => calendarFrom(calendars.find((one) => one.id === id));
  const target = firstMatch(inOrder(newestAt(versions.targets, fromAt).filter((one) => !one.is_removed)), facts)?.row ?? null;
  return {
    fromAt,
    priority: facts.priority,
    policy: policy !== null && calendarOf(policy.calendar_id) !== null ? policy : null,
    calendar: calendarOf(policy?.calendar_id),
    target,
    targetCalendar: calendarOf(target?.calendar_id),
    pausesOnOthers: target?.pauses_on_others ?? false,
    isRestart: before !== null && before.priority !== facts.priority && target?.restarts_on_priority === true,
  };
}

const isOnCalendar = (policy: PolicyVersionRow, calendars: readonly CalendarVersionRow[]): boolean =>
  calendars.some((one) => one.id === policy.calendar_id);

/** The policy its channel named then, as far as the log says. */
function ownPolicy(
  { named, namedNow }: Versions,
  { policies, facts, fromAt }: Pick<Asked, 'facts' | 'fromAt'> & { readonly policies: readonly PolicyVersionRow[] },
): PolicyVersionRow | null {
  const { channelId } = facts;
  const ownId = (
    named.findLast((one) => one.channel_id === channelId && one.at <= fromAt) ??
    named.find((one) => one.channel_id === channelId) ??
    namedNow.find((one) => one.channel_id === channelId)
  )?.policy_id;
  return policies.find((one) => one.id === ownId) ?? null;
}

/** Those with conditions, ready to be asked. */
function inOrder<Row extends PolicyVersionRow | TargetRow>(rows: readonly Row[]) {
  return rows
    .filter((one) => one.place !== null)
    .toSorted((a, b) => a.place! - b.place! || (a.id < b.id ? -1 : 1))
    .map((row) => ({ row, conditions: conditionsOf(row) }));
}

/** The targets and calendars of one kind of clock, only where they change. */
export function seriesFor(
  held: readonly Held[],
  kind: ClockKind,
): { readonly targets: TargetSince[]; readonly calendars: CalendarSince[] } {
  const targets: TargetSince[] = [];
  const calendars: CalendarSince[] = [];
  for (const one of held) {
    const { fromAt } = one;
    const { targetMs, calendar, graceMs } = aimOf(one, kind);
    const last = targets.at(-1);
    const isRestart = one.isRestart && targetMs !== null;
    if (last === undefined || last.targetMs !== targetMs || last.graceMs !== graceMs || isRestart)
      targets.push({ fromAt, targetMs, graceMs, ...(isRestart ? { isRestart } : {}) });
    if (calendar !== undefined && (calendars.length === 0 || !isSame(calendars.at(-1)!.calendar, calendar)))
      calendars.push({ fromAt, calendar });
  }
  return { targets, calendars };
}

/** `calendar` null: elapsed time; undefined: none is known, so it counts on as before. */
function aimOf({ target, targetCalendar, policy, calendar }: Held, kind: ClockKind) {
  const aim = kind === 'agent_work' ? undefined : target?.aims[kind];
  if (target !== null && aim !== undefined && (!aim.isOpenTime || targetCalendar !== null))
    return { targetMs: aim.targetMs, calendar: aim.isOpenTime ? targetCalendar : null, graceMs: target.grace_ms };
  const isReply = kind === 'first_response' || kind === 'next_response';
  return { targetMs: isReply ? (policy?.reply_within_ms ?? null) : null, calendar: calendar ?? undefined, graceMs: usualGraceMs };
}

const isSame = (a: CalendarVersion | null, b: CalendarVersion | null): boolean => a?.id === b?.id && a?.version === b?.version;

function calendarFrom(row: CalendarVersionRow | undefined): CalendarVersion | null {
  if (row === undefined) return null;
  const { zone, weekly, exceptions, version } = row;
  return { id: row.id as CalendarId, version, zone, weekly, exceptions, exceptionNames: row.exception_names };
}

/** The newest version of each whose time had come. `rows` in the order of their time. */
function newestAt<Row extends { readonly id: string; readonly version: number; readonly valid_from: number }>(
  rows: readonly Row[],
  at: number,
): Row[] {
  const held = new Map<string, Row>();
  for (const row of rows) if (row.valid_from <= at && (held.get(row.id)?.version ?? 0) < row.version) held.set(row.id, row);
  return [...held.values()];
}
