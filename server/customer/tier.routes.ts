/** Which tiers of customers does the workspace know? A short list of keys; what customers have is changed at the customer. */
import { tiers } from '@meanwhile/wire/tiers.ts';
import type { FastifyInstance } from 'fastify';
import { workspaceRoute, type HttpContext } from '../platform/http/route.ts';
import { saveTiers, tiersOf } from './tier.store.ts';

export function registerTierRoutes(app: FastifyInstance, context: HttpContext): void {
  workspaceRoute(app, context, {
    method: 'GET',
    url: '/customer-tiers',
    summary: 'The tiers customers may have, in their order.',
    permission: 'customer:read',
    idempotency: 'safe',
    audit: null,
    answer: tiers,
    handle: async ({ tx, workspaceId }) => ({ keys: await tiersOf(tx, workspaceId) }),
  });
  workspaceRoute(app, context, {
    method: 'PUT',
    url: '/customer-tiers',
    summary: 'Set the tiers. One that is taken away stays with the customers and policies that have it, and is given to nobody else.',
    permission: 'policy:manage',
    idempotency: 'natural',
    audit: 'workspace.changed',
    body: tiers,
    answer: tiers,
    async handle({ tx, workspaceId, body, emit }) {
      if (await saveTiers(tx, workspaceId, body.keys))
        await emit({ type: 'workspace.changed', audience: 'desk', subjectId: workspaceId, payload: { tiers: body.keys } });
      return body;
    },
  });
}
