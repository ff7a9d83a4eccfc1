/** How does a snoozed case come back? Its time has come, or somebody wakes it; a customer's message does so in `receive.ts`. */
import { minuteMs } from '../kernel/instant.ts';
import type { Instant } from '../kernel/instant.ts';
import { refuse } from '../kernel/refusal.ts';
import { refuseNotOpen } from './case-facts.ts';
import type { CaseFacts, Verdict } from './case-facts.ts';

const leadMs = 30 * minuteMs;

/**
 * When does it come back, snoozed at `at`? At the time chosen, but half an hour before what we owe falls due: out of sight is no pause. Inside
 * that half hour it comes back when it is due; late already, at the time chosen, since whoever chose it saw that it was late.
 */
export function wakeAt(
  { snoozedUntilAt, dueAt }: { readonly snoozedUntilAt: Instant; readonly dueAt: Instant | null },
  at: Instant,
): Instant {
  if (dueAt === null || dueAt <= at) return snoozedUntilAt;
  return Math.min(snoozedUntilAt, dueAt - leadMs > at ? dueAt - leadMs : dueAt);
}

/** Has that time come? Asked again when its alarm goes off: an answer or a new turn may have moved what is due. */
export function isTimeToWake(facts: { readonly snoozedUntilAt: Instant; readonly dueAt: Instant | null }, at: Instant): boolean {
  return facts.snoozedUntilAt <= at || (facts.dueAt !== null && facts.dueAt - leadMs <= at);
}

/** Waiting on someone else was until then: the case is ours again. On the customer it still waits. */
export function wake(facts: CaseFacts): Verdict {
  const refusal = refuseNotOpen(facts);
  if (refusal) return refusal;
  if (facts.snoozedUntilAt === null) return refuse('case_snoozed_not', 'This case is not snoozed.');
  return { next: { ...facts, ball: facts.ball === 'other' ? 'us' : facts.ball, snoozedUntilAt: null }, did: 'case.woken' };
}
