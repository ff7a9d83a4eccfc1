/** One answer to all linked cases, over REST: whom it would reach, sending it, taking it back, and what became of it for each case. */
import { isRefusal, refuse, type Refusal } from '@meanwhile/core/kernel/refusal.ts';
import { incidentAudience, incidentOutcome, incidentReply, replyToIncident, type IncidentReply } from '@meanwhile/wire/incidents.ts';
import { id } from '@meanwhile/wire/records.ts';
import { page } from '@meanwhile/wire/requests.ts';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { isoOrNull } from '../platform/db/instant.ts';
import { pageOf, placeOf } from '../platform/http/keyset.ts';
import { workspaceRoute, type Call, type HttpContext } from '../platform/http/route.ts';
import { answerAll, audienceOf, takeBack } from './answer-all.ts';
import { listOutcomes, listReplies, replyById, type ShownReply } from './answer-all.store.ts';
import { byOf } from './incident.routes.ts';
import { incidentById } from './incident.store.ts';
import { presentReply, withCases } from './present-incident.ts';

const byId = z.strictObject({ id });
const byReply = z.strictObject({ id, replyId: id });
const read = { method: 'GET', permission: 'case:read', idempotency: 'safe', audit: null } as const;
const skippedShown = 100;

export function registerAnswerAllRoutes(app: FastifyInstance, context: HttpContext): void {
  registerSending(app, context);
  registerLooks(app, context);
}

function registerSending(app: FastifyInstance, context: HttpContext): void {
  workspaceRoute(app, context, {
    method: 'POST',
    url: '/incidents/:id/reply',
    summary: 'Answer every linked case once, each on its own channel; nobody is told a new time',
    permission: 'incident:manage',
    idempotency: 'key',
    audit: ['incident.changed', 'message.sent'],
    params: byId,
    body: replyToIncident,
    answer: incidentReply,
    status: 201,
    handle: async (call) => shown(call, await answerAll(call, call.params.id, call.body, byOf(call))),
  });
  workspaceRoute(app, context, {
    method: 'POST',
    url: '/incidents/:id/replies/:replyId/undo',
    summary: 'Take an answer to all back before its time',
    permission: 'incident:manage',
    idempotency: 'natural',
    audit: 'incident.changed',
    params: byReply,
    answer: incidentReply,
    handle: async (call) => shown(call, await takeBack(call, { id: call.params.replyId, incidentId: call.params.id }, byOf(call))),
  });
}

function shown(call: Pick<Call<unknown, unknown, unknown>, 'wake'>, row: ShownReply | Refusal): IncidentReply | Refusal {
  if (isRefusal(row)) return row;
  call.wake('events', 'delivery');
  return presentReply(row);
}

function registerLooks(app: FastifyInstance, context: HttpContext): void {
  workspaceRoute(app, context, {
    ...read,
    url: '/incidents/:id/audience',
    summary: 'Whom an answer to all would reach now, and who would be skipped and why',
    rate: 'heavy',
    params: byId,
    answer: incidentAudience,
    async handle(call) {
      const { tx, workspaceId, params } = call;
      if ((await incidentById(tx, workspaceId, params.id)) === undefined) return refuse('not_found');
      const rows = await audienceOf(call, params.id);
      const skipped = rows.flatMap(({ case_id, why }) => (why === null ? [] : [{ case_id, why }]));
      return {
        count: rows.length - skipped.length,
        skippedCount: skipped.length,
        skipped: await withCases(tx, workspaceId, skipped.slice(0, skippedShown), ({ why }, one) => ({ ...one, why })),
      };
    },
  });
  workspaceRoute(app, context, {
    ...read,
    url: '/incidents/:id/replies',
    summary: 'Answers to all, the newest first',
    params: byId,
    query: page,
    answer: z.strictObject({ items: z.array(incidentReply), nextCursor: z.string().nullable() }),
    async handle({ tx, workspaceId, params, query }) {
      if ((await incidentById(tx, workspaceId, params.id)) === undefined) return refuse('not_found');
      const rows = await listReplies(tx, workspaceId, params.id, { after: placeOf(query.cursor), most: query.limit + 1 });
      return pageOf(rows, query.limit, { place: (row) => ({ at: row.written_at, id: row.id }), item: presentReply });
    },
  });
  workspaceRoute(app, context, {
    ...read,
    url: '/incidents/:id/replies/:replyId/cases',
    summary: 'What became of an answer to all for each case',
    params: byReply,
    query: page.extend({ outcome: z.enum(['waiting', 'answered', 'skipped']).optional() }),
    answer: z.strictObject({ items: z.array(incidentOutcome), nextCursor: z.string().nullable() }),
    async handle({ tx, workspaceId, params, query }) {
      if ((await replyById(tx, workspaceId, params.replyId))?.incident_id !== params.id) return refuse('not_found');
      const afterId = placeOf(query.cursor)?.id ?? null;
      const rows = await listOutcomes(tx, workspaceId, params.replyId, { outcome: query.outcome ?? null, afterId, most: query.limit + 1 });
      const { items, nextCursor } = pageOf(rows, query.limit, { place: (row) => ({ at: 0, id: row.case_id }), item: (row) => row });
      const cases = await withCases(tx, workspaceId, items, (row, one) => ({
        ...one,
        outcome: row.outcome,
        why: row.why,
        messageId: row.message_id,
        decidedAt: isoOrNull(row.decided_at),
      }));
      return { items: cases, nextCursor };
    },
  });
}
