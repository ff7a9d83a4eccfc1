/** Where is somebody signed in, and how do they end that? Tokens of sessions are never shown, only their ids. */
import { limits } from '@meanwhile/core/kernel/limits.ts';
import type { FastifyInstance } from 'fastify';
import { sql } from 'kysely';
import { z } from 'zod';
import { iso } from '../platform/db/instant.ts';
import { Refused } from '../platform/http/problem.ts';
import type { HttpContext } from '../platform/http/route.ts';
import { amongPeople, type AccountsContext } from './accounts-context.ts';
import { authRoute } from './auth-route.ts';
import { requireSession } from './bridge.ts';
import { voidLinks } from './link.ts';
import { endSessions } from './session.ts';

interface SessionRow {
  readonly id: string;
  readonly created_at: number;
  readonly expires_at: number;
  readonly user_agent: string | null;
  readonly ip_address: string | null;
  readonly method: string | null;
}

export function sessionRoutes(app: FastifyInstance, http: HttpContext, context: AccountsContext): void {
  authRoute(app, http, {
    method: 'GET',
    url: '/sessions',
    permission: 'user',
    async handle({ request }) {
      const current = await requireSession(context, request);
      const rows = await amongPeople(context, (tx) =>
        tx.rows(sql<SessionRow>`
        select id, (extract(epoch from created_at) * 1000)::float8 as created_at, (extract(epoch from expires_at) * 1000)::float8 as expires_at, user_agent, ip_address, method
        from accounts.session where user_id = ${current.userId} and expires_at > ${iso(context.platform.clock.machineNowAt())} order by created_at desc limit 200`),
      );
      const items = rows.map((row) => ({
        id: row.id,
        createdAt: iso(row.created_at),
        expiresAt: iso(row.expires_at),
        userAgent: row.user_agent,
        ipAddress: row.ip_address,
        method: row.method,
        current: row.id === current.id,
      }));
      return { items, nextCursor: null };
    },
  });
  authRoute(app, http, {
    method: 'DELETE',
    url: '/sessions/:id',
    permission: 'user',
    params: z.strictObject({ id: z.string().max(limits.keyChars) }),
    async handle({ request, params }) {
      const current = await requireSession(context, request);
      const ended = await amongPeople(context, (tx) =>
        tx.run(sql`delete from accounts.session where id = ${params.id} and user_id = ${current.userId}`),
      );
      if (ended === 0) throw new Refused('not_found');
      return {};
    },
  });
  authRoute(app, http, {
    // Every other browser; the one that asks stays, so that its holder sees that it worked.
    method: 'POST',
    url: '/sign-out-everywhere',
    permission: 'user',
    async handle({ request }) {
      const current = await requireSession(context, request);
      await endSessions(context, current.userId, current.id);
      await voidLinks(context, { id: current.userId });
      return {};
    },
  });
}
