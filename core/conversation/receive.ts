/**
 * What does a customer's message do to the case? It wakes, reopens within 14 days, gives us the ball. Thanks and automatic mail do none of
 * that: nobody is waiting. Which case a message belongs to is decided before, whether it gets a time told is `core/commitment/turn.ts`.
 */
import { dayMs } from '../kernel/instant.ts';
import type { Instant } from '../kernel/instant.ts';
import type { Refusal } from '../kernel/refusal.ts';
import { refuseMerged } from './case-facts.ts';
import type { CaseFacts, Changed } from './case-facts.ts';

/** A resolved case is taken up again up to here, inclusive; later messages open a new one that follows it. */
export const reopenWindowMs = 14 * dayMs;

export interface ReceivedMessage {
  readonly receivedAt: Instant;
  readonly automatic: boolean;
  readonly thanksOnly: boolean;
}

export type ReceiveVerdict =
  | (Changed & { readonly reopened: boolean; readonly woken: boolean })
  /** The message opens a new case linked to this one. */
  | { readonly openNew: true; readonly follows: CaseFacts['id'] }
  | Refusal<'case_merged'>;

export function receive(facts: CaseFacts, message: ReceivedMessage): ReceiveVerdict {
  const refusal = refuseMerged(facts);
  if (refusal) return refusal;
  const kept = { did: 'case.received', reopened: false, woken: false } as const;
  if (message.automatic || message.thanksOnly) return { next: facts, ...kept };
  // In a case marked as spam further mail stays what it is, until a person unmarks it.
  if (facts.spam) return { next: facts, ...kept };
  if (facts.state === 'resolved' && message.receivedAt - (facts.resolvedAt ?? facts.openedAt) > reopenWindowMs)
    return { openNew: true, follows: facts.id };
  const next: CaseFacts = {
    ...facts,
    state: 'open',
    ball: 'us',
    resolvedAt: null,
    snoozedUntilAt: null,
    // A late delivery may be older than what is already waiting.
    unansweredSinceAt: Math.min(facts.unansweredSinceAt ?? message.receivedAt, message.receivedAt),
  };
  return { next, did: 'case.received', reopened: facts.state === 'resolved', woken: facts.snoozedUntilAt !== null };
}
