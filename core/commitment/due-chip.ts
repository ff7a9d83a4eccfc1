/**
 * What does the due chip of a case show? Green with more than a quarter of the time left, amber below, red when late, grey while we wait for
 * someone else; always with words. It decides nothing about order: that is `effectiveDueAt` in `clock.ts`.
 */
import { between } from '../calendar/business-time.ts';
import type { CompiledCalendar } from '../calendar/calendar.ts';
import type { Instant } from '../kernel/instant.ts';
import { dueWords, waitingWords } from './duration-words.ts';

export type DueTone = 'green' | 'amber' | 'red' | 'waiting';

export interface DueChip {
  readonly tone: DueTone;
  readonly words: string;
}

export interface ChipFacts {
  /** Null when nothing is due: the customer or someone else has the ball. */
  readonly dueAt: Instant | null;
  /** When the wait began. */
  readonly startAt: Instant;
  readonly nowAt: Instant;
  readonly zone: string;
  readonly locale: string;
  /** With it the quarter is one of open time (a Monday-morning reply is not amber all weekend); without it, of elapsed time. */
  readonly compiled?: CompiledCalendar;
}

const amberShare = 0.25;

export function dueChip(facts: ChipFacts): DueChip {
  const { dueAt, startAt, nowAt, zone, locale, compiled } = facts;
  if (dueAt === null) return { tone: 'waiting', words: waitingWords(locale) };
  const words = dueWords({ dueAt, nowAt, zone, locale });
  if (nowAt > dueAt) return { tone: 'red', words };
  const measure = (from: Instant, to: Instant) => (compiled === undefined ? to - from : between(compiled, from, to));
  const wholeMs = measure(startAt, dueAt);
  return { tone: wholeMs > 0 && measure(Math.max(nowAt, startAt), dueAt) / wholeMs > amberShare ? 'green' : 'amber', words };
}
