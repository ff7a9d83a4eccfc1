/**
 * Who waits for a mail server that does not answer? Its own workspace, and only beyond so many mails at once; how one mail goes out is
 * `deliver.ts`.
 */
import { createFairRounds, type FairRounds } from '../platform/jobs/fair-rounds.ts';
import type { Platform } from '../platform/platform.ts';
import { prepare, send } from './deliver.ts';
import type { SendDeps } from './provider-call.ts';

const atOnce = { round: 8, workspace: 8, all: 32 } as const;
/** Most servers answer within this; whoever does not is waited for by nobody else. */
const patienceMs = 250;

export function createOutbox(platform: Platform, deps: SendDeps, mostMs = patienceMs): FairRounds {
  return createFairRounds(platform, {
    kind: 'delivery',
    ring: 'delivery',
    atOnce,
    patienceMs: mostMs,
    async one(item) {
      const attempt = await prepare(platform, deps, item);
      if (attempt !== null) await send(platform, deps, attempt);
    },
  });
}

/** One round that waits for every mail: for tests and for whoever sends by hand. */
export function deliverDue(platform: Platform, deps: SendDeps): Promise<number> {
  return createOutbox(platform, deps, Number.POSITIVE_INFINITY).round();
}
