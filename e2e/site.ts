/** What stands on a shop's own site? One page on an origin of its own, with the headers and the other files a test gives it. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Site {
  readonly origin: string;
  readonly url: string;
  close(): Promise<void>;
}

export async function startSite(
  html: string,
  headers: Readonly<Record<string, string>> = {},
  files: Readonly<Record<string, string>> = {},
): Promise<Site> {
  const server = createServer((request, response) => {
    const file = files[request.url ?? ''];
    if (file !== undefined) return response.writeHead(200, { 'content-type': 'text/javascript' }).end(file);
    if (request.url !== '/') return response.writeHead(204).end();
    return response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', ...headers }).end(html);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://localhost:${(server.address() as AddressInfo).port}`;
  return {
    origin,
    url: `${origin}/`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
