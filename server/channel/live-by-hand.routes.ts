/** “I’m live”: a live shift somebody makes for themselves, from now on, and takes back. The plan of others stays as it is. */
import { minuteMs } from '@meanwhile/core/kernel/instant.ts';
import { refuse } from '@meanwhile/core/kernel/refusal.ts';
import { liveAnswer, setLive } from '@meanwhile/wire/live.ts';
import type { FastifyInstance } from 'fastify';
import type { z } from 'zod';
import { askStance } from '../live/live.ts';
import { workspaceRoute, type Call, type HttpContext } from '../platform/http/route.ts';
import { askFrom } from '../routing/routing.ts';
import { presentShift } from './shift.routes.ts';
import { endByHand, insertShift, liveShiftOf, nextLiveShiftAt, shiftsBeside, type ShiftRow } from './shift.store.ts';

type Setting = Call<unknown, unknown, z.output<typeof setLive>>;

export function registerLiveByHand(app: FastifyInstance, context: HttpContext): void {
  workspaceRoute(app, context, {
    method: 'GET',
    url: '/agents/me/live',
    summary: 'One’s own live shift that runs now',
    permission: 'case:write',
    idempotency: 'safe',
    audit: null,
    answer: liveAnswer,
    async handle({ tx, workspaceId, principal, at }) {
      if (principal.kind !== 'member') return refuse('not_found');
      return shown(await liveShiftOf(tx, workspaceId, principal.memberId, at));
    },
  });
  workspaceRoute(app, context, {
    method: 'POST',
    url: '/agents/me/live',
    summary: 'Say that one is live from now on, or not any more: a shift in the live pool, beside the plan only with a reason',
    permission: 'case:write',
    idempotency: 'natural',
    audit: 'shift.changed',
    body: setLive,
    answer: liveAnswer,
    async handle(call) {
      const { principal } = call;
      if (principal.kind !== 'member') return refuse('not_found');
      return call.body.live ? begin(call, principal.memberId) : end(call, principal.memberId);
    },
  });
}

const shown = (row: ShiftRow | undefined) => ({ shift: row === undefined ? null : presentShift(row) });

async function begin(call: Setting, memberId: string) {
  const { tx, workspaceId, at, body, platform, actor } = call;
  const running = await liveShiftOf(tx, workspaceId, memberId, at);
  if (running !== undefined) return shown(running);
  const wantedAt = at + body.minutes * minuteMs;
  const row: ShiftRow = {
    id: platform.clock.newId<'shift'>(),
    member_id: memberId,
    pool: 'live',
    starts_at: at,
    ends_at: (await nextLiveShiftAt(tx, workspaceId, memberId, { fromAt: at, toAt: wantedAt })) ?? wantedAt,
    exception_reason: body.exceptionReason,
    by_hand: true,
  };
  const beside = await shiftsBeside(tx, workspaceId, row);
  // Looked at again under the lock on the person.
  if (beside.some((one) => one.pool === 'live')) return shown(await liveShiftOf(tx, workspaceId, memberId, at));
  if (beside.length > 0 && row.exception_reason === null) return refuse('shift_in_other_pool');
  if (!(await insertShift(tx, workspaceId, row, { actor, at }))) return refuse('not_found');
  await changed(call, row.id, { shift: presentShift(row) });
  return shown(row);
}

async function end(call: Setting, memberId: string) {
  const { tx, workspaceId, at } = call;
  for (const id of await endByHand(tx, workspaceId, memberId, at)) await changed(call, id, { ended: true });
  return shown(await liveShiftOf(tx, workspaceId, memberId, at));
}

async function changed(call: Setting, subjectId: string, payload: Record<string, unknown>): Promise<void> {
  await askFrom(call);
  await askStance(call.tx, call.workspaceId, call.at);
  call.wake('routing');
  await call.emit({ type: 'shift.changed', audience: 'desk', subjectId, payload });
}
