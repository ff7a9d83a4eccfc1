/** How is a route under /api/auth made? With its declaration for the census, a strict schema, and a rate per source; never one without. */
import type { EventType } from '@meanwhile/wire/stream.ts';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { declared, type HttpContext } from '../platform/http/route.ts';
import { authPath } from './auth-parts.ts';

export interface AuthRoute<Body extends z.ZodType, Query extends z.ZodType, Params extends z.ZodType> {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Below /api/auth. */
  readonly url: string;
  readonly permission: 'public' | 'user';
  readonly audit?: EventType;
  readonly body?: Body;
  readonly query?: Query;
  readonly params?: Params;
  handle(call: {
    request: FastifyRequest;
    reply: FastifyReply;
    body: z.output<Body>;
    query: z.output<Query>;
    params: z.output<Params>;
  }): Promise<unknown>;
}

export function authRoute<Body extends z.ZodType, Query extends z.ZodType, Params extends z.ZodType>(
  app: FastifyInstance,
  http: HttpContext,
  route: AuthRoute<Body, Query, Params>,
): void {
  const rate = route.method === 'GET' ? 'read' : 'login';
  app.route({
    method: route.method,
    url: `${authPath}${route.url}`,
    config: declared({
      permission: route.permission,
      scope: 'installation',
      rate,
      idempotency: route.method === 'GET' ? 'safe' : 'natural',
      audit: route.audit ?? null,
    }),
    schema: {
      hide: true,
      ...(route.body ? { body: route.body } : {}),
      ...(route.query ? { querystring: route.query } : {}),
      ...(route.params ? { params: route.params } : {}),
    },
    async handler(request, reply) {
      http.rateLimits.spend(rate, request.ip);
      void reply.header('cache-control', 'no-store');
      const answer = await route.handle({
        request,
        reply,
        body: request.body as z.output<Body>,
        query: request.query as z.output<Query>,
        params: request.params as z.output<Params>,
      });
      return reply.sent ? reply : reply.send(answer ?? {});
    },
  });
}
