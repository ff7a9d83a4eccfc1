/**
 * To which address of a host that somebody else typed in may we connect, where the talk is no HTTP? The rules are those of
 * `guarded-fetch.ts`; whoever connects goes to the address given here and asks the resolver no second time.
 */
import { acceptableUrl, guardedLookup, type GuardedFetchOptions } from './guarded-fetch.ts';

/** Could this host be one of ours to call? Asks nobody: for the moment in which it is typed in. A name or an IPv4 address, nothing around it. */
export function acceptableHost(host: string, options: Pick<GuardedFetchOptions, 'allowLoopback'> = {}): URL | null {
  return /^[\w.-]+$/.test(host) ? acceptableUrl(`https://${host}`, options) : null;
}

/** A checked address, or null: refused, unknown and unreachable are not told apart. */
export async function guardedAddress(host: string, options: GuardedFetchOptions = {}): Promise<string | null> {
  const url = acceptableHost(host, options);
  if (url === null) return null;
  const lookup = guardedLookup(options);
  return new Promise((resolve) => lookup(url.hostname, {}, (error, address) => resolve(error === null ? (address as string) : null)));
}
