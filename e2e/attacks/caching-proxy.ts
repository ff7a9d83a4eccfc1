/**
 * What would a careless cache between us and everybody keep? A shared HTTP cache (RFC 9111) that looks at the address alone and keeps every
 * answer to a GET that does not forbid it, for whoever asks next: cookies and tokens do not count. It judges nothing.
 */
import { createServer, request as ask, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

interface Kept {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface CachingProxy {
  readonly url: string;
  /** Addresses of what it keeps. */
  readonly kept: ReadonlySet<string>;
  close(): Promise<void>;
}

/** Forbidden to a shared cache (RFC 9111, 5.2.2); it believes nothing else. */
const isForbidden = (headers: IncomingHttpHeaders): boolean => /\b(?:no-store|private)\b/i.test(headers['cache-control'] ?? '');

export async function startCachingProxy(originUrl: string): Promise<CachingProxy> {
  const origin = new URL(originUrl);
  const cache = new Map<string, Kept>();
  const server = createServer((incoming, outgoing) => {
    const address = incoming.url ?? '/';
    const isRead = incoming.method === 'GET';
    const hit = isRead ? cache.get(address) : undefined;
    if (hit !== undefined) return void outgoing.writeHead(hit.status, { ...hit.headers, 'x-cache': 'hit' }).end(hit.body);
    const onward = ask(
      {
        host: origin.hostname,
        port: origin.port,
        path: address,
        method: incoming.method,
        headers: { ...incoming.headers, host: origin.host },
      },
      (answer) => {
        const parts: Buffer[] = [];
        answer.on('data', (part: Buffer) => parts.push(part));
        answer.on('end', () => {
          const status = answer.statusCode ?? 502;
          const kept = { status, headers: answer.headers, body: Buffer.concat(parts) };
          if (isRead && !isForbidden(answer.headers)) cache.set(address, kept);
          outgoing.writeHead(status, answer.headers).end(kept.body);
        });
      },
    );
    onward.once('error', () => outgoing.writeHead(502).end());
    incoming.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    get kept() {
      return new Set(cache.keys());
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
