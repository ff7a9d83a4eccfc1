/**
 * Which clocks run in a case, and since when? Folded from the events of the case and from nothing else: every start, pause, resumption and end
 * carries the instant it became true, whenever somebody looks. Targets and calendars come in `clock-reading.ts`.
 */
import type { Instant } from '../kernel/instant.ts';

/** `merged` and `spam`: it is no case of its own. */
export type CaseStatus = 'open' | 'on_hold' | 'pending' | 'resolved' | 'merged' | 'spam';

/** The case as it stood after one of its events. */
export interface CaseMoment {
  /** As written in the log. */
  readonly at: Instant;
  /** The type of the event. */
  readonly cause: string;
  /** When the message was taken in that the event is about; null for any other event. */
  readonly receivedAt: Instant | null;
  /** A public answer by a person; an acknowledgement is none. */
  readonly isAnswer: boolean;
  readonly status: CaseStatus;
  readonly isSnoozed: boolean;
  readonly openedAt: Instant;
  readonly unansweredSinceAt: Instant | null;
  /** The target that holds lets a first response pause while somebody else has the case. */
  readonly pausesFirst?: boolean;
}

export const clockKinds = ['first_response', 'next_response', 'update', 'resolution', 'agent_work'] as const;
export type ClockKind = (typeof clockKinds)[number];
/** Those that may have a target. */
export const aimKinds = ['first_response', 'next_response', 'update', 'resolution'] as const;
export type AimKind = (typeof aimKinds)[number];

/**
 * `moved`: its start is another message now, since cases were merged or split; `reinstated`: its end was taken back, as if it had not been.
 * `toAt` of a move is the new start.
 */
export interface ClockStep {
  readonly at: Instant;
  readonly what: 'start' | 'pause' | 'resume' | 'met' | 'cancelled' | 'moved' | 'reinstated';
  readonly why: string;
  readonly toAt?: Instant;
}

export interface ClockRun {
  readonly kind: ClockKind;
  readonly startAt: Instant;
  /** In order; the first is `start`, at `startAt`. */
  readonly steps: readonly ClockStep[];
}

export interface StatusSpan {
  readonly status: CaseStatus;
  readonly fromAt: Instant;
  /** Null: it stands so now. */
  readonly toAt: Instant | null;
}

export interface CaseClocks {
  readonly runs: readonly ClockRun[];
  readonly spans: readonly StatusSpan[];
  /** Events that were written with an earlier instant than the one before them: a clock was set back. They count from the one before. */
  readonly skewed: number;
}

interface Run {
  kind: ClockKind;
  startAt: Instant;
  steps: ClockStep[];
}

/** `wasAnswered`: before the first of these events, as in a case that was split off. */
export function foldClocks(moments: readonly CaseMoment[], wasAnswered = false): CaseClocks {
  const fold = new Fold(wasAnswered);
  for (const moment of moments) fold.take(moment);
  return { runs: fold.runs, spans: fold.spans, skewed: fold.skewed };
}

class Fold {
  readonly runs: Run[] = [];
  readonly spans: { status: CaseStatus; fromAt: Instant; toAt: Instant | null }[] = [];
  skewed = 0;
  #isFirstOver: boolean;
  #lastAt: Instant | null = null;
  #waitingSinceAt: Instant | null = null;

  constructor(wasAnswered: boolean) {
    this.#isFirstOver = wasAnswered;
  }

  take(moment: CaseMoment): void {
    const at = this.#trueAt(moment);
    this.#lastAt = at;
    const span = this.spans.at(-1);
    if (span?.status !== moment.status) {
      if (span !== undefined) span.toAt = at;
      this.spans.push({ status: moment.status, fromAt: at, toAt: null });
    }
    this.#reply(moment, at);
    this.#update(moment, at);
    this.#work('resolution', moment, at);
    this.#work('agent_work', moment, at);
    this.#waitingSinceAt = moment.unansweredSinceAt;
  }

  /** What a customer's message did, it did when it came; everything else when it was done. Never before what came before it. */
  #trueAt({ at: writtenAt, receivedAt, openedAt, unansweredSinceAt }: CaseMoment): Instant {
    const startsTurn = unansweredSinceAt !== null && this.#waitingSinceAt === null;
    const ownAt = this.#lastAt === null ? openedAt : startsTurn ? Math.min(writtenAt, unansweredSinceAt) : (receivedAt ?? writtenAt);
    if (this.#lastAt === null || ownAt >= this.#lastAt) return ownAt;
    if (!startsTurn && receivedAt === null) this.skewed += 1;
    return this.#lastAt;
  }

  /** First and next response: the clock of the oldest unanswered message, which only an answer, or nobody's waiting any more, ends. */
  #reply(moment: CaseMoment, at: Instant): void {
    const { status, cause, isAnswer } = moment;
    const last = this.runs.findLast((run) => run.kind === 'first_response' || run.kind === 'next_response');
    let running = last !== undefined && !hasEnded(last) ? last : undefined;
    if (running !== undefined && isAnswer && moment.unansweredSinceAt !== running.startAt) {
      running.steps.push({ at: Math.max(at, running.startAt), what: 'met', why: cause });
      running = undefined;
    }
    if (isAnswer) this.#isFirstOver = true;
    const isOut = status === 'merged' || status === 'spam';
    const sinceAt = isOut ? null : moment.unansweredSinceAt;
    if (running !== undefined) {
      if (sinceAt === null) {
        const why = isOut || status === 'resolved' ? status : cause;
        running.steps.push({ at, what: 'cancelled', why });
        if (why === 'resolved') this.#isFirstOver = true;
      } else if (sinceAt !== running.startAt) move(running, { at, toAt: sinceAt, why: cause });
    } else if (sinceAt !== null) {
      if (last?.startAt === sinceAt) last.steps.push({ at, what: 'reinstated', why: cause });
      else this.#start(this.#isFirstOver ? 'next_response' : 'first_response', sinceAt, cause);
    }
    const waiting = this.runs.findLast((one) => one.kind === 'first_response');
    if (waiting !== undefined && !hasEnded(waiting))
      run(waiting, at, { isRunning: !(moment.pausesFirst === true && status === 'on_hold'), why: status });
  }

  /** From one public answer to the next, as long as the matter lies with us. */
  #update({ status, cause, isAnswer }: CaseMoment, at: Instant): void {
    const last = this.runs.findLast((run) => run.kind === 'update');
    let running = last !== undefined && !hasEnded(last) ? last : undefined;
    if (isAnswer) {
      running?.steps.push({ at, what: 'met', why: cause });
      running = this.#start('update', at, cause);
    }
    if (running === undefined) return;
    if (isOver(status)) running.steps.push({ at, what: 'cancelled', why: status });
    else run(running, at, { isRunning: status !== 'pending', why: status });
  }

  /** Resolution runs while the customer waits for us or for someone else; work only while we could work. Reopening goes on where they stood. */
  #work(kind: 'resolution' | 'agent_work', { status, isSnoozed, openedAt }: CaseMoment, at: Instant): void {
    const known = this.runs.find((one) => one.kind === kind);
    if (known === undefined && isOver(status)) return;
    const one = known ?? this.#start(kind, openedAt, status);
    if (openedAt !== one.startAt) move(one, { at, toAt: openedAt, why: status });
    if (isOver(status)) {
      if (!hasEnded(one)) one.steps.push({ at, what: status === 'resolved' ? 'met' : 'cancelled', why: status });
      return;
    }
    const isRunning = kind === 'resolution' ? status !== 'pending' : status === 'open' && !isSnoozed;
    run(one, at, { isRunning, why: status === 'open' && isSnoozed ? 'snoozed' : status });
  }

  #start(kind: ClockKind, startAt: Instant, why: string): Run {
    const made: Run = { kind, startAt, steps: [{ at: startAt, what: 'start', why }] };
    this.runs.push(made);
    return made;
  }
}

const isOver = (status: CaseStatus): boolean => status === 'resolved' || status === 'merged' || status === 'spam';

function hasEnded({ steps }: ClockRun): boolean {
  const last = steps.findLast((step) => step.what !== 'moved');
  return last?.what === 'met' || last?.what === 'cancelled';
}

function run(one: Run, at: Instant, { isRunning, why }: { readonly isRunning: boolean; readonly why: string }): void {
  if (isRunning === isRunningNow(one)) return;
  one.steps.push({ at, what: isRunning ? 'resume' : 'pause', why });
}

function isRunningNow({ steps }: ClockRun): boolean {
  const last = steps.findLast((step) => step.what !== 'moved');
  return last?.what === 'start' || last?.what === 'resume' || last?.what === 'reinstated';
}

function move(one: Run, { at, toAt, why }: { readonly at: Instant; readonly toAt: Instant; readonly why: string }): void {
  one.startAt = toAt;
  one.steps[0] = { ...one.steps[0]!, at: toAt };
  one.steps.push({ at, what: 'moved', why, toAt });
}

export interface RunningSpan {
  readonly fromAt: Instant;
  /** Null: it still runs. */
  readonly toAt: Instant | null;
}

/** When it ran. What lay between an end and its being taken back counts. */
export function runningSpans({ steps }: ClockRun): RunningSpan[] {
  const spans: { fromAt: Instant; toAt: Instant | null }[] = [];
  for (const { what, at } of steps) {
    const last = spans.at(-1);
    if (what === 'start' || what === 'resume') spans.push({ fromAt: at, toAt: null });
    else if (what === 'reinstated' && last !== undefined) last.toAt = null;
    else if (what !== 'moved' && what !== 'reinstated' && last?.toAt === null) last.toAt = Math.max(last.fromAt, at);
  }
  return spans;
}

export interface PausedSpan extends RunningSpan {
  /** Why it stood: the case was with the customer or with others, put aside, or resolved. */
  readonly why: string;
}

/** When it stood, and why; empty ones are left out. */
export function pausedSpans({ steps }: ClockRun): PausedSpan[] {
  const spans: { fromAt: Instant; toAt: Instant | null; why: string }[] = [];
  for (const { what, at, why } of steps) {
    const last = spans.at(-1);
    if (what === 'pause') spans.push({ fromAt: at, toAt: null, why });
    else if (what !== 'moved' && last?.toAt === null) last.toAt = at;
  }
  return spans.filter(({ fromAt, toAt }) => toAt === null || toAt > fromAt);
}

/** How it ended, null while it goes on. */
export function endOf({ steps }: ClockRun): ClockStep | null {
  const last = steps.findLast((step) => step.what !== 'moved');
  return last?.what === 'met' || last?.what === 'cancelled' ? last : null;
}
