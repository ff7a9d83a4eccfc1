/**
 * How does a request of Fastify reach better-auth and its answer come back? Only with the headers better-auth may see; the client's
 * address is what Fastify found, never what a header claims (attack 84). Errors come back as our problems, sessions never as tokens.
 */
import { refusalCodes, type RefusalCode } from '@meanwhile/wire/refusal-codes.ts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isOwnOrigin } from '../platform/http/web-server.ts';
import { Refused } from '../platform/http/problem.ts';
import type { AccountsContext } from './accounts-context.ts';
import { authPath, sourceHeader } from './auth-parts.ts';

const passed = ['cookie', 'user-agent', 'sec-fetch-site', 'sec-fetch-mode', 'sec-fetch-dest'] as const;

/** The headers of this request that better-auth may see. */
export function authHeaders(context: AccountsContext, request: FastifyRequest): Headers {
  const headers = new Headers({ [sourceHeader]: request.ip });
  for (const name of passed) {
    const value = request.headers[name];
    if (typeof value === 'string') headers.set(name, value);
  }
  const { publicUrl } = context.platform.settings;
  const { origin } = request.headers;
  // The web server has checked the origin of everything with a cookie; in development the host that was called is ours as well.
  if (origin === undefined ? request.headers.cookie !== undefined : isOwnOrigin(request, origin, publicUrl))
    headers.set('origin', publicUrl);
  else if (origin !== undefined) headers.set('origin', origin);
  return headers;
}

export interface AuthCall {
  readonly method: 'GET' | 'POST';
  /** Below /api/auth. */
  readonly path: string;
  readonly body?: unknown;
}

/** Calls one path of better-auth in the name of this request. */
export function callAuth(context: AccountsContext, request: FastifyRequest, call: AuthCall): Promise<Response> {
  const headers = authHeaders(context, request);
  if (call.body !== undefined) headers.set('content-type', 'application/json');
  const url = `${context.platform.settings.publicUrl}${authPath}${call.path}`;
  return context.auth.handler(
    new Request(url, { method: call.method, headers, ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }) }),
  );
}

export function passCookies(response: Response, reply: FastifyReply): void {
  const cookies = response.headers.getSetCookie();
  if (cookies.length > 0) void reply.header('set-cookie', cookies);
}

/** Throws the problem that says what better-auth refused, without its words. `otherwise`: for every 4xx that has no meaning of its own. */
export function refuseAs(response: Response, otherwise: RefusalCode): void {
  if (response.status < 400) return;
  if (response.status >= 500) throw new Error(`better-auth answered ${response.status}`);
  if (response.status === 429) throw new Refused('too_many_requests', undefined, 60);
  throw new Refused(Object.hasOwn(refusalCodes, otherwise) ? otherwise : 'bad_request');
}

export interface CurrentSession {
  readonly id: string;
  readonly token: string;
  readonly userId: string;
  readonly method: string | null;
  readonly createdAt: number;
}

/** Whose session does the cookie of this request carry? Read from the database each time; nothing of it is cached. */
export async function sessionOfCookie(context: AccountsContext, cookie: string | undefined): Promise<CurrentSession | null> {
  if (cookie === undefined || !cookie.includes('session_token')) return null;
  const found = await context.auth.api.getSession({
    headers: new Headers({ cookie }),
    query: { disableRefresh: true, disableCookieCache: true },
  });
  if (found === null) return null;
  const { id, token, userId, createdAt, method } = found.session;
  return { id, token, userId, method: method ?? null, createdAt: createdAt.getTime() };
}

export async function requireSession(context: AccountsContext, request: FastifyRequest): Promise<CurrentSession> {
  // An API token is no person: it has no sessions, passkeys or password.
  const session = request.headers.authorization === undefined ? await sessionOfCookie(context, request.headers.cookie) : null;
  if (session === null) throw new Refused('not_signed_in');
  return session;
}
