/**
 * How much may one source ask for? A fixed window per class and source, in memory and bounded: each web process counts for itself.
 * A library would answer by promise and cost a turn of the loop per request. Attempts to sign in are counted in the database by
 * `server/accounts`, not here.
 */
import { limits, stepLimits } from '@meanwhile/core/kernel/limits.ts';
import ipaddr from 'ipaddr.js';
import { Refused } from './problem.ts';

export type RateClass = 'read' | 'write' | 'visitor' | 'visitorRead' | 'upload' | 'uploadMegabytes' | 'login' | 'mailIn' | 'heavy' | 'none';

/** Generous for people and honest integrations, small for guessing. */
const perMinute: Record<Exclude<RateClass, 'none'>, number> = limits.requestsPerMinute;
const windowMs = 60_000;
const sourcesMax = stepLimits.rateSources;

export interface RateLimits {
  /**
   * Throws Refused `too_many_requests` with the seconds to wait. `source`: who asks, or from where; an address stands at its end. `amount`:
   * how many of the class’s unit this one is, 1 where left out.
   */
  spend(rate: RateClass, source: string, amount?: number): void;
}

interface Window {
  used: number;
  readonly until: number;
}

/**
 * Remembers at most `sourcesMax` sources, so that unique keys cannot grow the memory (attack 41): two generations of half that size, the older
 * one dropped whole. Taking the oldest key out of one Map would walk over the places of all those taken out before: 0.1 ms each at this size.
 */
function createWindows() {
  let young = new Map<string, Window>();
  let old = new Map<string, Window>();
  const set = (key: string, window: Window): void => {
    if (young.size >= sourcesMax / 2) [old, young] = [young, new Map<string, Window>()];
    young.set(key, window);
  };
  return {
    set,
    get(key: string): Window | undefined {
      const found = young.get(key);
      if (found !== undefined) return found;
      const older = old.get(key);
      if (older !== undefined) set(key, older);
      return older;
    },
  };
}

/** `factor` scales every budget: load tests of our own raise it, nothing else does. */
export function createRateLimits(factor = 1): RateLimits {
  const windows = createWindows();
  return {
    spend(rate, source, amount = 1) {
      if (rate === 'none') return;
      const now = performance.now();
      const key = `${rate} ${oneSource(source)}`;
      let window = windows.get(key);
      if (window === undefined || window.until <= now) {
        window = { used: 0, until: now + windowMs };
        windows.set(key, window);
      }
      window.used += amount;
      if (window.used > perMinute[rate] * factor)
        throw new Refused('too_many_requests', undefined, Math.ceil((window.until - now) / 1_000));
    },
  };
}

/** An IPv6 address counts as its /64: whoever has one has all of them. Everything else, IPv4 above all, passes with two looks for a colon. */
function oneSource(source: string): string {
  const colon = source.indexOf(':');
  if (colon === -1 || source.indexOf(':', colon + 1) === -1) return source;
  const at = source.lastIndexOf(' ') + 1;
  const text = source.slice(at);
  if (!ipaddr.isValid(text)) return source;
  const address = ipaddr.process(text);
  const near = address.kind() === 'ipv4' ? address.toString() : Buffer.from(address.toByteArray().slice(0, 8)).toString('hex');
  return source.slice(0, at) + near;
}
