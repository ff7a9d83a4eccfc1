/** How is a case put out of sight until later? It hides from the queue and wakes by itself; no clock is paused and no told time changes. */
import type { Instant } from '../kernel/instant.ts';
import { refuse } from '../kernel/refusal.ts';
import { refuseNotOpen } from './case-facts.ts';
import type { CaseFacts, Verdict } from './case-facts.ts';

/** Snoozing again moves the time. */
export function snooze(facts: CaseFacts, untilAt: Instant, at: Instant): Verdict {
  const refusal = refuseNotOpen(facts);
  if (refusal) return refusal;
  if (!Number.isFinite(untilAt) || untilAt <= at) return refuse('snooze_in_past', 'Choose a time in the future.');
  if (facts.snoozedUntilAt === untilAt) return refuse('case_unchanged', 'Already snoozed until then.');
  return { next: { ...facts, snoozedUntilAt: untilAt }, did: 'case.snoozed' };
}

/** Is the case out of sight at this instant? It is back at the very instant chosen. */
export function isSnoozed(facts: Pick<CaseFacts, 'snoozedUntilAt'>, at: Instant): boolean {
  return facts.snoozedUntilAt !== null && at < facts.snoozedUntilAt;
}
