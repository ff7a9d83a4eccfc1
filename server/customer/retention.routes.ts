/** For how long does the workspace keep what customers said, and how is one of them forgotten by hand? */
import { stepLimits } from '@meanwhile/core/kernel/limits.ts';
import { isRefusal } from '@meanwhile/core/kernel/refusal.ts';
import { id } from '@meanwhile/wire/records.ts';
import { retention, retentionPreview } from '@meanwhile/wire/retention.ts';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { workspaceRoute, type HttpContext } from '../platform/http/route.ts';
import { eraseCustomer } from './erase.ts';
import { outOfTime, retentionOf } from './retention.ts';
import { saveRetention } from './retention.store.ts';

const previewMax = stepLimits.retentionPreviewRows;
const text = (max: number) => z.coerce.number().int().min(1).max(max).optional();

export function registerRetentionRoutes(app: FastifyInstance, context: HttpContext): void {
  workspaceRoute(app, context, {
    method: 'GET',
    url: '/workspaces/current/retention',
    summary: 'How long originals, quiet customers and spam are kept.',
    permission: 'workspace:read',
    idempotency: 'safe',
    audit: null,
    answer: retention,
    handle: ({ tx, workspaceId }) => retentionOf(tx, workspaceId),
  });
  workspaceRoute(app, context, {
    method: 'GET',
    url: '/workspaces/current/retention/preview',
    summary: 'How many customers these periods would forget at the next look, within the hour.',
    permission: 'workspace:manage',
    idempotency: 'safe',
    audit: null,
    query: z.strictObject({ quietMonths: text(240), spamDays: text(3650) }),
    answer: retentionPreview,
    async handle({ tx, workspaceId, query, at }) {
      const keep = { originalDays: 1, quietMonths: query.quietMonths ?? null, spamDays: query.spamDays ?? null };
      const found = await outOfTime(tx, workspaceId, { keep, at, most: previewMax + 1 });
      return { customerCount: Math.min(found.length, previewMax), more: found.length > previewMax };
    },
  });
  workspaceRoute(app, context, {
    method: 'PUT',
    url: '/workspaces/current/retention',
    summary: 'Choose how long things are kept. What is past the new periods goes within the hour, and for good.',
    permission: 'workspace:manage',
    idempotency: 'natural',
    audit: 'workspace.changed',
    body: retention,
    answer: retention,
    async handle({ tx, workspaceId, body, emit }) {
      await saveRetention(tx, workspaceId, body);
      await emit({ type: 'workspace.changed', audience: 'desk', subjectId: workspaceId, payload: { retention: body } });
      return body;
    },
  });
  eraseRoute(app, context);
}

function eraseRoute(app: FastifyInstance, context: HttpContext): void {
  workspaceRoute(app, context, {
    method: 'POST',
    url: '/customers/:id/erase',
    summary: 'Forget a customer for good: what was said, names, addresses, files. Counts and times kept or missed stay.',
    permission: 'customer:erase',
    idempotency: 'natural',
    audit: 'customer.erased',
    params: z.strictObject({ id }),
    answer: z.strictObject({ erased: z.literal(true) }),
    async handle({ tx, workspaceId, at, platform, params, emit }) {
      const event = await eraseCustomer({ tx, workspaceId, at, platform }, params.id);
      if (isRefusal(event)) return event;
      if (event !== null) await emit(event);
      return { erased: true as const };
    },
  });
}
