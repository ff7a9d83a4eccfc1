/**
 * Which clocks run in this case, and what do they show? Folded from the log and the versions of policies and calendars, and kept nowhere: whoever
 * looks, and whenever, reads the same.
 */
import { elapsedTime, openTime, type TimeBase } from '@meanwhile/core/commitment/clock-base.ts';
import { endOf, foldClocks, type CaseClocks, type CaseMoment } from '@meanwhile/core/commitment/clock-fold.ts';
import { readClock, type ClockReading } from '@meanwhile/core/commitment/clock-reading.ts';
import type { CaseRow } from '@meanwhile/wire/records.ts';
import { sql } from 'kysely';
import type { CaseFactsRow } from '../case/case.ts';
import type { Here } from '../platform/here.ts';
import { customerFacts } from './case-time.ts';
import { mergesOfCase, momentsOfCase, tiersOfCustomer, type LoggedMoment } from './clock.store.ts';
import { heldSeries, seriesFor, type Held, type Place } from './held-series.ts';

type Looking = Pick<Here, 'tx' | 'workspaceId' | 'at'>;

export interface CaseTimes extends CaseClocks {
  /** Of the reply policy's calendars, for the stretches in which the case lay with somebody. */
  readonly base: TimeBase;
  /** What held at every instant, in the order of time. */
  readonly held: readonly Held[];
  /** In the order of `runs`. */
  readonly readings: readonly (ClockReading & { readonly isElapsed: boolean })[];
  /** The customer was forgotten: what the log said of this case is gone, and no clock can be read any more. */
  readonly isForgotten: boolean;
}

/**
 * By when is the oldest unanswered message of this case to be answered, by the clock that runs for it as the row says now, before an event tells of it?
 * Null: it stands, or has no target. Undefined: nothing can be read of it (any more).
 */
export async function answeringDueAt(here: Looking, row: CaseFactsRow): Promise<number | null | undefined> {
  const { runs, readings, isForgotten } = await readCase(here, row, momentNow(row, here.at));
  const index = runs.findLastIndex((run) => (run.kind === 'first_response' || run.kind === 'next_response') && endOf(run) === null);
  return isForgotten || index < 0 ? undefined : readings[index]!.dueAt;
}

export function caseClocks(here: Looking, row: CaseFactsRow): Promise<CaseTimes> {
  return readCase(here, row, null);
}

async function readCase(here: Looking, row: CaseFactsRow, asItStands: CaseMoment | null): Promise<CaseTimes> {
  const nowAt = here.at;
  const logged = await logOf(here, row);
  const isForgotten = logged.some((one) => one.shown === null && one.type !== 'case.merged');
  const seen = isForgotten ? [] : logged;
  const fromLog = seen.flatMap((one, index) => momentOf(one, lastShown(seen, index)));
  const logMoments = asItStands === null ? fromLog : [...fromLog, asItStands];
  const firstAt = fromLog[0]?.at ?? nowAt;
  const held = await heldOf(here, row, { seen, asItStands });
  const moments = withSwitches(logMoments, held);
  const clocks = foldClocks(moments, row.first_answered_at !== null && row.first_answered_at < firstAt);
  const { calendars } = seriesFor(held, 'agent_work');
  const base = calendars.length === 0 ? elapsedTime : openTime(calendars);
  const readings = clocks.runs.map((run) => {
    const { targets, calendars: all } = seriesFor(held, run.kind);
    // What came into force after its end says nothing about it.
    const endedAt = endOf(run)?.at ?? nowAt;
    const own = all.filter((one, index) => index === 0 || one.fromAt <= endedAt);
    const isElapsed = own.length === 0 ? calendars.length === 0 : own.at(-1)!.calendar === null;
    return { ...readClock(run, { base: own.length === 0 ? base : openTime(own), targets, nowAt }), isElapsed };
  });
  return { ...clocks, base, held, readings, isForgotten };
}

/** Where the case stood and who its customer was at every instant, and what held for that. */
async function heldOf(
  here: Looking,
  row: CaseFactsRow,
  { seen, asItStands }: { readonly seen: readonly LoggedMoment[]; readonly asItStands: CaseMoment | null },
): Promise<Held[]> {
  const customer = await customerFacts(here, row.conversation_id);
  const locale = customer.locale ?? (await shopLocale(here));
  const tiers = customer.id === null ? [] : await tiersOfCustomer(here.tx, here.workspaceId, customer.id);
  const places: Place[] = seen.flatMap((one) => (one.shown === null ? [] : [{ fromAt: one.at, ...placeOf(one.shown), locale }]));
  const { channel_id: channelId, topic_id: topicId, queue_id: queueId, priority } = row;
  const now = asItStands === null ? [] : [{ fromAt: asItStands.at, channelId, topicId, queueId, priority, locale }];
  return heldSeries(here, [...places, ...now], tiers);
}

/** A change of what holds is no event of the case: whether its first response pauses is asked again there, between the events it fell between. */
function withSwitches(moments: readonly CaseMoment[], held: readonly Held[]): CaseMoment[] {
  const changes = held.filter((one, index) => one.pausesOnOthers !== (held[index - 1] ?? one).pausesOnOthers);
  const all: CaseMoment[] = [];
  const addUntil = (at: number): void => {
    while (all.length > 0 && changes.length > 0 && changes[0]!.fromAt < at) {
      const { fromAt, pausesOnOthers } = changes.shift()!;
      all.push({ ...all.at(-1)!, at: fromAt, cause: 'policy.changed', receivedAt: null, isAnswer: false, pausesFirst: pausesOnOthers });
    }
  };
  for (const one of moments) {
    addUntil(one.at);
    all.push({ ...one, pausesFirst: held.findLast(({ fromAt }) => fromAt <= one.at)?.pausesOnOthers ?? false });
  }
  addUntil(Infinity);
  return all;
}

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

function momentNow(row: CaseFactsRow, at: number): CaseMoment {
  const shown = { spam: row.spam_at !== null, mergedIntoId: row.merged_into_id, state: row.state, ball: row.ball };
  return {
    at,
    cause: 'case.changed',
    receivedAt: null,
    isAnswer: false,
    status: statusOf(shown),
    isSnoozed: row.snoozed_until !== null,
    openedAt: row.opened_at,
    unansweredSinceAt: row.unanswered_since,
  };
}

function statusOf({ spam, mergedIntoId, state, ball }: Pick<CaseRow, 'spam' | 'mergedIntoId' | 'state' | 'ball'>): CaseMoment['status'] {
  if (spam) return 'spam';
  if (mergedIntoId !== null) return 'merged';
  if (state === 'resolved') return 'resolved';
  return ball === 'us' ? 'open' : ball === 'other' ? 'on_hold' : 'pending';
}

/** Events of before there were priorities name none. */
const placeOf = ({ channelId, topicId, queueId, priority }: Omit<CaseRow, 'priority'> & Partial<Pick<CaseRow, 'priority'>>) => ({
  channelId,
  topicId,
  queueId,
  priority: priority ?? ('normal' as const),
});

async function shopLocale({ tx, workspaceId }: Looking): Promise<string> {
  return (await tx.row(sql<{ locale: string }>`select locale from tenant.workspace where workspace_id = ${workspaceId}`))!.locale;
}
