/** What went out, what did not, and what do we not know? *Unknown* is settled by a person who has looked; failed is sent round again. */
import { mayAttemptAgain } from '@meanwhile/core/delivery/outcome.ts';
import { refuse, type Refusal } from '@meanwhile/core/kernel/refusal.ts';
import { delivery as deliveryRecord, id, type Delivery } from '@meanwhile/wire/records.ts';
import { page, settleDelivery } from '@meanwhile/wire/requests.ts';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { pageOf, placeOf } from '../platform/http/keyset.ts';
import { workspaceRoute, type Call, type HttpContext } from '../platform/http/route.ts';
import { listDeliveries, partArrived, queueAgain, settleAsSent } from './delivery-list.store.ts';
import { lockDelivery } from './delivery.store.ts';
import { registerSuppressionRoutes } from '../suppression/suppression.ts';
import { registerSignatureRoutes } from './signature.routes.ts';
import { presentDelivery, type DeliveryFacts } from '../case/case.ts';
import { deliveryChanged } from './delivery-event.ts';

const params = z.strictObject({ id });
type Here = Pick<Call<unknown, unknown, unknown>, 'tx' | 'workspaceId' | 'emit' | 'wake' | 'at' | 'platform'>;

export function registerDeliveryRoutes(app: FastifyInstance, context: HttpContext): void {
  registerSignatureRoutes(app, context);
  registerSuppressionRoutes(app, context);
  workspaceRoute(app, context, {
    method: 'GET',
    url: '/deliveries',
    summary: 'Deliveries, newest first; `state` narrows to one state.',
    permission: 'delivery:read',
    idempotency: 'safe',
    audit: null,
    query: page.extend({ state: deliveryRecord.shape.state.optional() }),
    answer: z.strictObject({ items: z.array(deliveryRecord), nextCursor: z.string().nullable() }),
    async handle({ tx, workspaceId, query }) {
      const rows = await listDeliveries(tx, workspaceId, {
        state: query.state ?? null,
        after: placeOf(query.cursor),
        most: query.limit + 1,
      });
      return pageOf(rows, query.limit, { place: (row) => ({ at: row.created_at, id: row.id }), item: presentDelivery });
    },
  });
  workspaceRoute(app, context, {
    method: 'POST',
    url: '/deliveries/:id/settle',
    summary: 'Say what became of a delivery whose outcome is unknown.',
    permission: 'delivery:settle',
    idempotency: 'natural',
    audit: 'delivery.changed',
    params,
    body: settleDelivery,
    answer: deliveryRecord,
    async handle(call) {
      const row = await lockDelivery(call.tx, call.workspaceId, call.params.id);
      if (row === undefined) return refuse('not_found');
      if (row.state !== 'unknown') return refuse('not_settleable');
      if (call.body.as !== 'sent') return sendAgain(call, row);
      // Of several parts the one in doubt is there, those behind it are not.
      if (row.sent_part_count + 1 < row.part_count) return sendAgain(call, await partArrived(call.tx, call.workspaceId, row));
      return announced(call, await settleAsSent(call.tx, call.workspaceId, row, call.at));
    },
  });
  workspaceRoute(app, context, {
    method: 'POST',
    url: '/deliveries/:id/redrive',
    summary: 'Send a failed delivery once more, or one that was queued before a restore.',
    permission: 'delivery:settle',
    idempotency: 'natural',
    audit: 'delivery.changed',
    params,
    answer: deliveryRecord,
    async handle(call) {
      const row = await lockDelivery(call.tx, call.workspaceId, call.params.id);
      if (row === undefined) return refuse('not_found');
      // What was queued before a restore may have gone out since the backup; nothing but a person sends it.
      const isFromBefore = row.state === 'queued' && row.epoch !== call.platform.epoch;
      return row.state === 'failed' || isFromBefore ? sendAgain(call, row) : refuse('not_settleable');
    },
  });
}

async function sendAgain(call: Here, row: DeliveryFacts): Promise<Delivery | Refusal> {
  if (!mayAttemptAgain(row.state, 'person')) return refuse('not_settleable');
  call.wake('delivery');
  return announced(call, await queueAgain(call.tx, call.workspaceId, row, { epoch: call.platform.epoch, at: call.at }));
}

async function announced(call: Here, row: DeliveryFacts): Promise<Delivery> {
  await call.emit(deliveryChanged(row));
  return presentDelivery(row);
}
