/** Which of a member's browsers take push notices? Added and taken out by that browser; only its hash and a sealed copy of its address are kept. */
import { createHash } from 'node:crypto';
import { refuse } from '@meanwhile/core/kernel/refusal.ts';
import { addPushEndpoint, pushKey, removePushEndpoint } from '@meanwhile/wire/notices.ts';
import type { FastifyInstance } from 'fastify';
import { sql } from 'kysely';
import { z } from 'zod';
import { iso } from '../platform/db/instant.ts';
import { acceptableUrl } from '../platform/http/guarded-fetch.ts';
import { workspaceRoute, type HttpContext } from '../platform/http/route.ts';
import { seal } from '../platform/keys.ts';
import { newestPushKey } from './push-keys.ts';

const endpointsPerMember = 20;
const hashOf = (endpoint: string): Buffer => createHash('sha256').update(endpoint).digest();

export function registerPushRoutes(app: FastifyInstance, context: HttpContext, { allowLoopback }: { allowLoopback: boolean }): void {
  const { keys } = context.platform;
  workspaceRoute(app, context, {
    method: 'GET',
    url: '/notices/push-key',
    summary: 'The public key a browser subscribes with',
    permission: 'case:read',
    idempotency: 'safe',
    audit: null,
    answer: pushKey,
    handle: async () => ({ key: newestPushKey(keys).publicKey }),
  });
  workspaceRoute(app, context, {
    method: 'PUT',
    url: '/notices/push',
    summary: 'This browser takes push notices',
    permission: 'case:read',
    idempotency: 'natural',
    audit: null,
    body: addPushEndpoint,
    answer: z.strictObject({}),
    async handle({ tx, workspaceId, principal, body, platform, at }) {
      if (principal.kind !== 'member') return refuse('not_allowed', 'Notices are a member’s own.');
      if (acceptableUrl(body.endpoint, { allowLoopback }) === null) return refuse('url_refused');
      const id = platform.clock.newId<'endpoint'>();
      const secret = seal(keys, `push-endpoint ${workspaceId}`, Buffer.from(JSON.stringify(body)));
      // The browser is whoever's signed in to it now.
      await tx.run(sql`
        insert into tenant.notice_endpoint (workspace_id, id, member_id, hash, secret, key_id, created_at)
        values (${workspaceId}, ${id}, ${principal.memberId}, ${hashOf(body.endpoint)}, ${secret}, ${newestPushKey(keys).id}, ${iso(at)})
        on conflict (workspace_id, hash) do update set member_id = excluded.member_id, secret = excluded.secret, key_id = excluded.key_id`);
      await tx.run(sql`
        delete from tenant.notice_endpoint where workspace_id = ${workspaceId} and id in (
          select id from tenant.notice_endpoint where workspace_id = ${workspaceId} and member_id = ${principal.memberId} order by created_at desc, id desc offset ${endpointsPerMember})`);
      return {};
    },
  });
  workspaceRoute(app, context, {
    method: 'POST',
    url: '/notices/push/remove',
    summary: 'This browser takes none any more',
    permission: 'case:read',
    idempotency: 'natural',
    audit: null,
    body: removePushEndpoint,
    answer: z.strictObject({}),
    async handle({ tx, workspaceId, principal, body }) {
      if (principal.kind !== 'member') return refuse('not_allowed', 'Notices are a member’s own.');
      await tx.run(sql`
        delete from tenant.notice_endpoint where workspace_id = ${workspaceId} and member_id = ${principal.memberId} and hash = ${hashOf(body.endpoint)}`);
      return {};
    },
  });
}
