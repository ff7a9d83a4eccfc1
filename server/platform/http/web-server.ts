/**
 * What does every answer have in common? Security headers, problems instead of bare errors, one body limit, trusted proxies only,
 * and a same-origin check for every unsafe request that carries a cookie. Routes are registered by their steps.
 */
import cookie from '@fastify/cookie';
import websocket from '@fastify/websocket';
import { limits } from '@meanwhile/core/kernel/limits.ts';
import fastify, { LogController, type FastifyInstance, type FastifyRequest } from 'fastify';
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import { randomUUID } from 'node:crypto';
import { after } from '../clock/timers.ts';
import type { Platform } from '../platform.ts';
import { answerClientError } from './client-error.ts';
import { refuseOtherOrigin } from './files-origin.ts';
import { problemOf, Refused, sendProblem } from './problem.ts';
import type { Declaration, DeclaredRoute } from './route.ts';

export interface WebServer {
  readonly app: FastifyInstance;
  /** Every route with its declaration, for the census. Undeclared ones have `permission: undefined`. */
  readonly routes: readonly (Partial<DeclaredRoute> & { method: string; url: string })[];
}

const strictPolicy = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; object-src 'none'";

/** NUL and halves of a surrogate pair can only come as escapes: raw bytes like these are no JSON. Cheap, and wrong only on the safe side. */
const escapesNoText = /\\u(?:0000|d[89a-f])/i;

/** What neither UTF-8 nor the database can hold becomes U+FFFD, as a decoder would write it: a customer's message is never refused for it. */
function asText(value: unknown): unknown {
  if (typeof value === 'string') return value.replaceAll('\0', '\uFFFD').toWellFormed();
  if (Array.isArray(value)) return value.map(asText);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [asText(key), asText(inner)]));
}

/** Registers a plugin that makes routes of its own, all with one declaration. */
export async function withDeclaration(
  app: FastifyInstance,
  config: { declared: Declaration },
  register: (scope: FastifyInstance) => Promise<void>,
): Promise<void> {
  await app.register(async (scope) => {
    scope.addHook('onRoute', (route) => void (route.config = { ...route.config, ...config }));
    await register(scope);
  });
}

export async function createWebServer(platform: Platform): Promise<WebServer> {
  const { settings } = platform;
  const headers = {
    'content-security-policy': strictPolicy,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(self), microphone=(self), geolocation=()',
    'cache-control': 'no-store',
    ...(settings.production ? { 'strict-transport-security': 'max-age=31536000; includeSubDomains' } : {}),
  };
  const app = fastify({
    loggerInstance: platform.log as never,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: limits.jsonBodyBytes,
    routerOptions: { maxParamLength: limits.pathPartChars },
    trustProxy: settings.trustProxy.length > 0 ? [...settings.trustProxy] : false,
    genReqId: () => randomUUID(),
    requestTimeout: limits.requestMs,
    connectionTimeout: 0,
    keepAliveTimeout: 65_000,
    // What has begun is finished; `drain` sees to the rest.
    forceCloseConnections: 'idle',
    onProtoPoisoning: 'error',
    onConstructorPoisoning: 'error',
    // Answered below, as a problem.
    return503OnClosing: false,
    // A path that is none (`/%E0%A4%A`) never reaches a hook.
    frameworkErrors: (_error, request, reply) => void sendProblem(request, reply.headers(headers), { code: 'bad_request' }),
    clientErrorHandler: (error, socket) => answerClientError(error, socket),
  });
  const parseJson = app.getDefaultJsonParser('error', 'error');
  app.addContentTypeParser<string>('application/json', { parseAs: 'string' }, (request, body, done) =>
    parseJson(request, body, (error, value) => done(error, error === null && escapesNoText.test(body) ? asText(value) : value)),
  );
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  const routes: { method: string; url: string; params: string[]; declared(): Declaration | undefined }[] = [];
  app.addHook('onRoute', (route) => {
    for (const method of [route.method].flat()) {
      if (method === 'HEAD') continue;
      // A plugin's own routes get their declaration from a hook that runs after this one, so it is read when asked for.
      routes.push({
        method,
        url: route.url,
        params: [...route.url.matchAll(/:(\w+)/g)].map((match) => match[1]!),
        declared: () => route.config?.declared,
      });
    }
  });
  await app.register(cookie);
  await app.register(websocket, { options: { maxPayload: limits.streamFrameBytes, perMessageDeflate: false } });
  const isClosing = drain(app as unknown as FastifyInstance);
  app.addHook('onRequest', async (request, reply) => {
    void reply.headers(headers);
    if (isClosing()) throw new Refused('overloaded', undefined, 1);
    refusePacked(request);
    if (settings.filesUrl !== null) refuseOtherOrigin(request, settings.filesUrl);
    refuseForeignOrigin(request, settings.publicUrl);
  });
  app.setErrorHandler((error, request, reply) => sendProblem(request, reply, problemOf(error, request)));
  app.setNotFoundHandler((request, reply) => sendProblem(request, reply, { code: 'not_found' }));
  return {
    app: app as unknown as FastifyInstance,
    get routes() {
      return routes.map(({ declared, ...route }) => ({ ...route, ...declared() }));
    },
  };
}

/** Nothing here unpacks a body, so a packed one is said to be unwelcome before a byte of it is read (attack 37). */
function refusePacked(request: FastifyRequest): void {
  const encoding = request.headers['content-encoding'];
  if (encoding !== undefined && encoding.trim().toLowerCase() !== 'identity')
    throw new Refused('unsupported_media_type', 'Bodies are not taken compressed.');
}

const drainMs = 20_000;

/**
 * Stopping lets every request that has begun be answered and ends its connection with the answer; a client that does not fetch its answer, or
 * keeps a connection open without asking anything, is cut off after `drainMs`. Gives whether we are stopping.
 */
function drain(app: FastifyInstance): () => boolean {
  let isClosing = false;
  app.addHook('preClose', async () => {
    isClosing = true;
    const stop = after(drainMs, () => app.server.closeAllConnections(), { letsProcessEnd: true });
    app.server.once('close', stop);
  });
  app.addHook('onSend', (_request, reply, payload, done) => {
    if (isClosing) void reply.header('connection', 'close');
    done(null, payload);
  });
  return () => isClosing;
}

/**
 * CSRF (attack 88): a browser tells where an unsafe request comes from, and it must come from ourselves, with a cookie on board or without one:
 * a foreign page must not sign anybody in either. Bearer tokens are not sent by browsers on their own and need no such check, nor do programs
 * that say nothing about where they are and carry no cookie.
 */
function refuseForeignOrigin(request: FastifyRequest, publicUrl: string): void {
  if (request.method === 'GET' || request.method === 'HEAD' || request.method === 'OPTIONS') return;
  const { authorization, cookie, origin, 'sec-fetch-site': site } = request.headers;
  if (authorization?.startsWith('Bearer ') === true) return;
  if (site !== undefined && site !== 'same-origin') throw new Refused('origin_refused');
  // Our pages say `Referrer-Policy: no-referrer`, and then a browser writes “null” for the origin of their forms; what no page can write says the rest.
  const isOurForm = origin === 'null' && site === 'same-origin';
  if (origin !== undefined && !isOurForm && !isOwnOrigin(request, origin, publicUrl)) throw new Refused('origin_refused');
  // Neither header: not a browser of this decade. A cookie without any provenance is refused.
  if (cookie !== undefined && origin === undefined && site === undefined) throw new Refused('origin_refused');
}

/** Ours is PUBLIC_URL, or in development the host that was called. */
export function isOwnOrigin(request: FastifyRequest, origin: string, publicUrl: string): boolean {
  if (origin === publicUrl) return true;
  return !publicUrl.startsWith('https:') && origin === `http://${request.host}`;
}
