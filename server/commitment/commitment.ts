/**
 * What do we tell this customer about time, and what clock runs? The front door of the step: it decides with `core` and gives rows to
 * save; the words stored are the words shown.
 */
import type { Clock as RunningClock } from '@meanwhile/core/commitment/clock.ts';
import type { Priority } from '@meanwhile/core/commitment/priority.ts';
import { checkPolicy } from '@meanwhile/core/commitment/policy.ts';
import { decideTurn, type LastTold } from '@meanwhile/core/commitment/turn.ts';
import { withIncidents } from '@meanwhile/core/incident/words-of.ts';
import type { Triaged } from '../triage/triage.ts';
import { compiledTime, timeFor, toldTime, type ChannelTime } from './channel-time.ts';
import { clockFor } from './clock-of-turn.ts';
import { sayAck } from './say-ack.ts';

export { channelTimes, compiledTime, entryTime, toldTime, type ChannelTime } from './channel-time.ts';
export { caseTime } from './case-time.ts';
export { clockFor } from './clock-of-turn.ts';
export { dueOf, settledDue } from './due-of.ts';
export type { LedgerRow } from './calendar.store.ts';
export { judgeDue } from './due.ts';
export { sayAck } from './say-ack.ts';
export { reckonDue, reckonKind } from './reckon.ts';
export { askEstimate, refreshEstimates } from './estimate.ts';
export { askGate, gateKind } from './ask-gate.ts';
export { mayName, staffingPlan, type StaffingPlan } from './keepable.ts';
export { noLongerKept, timesKept } from './plan-change.ts';
export { workFigures, type WorkFigures } from './work-figures.ts';
export { tellNewTimes, tellSlips } from './new-time.ts';
export { readSlipLink, slipCase, type SlipCase } from './slip-link.ts';
export { endCommitment, runningOfCase } from './ending.store.ts';
export { tellPromise } from './promise.ts';
export { tellInstead, type TellInstead } from './tell-instead.ts';
export { presentCommitment } from './present-commitment.ts';

export interface TurnFacts {
  readonly receivedAt: number;
  /** Now. */
  readonly toldAt: number;
  /** By a person who has let it through. */
  readonly wasHeldBack: boolean;
  readonly triaged: Triaged;
  readonly ballBefore: 'us' | 'customer' | 'other';
  readonly startedByUs: boolean;
  readonly last: LastTold | null;
  /** May this address get an automatic answer now? See `server/intake/auto-reply.ts`. */
  readonly mayAcknowledge: boolean;
  readonly firstAnsweredAt: number | null;
  readonly unansweredSinceAt: number | null;
  readonly caseNumber: number;
  readonly topicId: string | null;
  readonly queueId: string | null;
  readonly priority: Priority;
  readonly tier: string | null;
  readonly locale: string;
  readonly readerZone: string | null;
  /** Somebody is there for them: `waits`, they wrote before and wait already; null: nobody is. */
  readonly live: 'begins' | 'waits' | null;
  /** Where the whole conversation can be read; for mail. */
  readonly link: () => string;
}

export interface Told {
  readonly words: string;
  readonly locale: string;
  readonly dueAt: number;
  readonly basis: 'policy' | 'estimate';
  /** What was estimated when it was told. */
  readonly workMs: number | null;
  readonly estimatedAt: number | null;
  readonly policyId: string;
  readonly policyVersion: number;
  readonly calendarId: string;
  readonly calendarVersion: number;
}

export interface TurnTold {
  /** Null with the reason why nothing is told. */
  readonly told: Told | null;
  readonly why: string | null;
  readonly clock: RunningClock | null;
  /** The one that holds for this case. */
  readonly policy: ChannelTime['policy'];
}

export function tellTurn(facts: TurnFacts, channelTime: ChannelTime): TurnTold {
  const time = timeFor(channelTime, facts);
  return { ...tellBy(facts, time), policy: time.policy };
}

function tellBy(facts: TurnFacts, time: ChannelTime): Omit<TurnTold, 'policy'> {
  const compiled = compiledTime(time, facts.toldAt);
  const { policy } = time;
  const clock = facts.triaged.automatic ? null : clockFor(facts, time, facts.receivedAt);
  if (policy === null || compiled === null) return { told: null, why: 'no-policy', clock };
  if (checkPolicy(policy, compiled, facts.toldAt) !== null) return { told: null, why: 'never-open', clock };
  const { automatic, thanksOnly, asks } = facts.triaged;
  const decision = decideTurn(
    {
      receivedAt: facts.receivedAt,
      toldAt: facts.toldAt,
      wasHeldBack: facts.wasHeldBack,
      automatic,
      thanksOnly,
      asks,
      ballBefore: facts.ballBefore,
      startedByUs: facts.startedByUs,
    },
    facts.last,
    policy,
    compiled,
  );
  if (!decision.tell) return { told: null, why: decision.reason, clock };
  // People are there: a time is told when they go, or do not come to it (`server/live`).
  if (facts.live !== null) return { told: null, why: facts.live === 'begins' ? 'live' : 'waits-live', clock };
  if (!facts.mayAcknowledge) return { told: null, why: 'not-acknowledged', clock };
  const said = toldTime(time, { standingAt: decision.dueAt, nowAt: facts.toldAt, compiled, readerZone: facts.readerZone });
  const saying = {
    receivedAt: facts.receivedAt,
    dueAt: said.dueAt,
    zone: time.calendar!.zone,
    locale: facts.locale,
    readerZone: facts.readerZone ?? undefined,
  };
  const { words } = sayAck(time, saying, { link: facts.link, ref: String(facts.caseNumber) });
  return {
    told: {
      words: withIncidents(
        words,
        time.incidents.map((one) => one.ack),
        { locale: facts.locale, workspaceLocale: time.locale },
      ),
      locale: facts.locale,
      ...said,
      policyId: policy.id,
      policyVersion: policy.version,
      calendarId: policy.calendarId,
      calendarVersion: policy.calendarVersion,
    },
    why: null,
    clock,
  };
}
