/**
 * How is it told that work in the background failed? A database that is away fails every loop at once, many times over: that is one line once in a
 * while. Everything else is an error with its stack.
 */
import { isDatabaseAway } from '../db/database-away.ts';
import { CommitUnknown } from '../db/transaction.ts';
import type { Platform } from '../platform.ts';

const awaySaidEveryMs = 10_000;
const awaySaidAt = new WeakMap<Platform['log'], number>();

export function logFault({ log, clock }: Pick<Platform, 'log' | 'clock'>, error: unknown, message: string): void {
  if (!isDatabaseAway(error) || error instanceof CommitUnknown) {
    log.error({ err: error }, message);
    return;
  }
  const at = clock.machineNowAt();
  const saidAt = awaySaidAt.get(log);
  if (saidAt !== undefined && at - saidAt < awaySaidEveryMs) return;
  awaySaidAt.set(log, at);
  log.warn({ reason: (error as Error).message }, 'the database does not answer; background work goes on as soon as it does');
}
