/** What may an adapter touch, whatever it is asked to do? One fetch with a bound on its time, the clock, chance, the log and the files. */
import { randomBytes } from 'node:crypto';
import type { ChannelDeps } from '@meanwhile/channels/contract/channel-adapter.ts';
import { random } from './platform/clock/chance.ts';
import type { Platform } from './platform/platform.ts';

/** Below the lease of a delivery and of a mail being read, so that a silent provider is noticed before the lease runs out. */
export const providerSilenceMs = 20_000;

/** `until`: ends all calls made with these, however many. */
export function channelDeps(platform: Platform, until?: AbortSignal): ChannelDeps {
  return {
    fetch: (input, init) => {
      const silence = AbortSignal.timeout(providerSilenceMs);
      // Nobody is followed unseen: an adapter that expects to be sent elsewhere looks where, and asks there itself.
      const redirect = init?.redirect === 'manual' ? 'manual' : 'error';
      return fetch(input, { ...init, redirect, signal: until === undefined ? silence : AbortSignal.any([silence, until]) });
    },
    clock: platform.clock,
    random,
    randomBytes: (count) => randomBytes(count),
    log: platform.log,
    blobs: { read: (key) => platform.blobs.read(key) },
  };
}
