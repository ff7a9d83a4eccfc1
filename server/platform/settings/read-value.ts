/** What does the text of one setting mean? Each reader gives a value, or what the text must be. */
import ipaddr from 'ipaddr.js';
import type { ScannerAddress } from '../platform.ts';

export type Reading<T> = { readonly value: T } | { readonly must: string };

export function readPort(text: string): Reading<number> {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  return port <= 65_535 ? { value: port } : { must: 'must be a port number from 0 to 65535' };
}

export function readOneOf<T extends string>(choices: readonly T[]): (text: string) => Reading<T> {
  return (text) => {
    const found = choices.find((choice) => choice === text);
    return found === undefined ? { must: `must be one of ${choices.join(', ')}` } : { value: found };
  };
}

/** A secret somebody made up: long enough not to be guessed, and such that it can stand in a header. */
export function readLongText(chars: number): (text: string) => Reading<string> {
  return (text) =>
    text.length >= chars && /^[\x21-\x7e]+$/.test(text)
      ? { value: text }
      : { must: `must have at least ${chars} characters without spaces; make one with: openssl rand -hex 32` };
}

/** `origin`: only scheme, host and port, given back without a slash at the end. */
export function readUrl(schemes: readonly string[], shape: 'origin' | 'any'): (text: string) => Reading<string> {
  const wanted = schemes.map((scheme) => `${scheme}//…`).join(' or ');
  return (text) => {
    const url = URL.canParse(text) ? new URL(text) : null;
    if (url === null || !schemes.includes(url.protocol)) return { must: `must be an address like ${wanted}` };
    if (shape === 'any') return { value: text };
    if (url.pathname !== '/' || url.search !== '' || url.hash !== '' || url.username !== '')
      return { must: `must be only scheme, host and port, like ${url.protocol}//${url.host}` };
    return { value: url.origin };
  };
}

/** Where clamd listens: `tcp://host:port`, or `unix:/path/of/the/socket`. */
export function readScanner(text: string): Reading<ScannerAddress> {
  const must = 'must be an address like tcp://127.0.0.1:3310 or unix:/run/clamav/clamd.ctl';
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url?.protocol === 'unix:' && url.host === '' && url.pathname.startsWith('/'))
    return { value: { path: decodeURIComponent(url.pathname) } };
  const isBare = url !== null && ['', '/'].includes(url.pathname) && url.search === '' && url.hash === '' && url.username === '';
  if (url?.protocol !== 'tcp:' || !isBare || url.hostname === '' || url.port === '') return { must };
  return { value: { host: url.hostname.replaceAll(/^\[|\]$/g, ''), port: Number(url.port) } };
}

/** Addresses and CIDR ranges, parted by commas or spaces. Trusting the whole internet is refused: anybody could then claim any address. */
export function readProxies(text: string): Reading<readonly string[]> {
  const parts = text.split(/[\s,]+/).filter((part) => part !== '');
  for (const part of parts) {
    if (ipaddr.isValid(part)) continue;
    if (!ipaddr.isValidCIDR(part)) return { must: `must list addresses or ranges like 10.0.0.0/8; "${part}" is neither` };
    if (ipaddr.parseCIDR(part)[1] === 0) return { must: `must not trust every address; "${part}" does` };
  }
  return { value: parts };
}

/** `name=origin`, parted by commas or spaces: `telegram=http://127.0.0.1:8081`. */
export function readOrigins(text: string): Reading<Readonly<Record<string, string>>> {
  const readOrigin = readUrl(['https:', 'http:'], 'origin');
  const read: Record<string, string> = {};
  for (const part of text.split(/[\s,]+/).filter((one) => one !== '')) {
    const [, name, address] = /^([a-z][a-z0-9-]{0,31})=(.+)$/.exec(part) ?? [];
    const origin = address === undefined ? null : readOrigin(address);
    if (name === undefined || origin === null || !('value' in origin))
      return { must: `must list addresses like telegram=http://127.0.0.1:8081; "${part}" is none` };
    read[name] = origin.value;
  }
  return { value: read };
}
