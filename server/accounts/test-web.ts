/**
 * Who sits before the browser in a test? A real web server on a real database with the routes of accounts, and visitors with a cookie jar
 * of their own who send what a browser would send. For tests only.
 */
import type { FastifyInstance, InjectOptions } from 'fastify';
import { randomBytes, randomUUID } from 'node:crypto';
import { createRateLimits } from '../platform/http/rate-limits.ts';
import type { HttpContext } from '../platform/http/route.ts';
import { createWebServer, type WebServer } from '../platform/http/web-server.ts';
import { testPlatform, type TestPlatform, type TestPlatformOptions } from '../platform/test-platform.ts';
import { createAccounts, type Accounts, type AccountsOptions } from './accounts.ts';
import type { OutgoingMail } from './accounts-context.ts';
import { openAccountsPool } from './pool.ts';

export interface Answer {
  readonly status: number;
  /** Whatever the route says; a test reads the fields it is about. */
  readonly body: any;
  readonly headers: Record<string, string | string[] | number | undefined>;
}

export class Visitor {
  readonly cookies = new Map<string, string>();
  readonly #app: FastifyInstance;
  ip: string;
  headers: Record<string, string> = {};
  constructor(app: FastifyInstance, ip: string) {
    this.#app = app;
    this.ip = ip;
  }
  /** As a fetch from our own page; `Meanwhile-Workspace` and the like go into `headers`. */
  async send(
    method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
    url: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const jar = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const request: InjectOptions = {
      method,
      url,
      remoteAddress: this.ip,
      headers: {
        origin: 'http://localhost',
        'sec-fetch-site': 'same-origin',
        'user-agent': 'A browser',
        'idempotency-key': randomUUID(),
        ...(jar === '' ? {} : { cookie: jar }),
        ...this.headers,
        ...headers,
      },
      ...(body === undefined ? {} : { payload: body as object }),
    };
    const answer = await this.#app.inject(request);
    for (const cookie of answer.cookies) {
      if (cookie.value === '' || cookie.maxAge === 0) this.cookies.delete(cookie.name);
      else this.cookies.set(cookie.name, encodeURIComponent(cookie.value));
    }
    const isJson = String(answer.headers['content-type'] ?? '').includes('json');
    return { status: answer.statusCode, body: isJson && answer.body !== '' ? answer.json() : answer.body, headers: answer.headers };
  }
  get = (url: string, headers?: Record<string, string>): Promise<Answer> => this.send('GET', url, undefined, headers);
  post = (url: string, body: unknown = {}, headers?: Record<string, string>): Promise<Answer> => this.send('POST', url, body, headers);
  patch = (url: string, body: unknown, headers?: Record<string, string>): Promise<Answer> => this.send('PATCH', url, body, headers);
  delete = (url: string, headers?: Record<string, string>): Promise<Answer> => this.send('DELETE', url, undefined, headers);
  signIn = (email: string, password: string): Promise<Answer> => this.post('/api/auth/sign-in/email', { email, password });
  get sessionCookie(): string | undefined {
    return [...this.cookies].find(([name]) => name.endsWith('session_token'))?.[1];
  }
}

export interface TestWeb {
  readonly base: TestPlatform;
  readonly web: WebServer;
  readonly app: FastifyInstance;
  readonly http: HttpContext;
  readonly accounts: Accounts;
  readonly mails: OutgoingMail[];
  /** Somebody at a browser, from an address of their own unless one is given. */
  visitor(ip?: string): Visitor;
  /** A workspace with its owner, who has a password and is signed in. */
  workspace(
    name: string,
    owner: { name: string; email: string },
  ): Promise<{ id: string; slug: string; ownerId: string; owner: Visitor; password: string }>;
  /** Invites, accepts, and is signed in. */
  join(
    inviter: Visitor,
    who: { name: string; email: string; role: string },
  ): Promise<{ visitor: Visitor; memberId: string; password: string; link: string }>;
  close(): Promise<void>;
}

export const goodPassword = 'a quiet lantern by the harbour';

export async function testWeb(
  options: TestPlatformOptions & {
    accounts?: Partial<AccountsOptions>;
    withoutMail?: boolean;
    register?: (web: WebServer, http: HttpContext) => void;
  } = {},
): Promise<TestWeb> {
  const base = await testPlatform(options);
  const { platform } = base;
  const mails: OutgoingMail[] = [];
  const accountsPool = openAccountsPool(base.access.configFor('accounts'), platform.log);
  const sendMail = options.withoutMail === true ? null : async (mail: OutgoingMail): Promise<void> => void mails.push(mail);
  const accounts = createAccounts(platform, { accountsPool, sendMail, ...options.accounts });
  const web = await createWebServer(platform);
  const http: HttpContext = { platform, authenticate: accounts.authenticate, rateLimits: createRateLimits(10_000) };
  accounts.registerRoutes(web.app, http);
  options.register?.(web, http);
  await web.app.ready();
  let visitors = 0;
  const visitor = (ip?: string): Visitor => {
    visitors += 1;
    return new Visitor(web.app, ip ?? `198.51.${Math.floor(visitors / 250)}.${(visitors % 250) + 1}`);
  };
  return {
    base,
    web,
    http,
    accounts,
    mails,
    visitor,
    app: web.app,
    async workspace(name, owner) {
      const slug = `${name.toLowerCase().replace(/[^a-z0-9]+/g, '-')}-${randomBytes(3).toString('hex')}`;
      const made = await accounts.createWorkspace({ name, slug, owner });
      if (made === null) throw new Error('the slug is taken');
      const link = await accounts.createSignInLink(owner.email);
      const person = visitor();
      const first = await person.post('/api/auth/link/use', { token: link?.url.split('#t=')[1] });
      const second = await person.post('/api/auth/change-password', { newPassword: goodPassword });
      if (first.status !== 200 || second.status !== 200) throw new Error(`the owner could not sign in: ${JSON.stringify([first, second])}`);
      return { id: made.workspace.id, slug, ownerId: made.ownerId, owner: person, password: goodPassword };
    },
    async join(inviter, who) {
      const invited = await inviter.post('/api/v1/invitations', { email: who.email, role: who.role });
      if (invited.status !== 201) throw new Error(`no invitation: ${JSON.stringify(invited.body)}`);
      const person = visitor();
      const joined = await person.post('/api/v1/invitations/accept', {
        token: tokenOf(invited.body.link),
        name: who.name,
        password: goodPassword,
      });
      if (joined.status !== 200) throw new Error(`not joined: ${JSON.stringify(joined.body)}`);
      return { visitor: person, memberId: joined.body.memberId as string, password: goodPassword, link: invited.body.link as string };
    },
    async close() {
      await web.app.close();
      await accounts.close();
      await accountsPool.end();
      await base.close();
    },
  };
}

/** What stands behind the # of a link of ours. */
export function tokenOf(link: string): string {
  return link.split('#t=')[1] ?? '';
}
