/**
 * May one more automatic mail go to this address? Confirmations and notices are counted apart from RFC 3834's marks, since a loop of machines
 * that hide what they are has none of them (attacks 29 to 31). Answers by people are never counted and never stopped.
 */
import { dayMs, hourMs, minuteMs } from '../kernel/instant.ts';
import type { Instant } from '../kernel/instant.ts';

export const automaticCaps = {
  /** The circuit breaker: so many in so short a time is a loop. */
  burst: { count: 5, perMs: 10 * minuteMs },
  /** Whoever writes all day long knows by now that their mails arrive. */
  perDay: { count: 20, perMs: dayMs },
  /** To addresses nobody has proved, over the whole workspace: more is somebody using us to write to strangers. */
  strangers: { count: 500, perMs: hourMs },
} as const;

export interface AutomaticFacts {
  /** When automatic mails went to this address, at least those of the last day; any order. */
  readonly sentAts: readonly Instant[];
  readonly isProved: boolean;
  /** Automatic mails to unproved addresses in the last hour, in the whole workspace; counting may stop at the cap. */
  readonly strangersCount: number;
}

/** Which cap stops it; null when it may go. */
export function automaticStop({ sentAts, isProved, strangersCount }: AutomaticFacts, at: Instant): keyof typeof automaticCaps | null {
  const within = (perMs: number): number => sentAts.filter((sentAt) => sentAt > at - perMs && sentAt <= at).length;
  if (within(automaticCaps.burst.perMs) >= automaticCaps.burst.count) return 'burst';
  if (within(automaticCaps.perDay.perMs) >= automaticCaps.perDay.count) return 'perDay';
  return !isProved && strangersCount >= automaticCaps.strangers.count ? 'strangers' : null;
}
