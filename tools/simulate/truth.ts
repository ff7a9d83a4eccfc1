/** What really was, beside the log: for each matter its topic, what became of it and what the customer would have waited. No part under test may read it. */
import type { Instant } from '@meanwhile/core/kernel/instant.ts';
import type { Book } from './book.ts';
import type { Fate } from './fate.ts';

export type Outcome = 'open' | 'thanked' | 'silent-solved' | 'silent-failed' | 'gave-up' | 'went-elsewhere' | 'joined';

/** A matter on its way through the desk. */
export interface Course {
  readonly fate: Fate;
  caseId: string;
  touchCount: number;
  /** Of our last mail in it. */
  mailId: string | null;
  isOver: boolean;
  answeredAt: Instant | null;
  outcome: Outcome;
}

/** One line of the truth file. */
export interface TruthRow {
  readonly key: string;
  readonly caseId: string;
  readonly caseNumber: number | null;
  readonly at: Instant;
  readonly topic: string;
  readonly language: string;
  readonly way: string;
  readonly person: number;
  readonly urgent: boolean;
  readonly needsLive: boolean;
  readonly patienceMs: number;
  readonly touchCount: number;
  readonly waitedMs: number | null;
  readonly outcome: Outcome;
}

export class Truth {
  readonly rows: TruthRow[] = [];

  close(course: Course, book: Book): void {
    const { fate, answeredAt } = course;
    this.rows.push({
      ...rowOf(fate, course.caseId),
      caseNumber: book.caseOf(course.caseId).number,
      touchCount: course.touchCount,
      waitedMs: answeredAt === null ? null : answeredAt - fate.at,
      outcome: course.outcome,
    });
  }

  /** Written into a case that was open about something else. */
  joined(fate: Fate, caseId: string): void {
    this.rows.push({ ...rowOf(fate, caseId), caseNumber: null, touchCount: 0, waitedMs: null, outcome: 'joined' });
  }
}

function rowOf(fate: Fate, caseId: string) {
  const { key, at, topic, way, person, urgent, needsLive, patienceMs } = fate;
  return { key, caseId, at, topic: topic.key, language: person.language, way, person: person.index, urgent, needsLive, patienceMs };
}
