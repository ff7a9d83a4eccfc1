/**
 * Microsoft Graph on this machine, for one inbox: changes page by page with links that last, a plain list, mails as bytes, and sending; it counts
 * what was asked and takes only tokens of the provider beside it. As the documentation of Graph v1.0 has it. For tests only.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestProvider } from './mail-provider.fixture.ts';

export interface GraphMail {
  readonly id: string;
  readonly raw: string;
  readonly receivedAt: number;
}

export interface TestGraph {
  readonly url: string;
  readonly mails: GraphMail[];
  readonly sent: string[];
  /** Method and path of every question. */
  readonly asked: string[];
  /** Answered in place of the next questions of this kind. */
  readonly says: { on: RegExp; status: number; headers?: Record<string, string>; body?: unknown }[];
  /** Of a page. */
  pageSize: number;
  /** Links of changes given before are too old. */
  loseLinks(): void;
  close(): Promise<void>;
}

export async function startTestGraph(provider: Pick<TestProvider, 'holderOf'>): Promise<TestGraph> {
  let generation = 1;
  const json = (response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void =>
    void response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
  const page = (response: ServerResponse, link: string, from: number, last: string | null, mails: readonly GraphMail[]): void => {
    const some = mails.slice(from, from + graph.pageSize);
    const next = from + graph.pageSize < mails.length;
    json(response, 200, {
      value: some.map(({ id, receivedAt }) => ({ id, receivedDateTime: new Date(receivedAt).toISOString() })),
      ...(next ? { '@odata.nextLink': `${link}${from + graph.pageSize}` } : {}),
      ...(!next && last !== null ? { '@odata.deltaLink': `${last}${mails.length}` } : {}),
    });
  };
  const answer = (request: IncomingMessage, response: ServerResponse, body: string): void => {
    const url = new URL(request.url!, 'http://here');
    graph.asked.push(`${request.method} ${decodeURIComponent(url.pathname)}`);
    const token = (request.headers.authorization ?? '').replace('Bearer ', '');
    const said = graph.says.findIndex(({ on }) => on.test(request.url!));
    if (said >= 0) {
      const [{ status, headers, body: words = {} }] = graph.says.splice(said, 1) as [TestGraph['says'][number]];
      return json(response, status, words, headers);
    }
    if (provider.holderOf(token) === undefined) return json(response, 401, { error: { code: 'InvalidAuthenticationToken' } });
    const base = '/v1.0/me';
    const path = url.pathname;
    if (request.method === 'POST') {
      if (path !== `${base}/sendMail` || request.headers['content-type'] !== 'text/plain') return json(response, 400, {});
      graph.sent.push(Buffer.from(body, 'base64').toString());
      return void response.writeHead(202).end();
    }
    if (request.method !== 'GET') return json(response, 405, {});
    if (path === `${base}/mailFolders/inbox`) return json(response, 200, { totalItemCount: graph.mails.length });
    if (!/IdType="ImmutableId"/.test(String(request.headers.prefer))) return json(response, 400, {});
    if (path === `${base}/mailFolders/inbox/messages/delta`) {
      const place = url.searchParams.get('$deltatoken') ?? url.searchParams.get('$skiptoken');
      const [of, from] = (place ?? `${generation}.0`).split('.').map(Number) as [number, number];
      if (of !== generation) return json(response, 410, { error: { code: 'SyncStateNotFound' } });
      const link = (name: string) => `${graph.url}/me/mailFolders/inbox/messages/delta?$${name}=${generation}.`;
      return page(response, link('skiptoken'), from, link('deltatoken'), graph.mails);
    }
    if (path === `${base}/mailFolders/inbox/messages`) {
      const since = Date.parse(/ge (\S+)/.exec(url.searchParams.get('$filter') ?? '')?.[1] ?? '');
      const found = graph.mails.filter((one) => one.receivedAt >= since);
      const link = `${graph.url}/me/mailFolders/inbox/messages?$filter=${encodeURIComponent(url.searchParams.get('$filter') ?? '')}&$skip=`;
      return page(response, link, Number(url.searchParams.get('$skip') ?? 0), null, found);
    }
    const named = /^\/v1\.0\/me\/messages\/([^/]+)\/\$value$/.exec(path)?.[1] ?? '';
    const mail = graph.mails.find((one) => one.id === decodeURIComponent(named));
    if (mail === undefined) return json(response, 404, { error: { code: 'ErrorItemNotFound' } });
    response.writeHead(200, { 'content-type': 'text/plain' }).end(mail.raw);
  };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => answer(request, response, Buffer.concat(chunks).toString()));
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const graph: TestGraph = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1.0`,
    mails: [],
    sent: [],
    asked: [],
    says: [],
    pageSize: 50,
    loseLinks: () => void (generation += 1),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => void server.close(resolve));
    },
  };
  return graph;
}
