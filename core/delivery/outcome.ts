/**
 * What becomes of a delivery after an attempt? Its states, and the next one after each outcome. *Unknown* is never sent again blindly; only
 * proof that nothing arrived, a receipt, or a person leads to another attempt. Receipts are `merge-status.ts`.
 */
import type { Instant } from '../kernel/instant.ts';
import { retryDelayMs } from './retry-delay.ts';
import type { RetryPlan } from './retry-delay.ts';

/**
 * `queued` waits its turn · `sending` is committed before the first byte leaves · `sent` the provider took it · `delivered` it arrived ·
 * `failed` refused for good · `unknown` taken or not, we cannot tell · `dropped` an automatic text not worth settling · `dead` given up,
 * re-driven by a person.
 */
export type DeliveryState = 'queued' | 'sending' | 'sent' | 'delivered' | 'failed' | 'unknown' | 'dropped' | 'dead';

export type RejectionClass = 'permanentRecipient' | 'permanentContent' | 'windowClosed' | 'authBroken' | 'configuration';

/** What the outside world answered; the same shapes as in `channels/contract`. */
export type Outcome =
  | { readonly outcome: 'accepted'; readonly providerId: string }
  | { readonly outcome: 'rejected'; readonly class: RejectionClass; readonly code: string }
  | { readonly outcome: 'retry'; readonly code: string; readonly retryAfterMs: number | null }
  | { readonly outcome: 'unknown'; readonly code: string };

export type Reconciliation =
  | { readonly found: 'yes'; readonly providerId: string }
  | { readonly found: 'no' }
  | { readonly found: 'cannotTell' };

export interface AttemptFacts {
  /** Attempts made so far, this one included; 1 for the first. */
  readonly attemptCount: number;
  readonly firstAttemptAt: Instant;
  readonly endedAt: Instant;
  /** 0 ≤ n < 1, rolled by the caller. */
  readonly random: number;
  /** Acknowledgements and notices: late or doubled they do more harm than missing. */
  readonly automatic: boolean;
  readonly plan: RetryPlan;
}

export interface AfterAttempt {
  readonly state: DeliveryState;
  /** When it may be claimed again; null when it may not by itself. */
  readonly retryAt: Instant | null;
  readonly providerId: string | null;
}

/** The state after an attempt that was `sending`. */
export function afterOutcome(outcome: Outcome, facts: AttemptFacts): AfterAttempt {
  const done = (state: DeliveryState, providerId: string | null = null): AfterAttempt => ({ state, retryAt: null, providerId });
  if (outcome.outcome === 'accepted') return done('sent', outcome.providerId);
  if (outcome.outcome === 'rejected') return done('failed');
  if (outcome.outcome === 'unknown') return done(afterLostAttempt(facts.automatic));
  const delayMs = retryDelayMs({
    attemptCount: facts.attemptCount,
    elapsedMs: facts.endedAt - facts.firstAttemptAt,
    random: facts.random,
    retryAfterMs: outcome.retryAfterMs,
    plan: facts.plan,
  });
  if (delayMs === null) return done('dead');
  return { state: 'queued', retryAt: facts.endedAt + delayMs, providerId: null };
}

/** The state of a `sending` whose lease ran out: the process died, and whether the bytes left nobody knows. Never `queued`. */
export function afterLostAttempt(automatic: boolean): 'unknown' | 'dropped' {
  return automatic ? 'dropped' : 'unknown';
}

/** The state of an `unknown` after asking the provider. */
export function afterReconcile(answer: Reconciliation): {
  readonly state: 'sent' | 'queued' | 'unknown';
  readonly providerId: string | null;
} {
  if (answer.found === 'yes') return { state: 'sent', providerId: answer.providerId };
  return { state: answer.found === 'no' ? 'queued' : 'unknown', providerId: null };
}

/** `due`: its time has come in the queue · `reconcile`: the provider has never seen it · `receipt`: the provider says it failed · `person`: someone decided. */
export type AttemptCause = 'due' | 'reconcile' | 'receipt' | 'person';

const allowed: Readonly<Record<DeliveryState, readonly AttemptCause[]>> = {
  queued: ['due', 'person'],
  sending: [],
  sent: [],
  delivered: [],
  failed: ['person'],
  unknown: ['reconcile', 'receipt', 'person'],
  dropped: [],
  dead: ['person'],
};

/** May this delivery be handed to the provider (again)? */
export function mayAttemptAgain(state: DeliveryState, cause: AttemptCause): boolean {
  return allowed[state].includes(cause);
}
