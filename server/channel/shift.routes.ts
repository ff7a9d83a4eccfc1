/** Who is planned to be there, when, and for live talks or for answering later? */
import { refuse } from '@meanwhile/core/kernel/refusal.ts';
import { id, instant, shift as shiftRecord, type Shift } from '@meanwhile/wire/records.ts';
import { keptBecause } from '@meanwhile/wire/live-words.ts';
import { createShift, page } from '@meanwhile/wire/requests.ts';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { pageOf, placeOf } from '../platform/http/keyset.ts';
import { workspaceRoute, type HttpContext } from '../platform/http/route.ts';
import { wireInstant } from '../platform/present.ts';
import { longestShiftMs, overrideForTimes } from './channel.ts';
import { askEstimate, noLongerKept, timesKept } from '../commitment/commitment.ts';
import { askStance } from '../live/live.ts';
import { askFrom } from '../routing/routing.ts';
import { deleteShift, insertShift, listShifts, shiftsBeside, type ShiftRow } from './shift.store.ts';

export function registerShiftRoutes(app: FastifyInstance, context: HttpContext): void {
  workspaceRoute(app, context, {
    method: 'GET',
    url: '/shifts',
    summary: 'Shifts by their beginning; `from` and `to` narrow to those that touch the span.',
    permission: 'workspace:read',
    idempotency: 'safe',
    audit: null,
    query: page.extend({ from: instant.optional(), to: instant.optional() }),
    answer: z.strictObject({ items: z.array(shiftRecord), nextCursor: z.string().nullable() }),
    async handle({ tx, workspaceId, query }) {
      const span = {
        fromAt: instantOrNull(query.from),
        toAt: instantOrNull(query.to),
        after: placeOf(query.cursor),
        most: query.limit + 1,
      };
      const rows = await listShifts(tx, workspaceId, span);
      return pageOf(rows, query.limit, { place: (row) => ({ at: row.starts_at, id: row.id }), item: presentShift });
    },
  });
  workspaceRoute(app, context, {
    method: 'POST',
    url: '/shifts',
    summary: 'Plan a shift of at most one day.',
    permission: 'shift:manage',
    idempotency: 'key',
    audit: 'shift.changed',
    body: createShift,
    answer: shiftRecord,
    status: 201,
    async handle(call) {
      const { tx, workspaceId, body, platform, actor, at, emit } = call;
      const row: ShiftRow = {
        id: platform.clock.newId<'shift'>(),
        member_id: body.memberId,
        pool: body.pool,
        starts_at: Date.parse(body.startsAt),
        ends_at: Date.parse(body.endsAt),
        exception_reason: body.exceptionReason,
        by_hand: false,
      };
      if (row.ends_at <= row.starts_at || row.ends_at - row.starts_at > longestShiftMs)
        return refuse('bad_request', 'A shift ends after it begins, within one day.');
      const beside = await shiftsBeside(tx, workspaceId, row);
      if (beside.some((one) => one.pool === row.pool)) return refuse('shift_overlaps');
      if (beside.length > 0 && row.exception_reason === null) return refuse('shift_in_other_pool');
      if (!(await insertShift(tx, workspaceId, row, { actor, at }))) return refuse('not_found');
      await askFrom(call);
      await askEstimate(call.tx, call.workspaceId, call.at);
      await askStance(call.tx, call.workspaceId, call.at);
      call.wake('routing');
      await emit({ type: 'shift.changed', audience: 'desk', subjectId: row.id, payload: { shift: presentShift(row) } });
      return presentShift(row);
    },
  });
  workspaceRoute(app, context, {
    method: 'DELETE',
    url: '/shifts/:id',
    summary: 'Take a shift out of the plan. One without which a time told can no longer be kept goes with a reason alone (`keptBecause`).',
    permission: 'shift:manage',
    idempotency: 'natural',
    audit: 'shift.changed',
    params: z.strictObject({ id }),
    query: z.strictObject({ keptBecause }),
    answer: shiftRecord,
    async handle(call) {
      const { tx, workspaceId, params, query, emit } = call;
      const before = await timesKept(call);
      const row = await deleteShift(tx, workspaceId, params.id);
      if (row === undefined) return refuse('not_found');
      const { refusal, kept, policyIds } = await noLongerKept(call, before, query.keptBecause);
      if (refusal !== null) return refusal;
      if (query.keptBecause !== undefined) await overrideForTimes(call, policyIds, { because: query.keptBecause, actor: call.actor });
      await askFrom(call);
      await askEstimate(call.tx, call.workspaceId, call.at);
      await askStance(call.tx, call.workspaceId, call.at);
      call.wake('routing');
      await emit({ type: 'shift.changed', audience: 'desk', subjectId: row.id, payload: { removed: true, ...kept } });
      return presentShift(row);
    },
  });
}

export function presentShift(row: ShiftRow): Shift {
  const { id: shiftId, member_id: memberId, pool, exception_reason: exceptionReason, by_hand: byHand } = row;
  return { id: shiftId, memberId, pool, startsAt: wireInstant(row.starts_at), endsAt: wireInstant(row.ends_at), exceptionReason, byHand };
}

function instantOrNull(text: string | undefined): number | null {
  return text === undefined ? null : Date.parse(text);
}
