/**
 * What was attempted, and what was heard? Written by the customer's and the agent's side, before and after every attempt, each line on disk
 * before the next step. It knows nothing of the server; `check.ts` compares it with what is there afterwards.
 */
import { closeSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';

/** `ok` it was acknowledged · `failed` it was definitely refused · `unknown` no answer, or one that says so. */
export type Result = 'ok' | 'failed' | 'unknown';
export type OperationKind = 'message' | 'mail' | 'reply';

export interface Before {
  readonly phase: 'before';
  readonly at: number;
  readonly kind: OperationKind;
  /** Stands in the text of what is written, and is the same for every retry. */
  readonly key: string;
  /** Who writes, and as which one of theirs: the order that must be kept. */
  readonly sender: string;
  readonly n: number;
}

export interface After {
  readonly phase: 'after';
  readonly at: number;
  readonly key: string;
  readonly result: Result;
  /** The id in the answer, or what was answered instead. */
  readonly id: string | null;
  readonly said: string;
}

export type HistoryLine = Before | After;

export class History {
  readonly file: string;
  readonly #handle: number;

  constructor(file: string) {
    this.file = file;
    this.#handle = openSync(file, 'a');
  }

  before(line: Omit<Before, 'phase' | 'at'>): void {
    this.#write({ phase: 'before', at: Date.now(), ...line });
  }

  after(line: Omit<After, 'phase' | 'at'>): void {
    this.#write({ phase: 'after', at: Date.now(), ...line });
  }

  close(): void {
    closeSync(this.#handle);
  }

  #write(line: HistoryLine): void {
    writeSync(this.#handle, `${JSON.stringify(line)}\n`);
    fsyncSync(this.#handle);
  }
}

export interface Operation {
  readonly kind: OperationKind;
  readonly key: string;
  readonly sender: string;
  readonly n: number;
  readonly result: Result;
  /** Every id that was answered; more than one means that a retry made something new. */
  readonly ids: readonly string[];
  readonly attemptCount: number;
}

/** One operation per key over all its attempts: one acknowledgement makes it ok, one silence makes a refused one unknown. */
export function operationsOf(lines: readonly HistoryLine[]): Operation[] {
  const operations: Operation[] = [];
  for (const [key, own] of Map.groupBy(lines, (line) => line.key)) {
    const first = own.find((line) => line.phase === 'before');
    if (first === undefined) throw new Error(`the history has an answer without an attempt: ${key}`);
    const answers = own.filter((line) => line.phase === 'after');
    const attemptCount = own.length - answers.length;
    const isSilent = attemptCount > answers.length || answers.some((answer) => answer.result === 'unknown');
    const ids = [...new Set(answers.flatMap((answer) => (answer.result === 'ok' && answer.id !== null ? [answer.id] : [])))];
    const result = answers.some((answer) => answer.result === 'ok') ? 'ok' : isSilent ? 'unknown' : 'failed';
    operations.push({ kind: first.kind, key, sender: first.sender, n: first.n, result, ids, attemptCount });
  }
  return operations;
}

export function readHistory(file: string): HistoryLine[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as HistoryLine);
}
