/** The stance of a channel over REST: now, from when to when, and what was seen; and who answered for the other pool. */
import { dayMs, hourMs, secondMs } from '@meanwhile/core/kernel/instant.ts';
import { stepLimits } from '@meanwhile/core/kernel/limits.ts';
import { refuse } from '@meanwhile/core/kernel/refusal.ts';
import { meansNow, type StancePeriod } from '@meanwhile/core/stance/stance-periods.ts';
import { channelStance, shiftException, type ChannelStance, type ShiftException } from '@meanwhile/wire/live.ts';
import { id, instant } from '@meanwhile/wire/records.ts';
import { page } from '@meanwhile/wire/requests.ts';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { pageOf, placeOf } from '../platform/http/keyset.ts';
import { workspaceRoute, type HttpContext } from '../platform/http/route.ts';
import { wireInstant, wireInstantOrNull } from '../platform/present.ts';
import { listExceptions, type ExceptionRow } from './live-wait.store.ts';
import { stancesOf } from './stance.ts';
import { evidenceIn, lastSeen, periodsIn, type EvidenceRow } from './stance.store.ts';

const longestSpanMs = dayMs;

export function registerStanceRoutes(app: FastifyInstance, context: HttpContext): void {
  workspaceRoute(app, context, {
    method: 'GET',
    url: '/channels/:id/stance',
    summary:
      'From when to when a channel was live or replied later, and what was seen of it. A span of at most a day; without one the last hour.',
    permission: 'channel:read',
    idempotency: 'safe',
    audit: null,
    params: z.strictObject({ id }),
    query: z.strictObject({ from: instant.optional(), to: instant.optional() }),
    answer: channelStance,
    async handle({ tx, workspaceId, params, query, at }) {
      const toAt = query.to === undefined ? at + 1 : Date.parse(query.to);
      const fromAt = query.from === undefined ? toAt - hourMs : Date.parse(query.from);
      if (toAt <= fromAt || toAt - fromAt > longestSpanMs) return refuse('bad_request', 'A span of at most one day.');
      const now = (await stancesOf({ tx, workspaceId, at }, [params.id])).get(params.id);
      if (now === undefined) return refuse('not_found');
      const span = { channelId: params.id, fromAt, toAt, most: stepLimits.stanceLooks };
      const rows = (await periodsIn(tx, workspaceId, span)).map(({ from_at, until_at, mode, because }): StancePeriod => ({
        fromAt: from_at,
        untilAt: until_at,
        mode,
        because,
      }));
      const last = (await lastSeen(tx, workspaceId, [params.id])).get(params.id);
      const looks = await evidenceIn(tx, workspaceId, span);
      const { mode, because, onShiftCount, presentCount } = now;
      return {
        channelId: params.id,
        now: { mode, because, onShiftCount, presentCount },
        periods: rows.flatMap((row) => (row.untilAt === null && last !== undefined ? upToNow(row, last, at) : [row])).map(presentPeriod),
        looks: looks.map(presentLook),
        isCapped: rows.length === span.most || looks.length === span.most,
      };
    },
  });
  exceptionRoute(app, context);
}

function exceptionRoute(app: FastifyInstance, context: HttpContext): void {
  workspaceRoute(app, context, {
    method: 'GET',
    url: '/shift-exceptions',
    summary: 'Answers that somebody gave for the other pool than the one of their shift, newest first, with the minutes they took.',
    permission: 'shift:manage',
    idempotency: 'safe',
    audit: null,
    query: page,
    answer: z.strictObject({ items: z.array(shiftException), nextCursor: z.string().nullable() }),
    async handle({ tx, workspaceId, query }) {
      const rows = await listExceptions(tx, workspaceId, placeOf(query.cursor), query.limit + 1);
      return pageOf(rows, query.limit, { place: (row) => ({ at: row.answered_at, id: row.id }), item: presentException });
    },
  });
}

function presentException(row: ExceptionRow): ShiftException {
  const { id: exceptionId, member_id: memberId, shift_id: shiftId, pool, case_id: caseId, message_id: messageId, basis } = row;
  const minutes = Math.round(row.took_ms / secondMs / 6) / 10;
  return { id: exceptionId, memberId, shiftId, pool, caseId, messageId, minutes, basis, at: wireInstant(row.answered_at) };
}

/** The period that runs, as far as the last look is believed. */
function upToNow(running: StancePeriod, last: EvidenceRow, at: number): StancePeriod[] {
  const [first, ...more] = meansNow({ at: last.seen_at, facts: last.facts }, at);
  return [{ ...first!, fromAt: running.fromAt }, ...more];
}

function presentPeriod({ fromAt, untilAt, mode, because }: StancePeriod): ChannelStance['periods'][number] {
  return { from: wireInstant(fromAt), until: wireInstantOrNull(untilAt), mode, because };
}

function presentLook({ seen_at, facts }: EvidenceRow): ChannelStance['looks'][number] {
  return {
    at: wireInstant(seen_at),
    isAllowed: facts.isAllowed,
    talkCount: facts.talkCount,
    onShift: facts.onShift.map((one) => ({
      memberId: one.memberId,
      shiftId: one.shiftId,
      endsAt: wireInstant(one.endsAt),
      lastInputAt: wireInstantOrNull(one.lastInputAt),
      capacity: one.capacity,
    })),
  };
}
