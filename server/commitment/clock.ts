/**
 * Which clocks run in this case, and what do they show? Folded from the log and the versions of policies and calendars, and kept nowhere: whoever
 * looks, and whenever, reads the same.
 */
import type { CalendarId } from '@meanwhile/core/kernel/ids.ts';
import { elapsedTime, openTime, type CalendarSince, type TimeBase } from '@meanwhile/core/commitment/clock-base.ts';
import { endOf, foldClocks, type CaseClocks, type CaseMoment } from '@meanwhile/core/commitment/clock-fold.ts';
import { readClock, type ClockReading, type TargetSince } from '@meanwhile/core/commitment/clock-reading.ts';
import { firstMatch, type PolicyFacts } from '@meanwhile/core/commitment/policy-match.ts';
import type { CaseRow } from '@meanwhile/wire/records.ts';
import { sql } from 'kysely';
import type { CaseFactsRow } from '../case/case.ts';
import type { Here } from '../platform/here.ts';
import { customerLocale } from './case-time.ts';
import {
  calendarVersions,
  channelPolicies,
  channelPoliciesNow,
  mergesOfCase,
  momentsOfCase,
  policyVersions,
  type LoggedMoment,
} from './clock.store.ts';

type Looking = Pick<Here, 'tx' | 'workspaceId' | 'at'>;

export interface CaseTimes extends CaseClocks {
  readonly base: TimeBase;
  readonly targets: readonly TargetSince[];
  /** In the order of `runs`. */
  readonly readings: readonly ClockReading[];
  /** The customer was forgotten: what the log said of this case is gone, and no clock can be read any more. */
  readonly isForgotten: boolean;
}

export async function caseClocks(here: Looking, row: CaseFactsRow): Promise<CaseTimes> {
  const { tx, workspaceId, at: nowAt } = here;
  const logged = await logOf(here, row);
  const isForgotten = logged.some((one) => one.shown === null && one.type !== 'case.merged');
  const seen = isForgotten ? [] : logged;
  const moments = seen.flatMap((one, index) => momentOf(one, lastShown(seen, index)));
  const firstAt = moments[0]?.at ?? nowAt;
  const clocks = foldClocks(moments, row.first_answered_at !== null && row.first_answered_at < firstAt);
  const facts = seen.flatMap((one) => (one.shown === null ? [] : [{ fromAt: one.at, ...placeOf(one.shown) }]));
  const locale = (await customerLocale(here, row.conversation_id)) ?? (await shopLocale(here));
  const { calendars, targets } = await targetsOf({ tx, workspaceId, at: nowAt }, facts, locale);
  const base = calendars.length === 0 ? elapsedTime : openTime(calendars);
  const readings = clocks.runs.map((run) => {
    // What came into force after its end says nothing about it.
    const endedAt = endOf(run)?.at ?? nowAt;
    const own = calendars.filter((one, index) => index === 0 || one.fromAt <= endedAt);
    return readClock(run, { base: own.length === 0 ? base : openTime(own), targets: isReply(run.kind) ? targets : [], nowAt });
  });
  return { ...clocks, base, targets, readings, isForgotten };
}

/** Only answering has a target as yet; the others say how long it took. */
const isReply = (kind: ClockReading['kind']): boolean => kind === 'first_response' || kind === 'next_response';

async function logOf({ tx, workspaceId }: Looking, row: CaseFactsRow): Promise<LoggedMoment[]> {
  const own = await momentsOfCase(tx, workspaceId, row);
  const survivors = [...own.map((one) => one.survivor_id), row.merged_into_id].filter((id) => id !== null);
  if (survivors.length === 0) return own;
  const merges = await mergesOfCase(tx, workspaceId, row.id, [...new Set(survivors)]);
  return [...own, ...merges].toSorted((a, b) => a.epoch - b.epoch || Number(a.n) - Number(b.n));
}

function lastShown(logged: readonly LoggedMoment[], index: number): CaseRow | null {
  return logged.slice(0, index + 1).findLast((one) => one.shown !== null)?.shown ?? null;
}

function momentOf(one: LoggedMoment, shown: CaseRow | null): CaseMoment[] {
  if (shown === null) return [];
  const isMergedAway = one.shown === null;
  const { type } = one;
  return [
    {
      at: one.at,
      cause: type,
      receivedAt: type === 'message.received' && one.message_received_at !== null ? Date.parse(one.message_received_at) : null,
      isAnswer: type === 'message.sent' && one.author_kind === 'agent',
      status: isMergedAway ? 'merged' : statusOf(shown),
      isSnoozed: shown.snoozedUntil !== null,
      openedAt: Date.parse(shown.openedAt),
      unansweredSinceAt: isMergedAway || shown.unansweredSince === null ? null : Date.parse(shown.unansweredSince),
    },
  ];
}

function statusOf({ spam, mergedIntoId, state, ball }: CaseRow): CaseMoment['status'] {
  if (spam) return 'spam';
  if (mergedIntoId !== null) return 'merged';
  if (state === 'resolved') return 'resolved';
  return ball === 'us' ? 'open' : ball === 'other' ? 'on_hold' : 'pending';
}

type Place = Omit<PolicyFacts, 'locale'>;

const placeOf = ({ channelId, topicId, queueId }: CaseRow): Place => ({ channelId, topicId, queueId });

async function shopLocale({ tx, workspaceId }: Looking): Promise<string> {
  return (await tx.row(sql<{ locale: string }>`select locale from tenant.workspace where workspace_id = ${workspaceId}`))!.locale;
}

/** What the target was at every instant, and in which calendar: it changes when the case, a policy, a calendar or its channel does. */
async function targetsOf(
  { tx, workspaceId, at: nowAt }: Looking,
  facts: readonly (Place & { readonly fromAt: number })[],
  locale: string,
): Promise<{ calendars: CalendarSince[]; targets: TargetSince[] }> {
  const first = facts[0];
  if (first === undefined) return { calendars: [], targets: [] };
  const policies = await policyVersions(tx, workspaceId);
  const calendarRows = await calendarVersions(tx, workspaceId);
  const channelIds = [...new Set(facts.map((one) => one.channelId))];
  const named = await channelPolicies(tx, workspaceId, channelIds);
  const namedNow = await channelPoliciesNow(tx, workspaceId, channelIds);
  const points = [
    ...facts.map((one) => one.fromAt),
    ...[...policies, ...calendarRows].map((one) => one.valid_from),
    ...named.map((one) => one.at),
  ];
  const calendars: CalendarSince[] = [];
  const targets: TargetSince[] = [];
  for (const fromAt of [...new Set(points)].filter((at) => at >= first.fromAt && at <= nowAt).toSorted((a, b) => a - b)) {
    const place = facts.findLast((one) => one.fromAt <= fromAt) ?? first;
    const held = newestAt(policies, fromAt);
    const conditional = held
      .filter((one) => one.place !== null)
      .toSorted((a, b) => a.place! - b.place! || (a.id < b.id ? -1 : 1))
      .map((policy) => ({
        policy,
        conditions: { channelIds: policy.channel_ids, topicIds: policy.topic_ids, queueIds: policy.queue_ids, languages: policy.languages },
      }))
      .filter(({ policy }) => newestAt(calendarRows, fromAt).some((one) => one.id === policy.calendar_id));
    const ownId = (
      named.findLast((one) => one.channel_id === place.channelId && one.at <= fromAt) ??
      named.find((one) => one.channel_id === place.channelId) ??
      namedNow.find((one) => one.channel_id === place.channelId)
    )?.policy_id;
    const policy = firstMatch(conditional, { ...place, locale })?.policy ?? held.find((one) => one.id === ownId);
    const calendar = newestAt(calendarRows, fromAt).find((one) => one.id === policy?.calendar_id);
    const targetMs = calendar === undefined ? null : policy!.reply_within_ms;
    if (targets.length === 0 || targets.at(-1)!.targetMs !== targetMs) targets.push({ fromAt, targetMs });
    const last = calendars.at(-1)?.calendar;
    if (calendar !== undefined && (last?.id !== calendar.id || last.version !== calendar.version))
      calendars.push({
        fromAt,
        calendar: {
          id: calendar.id as CalendarId,
          version: calendar.version,
          zone: calendar.zone,
          weekly: calendar.weekly,
          exceptions: calendar.exceptions,
          exceptionNames: calendar.exception_names,
        },
      });
  }
  return { calendars, targets };
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
