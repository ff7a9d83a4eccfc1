/**
 * By when do we want to have answered, whatever we told? A clock is an internal target and a cache: it is computed again from the case
 * whenever policy or calendar change. What the customer was told is a commitment and stays; the inbox goes by the earlier of the two.
 */
import { add } from '../calendar/business-time.ts';
import type { CompiledCalendar } from '../calendar/calendar.ts';
import { earlier, type Instant } from '../kernel/instant.ts';

export interface Clock {
  readonly kind: 'first_response' | 'next_response';
  readonly startAt: Instant;
  readonly dueAt: Instant;
  readonly state: 'running' | 'met' | 'breached' | 'cancelled';
}

/** What a clock is computed from; every instant in ms. */
export interface ClockFacts {
  /** Our first public answer in this case, automatic ones not counted. */
  readonly firstAnsweredAt: Instant | null;
  /** The oldest customer message without an answer; later ones do not restart the clock. */
  readonly unansweredSinceAt: Instant | null;
  /** Spam, a duplicate, or merged away. */
  readonly cancelled: boolean;
}

/**
 * The clock that runs for the oldest unanswered message, null when none does. `targetMs` is open time of `compiled`. Breached is computed
 * from instants, never from when somebody looked: `nowAt` only says whether the budget has run out yet.
 */
export function runningClock(
  facts: ClockFacts,
  target: { readonly targetMs: number; readonly compiled: CompiledCalendar },
  nowAt: Instant,
): Clock | null {
  if (facts.unansweredSinceAt === null) return null;
  const kind = facts.firstAnsweredAt === null ? 'first_response' : 'next_response';
  const startAt = facts.unansweredSinceAt;
  const dueAt = add(target.compiled, startAt, target.targetMs);
  if (facts.cancelled) return { kind, startAt, dueAt, state: 'cancelled' };
  return { kind, startAt, dueAt, state: nowAt > dueAt ? 'breached' : 'running' };
}

/** The clock once answered: met when the answer came at or before the due instant. A cancelled clock stays cancelled. */
export function stopClock(clock: Clock, answeredAt: Instant): Clock {
  if (clock.state === 'cancelled') return clock;
  return { ...clock, state: answeredAt <= clock.dueAt ? 'met' : 'breached' };
}

/** The earlier of what was told and what we aim for; null when neither runs. */
export function effectiveDueAt(commitmentDueAt: Instant | null, clock: Pick<Clock, 'dueAt' | 'state'> | null): Instant | null {
  const clockDueAt = clock !== null && (clock.state === 'running' || clock.state === 'breached') ? clock.dueAt : null;
  return earlier(commitmentDueAt, clockDueAt);
}
