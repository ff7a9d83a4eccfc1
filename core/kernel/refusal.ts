/**
 * How does the domain say no? With a value that names the reason; the HTTP status comes from one table in `wire/refusal-codes.ts`.
 * Faults (we are broken) are thrown instead and never take this shape.
 */
export interface Refusal<Code extends string = string> {
  readonly refused: Code;
  /** For people; never parsed. */
  readonly detail?: string;
  /** Which passages of a text are meant, for programs. */
  readonly findings?: readonly object[];
}

export function refuse<Code extends string>(code: Code, detail?: string): Refusal<Code> {
  return detail === undefined ? { refused: code } : { refused: code, detail };
}

export function isRefusal(value: unknown): value is Refusal {
  return typeof value === 'object' && value !== null && 'refused' in value;
}
