/**
 * Which other programs hear of what happens here? Endpoints by address and event types, their secret shown once, their log, and single or
 * many deliveries once more. An address is never changed: another address is another endpoint with a secret of its own.
 */
import { refuse, type Refusal } from '@meanwhile/core/kernel/refusal.ts';
import { limits } from '@meanwhile/core/kernel/limits.ts';
import { id, instant } from '@meanwhile/wire/records.ts';
import { webhookDelivery, webhookEndpoint, type WebhookDelivery, type WebhookEndpoint } from '@meanwhile/wire/webhooks.ts';
import { changeWebhook, createWebhook, page } from '@meanwhile/wire/requests.ts';
import { eventTypes } from '@meanwhile/wire/stream.ts';
import { ruleCalled } from '@meanwhile/wire/rules.ts';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { acceptableUrl, type GuardedFetchOptions } from '../platform/http/guarded-fetch.ts';
import { pageOf, placeOf } from '../platform/http/keyset.ts';
import { workspaceRoute, type Call, type HttpContext } from '../platform/http/route.ts';
import { shownOnce } from '../platform/http/shown-once.ts';
import { wireInstant, wireInstantOrNull } from '../platform/present.ts';
import { newSigningSecret, openSigning, rotated, sealSigning } from './webhook-secret.ts';
import {
  findEndpoint,
  insertEndpoint,
  listEndpoints,
  listLog,
  lockEndpoint,
  removeEndpoint,
  repeatOne,
  repeatSpan,
  saveEndpoint,
  startEndpoint,
  stopEndpoint,
  type DeliveryRow,
  type EndpointRow,
} from './webhook.store.ts';

const params = z.strictObject({ id });
const withSecret = webhookEndpoint.extend({ secret: z.string().nullable() });
const permission = 'webhook:manage' as const;
const { webhooksPerWorkspace: endpointsMax, webhookRedeliveries: repeatMax } = limits;
type Here = Pick<Call<unknown, unknown, unknown>, 'tx' | 'workspaceId' | 'platform' | 'at' | 'emit'>;

export function registerWebhookRoutes(
  app: FastifyInstance,
  context: HttpContext,
  options: Pick<GuardedFetchOptions, 'allowLoopback'> = {},
): void {
  workspaceRoute(app, context, {
    method: 'GET',
    url: '/webhooks',
    summary: 'All webhooks, oldest first.',
    permission,
    idempotency: 'safe',
    audit: null,
    query: page,
    answer: z.strictObject({ items: z.array(webhookEndpoint), nextCursor: z.string().nullable() }),
    async handle({ tx, workspaceId, query }) {
      const rows = await listEndpoints(tx, workspaceId, placeOf(query.cursor), query.limit + 1);
      return pageOf(rows, query.limit, { place: (row) => ({ at: row.created_at, id: row.id }), item: present });
    },
  });
  createRoute(app, context, options);
  changeRoutes(app, context);
  logRoutes(app, context);
}

function createRoute(app: FastifyInstance, context: HttpContext, options: Pick<GuardedFetchOptions, 'allowLoopback'>): void {
  workspaceRoute(app, context, {
    method: 'POST',
    url: '/webhooks',
    summary: 'Add a webhook. Its signing secret is shown once.',
    permission,
    idempotency: 'key',
    audit: 'webhook.changed',
    body: createWebhook,
    answer: withSecret,
    status: 201,
    async handle(call) {
      const { tx, workspaceId, body, platform, principal, at } = call;
      const url = acceptableUrl(body.url, options);
      // Our own address would only tell us what we said.
      if (url === null || url.hostname === new URL(platform.settings.publicUrl).hostname) return refuse('url_refused');
      const unknown = unknownType(body.types);
      if (unknown !== null) return unknown;
      if ((await listEndpoints(tx, workspaceId, null, endpointsMax)).length >= endpointsMax)
        return refuse('bad_request', `A workspace has at most ${endpointsMax} webhooks.`);
      const secret = newSigningSecret();
      const endpointId: string = platform.clock.newId<'webhook'>();
      const row: EndpointRow = {
        id: endpointId,
        url: url.href,
        secret: sealSigning(platform.keys, endpointId, [{ secret, untilAt: null }]),
        types: body.types,
        state: 'on',
        created_at: at,
      };
      await insertEndpoint(tx, workspaceId, row, {
        memberId: principal.kind === 'member' ? principal.memberId : null,
        epoch: platform.epoch,
      });
      await announce(call, row);
      return shownOnce({ ...present(row), secret }, 'secret');
    },
  });
}

function changeRoutes(app: FastifyInstance, context: HttpContext): void {
  workspaceRoute(app, context, {
    method: 'PATCH',
    url: '/webhooks/:id',
    summary: 'Choose other events, or switch a webhook off or on; on starts from now.',
    permission,
    idempotency: 'natural',
    audit: 'webhook.changed',
    params,
    body: changeWebhook,
    answer: webhookEndpoint,
    async handle(call) {
      const { tx, workspaceId, body, platform, at } = call;
      const row = await lockEndpoint(tx, workspaceId, call.params.id);
      if (row === undefined) return refuse('not_found');
      const unknown = unknownType(body.types ?? []);
      if (unknown !== null) return unknown;
      const changed = { ...row, types: body.types ?? row.types, state: body.state ?? row.state };
      await saveEndpoint(tx, workspaceId, changed);
      if (changed.state === 'off' && row.state !== 'off') await stopEndpoint(tx, workspaceId, row.id, { why: 'switched_off', at });
      if (changed.state === 'on' && row.state === 'off') await startEndpoint(tx, workspaceId, row.id, { epoch: platform.epoch, at });
      await announce(call, changed);
      return present(changed);
    },
  });
  workspaceRoute(app, context, {
    method: 'DELETE',
    url: '/webhooks/:id',
    summary: 'Remove a webhook with its log.',
    permission,
    idempotency: 'natural',
    audit: 'webhook.changed',
    params,
    answer: webhookEndpoint,
    async handle(call) {
      const row = await lockEndpoint(call.tx, call.workspaceId, call.params.id);
      if (row === undefined) return refuse('not_found');
      await removeEndpoint(call.tx, call.workspaceId, row.id, call.at);
      await announce(call, { ...row, state: 'off' }, { removed: true });
      return present({ ...row, state: 'off' });
    },
  });
  workspaceRoute(app, context, {
    method: 'POST',
    url: '/webhooks/:id/rotate-secret',
    summary: 'A new signing secret, shown once; the old one signs along for 24 hours.',
    permission,
    idempotency: 'natural',
    audit: 'webhook.changed',
    params,
    answer: withSecret,
    async handle(call) {
      const { tx, workspaceId, platform, at } = call;
      const row = await lockEndpoint(tx, workspaceId, call.params.id);
      if (row === undefined) return refuse('not_found');
      const secret = newSigningSecret();
      const sealed = sealSigning(platform.keys, row.id, rotated(openSigning(platform.keys, row.id, row.secret), secret, at));
      await saveEndpoint(tx, workspaceId, { ...row, secret: sealed });
      await announce(call, row, { secretChanged: true });
      return { ...present(row), secret };
    },
  });
}

function logRoutes(app: FastifyInstance, context: HttpContext): void {
  workspaceRoute(app, context, {
    method: 'GET',
    url: '/webhooks/:id/deliveries',
    summary: 'What was delivered, newest first, and how it was answered.',
    permission,
    idempotency: 'safe',
    audit: null,
    params,
    query: page,
    answer: z.strictObject({ items: z.array(webhookDelivery), nextCursor: z.string().nullable() }),
    async handle({ tx, workspaceId, params: { id: endpointId }, query }) {
      if ((await findEndpoint(tx, workspaceId, endpointId)) === undefined) return refuse('not_found');
      const rows = await listLog(tx, workspaceId, endpointId, { after: placeOf(query.cursor), most: query.limit + 1 });
      return pageOf(rows, query.limit, { place: (row) => ({ at: row.created_at, id: row.id }), item: presentDelivery });
    },
  });
  workspaceRoute(app, context, {
    method: 'POST',
    url: '/webhooks/:id/deliveries/:deliveryId/redeliver',
    summary: 'Deliver once more, with the same id.',
    permission,
    idempotency: 'natural',
    audit: 'webhook.changed',
    params: z.strictObject({ id, deliveryId: id }),
    answer: webhookDelivery,
    async handle(call) {
      const endpoint = await lockEndpoint(call.tx, call.workspaceId, call.params.id);
      if (endpoint === undefined) return refuse('not_found');
      if (endpoint.state === 'off') return refuse('conflict', 'The webhook is switched off.');
      const row = await repeatOne(call.tx, call.workspaceId, endpoint.id, { id: call.params.deliveryId, at: call.at });
      if (row === undefined) return refuse('not_found');
      await announce(call, endpoint, { redelivered: 1 });
      return presentDelivery(row);
    },
  });
  workspaceRoute(app, context, {
    method: 'POST',
    url: '/webhooks/:id/redeliver',
    summary: 'Deliver once more what did not arrive in a span of time, at most a thousand.',
    permission,
    idempotency: 'natural',
    audit: 'webhook.changed',
    params,
    body: z.strictObject({ from: instant, to: instant }),
    answer: z.strictObject({ count: z.int() }),
    async handle(call) {
      const endpoint = await lockEndpoint(call.tx, call.workspaceId, call.params.id);
      if (endpoint === undefined) return refuse('not_found');
      if (endpoint.state === 'off') return refuse('conflict', 'The webhook is switched off.');
      const span = { fromAt: Date.parse(call.body.from), toAt: Date.parse(call.body.to), most: repeatMax, at: call.at };
      const count = await repeatSpan(call.tx, call.workspaceId, endpoint.id, span);
      await announce(call, endpoint, { redelivered: count });
      return { count };
    },
  });
}

/** The address may carry a secret of the receiver's, so events do not name it. */
async function announce({ emit }: Pick<Here, 'emit'>, row: EndpointRow, also: Record<string, unknown> = {}): Promise<void> {
  await emit({ type: 'webhook.changed', audience: 'desk', subjectId: row.id, payload: { id: row.id, state: row.state, ...also } });
}

function unknownType(types: readonly string[]): Refusal | null {
  const unknown = types.find((type) => type !== ruleCalled && !(eventTypes as readonly string[]).includes(type));
  return unknown === undefined ? null : refuse('bad_request', `types: ${unknown} is not an event of ours.`);
}

function present(row: EndpointRow): WebhookEndpoint {
  return { id: row.id, url: row.url, types: row.types, state: row.state, createdAt: wireInstant(row.created_at) };
}

function presentDelivery(row: DeliveryRow): WebhookDelivery {
  return {
    id: row.id,
    endpointId: row.endpoint_id,
    eventId: row.event_id,
    type: row.type,
    state: row.state,
    attemptCount: row.attempt_count,
    lastStatus: row.last_status,
    lastError: row.last_error,
    nextAttemptAt: wireInstantOrNull(row.next_attempt_at),
    createdAt: wireInstant(row.created_at),
  };
}
