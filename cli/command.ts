/** What is a command? The flags it takes beyond the settings, and what it does with them. */
import type { Arguments } from './read-arguments.ts';

export interface Command {
  /** `list` may be given several times. */
  readonly flags?: Readonly<Record<string, 'text' | 'list' | 'switch'>>;
  /** Gives the exit code. Throws UsageTrouble, OperatorTrouble or what the server throws. */
  run(given: Arguments): Promise<number>;
}
