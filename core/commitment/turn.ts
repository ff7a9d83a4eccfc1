/**
 * Does this customer message get a time told? One per customer turn, and none when it would say nothing new or when nobody is waiting.
 * Clocks and the inbox do not depend on this: a message that is told nothing is still due.
 */
import type { CompiledCalendar } from '../calendar/calendar.ts';
import type { Instant } from '../kernel/instant.ts';
import type { Ending } from './ending.ts';
import { tell } from './policy.ts';
import type { CommitmentPolicy } from './policy.ts';

export interface IncomingTurn {
  readonly receivedAt: Instant;
  /** Now, when it is told. Much later than `receivedAt` where a message was held back or we were down. */
  readonly toldAt: Instant;
  /** By a person who has let it through since: the customer waits for us from then on. */
  readonly wasHeldBack: boolean;
  /** Vacation notes, delivery reports, lists, bots: never answered automatically. */
  readonly automatic: boolean;
  /** By `isThanksOnly`. */
  readonly thanksOnly: boolean;
  /** By `asksSomething`; matters only in cases we started. */
  readonly asks: boolean;
  /** Who had the ball before this message. */
  readonly ballBefore: 'us' | 'customer' | 'other';
  /** Did we write first in this case? */
  readonly startedByUs: boolean;
}

/** The commitment told last in the conversation. */
export interface LastTold {
  readonly dueAt: Instant;
  readonly ending: Ending['ending'];
}

export type TurnDecision =
  | { readonly tell: true; readonly dueAt: Instant }
  | { readonly tell: false; readonly reason: 'unchanged' | 'thanks' | 'automatic' | 'we-started' };

/**
 * In this order:
 * - automatic mail is told nothing;
 * - thanks alone is told nothing;
 * - while the time told for this turn still runs, more messages of the same turn are told nothing: it has not changed. A time that was
 *   missed does not run any more, so the customer gets a new one;
 * - in a case we started (“your parcel is on its way”) a plain answer is told nothing, since they came because we asked; once they ask
 *   something themselves they are a customer waiting like any other and are told a time;
 * - everything else is told a time.
 */
export function decideTurn(
  turn: IncomingTurn,
  last: LastTold | null,
  policy: Pick<CommitmentPolicy, 'replyWithinMs'>,
  compiled: CompiledCalendar,
): TurnDecision {
  if (turn.automatic) return { tell: false, reason: 'automatic' };
  if (turn.thanksOnly) return { tell: false, reason: 'thanks' };
  if (last !== null && stillRuns(last, turn)) return { tell: false, reason: 'unchanged' };
  if (turn.startedByUs && !turn.asks) return { tell: false, reason: 'we-started' };
  return { tell: true, dueAt: dueFor(turn, policy, compiled) };
}

/**
 * Counted from the message, as it was said above the field; from now where that time is over already or the message was held back, since a
 * time that cannot be kept is not told.
 */
function dueFor(turn: IncomingTurn, policy: Pick<CommitmentPolicy, 'replyWithinMs'>, compiled: CompiledCalendar): Instant {
  if (!turn.wasHeldBack && turn.receivedAt >= compiled.fromAt) {
    const { dueAt } = tell(policy, compiled, turn.receivedAt);
    if (dueAt > turn.toldAt) return dueAt;
  }
  return tell(policy, compiled, Math.max(turn.toldAt, turn.receivedAt)).dueAt;
}

/** With the ball at the customer we have answered since, whether or not the ending has been written down yet. */
function stillRuns(last: LastTold, turn: IncomingTurn): boolean {
  return last.ending === 'open' && turn.receivedAt <= last.dueAt && turn.ballBefore !== 'customer';
}

/** Is there a question mark, in any script we ship? A coarse sign, used only where we wrote first. */
export function asksSomething(text: string): boolean {
  return /[?？؟]/.test(text);
}
