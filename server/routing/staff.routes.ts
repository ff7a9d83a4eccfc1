/** Who can do what, who is here, who is on leave: over REST. One's own “away” is one's own to say. */
import { limits } from '@meanwhile/core/kernel/limits.ts';
import { refuse } from '@meanwhile/core/kernel/refusal.ts';
import {
  changeStaff,
  createLeave,
  leave as leaveRecord,
  setAway,
  staffMember,
  type Leave,
  type StaffMember,
} from '@meanwhile/wire/queues.ts';
import { id, instant } from '@meanwhile/wire/records.ts';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { workspaceRoute, type HttpContext } from '../platform/http/route.ts';
import { wireInstant } from '../platform/present.ts';
import { askStance } from '../live/live.ts';
import { askFrom } from './ask.ts';
import { staffHere, type StaffHere } from './staff.ts';
import { changeStaffRow, deleteLeave, insertLeave, listLeave, saveAway, type LeaveRow } from './staff.store.ts';

const byId = z.strictObject({ id });
const longestLeaveMs = limits.leaveMsMax;
const plan = { permission: 'shift:manage', audit: 'shift.changed' } as const;

export function registerStaffRoutes(app: FastifyInstance, context: HttpContext): void {
  workspaceRoute(app, context, {
    method: 'GET',
    url: '/agents/availability',
    summary: 'Who may answer: what they can, how much they hold, and whether they are here',
    permission: 'member:read',
    idempotency: 'safe',
    audit: null,
    answer: z.strictObject({ items: z.array(staffMember), nextCursor: z.null() }),
    handle: async (call) => ({ items: (await staffHere(call)).map(present), nextCursor: null }),
  });
  workspaceRoute(app, context, {
    method: 'PATCH',
    url: '/agents/:id',
    summary: 'Change somebody’s skills, languages or how much they can hold',
    permission: 'shift:manage',
    idempotency: 'natural',
    audit: 'member.changed',
    params: byId,
    body: changeStaff,
    answer: staffMember,
    async handle(call) {
      const { skills, languages, capacity } = call.body;
      const change = { skills: skills && [...new Set(skills)], languages: languages && [...new Set(languages)], capacity };
      if ((await changeStaffRow(call.tx, call.workspaceId, call.params.id, change)) === 0) return refuse('not_found');
      const wire = (await staffHere(call)).find((one) => one.id === call.params.id);
      if (wire === undefined) return refuse('not_found');
      await askFrom(call);
      await call.emit({ type: 'member.changed', audience: 'desk', subjectId: wire.id, payload: { staff: present(wire) } });
      return present(wire);
    },
  });
  workspaceRoute(app, context, {
    method: 'POST',
    url: '/agents/me/away',
    summary: 'Say that one is away, or back: nothing is given to who is away',
    permission: 'case:write',
    idempotency: 'natural',
    audit: 'member.changed',
    body: setAway,
    answer: staffMember,
    async handle(call) {
      const { principal } = call;
      if (principal.kind !== 'member') return refuse('not_found');
      await saveAway(call.tx, call.workspaceId, principal.memberId, call.body.away ? call.at : null);
      await askStance(call.tx, call.workspaceId, call.at);
      call.wake('routing');
      const wire = (await staffHere(call)).find((one) => one.id === principal.memberId);
      if (wire === undefined) return refuse('not_found');
      await askFrom(call);
      await call.emit({ type: 'member.changed', audience: 'desk', subjectId: wire.id, payload: { staff: present(wire) } });
      return present(wire);
    },
  });
  registerLeaveRoutes(app, context);
}

function registerLeaveRoutes(app: FastifyInstance, context: HttpContext): void {
  workspaceRoute(app, context, {
    method: 'GET',
    url: '/leave',
    summary: 'Leave that touches a span of at most 400 days',
    permission: 'member:read',
    idempotency: 'safe',
    audit: null,
    query: z.strictObject({ from: instant, to: instant }),
    answer: z.strictObject({ items: z.array(leaveRecord), nextCursor: z.null() }),
    async handle({ tx, workspaceId, query }) {
      const span = { fromAt: Date.parse(query.from), toAt: Date.parse(query.to) };
      if (span.toAt - span.fromAt > longestLeaveMs) return refuse('bad_request', 'A span of at most 400 days.');
      return { items: (await listLeave(tx, workspaceId, span)).map(presentLeave), nextCursor: null };
    },
  });
  workspaceRoute(app, context, {
    ...plan,
    method: 'POST',
    url: '/leave',
    summary: 'Somebody is not there: nothing is given to them',
    idempotency: 'key',
    body: createLeave,
    answer: leaveRecord,
    status: 201,
    async handle(call) {
      const { tx, workspaceId, body, platform, actor, at, emit } = call;
      const row: LeaveRow = {
        id: platform.clock.newId<'leave'>(),
        member_id: body.memberId,
        starts_at: Date.parse(body.startsAt),
        ends_at: Date.parse(body.endsAt),
        kind: body.kind,
      };
      if (row.ends_at <= row.starts_at || row.ends_at - row.starts_at > longestLeaveMs)
        return refuse('bad_request', 'Leave ends after it begins, within 400 days.');
      if (!(await insertLeave(tx, workspaceId, row, { actor, at }))) return refuse('not_found');
      await askFrom(call);
      await emit({ type: 'shift.changed', audience: 'desk', subjectId: row.id, payload: { leave: presentLeave(row) } });
      return presentLeave(row);
    },
  });
  workspaceRoute(app, context, {
    ...plan,
    method: 'DELETE',
    url: '/leave/:id',
    summary: 'They are there after all',
    idempotency: 'natural',
    params: byId,
    answer: leaveRecord,
    async handle(call) {
      const row = await deleteLeave(call.tx, call.workspaceId, call.params.id);
      if (row === undefined) return refuse('not_found');
      await askFrom(call);
      await call.emit({ type: 'shift.changed', audience: 'desk', subjectId: row.id, payload: { removed: true } });
      return presentLeave(row);
    },
  });
}

function present(one: StaffHere): StaffMember {
  const { id: memberId, name, skills, languages, capacity, load, availability } = one;
  return { memberId, name, skills: [...skills], languages: [...languages], capacity, load, availability };
}

function presentLeave(row: LeaveRow): Leave {
  return { id: row.id, memberId: row.member_id, startsAt: wireInstant(row.starts_at), endsAt: wireInstant(row.ends_at), kind: row.kind };
}
