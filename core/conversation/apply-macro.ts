/**
 * What does a macro do to a case? Its steps one after another, as if a person pressed them: open, assign, whose turn, snooze, done. What is so already
 * is no obstacle; a step that may not be refuses the whole. Topics and tags are no facts of these verbs and are the server's.
 */
import type { MemberId } from '../kernel/ids.ts';
import type { Instant } from '../kernel/instant.ts';
import { isRefusal } from '../kernel/refusal.ts';
import type { Refusal } from '../kernel/refusal.ts';
import { assign } from './assign.ts';
import { refuseMerged } from './case-facts.ts';
import type { CaseFacts, CaseRefusalCode, Verdict } from './case-facts.ts';
import { reopen } from './reopen.ts';
import { resolve } from './resolve.ts';
import { snooze } from './snooze.ts';
import { waitOn } from './wait-on.ts';

export interface MacroDeed {
  readonly assigneeId: MemberId | null;
  readonly status: 'open' | 'wait' | 'resolved' | null;
  readonly snoozedUntilAt: Instant | null;
}

/** The facts afterwards; the same ones where nothing was left to do. */
export function applyMacro(facts: CaseFacts, deed: MacroDeed, at: Instant): CaseFacts | Refusal<CaseRefusalCode> {
  const refusal = refuseMerged(facts);
  if (refusal) return refusal;
  const { assigneeId, status, snoozedUntilAt } = deed;
  const steps: ((now: CaseFacts) => Verdict)[] = [];
  if (status === 'open') steps.push((now) => reopen(now));
  if (assigneeId !== null) steps.push((now) => assign(now, assigneeId));
  if (status === 'wait') steps.push((now) => waitOn(now, 'customer'));
  if (snoozedUntilAt !== null && status !== 'resolved') steps.push((now) => snooze(now, snoozedUntilAt, at));
  if (status === 'resolved' && facts.state === 'open') steps.push((now) => resolve(now, at));
  let now = facts;
  for (const step of steps) {
    const verdict = step(now);
    if (!isRefusal(verdict)) now = verdict.next;
    else if (verdict.refused !== 'case_unchanged' && verdict.refused !== 'case_open') return verdict;
  }
  return now;
}
