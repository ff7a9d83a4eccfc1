/**
 * How do we call an address that somebody else typed in, without becoming their way into our own network? Names are resolved once by us,
 * every address is checked, and the connection goes to the checked address; no redirects, one limit of time and of bytes, and the same
 * answer for “refused by us” as for “nobody there”.
 */
import { lookup as systemLookup } from 'node:dns/promises';
import type { LookupFunction } from 'node:net';
import { limits } from '@meanwhile/core/kernel/limits.ts';
import ipaddr from 'ipaddr.js';
import { Agent, buildConnector, errors, request } from 'undici';

export interface GuardedFetchOptions {
  /** For tests: loopback is allowed, also by plain http; nothing else more. */
  readonly allowLoopback?: boolean;
  /** From the first packet to the last byte. */
  readonly timeoutMs?: number;
  /** All addresses of a name. For tests; otherwise the system's resolver. */
  readonly resolve?: (name: string) => Promise<string[]>;
}

export type GuardedAnswer =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly retryAfter: string | null;
      /** Cut at 64 kB, or at what was asked for. */
      readonly body: Buffer;
      /** False: it was longer, or did not end in time. */
      readonly isWhole: boolean;
    }
  /** Refused by the guard, name unknown, port closed, TLS failed: not told apart, so that nothing can be mapped with it. */
  | { readonly kind: 'unreachable' }
  | { readonly kind: 'timed_out' };

export interface GuardedFetch {
  post(url: string, headers: Readonly<Record<string, string>>, body: string | Buffer): Promise<GuardedAnswer>;
  /** `bytesMost` of the body, in place of 64 kB. */
  get(url: string, headers: Readonly<Record<string, string>>, bytesMost: number): Promise<GuardedAnswer>;
  close(): Promise<void>;
}

const { webhookAnswerBytes: answerBytesMax, webhookTimeoutMs: defaultTimeoutMs } = limits;
/** Public by its number, private by its use: the platform agent of a large cloud. */
const publicButInternal = new Set(['168.63.129.16']);
const globalUnicast: [ipaddr.IPv6, number] = [ipaddr.IPv6.parse('2000::'), 3];

/** May we connect there? Only to addresses that are public and of one kind; mapped, tunnelled and translated ones are refused as well. */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address) || publicButInternal.has(address)) return false;
  const parsed = ipaddr.parse(address);
  if (parsed.range() !== 'unicast') return false;
  return parsed.kind() === 'ipv4' || (parsed as ipaddr.IPv6).match(globalUnicast);
}

/** The URL as it will be called, or null. Parsed once; whoever typed it learns from a name no more than that it is not accepted. */
export function acceptableUrl(text: string, options: Pick<GuardedFetchOptions, 'allowLoopback'> = {}): URL | null {
  // Parsers differ about these, so they are refused before ours reads them.
  if (/[\\\s\p{Cc}]/u.test(text) || !URL.canParse(text)) return null;
  const url = new URL(text);
  const loopback = options.allowLoopback === true;
  if (url.username !== '' || url.password !== '' || url.hash !== '') return null;
  const name = url.hostname.replace(/\.$/, '');
  const bare = name.replace(/^\[(.*)\]$/, '$1');
  if (loopback && url.protocol === 'http:' && (name === 'localhost' || (isAllowed(bare, true) && !isPublicAddress(bare)))) return url;
  if (url.protocol !== 'https:') return null;
  if (ipaddr.isValid(bare)) return isAllowed(bare, loopback) ? url : null;
  return name.includes('.') && !/\.(localhost|local|internal|home|lan|intranet|corp|arpa|onion)$/.test(name) ? url : null;
}

export function createGuardedFetch(options: GuardedFetchOptions = {}): GuardedFetch {
  const timeoutMs = options.timeoutMs ?? defaultTimeoutMs;
  const agent = new Agent({
    connect: guardedConnector(options, timeoutMs),
    // A connection of its own for each call: its address was checked for this call.
    pipelining: 0,
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    allowH2: false,
  });
  const ask = async (text: string, asked: Asked, bytesMost: number): Promise<GuardedAnswer> => {
    const url = acceptableUrl(text, options);
    if (url === null) return { kind: 'unreachable' };
    const signal = AbortSignal.timeout(timeoutMs);
    try {
      const answer = await request(url, {
        ...asked,
        dispatcher: agent,
        headers: { ...asked.headers, 'accept-encoding': 'identity' },
        signal,
      });
      const retryAfter = answer.headers['retry-after'];
      return {
        kind: 'answer',
        status: answer.statusCode,
        retryAfter: typeof retryAfter === 'string' ? retryAfter : null,
        ...(await firstBytes(answer.body, bytesMost)),
      };
    } catch (error) {
      return { kind: isTimeout(error, signal) ? 'timed_out' : 'unreachable' };
    }
  };
  return {
    post: (text, headers, body) => ask(text, { method: 'POST', headers, body }, answerBytesMax),
    get: (text, headers, bytesMost) => ask(text, { method: 'GET', headers }, bytesMost),
    close: () => agent.destroy(),
  };
}

interface Asked {
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

/** Resolves once per connection and refuses the name whole when any of its addresses is not public. */
export function guardedLookup(options: GuardedFetchOptions): LookupFunction {
  const loopback = options.allowLoopback === true;
  const resolve = options.resolve ?? (async (name: string) => (await systemLookup(name, { all: true })).map((one) => one.address));
  return (name, wanted, done) => {
    resolve(name).then(
      (addresses) => {
        if (addresses.length === 0 || !addresses.every((address) => isAllowed(address, loopback)))
          return done(new Error('not a public address'), '', 4);
        const all = addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
        if (wanted.all === true) done(null, all);
        else done(null, all[0]!.address, all[0]!.family);
      },
      (error: Error) => done(error, '', 4),
    );
  };
}

/** Connects to the looked-up address and looks again at the one really reached. */
function guardedConnector(options: GuardedFetchOptions, timeoutMs: number): buildConnector.connector {
  const loopback = options.allowLoopback === true;
  const lookup = guardedLookup(options);
  const connect = buildConnector({ lookup, timeout: timeoutMs, allowH2: false });
  return (target, done) =>
    connect(target, (error, socket) => {
      if (error !== null) return done(error, null);
      if (isAllowed(socket.remoteAddress ?? '', loopback)) return done(null, socket);
      socket.destroy();
      done(new Error('not a public address'), null);
    });
}

function isAllowed(address: string, loopback: boolean): boolean {
  return isPublicAddress(address) || (loopback && ipaddr.isValid(address) && ipaddr.parse(address).range() === 'loopback');
}

/** What arrives within the limits; the status is known by then, so a body that never ends changes nothing. */
async function firstBytes(body: AsyncIterable<Buffer> & { destroy(): unknown }, most: number): Promise<{ body: Buffer; isWhole: boolean }> {
  const chunks: Buffer[] = [];
  let size = 0;
  let isWhole = false;
  try {
    for await (const chunk of body) {
      chunks.push(chunk);
      size += chunk.byteLength;
      if (size > most) break;
    }
    isWhole = size <= most;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
  }
  body.destroy();
  return { body: Buffer.concat(chunks).subarray(0, most), isWhole };
}

function isTimeout(error: unknown, signal: AbortSignal): boolean {
  return (
    signal.aborted ||
    error instanceof errors.HeadersTimeoutError ||
    error instanceof errors.ConnectTimeoutError ||
    error instanceof errors.BodyTimeoutError
  );
}
