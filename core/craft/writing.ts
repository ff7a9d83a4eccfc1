/** What does a craft check look at, and what does it say? The shapes all checks share; each check is a file of its own, `look-at.ts` runs them. */
import type { FactKind } from '../identity/fact.ts';
import type { Instant } from '../kernel/instant.ts';

export interface Turn {
  readonly from: 'customer' | 'us';
  readonly text: string;
}
export interface KnownFact {
  readonly kind: FactKind;
  /** Of `other`: what it is called, and asked for by. */
  readonly label?: string;
  readonly value: string;
}

/** A draft as it would go out at `sendAt`, and what its writer has before them. */
export interface Writing {
  readonly draft: string;
  /** Public turns of the case, oldest first, without automatic ones; what people wrote, without quotations. */
  readonly turns: readonly Turn[];
  /** What is known of the customer apart from the turns. */
  readonly known: readonly KnownFact[];
  /** When times told for what is still unanswered fell due and were missed; oldest first. */
  readonly missedAt: readonly Instant[];
  readonly sendAt: Instant;
  readonly stance: 'live' | 'async';
  readonly isPublic: boolean;
  readonly zone: string;
}

/** Most harmful first: the order in which findings are shown. */
export const checkNames = [
  'private',
  'late',
  'channelFirst',
  'objection',
  'question',
  'asked',
  'greeting',
  'liveWords',
  'smiley',
  'template',
  'date',
] as const;
export type CheckName = (typeof checkNames)[number];

export interface Finding {
  readonly check: CheckName;
  /** What exactly: a complaint rather than a missed time, the kind of fact asked again, the kind of private data. */
  readonly reason: string;
  /** The words meant, and where they begin in the draft; `from` is null for words of the customer or when something is missing. */
  readonly quote: string;
  readonly from: number | null;
  /** What to put in place of `quote`; '' takes it out; null = nothing can be suggested. */
  readonly suggestion: string | null;
}
export type Check = (writing: Writing) => readonly Finding[];

/** What the customer wrote since our last answer. */
export function unanswered(turns: readonly Turn[]): readonly Turn[] {
  const last = turns.findLastIndex((turn) => turn.from === 'us');
  return turns.slice(last + 1);
}

export const hasAnswered = (turns: readonly Turn[]): boolean => turns.some((turn) => turn.from === 'us');
