/** Who am I, where am I a member, and what may I do in the workspace of this request? */
import { id, me } from '@meanwhile/wire/records.ts';
import type { FastifyInstance } from 'fastify';
import type { z } from 'zod';
import type { Principal, UserPrincipal } from '../platform/http/principal.ts';
import { Refused } from '../platform/http/problem.ts';
import { declared, type HttpContext } from '../platform/http/route.ts';
import { streamCursor } from '../platform/stream/hub.ts';
import { amongPeople, personById, type AccountsContext } from './accounts-context.ts';
import { membershipsOf, whoAsks } from './membership.ts';

/** Somebody who was removed from their last workspace is still signed in: then there is no workspace to name. */
export const meAnswer = me.extend({ workspaceId: id.nullable() });

export function meRoutes(app: FastifyInstance, http: HttpContext, context: AccountsContext): void {
  app.get(
    '/api/v1/me',
    {
      config: declared({ permission: 'user', scope: 'installation', rate: 'read', idempotency: 'safe', audit: null }),
      schema: { summary: 'Who is asking, and what they may do.', tags: ['me'], security: [{ token: [] }], response: { 200: meAnswer } },
    },
    async (request) => {
      const principal = await whoAsks(http, request);
      http.rateLimits.spend('read', request.ip);
      // A workspace was named and it is not theirs: the same answer as for one that does not exist.
      if (principal.kind === 'user' && request.headers['meanwhile-workspace'] !== undefined) throw new Refused('not_found');
      return describe(context, principal);
    },
  );
}

export async function describe(context: AccountsContext, principal: Principal | UserPrincipal): Promise<z.input<typeof meAnswer>> {
  // The cursor before all else, so that a change made while the rest is read comes by the stream.
  const { cursor, person } = await amongPeople(context, async (tx) => ({
    cursor: await streamCursor(tx, context.platform.epoch),
    person: principal.kind === 'token' ? undefined : await personById(tx, principal.userId),
  }));
  if (principal.kind === 'token') {
    return {
      user: null,
      memberships: [],
      workspaceId: principal.workspaceId,
      memberId: null,
      role: null,
      permissions: [...principal.permissions],
      streamCursor: cursor,
    };
  }
  if (person === undefined) throw new Refused('not_signed_in');
  const member = principal.kind === 'member' ? principal : null;
  return {
    user: { id: person.id, name: person.name, email: person.email, secondFactor: person.secondFactor, hasPassword: person.hasPassword },
    memberships: await membershipsOf(context, person.id),
    workspaceId: member?.workspaceId ?? null,
    memberId: member?.memberId ?? null,
    role: member?.role ?? null,
    permissions: member === null ? [] : [...member.permissions],
    streamCursor: cursor,
  };
}
