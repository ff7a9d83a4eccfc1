/**
 * A time told has passed without an answer, or will very likely: does the customer get a new one now, later or not at all, and which? The first one
 * stays what it is and is judged at its own instant.
 * What they read is `slip-words.ts`; storing it is the server's.
 */
import type { CompiledCalendar } from '../calendar/calendar.ts';
import { hourMs, minuteMs } from '../kernel/instant.ts';
import type { Instant } from '../kernel/instant.ts';
import { checkPolicy, tell } from './policy.ts';
import type { CommitmentPolicy } from './policy.ts';
import { localClock } from './zoned-parts.ts';

export interface MissedTime {
  /** The instant that was told. Still to come: they are told before it. */
  readonly missedAt: Instant;
  /** When the message came for which it was told. */
  readonly askedAt: Instant;
}

export interface SlipFacts {
  readonly state: 'open' | 'resolved';
  readonly ball: 'us' | 'customer' | 'other';
  readonly spam: boolean;
  /** The oldest message without an answer. */
  readonly unansweredSinceAt: Instant | null;
  /** Another time told in this matter still runs: they wrote again, or were told already. */
  readonly runs: boolean;
  readonly isBlocked: boolean;
  /** We write to this address no more. */
  readonly isSuppressed: boolean;
  /** An answer is written and goes out then, unless it is undone. Not one that waits for a chosen time. */
  readonly answerGoesOutAt: Instant | null;
  /** Would it be heard at night? Mail is read when it suits; everything else waits for the morning. */
  readonly isHeard: boolean;
  /** The customer's, else the workspace's. */
  readonly zone: string;
  /** `automaticStop` says: enough automatic messages for now. */
  readonly isStopped: boolean;
}

export type SlipDecision =
  | { readonly tell: 'now'; readonly dueAt: Instant }
  | { readonly tell: 'later'; readonly retryAt: Instant }
  | { readonly tell: 'never'; readonly reason: 'not-waiting' | 'told-since' | 'blocked' | 'no-policy' };

interface Hours {
  readonly from: number;
  readonly to: number;
}
/** The hours of the customer's clock in which only mail is written. */
export const nightHours: Hours = { from: 22, to: 7 };
/** The same for what is said before a miss: nobody asked for it yet. */
export const slipNightHours: Hours = { from: 21, to: 8 };
const afterUndoMs = 1_000;
/** An answer that should have gone out so long ago is held up: the customer is told meanwhile. */
const heldUpMs = minuteMs;
/** Told within this time of the breach, the new time counts from the breach. */
const atOnceMs = 15 * minuteMs;
const cappedMs = hourMs;

/** Asked under the conversation's lock, so that of an answer and this message one always knows of the other. */
export function decideSlip(
  missed: MissedTime,
  facts: SlipFacts,
  policy: { readonly policy: Pick<CommitmentPolicy, 'replyWithinMs'>; readonly compiled: CompiledCalendar } | null,
  nowAt: Instant,
): SlipDecision {
  const waits = facts.state === 'open' && !facts.spam && facts.ball !== 'customer' && facts.unansweredSinceAt !== null;
  if (!waits || missed.askedAt < facts.unansweredSinceAt) return { tell: 'never', reason: 'not-waiting' };
  if (facts.runs) return { tell: 'never', reason: 'told-since' };
  if (facts.isBlocked || facts.isSuppressed) return { tell: 'never', reason: 'blocked' };
  if (policy === null || checkPolicy(policy.policy, policy.compiled, nowAt) !== null) return { tell: 'never', reason: 'no-policy' };
  if (facts.answerGoesOutAt !== null && nowAt < facts.answerGoesOutAt + heldUpMs)
    return { tell: 'later', retryAt: Math.max(nowAt, facts.answerGoesOutAt) + afterUndoMs };
  if (facts.isStopped) return { tell: 'later', retryAt: nowAt + cappedMs };
  const hours = nowAt < missed.missedAt ? slipNightHours : nightHours;
  const morningAt = facts.isHeard ? endOfNight(nowAt, facts.zone, hours) : null;
  if (morningAt !== null) return { tell: 'later', retryAt: morningAt };
  return { tell: 'now', dueAt: newDueAt(missed.missedAt, policy, nowAt) };
}

/**
 * At least the whole reply time again, in open time, from the breach; from now where it is told much later, since it has to be one that can be kept.
 * Before the breach it runs from now, unless it would end no later than what was told.
 */
function newDueAt(
  missedAt: Instant,
  { policy, compiled }: { readonly policy: Pick<CommitmentPolicy, 'replyWithinMs'>; readonly compiled: CompiledCalendar },
  nowAt: Instant,
): Instant {
  if (nowAt < missedAt) {
    const { dueAt } = tell(policy, compiled, nowAt);
    return dueAt > missedAt ? dueAt : tell(policy, compiled, missedAt).dueAt;
  }
  const fromAt = nowAt - missedAt <= atOnceMs && missedAt >= compiled.fromAt ? missedAt : nowAt;
  const { dueAt } = tell(policy, compiled, fromAt);
  return dueAt > nowAt ? dueAt : tell(policy, compiled, nowAt).dueAt;
}

/** Is it night on the reader's clock? `zone`: IANA. */
export function isNight(at: Instant, zone: string, { from, to }: Hours): boolean {
  const { hour } = localClock(at, zone);
  return hour >= from || hour < to;
}

/** The first quarter of an hour of the morning after, on the reader's clock; null by day. */
function endOfNight(nowAt: Instant, zone: string, hours: Hours): Instant | null {
  const quarterMs = 15 * minuteMs;
  if (!isNight(nowAt, zone, hours)) return null;
  let at = Math.ceil((nowAt + 1) / quarterMs) * quarterMs;
  while (isNight(at, zone, hours)) at += quarterMs;
  return at;
}
