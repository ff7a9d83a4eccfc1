/** Which addresses get no mail, and how does a person let them have it again? Addresses stand in bodies, never in a path. */
import { refuse } from '@meanwhile/core/kernel/refusal.ts';
import { page } from '@meanwhile/wire/requests.ts';
import { liftSuppression as liftBody, suppression, type Suppression } from '@meanwhile/wire/suppression.ts';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { pageOf, placeOf } from '../platform/http/keyset.ts';
import { workspaceRoute, type HttpContext } from '../platform/http/route.ts';
import { wireInstant } from '../platform/present.ts';
import { liftSuppression, listSuppressions, type SuppressionRow } from './suppression.store.ts';

export function registerSuppressionRoutes(app: FastifyInstance, context: HttpContext): void {
  workspaceRoute(app, context, {
    method: 'GET',
    url: '/suppressions',
    summary: 'Addresses we stopped writing to, newest first.',
    permission: 'delivery:read',
    idempotency: 'safe',
    audit: null,
    query: page,
    answer: z.strictObject({ items: z.array(suppression), nextCursor: z.string().nullable() }),
    async handle({ tx, workspaceId, query }) {
      const rows = await listSuppressions(tx, workspaceId, placeOf(query.cursor), query.limit + 1);
      return pageOf(rows, query.limit, { place: (row) => ({ at: row.suppressed_at, id: row.id }), item: present });
    },
  });
  workspaceRoute(app, context, {
    method: 'POST',
    url: '/suppressions/lift',
    summary: 'Write to an address again.',
    permission: 'delivery:settle',
    idempotency: 'natural',
    audit: 'suppression.changed',
    body: liftBody,
    answer: z.strictObject({}),
    async handle(call) {
      const address = call.body.address.toLowerCase();
      if (!(await liftSuppression(call.tx, call.workspaceId, address))) return refuse('not_found');
      await call.emit({ type: 'suppression.changed', audience: 'desk', payload: { address, suppressed: false } });
      return {};
    },
  });
}

function present(row: SuppressionRow): Suppression {
  return {
    address: row.address,
    why: row.why,
    detail: row.detail,
    deliveryId: row.delivery_id,
    suppressedAt: wireInstant(row.suppressed_at),
  };
}
