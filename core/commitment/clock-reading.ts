/**
 * What does a clock show? Its budget against the time it ran: what is used, what is left, when it is due, and the instant it ran out. A change
 * of target keeps start and used time; what has run out or ended is never judged again.
 */
import { minuteMs, type Instant } from '../kernel/instant.ts';
import type { TimeBase } from './clock-base.ts';
import { endOf, runningSpans, type ClockKind, type ClockRun } from './clock-fold.ts';

/** `targetMs` null: from here on there is no target for it. */
export interface TargetSince {
  readonly fromAt: Instant;
  readonly targetMs: number | null;
  /** What a target that is over the moment it is set still gives; `graceMs` unless the target says otherwise. */
  readonly graceMs?: number;
  /** The priority changed, and the target that holds counts anew from there. */
  readonly isRestart?: boolean;
}

export interface ClockWarning {
  readonly share: number;
  /** When so much of the target is used up, in the clock's own time; null while it is paused before that, or ended before. */
  readonly at: Instant | null;
}

export interface ClockReading {
  readonly kind: ClockKind;
  readonly startAt: Instant;
  /** `breached` also of one that was answered late, or is late and still runs. */
  readonly state: 'running' | 'paused' | 'met' | 'breached' | 'cancelled';
  readonly consumedMs: number;
  /** With a grace that was given; null without one. */
  readonly targetMs: number | null;
  /** Negative: over, in the clock's own time. Null without a target. */
  readonly remainingMs: number | null;
  /** Null without a target, and while it is paused: then only what is left is known. */
  readonly dueAt: Instant | null;
  /** The instant the budget ran out, whoever looked. */
  readonly breachedAt: Instant | null;
  readonly endedAt: Instant | null;
  readonly endedWhy: string | null;
  /** A new target would have been over already; it got a little time from then on. */
  readonly isTightened: boolean;
  /** It counts from here, since its priority changed. */
  readonly restartedAt: Instant | null;
  /** Empty without a target. */
  readonly warnings: readonly ClockWarning[];
}

export interface ClockTime {
  readonly base: TimeBase;
  /** In the order of time; the first holds for what lies before it too. None: no target. */
  readonly targets: readonly TargetSince[];
  readonly nowAt: Instant;
}

/** What a target that is over the moment it is set still gives. */
export const graceMs = 30 * minuteMs;
const warnShares = [0.5, 0.8] as const;

interface Budget {
  consumedMs: number;
  /** As set, and with the grace. Undefined: nothing has run yet. */
  setMs: number | null | undefined;
  targetMs: number | null;
  dueAt: Instant | null;
  breachedAt: Instant | null;
  isTightened: boolean;
  removedAt: Instant | null;
  restartedAt: Instant | null;
  /** By share: reached, or to come if it runs on. */
  warnAts: Map<number, Instant>;
  /** The end of the stretch looked at last. */
  spentToAt: Instant;
}

/** For every instant `nowAt` at or after the last step the same facts; only used, left and “late already” go with it. */
export function readClock(run: ClockRun, time: ClockTime): ClockReading {
  const budget: Budget = {
    consumedMs: 0,
    setMs: undefined,
    targetMs: null,
    dueAt: null,
    breachedAt: null,
    isTightened: false,
    removedAt: null,
    restartedAt: null,
    warnAts: new Map(),
    spentToAt: run.startAt,
  };
  const spans = runningSpans(run);
  for (const { fromAt, toAt } of spans) {
    const endAt = Math.max(fromAt, toAt ?? time.nowAt);
    const changes = time.targets.map((one) => one.fromAt).filter((at) => at > fromAt && (at < endAt || (toAt === null && at === endAt)));
    const points = [fromAt, ...changes, endAt];
    for (let index = 0; index + 1 < points.length && budget.removedAt === null; index += 1)
      spend(budget, { startAt: run.startAt, fromAt: points[index]!, toAt: points[index + 1]! }, time);
  }
  const { consumedMs, targetMs, breachedAt, isTightened, removedAt } = budget;
  const end = removedAt === null ? endOf(run) : { what: 'cancelled' as const, at: removedAt, why: 'no_target' };
  const isPaused = end === null && spans.at(-1)?.toAt !== null;
  return {
    kind: run.kind,
    startAt: run.startAt,
    state: stateOf(end, { breachedAt, isPaused }),
    consumedMs,
    targetMs,
    remainingMs: targetMs === null ? null : targetMs - consumedMs,
    dueAt: isPaused && breachedAt === null ? null : budget.dueAt,
    breachedAt,
    endedAt: end?.at ?? null,
    endedWhy: end?.why ?? null,
    isTightened,
    restartedAt: budget.restartedAt,
    warnings: targetMs === null ? [] : warningsOf(budget, isPaused ? spans.at(-1)!.toAt : (end?.at ?? null)),
  };
}

/** `untilAt`: it stands or has ended since. */
function warningsOf({ warnAts }: Budget, untilAt: Instant | null): ClockWarning[] {
  return warnShares.map((share) => {
    const at = warnAts.get(share) ?? null;
    return { share, at: at !== null && (untilAt === null || at <= untilAt) ? at : null };
  });
}

interface Spent {
  /** Of the clock. */
  readonly startAt: Instant;
  readonly fromAt: Instant;
  readonly toAt: Instant;
}

function spend(budget: Budget, { startAt, fromAt, toAt }: Spent, { base, targets }: ClockTime): void {
  const target = targets.findLast((one) => one.fromAt <= fromAt) ?? targets[0];
  const setMs = target?.targetMs ?? null;
  const restartAt = targets.findLast((one) => one.isRestart === true && one.fromAt <= fromAt && one.fromAt > startAt)?.fromAt ?? null;
  if (restartAt !== budget.restartedAt && budget.breachedAt === null) {
    budget.restartedAt = restartAt;
    budget.consumedMs = 0;
    budget.setMs = undefined;
  }
  if (setMs !== budget.setMs && budget.breachedAt === null) {
    const isChange = budget.setMs !== undefined && budget.setMs !== null;
    if (setMs === null && isChange) {
      budget.removedAt = fromAt;
      budget.dueAt = null;
      return;
    }
    const isOver = isChange && setMs !== null && setMs <= budget.consumedMs;
    budget.targetMs = isOver ? budget.consumedMs + (target?.graceMs ?? graceMs) : setMs;
    budget.warnAts.clear();
    budget.isTightened ||= isOver;
    budget.setMs = setMs;
  }
  if (budget.targetMs !== null && budget.breachedAt === null) {
    budget.dueAt = base.add(fromAt, Math.max(0, budget.targetMs - budget.consumedMs));
    if (budget.dueAt !== null && budget.dueAt < toAt) budget.breachedAt = budget.dueAt;
    for (const share of warnShares) warn(budget, { share, fromAt, base });
  }
  budget.consumedMs += base.between(fromAt, toAt);
  budget.spentToAt = toAt;
}

/** What was reached before stays; what was still to come is reckoned anew from here. */
function warn(
  budget: Budget,
  { share, fromAt, base }: { readonly share: number; readonly fromAt: Instant; readonly base: TimeBase },
): void {
  const known = budget.warnAts.get(share);
  if (known !== undefined && known <= budget.spentToAt) return;
  const leftMs = Math.ceil(share * budget.targetMs! - budget.consumedMs);
  const at = leftMs <= 0 ? fromAt : base.add(fromAt, leftMs);
  if (at !== null) budget.warnAts.set(share, at);
}

/** Spam was nobody's wait; any other clock that ran out before it was cancelled has run out. */
function stateOf(
  end: { readonly what: string; readonly why: string } | null,
  { breachedAt, isPaused }: { readonly breachedAt: Instant | null; readonly isPaused: boolean },
): ClockReading['state'] {
  if (end?.what === 'cancelled' && (breachedAt === null || end.why === 'spam')) return 'cancelled';
  if (breachedAt !== null) return 'breached';
  if (end !== null) return 'met';
  return isPaused ? 'paused' : 'running';
}
