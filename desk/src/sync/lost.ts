/** Which answers leave open whether a write arrived, and how long is it tried again? Refusals are answers; they are never repeated. */
import type { ProblemCode } from './api.ts';

export const lostCodes = [
  'unreachable',
  'outcome_unknown',
  'database_away',
  'idempotency_key_busy',
] as const satisfies readonly ProblemCode[];

/** Waits between the attempts: a blink of the line is bridged, and whoever pressed is told within five seconds. */
export const waitsMs: readonly number[] = [300, 900, 2_000];
