/**
 * What does a journey stand on? The whole server of `main.ts` in this process, on a real database with the real roles, listening on free
 * ports. Nothing is mocked; a test may bring its own DNS and mail server.
 */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startServer, type RunningServer, type ServerOptions } from '@meanwhile/server/main.ts';
import { testDatabase } from '@meanwhile/server/platform/postgres/test-cluster.ts';
import type { DatabaseAccess } from '@meanwhile/server/platform/postgres/database-access.ts';
import type { Settings } from '@meanwhile/server/platform/settings/settings.ts';
import pg from 'pg';
import { pino, type Logger } from 'pino';

export interface Shop {
  readonly server: RunningServer;
  readonly url: string;
  readonly smtpPort: number;
  readonly workspaceId: string;
  readonly messengerId: string;
  readonly mailChannelId: string;
  /** An API token with every scope. */
  readonly token: string;
  signInUrl(): Promise<string>;
  /** With the token. */
  readonly api: Api;
  /** With a session of the owner, signed in by a one-time link: for what only a person may do. */
  ownerApi(): Promise<Api>;
  /** Stops the server and starts it anew on the same database and address, with these settings changed: a worker less, for instance. */
  restart(changed: Partial<Settings>): Promise<void>;
  /** A second server with this one's secrets, on another database and other free ports. Whoever asks for it stops it. */
  alsoOn(database: DatabaseAccess, changed?: Partial<Settings>): Promise<RunningServer>;
  readonly database: DatabaseAccess;
  readonly dataDir: string;
  /** As the database's superuser, behind every wall and trigger of the product: for looking and for playing the past. */
  behind<Row extends pg.QueryResultRow>(query: string, values?: readonly unknown[]): Promise<Row[]>;
  close(): Promise<void>;
}

// Journeys read answers as a stranger to our types would; `expect` judges them.
export type Api = <T = any>(
  method: string,
  path: string,
  body?: unknown,
  headers?: Record<string, string>,
) => Promise<{ status: number; body: T }>;

export interface ShopOptions extends Partial<Omit<ServerOptions, 'log' | 'secrets'>> {
  readonly settings?: Partial<Settings>;
  readonly log?: Logger;
  readonly durable?: boolean;
}

export async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

export async function openShop(options: ShopOptions = {}): Promise<Shop> {
  const { settings: over, log: givenLog, durable, ...serverOptions } = options;
  const database = await testDatabase(durable === true ? { durable: true } : {});
  const dataDir = await mkdtemp(join(tmpdir(), 'meanwhile-e2e-'));
  const port = over?.port ?? (await freePort());
  const settings: Settings = {
    port,
    host: '127.0.0.1',
    dataDir,
    publicUrl: `http://localhost:${port}`,
    production: false,
    filesUrl: null,
    trustProxy: [],
    smtpPort: await freePort(),
    smtpHost: '127.0.0.1',
    smtpUrl: null,
    scanner: null,
    providerApiUrls: {},
    role: 'all',
    databaseUrl: null,
    secretKey: null,
    metricsToken: null,
    logLevel: 'silent',
    ...over,
  };
  const log = givenLog ?? pino({ level: process.env['E2E_LOG'] ?? 'silent' });
  const around = { log, secrets: [{ id: 'e2e00001', secret: randomBytes(48) }], env: {}, ...serverOptions };
  let server = await startServer(settings, database.access, around);
  const url = `http://localhost:${server.port}`;
  const made = await ids(server);
  const { token } = await server.accounts.createApiToken({ workspace: made.workspaceId, name: 'e2e', scopes: ['*'] });
  return {
    get server() {
      return server;
    },
    url,
    smtpPort: server.smtpPort,
    token,
    ...made,
    async signInUrl() {
      const link = await server.accounts.createSignInLink();
      return link!.url.replace(settings.publicUrl, url);
    },
    api: apiOf(url, { authorization: `Bearer ${token}` }),
    async ownerApi() {
      const link = await server.accounts.createSignInLink();
      const own = { origin: url, 'sec-fetch-site': 'same-origin' };
      const used = await fetch(`${url}/api/auth/link/use`, {
        method: 'POST',
        headers: { ...own, 'content-type': 'application/json' },
        body: JSON.stringify({ token: link!.url.split('#t=')[1] }),
      });
      if (!used.ok) throw new Error(`signing in was answered ${used.status}`);
      const cookie = used.headers
        .getSetCookie()
        .map((one) => one.split(';')[0])
        .join('; ');
      return apiOf(url, { ...own, cookie, 'meanwhile-workspace': made.workspaceId });
    },
    database: database.access,
    dataDir,
    async alsoOn(other, changed = {}) {
      const free = await freePort();
      return startServer(
        { ...settings, port: free, publicUrl: `http://localhost:${free}`, smtpPort: await freePort(), ...changed },
        other,
        around,
      );
    },
    async restart(changed) {
      await server.stop();
      server = await startServer({ ...settings, port: server.port, ...changed }, database.access, around);
    },
    async behind<Row extends pg.QueryResultRow>(query: string, values: readonly unknown[] = []) {
      const client = new pg.Client(database.adminConfig);
      await client.connect();
      try {
        await client.query('set session_replication_role = replica');
        return (await client.query<Row>(query, [...values])).rows;
      } finally {
        await client.end();
      }
    },
    async close() {
      await server.stop();
      await database.drop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** With these headers of somebody's. */
export function apiOf(url: string, who: Record<string, string>): Api {
  return async (method, path, body, headers = {}) => {
    const answer = await fetch(`${url}/api/v1${path}`, {
      method,
      headers: {
        ...who,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(method === 'POST' ? { 'idempotency-key': randomBytes(16).toString('hex') } : {}),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    return { status: answer.status, body: text === '' ? null : JSON.parse(text) };
  };
}

async function ids(server: RunningServer): Promise<{ workspaceId: string; messengerId: string; mailChannelId: string }> {
  const { rows } = await server.platform.pool.query<{ workspace_id: string; channel_id: string; type: string }>(
    'select workspace_id, channel_id, type from directory.channel',
  );
  const of = (type: string): string => rows.find((row) => row.type === type)!.channel_id;
  return { workspaceId: rows[0]!.workspace_id, messengerId: of('messenger'), mailChannelId: of('email') };
}

/** Asks until it holds; the bound is a hang guard, not a speed claim. */
export async function until<T>(what: string, ask: () => Promise<T | null | undefined | false>, guardMs = 20_000): Promise<T> {
  const end = Date.now() + guardMs;
  for (;;) {
    const found = await ask();
    if (found !== null && found !== undefined && found !== false) return found;
    if (Date.now() > end) throw new Error(`never happened: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
