/**
 * What did we receive and not trust enough to show? People read the original, release it or discard it. Discarding hides, it destroys
 * nothing: the bytes stay as long as every original does.
 */
import { refuse } from '@meanwhile/core/kernel/refusal.ts';
import { id, inbound as inboundRecord, type Inbound } from '@meanwhile/wire/records.ts';
import { page } from '@meanwhile/wire/requests.ts';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { wayOf } from '../channel-registry.ts';
import { inWorkspace } from '../platform/db/transaction.ts';
import { pageOf, placeOf } from '../platform/http/keyset.ts';
import { Refused } from '../platform/http/problem.ts';
import { admit, declared, workspaceRoute, type HttpContext } from '../platform/http/route.ts';
import { unseal } from '../platform/keys.ts';
import { wireInstant } from '../platform/present.ts';
import { discardInbound, listQuarantined, lockInbound, releaseInbound, storedBytes, type InboundFacts } from './inbound.store.ts';
import { laneOf } from './take.ts';

const params = z.strictObject({ id });

export function registerInboundRoutes(app: FastifyInstance, context: HttpContext): void {
  listRoute(app, context);
  settleRoutes(app, context);
  rawRoute(app, context);
}

function listRoute(app: FastifyInstance, context: HttpContext): void {
  workspaceRoute(app, context, {
    method: 'GET',
    url: '/inbound',
    summary: 'What is held back, newest first, with the reason.',
    permission: 'inbound:read',
    idempotency: 'safe',
    audit: null,
    query: page.extend({ state: z.literal('quarantined').default('quarantined') }),
    answer: z.strictObject({ items: z.array(inboundRecord), nextCursor: z.string().nullable() }),
    async handle({ tx, workspaceId, query }) {
      const rows = await listQuarantined(tx, workspaceId, placeOf(query.cursor), query.limit + 1);
      return pageOf(rows, query.limit, { place: (row) => ({ at: row.received_at, id: row.id }), item: present });
    },
  });
}

function settleRoutes(app: FastifyInstance, context: HttpContext): void {
  workspaceRoute(app, context, {
    method: 'POST',
    url: '/inbound/:id/release',
    summary: 'Let it through as a message after all.',
    permission: 'inbound:release',
    idempotency: 'natural',
    audit: 'inbound.settled',
    params,
    answer: inboundRecord,
    async handle({ tx, workspaceId, params: { id: inboundId }, at, emit, wake }) {
      const row = await lockInbound(tx, workspaceId, inboundId);
      if (row === undefined) return refuse('not_found');
      if (row.state !== 'quarantined') return refuse('conflict');
      // Ours alone is read at once; mail is read, and what others keep for us is fetched, before it is processed.
      const way = wayOf(row.channel_type);
      const isOurs = way === null || way === 'page';
      await releaseInbound(tx, workspaceId, row, {
        lane: laneOf(row.channel_id, row.sender ?? ''),
        ready: row.is_parsed || isOurs,
        at,
      });
      wake('inbound', 'mail');
      await emit({
        type: 'inbound.settled',
        audience: 'desk',
        channelId: row.channel_id,
        subjectId: row.id,
        payload: { as: 'released', reason: row.reason },
      });
      return present({ ...row, state: 'pending', reason: null });
    },
  });
  workspaceRoute(app, context, {
    method: 'POST',
    url: '/inbound/:id/discard',
    summary: 'Take it off the list for good.',
    permission: 'inbound:release',
    idempotency: 'natural',
    audit: 'inbound.settled',
    params,
    answer: inboundRecord,
    async handle({ tx, workspaceId, params: { id: inboundId }, at, emit }) {
      const row = await lockInbound(tx, workspaceId, inboundId);
      if (row === undefined) return refuse('not_found');
      if (row.state === 'discarded') return present(row);
      if (row.state !== 'quarantined') return refuse('conflict');
      await discardInbound(tx, workspaceId, row, at);
      await emit({
        type: 'inbound.settled',
        audience: 'desk',
        channelId: row.channel_id,
        subjectId: row.id,
        payload: { as: 'discarded', reason: row.reason },
      });
      return present({ ...row, state: 'discarded' });
    },
  });
}

function rawRoute(app: FastifyInstance, context: HttpContext): void {
  const { platform } = context;
  app.get(
    '/api/v1/inbound/:id/raw',
    {
      config: declared({ permission: 'inbound:read', scope: 'workspace', rate: 'read', idempotency: 'safe', audit: null }),
      schema: {
        summary: 'The original as a file: byte for byte, unless a card number in it was covered, which its header says.',
        tags: ['inbound'],
        security: [{ token: [] }],
        params,
        querystring: z.strictObject({ workspace: id.optional() }),
      } as never,
    },
    async (request, reply) => {
      const { workspace } = request.query as { workspace?: string };
      // A link cannot set a header; the session decides whether the workspace is one of theirs.
      if (workspace !== undefined) request.headers['meanwhile-workspace'] = workspace;
      const principal = await admit(request, context, 'inbound:read', 'read');
      const { id: inboundId } = request.params as z.output<typeof params>;
      const found = await inWorkspace(platform.pool, principal.workspaceId, (tx) => storedBytes(tx, principal.workspaceId, inboundId));
      if (found === undefined || (found.raw === null && found.blob_key === null)) throw new Refused('not_found');
      const bytes = unseal(platform.keys, 'inbound', found.raw ?? (await platform.blobs.read(found.blob_key!)));
      // Hostile by assumption: text, never rendered, never run, saved under a name of ours.
      return reply
        .headers({
          'content-type': 'text/plain',
          'content-disposition': `attachment; filename="${inboundId}.txt"`,
          'x-content-type-options': 'nosniff',
          'content-security-policy': "sandbox; default-src 'none'",
          'cache-control': 'no-store',
        })
        .send(bytes);
    },
  );
}

function present(row: InboundFacts): Inbound {
  return {
    id: row.id,
    channelId: row.channel_id,
    receivedAt: wireInstant(row.received_at),
    state: row.state,
    reason: row.reason,
    from: row.sender,
    subject: row.subject,
    sizeBytes: row.size_bytes,
  };
}
