/**
 * How is a route made? By declaring what it needs: permission, scope, rate class, idempotency and audit event. The declaration is
 * enforced here, listed by the census test, and nothing is reachable without one.
 */
import { createHash } from 'node:crypto';
import type { Refusal } from '@meanwhile/core/kernel/refusal.ts';
import { isRefusal } from '@meanwhile/core/kernel/refusal.ts';
import { limits } from '@meanwhile/core/kernel/limits.ts';
import type { Permission } from '@meanwhile/wire/permissions.ts';
import type { EventType } from '@meanwhile/wire/stream.ts';
import type { FastifyInstance, FastifyReply, FastifyRequest, FastifySchema } from 'fastify';
import { sql } from 'kysely';
import type { z } from 'zod';
import { iso } from '../db/instant.ts';
import { inWorkspace, type Transaction } from '../db/transaction.ts';
import type { Platform } from '../platform.ts';
import { appendEvents, type NewEvent } from '../stream/append-event.ts';
import type { Ring } from '../stream/bell.ts';
import { actorOf, type Authenticate, type Principal } from './principal.ts';
import { isRefusalCode, Refused } from './problem.ts';
import type { RateClass, RateLimits } from './rate-limits.ts';

export interface Declaration {
  /** A permission of the catalogue; `public` needs no credentials, `visitor` a messenger session, `user` any signed-in person. */
  readonly permission: Permission | 'public' | 'visitor' | 'user';
  readonly scope: 'workspace' | 'channel' | 'installation';
  readonly rate: RateClass;
  /** `key`: Idempotency-Key required. `natural`: doing it twice is doing it once. `safe`: changes nothing. */
  readonly idempotency: 'key' | 'natural' | 'safe';
  /** What the audit trail says; null for reads. */
  readonly audit: EventType | readonly EventType[] | null;
}

export interface DeclaredRoute extends Declaration {
  readonly method: string;
  readonly url: string;
  readonly params: readonly string[];
}

declare module 'fastify' {
  interface FastifyContextConfig {
    declared?: Declaration;
  }
}

export interface HttpContext {
  readonly platform: Platform;
  readonly authenticate: Authenticate;
  readonly rateLimits: RateLimits;
}

/** One call of a workspace route, inside its transaction. Returning a Refusal rolls everything back. */
export interface Call<Params, Query, Body> {
  readonly principal: Principal;
  readonly workspaceId: string;
  readonly actor: string;
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  readonly tx: Transaction;
  readonly platform: Platform;
  /** The instant of this call: every row and event of it carries this one. */
  readonly at: number;
  readonly request: FastifyRequest;
  /** Appends events and wakes the readers after the commit. */
  emit(...events: Omit<NewEvent, 'actor'>[]): Promise<void>;
  /** Other bells to ring after the commit. */
  wake(...rings: Ring[]): void;
}

export interface WorkspaceRoute<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, R extends z.ZodType> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below /api/v1. */
  readonly url: string;
  readonly summary: string;
  readonly permission: Permission;
  readonly rate?: RateClass;
  readonly idempotency: Declaration['idempotency'];
  readonly audit: Declaration['audit'];
  readonly params?: P;
  readonly query?: Q;
  readonly body?: B;
  readonly answer: R;
  /** 201 for creations. */
  readonly status?: number;
  handle(call: Call<z.output<P>, z.output<Q>, z.output<B>>): Promise<z.input<R> | Refusal>;
}

const admitted = new WeakMap<FastifyRequest, Principal>();

/** Registers one route of the REST API with everything it declared. */
export function workspaceRoute<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, R extends z.ZodType>(
  app: FastifyInstance,
  context: HttpContext,
  route: WorkspaceRoute<P, Q, B, R>,
): void {
  const status = route.status ?? 200;
  const rate = route.rate ?? (route.method === 'GET' ? 'read' : 'write');
  const schema: FastifySchema = {
    summary: route.summary,
    tags: [route.url.split('/')[1]!],
    security: [{ token: [] }],
    ...(route.params ? { params: route.params } : {}),
    ...(route.query ? { querystring: route.query } : {}),
    ...(route.body ? { body: route.body } : {}),
    response: { [status]: route.answer },
  };
  app.route({
    method: route.method,
    url: `/api/v1${route.url}`,
    config: { declared: { permission: route.permission, scope: 'workspace', rate, idempotency: route.idempotency, audit: route.audit } },
    schema,
    // Before a byte of the body is read: a stranger is not told what a right body would look like.
    async onRequest(request) {
      admitted.set(request, await admit(request, context, route.permission, rate));
    },
    async handler(request, reply) {
      const principal = admitted.get(request);
      if (principal === undefined) throw new Error('a call that nobody let in');
      const answer = await run(request, context, principal, route);
      return reply.code(answer.status).header('cache-control', 'no-store').send(answer.body);
    },
  });
}

/** Authenticates, checks the permission, counts against the rate limit. Throws Refused. */
export async function admit(request: FastifyRequest, context: HttpContext, permission: Permission, rate: RateClass): Promise<Principal> {
  const { authorization, cookie, 'meanwhile-workspace': workspaceId } = request.headers;
  const principal = await context.authenticate({
    authorization,
    cookie,
    workspaceId: typeof workspaceId === 'string' ? workspaceId : undefined,
  });
  if (principal === null) throw new Refused('not_signed_in');
  if (principal.kind === 'user') throw new Refused('not_found');
  if (!principal.permissions.has(permission)) throw new Refused('not_allowed');
  context.rateLimits.spend(rate, actorOf(principal));
  return principal;
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

async function run<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, R extends z.ZodType>(
  request: FastifyRequest,
  context: HttpContext,
  principal: Principal,
  route: WorkspaceRoute<P, Q, B, R>,
): Promise<Answer> {
  const { platform } = context;
  const key = route.idempotency === 'key' ? idempotencyKey(request) : null;
  const rings = new Set<Ring>();
  const at = platform.clock.nowAt();
  const answer = await inWorkspace(platform.pool, principal.workspaceId, async (tx) => {
    const earlier = key === null ? null : await claimKey(tx, keyed(principal, request, key), request, at);
    if (earlier !== null) return earlier;
    const result = await route.handle({
      principal,
      workspaceId: principal.workspaceId,
      actor: actorOf(principal),
      params: request.params as z.output<P>,
      query: request.query as z.output<Q>,
      body: request.body as z.output<B>,
      tx,
      platform,
      at,
      request,
      async emit(...events) {
        await appendEvents(
          { tx, platform, workspaceId: principal.workspaceId, at },
          events.map((event) => ({ ...event, actor: actorOf(principal) })),
        );
        rings.add('events');
      },
      wake: (...more) => more.forEach((one) => rings.add(one)),
    });
    if (isRefusal(result))
      throw new Refused(isRefusalCode(result.refused) ? result.refused : 'fault', result.detail, undefined, result.findings);
    const made: Answer = { status: route.status ?? 200, body: result };
    if (key !== null) await keepAnswer(tx, keyed(principal, request, key), made);
    const [first, ...others] = rings;
    if (first !== undefined) platform.bell.ringWithin(tx, first, ...others);
    return made;
  });
  platform.bell.ring(...rings);
  return answer;
}

function idempotencyKey(request: FastifyRequest): string {
  const header = request.headers['idempotency-key'];
  if (typeof header !== 'string' || header.trim() === '') throw new Refused('idempotency_key_missing');
  // A structured-field string in quotes, or leniently a bare one.
  const bare = header.trim().replace(/^"(.*)"$/, '$1');
  if (bare === '' || bare.length > limits.idempotencyKeyChars) throw new Refused('idempotency_key_missing');
  return bare;
}

/** Whose key, for which route. */
interface Keyed {
  readonly workspaceId: string;
  readonly actor: string;
  readonly routeName: string;
  readonly key: string;
}

function keyed(principal: Principal, request: FastifyRequest, key: string): Keyed {
  return {
    workspaceId: principal.workspaceId,
    actor: actorOf(principal),
    routeName: `${request.method} ${request.routeOptions.url ?? ''}`,
    key,
  };
}

/** Null = ours to do now. A concurrent twin waits here for the first to commit, then finds its answer. */
async function claimKey(
  tx: Transaction,
  { workspaceId, actor, routeName, key }: Keyed,
  request: FastifyRequest,
  at: number,
): Promise<Answer | null> {
  const fingerprint = createHash('sha256')
    .update(JSON.stringify([request.params, request.query, request.body ?? null]))
    .digest();
  const claimed = await tx.run(sql`
    insert into tenant.idempotency_key (workspace_id, principal, route, key, fingerprint, created_at)
    values (${workspaceId}, ${actor}, ${routeName}, ${key}, ${fingerprint}, ${iso(at)}) on conflict do nothing`);
  if (claimed === 1) return null;
  const found = await tx.row(sql<{ fingerprint: Buffer; status: number | null; body: unknown }>`
    select fingerprint, status, body from tenant.idempotency_key
    where workspace_id = ${workspaceId} and principal = ${actor} and route = ${routeName} and key = ${key}`);
  if (found === undefined || found.status === null) throw new Refused('idempotency_key_busy');
  if (!found.fingerprint.equals(fingerprint)) throw new Refused('idempotency_key_reused');
  return { status: found.status, body: found.body };
}

async function keepAnswer(tx: Transaction, { workspaceId, actor, routeName, key }: Keyed, answer: Answer): Promise<void> {
  await tx.run(sql`
    update tenant.idempotency_key set status = ${answer.status}, body = ${JSON.stringify(answer.body)}
    where workspace_id = ${workspaceId} and principal = ${actor} and route = ${routeName} and key = ${key}`);
}

/** For the few routes outside /api/v1: says what they need, so that the census knows them. Enforcing it is the handler's. */
export function declared(declaration: Declaration): { declared: Declaration } {
  return { declared: declaration };
}

export type Handler = (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>;
