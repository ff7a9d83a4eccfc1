/**
 * When does background work run? When a bell rings, when something falls due, and at least every 5 s: nothing relies on having been awake.
 * One loop per kind of work; a failing round is logged and tried again a little later.
 */
import type { Platform } from '../platform.ts';
import type { Ring } from '../stream/bell.ts';
import { logFault } from './log-fault.ts';

export interface Loop {
  /** Lets the running round finish and starts no other. */
  stop(): Promise<void>;
}

export interface LoopWork {
  readonly name: string;
  readonly ring: Ring;
  /** One round; gives how much it did. 0 = nothing is due now. */
  round(): Promise<number>;
  /** When the next item falls due, or null; asked after an empty round. */
  nextDueAt?(): Promise<number | null>;
}

const backstopMs = 5_000;
const afterFaultMs = 500;
/** Loops begin one after another, and so do not all look again in the same instant every 5 s. A bell does not wait for that. */
const apartMs = 50;

const begun = new WeakMap<Platform, number>();

export function startLoop(platform: Platform, work: LoopWork): Loop {
  let stopped = false;
  let wanted = true;
  let wakeUp: (() => void) | null = null;
  const off = platform.bell.on(work.ring, () => {
    wanted = true;
    wakeUp?.();
  });
  const sleep = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(done, ms);
      function done(): void {
        clearTimeout(timer);
        wakeUp = null;
        resolve();
      }
      wakeUp = done;
    });
  const before = begun.get(platform) ?? 0;
  begun.set(platform, before + 1);
  const run = async (): Promise<void> => {
    if (before > 0) await sleep(before * apartMs);
    while (!stopped) {
      wanted = false;
      try {
        while (!stopped && (await work.round()) > 0);
        const due = stopped || wanted ? null : ((await work.nextDueAt?.()) ?? null);
        const wait = due === null ? backstopMs : Math.min(backstopMs, Math.max(5, due - platform.clock.nowAt()));
        if (!stopped && !wanted) await sleep(wait);
      } catch (error) {
        logFault(platform, error, `a round of “${work.name}” failed; trying again`);
        if (!stopped) await sleep(afterFaultMs);
      }
    }
  };
  const running = run();
  return {
    async stop() {
      stopped = true;
      off();
      wakeUp?.();
      await running;
    },
  };
}
