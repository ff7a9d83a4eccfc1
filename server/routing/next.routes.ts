/** Taking the next case, and why a case is in whose hands: over REST. Pulling shows only the next one; there is nothing to pick from. */
import { assign } from '@meanwhile/core/conversation/assign.ts';
import type { MemberId } from '@meanwhile/core/kernel/ids.ts';
import { refuse } from '@meanwhile/core/kernel/refusal.ts';
import { handOut } from '@meanwhile/core/routing/hand-out.ts';
import { assignment, type AssignmentRecord } from '@meanwhile/wire/queues.ts';
import { caseRow, id } from '@meanwhile/wire/records.ts';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { presentCases } from '../case/case.ts';
import { workspaceRoute, type HttpContext } from '../platform/http/route.ts';
import { wireInstant } from '../platform/present.ts';
import { change, waitingIn } from './hand-out.ts';
import { assignmentsOf, becauseOf, lockRouting, type AssignmentRow } from './hand-out.store.ts';
import { listQueues } from './queue.store.ts';
import { handsOf, staffHere } from './staff.ts';

export function registerNextRoutes(app: FastifyInstance, context: HttpContext): void {
  workspaceRoute(app, context, {
    method: 'POST',
    url: '/cases/next',
    summary: 'Take the next case of the queues one answers in; null when none waits',
    permission: 'case:write',
    idempotency: 'key',
    audit: 'case.assigned',
    answer: z.strictObject({ case: caseRow.nullable() }),
    async handle(call) {
      const { principal, tx, workspaceId, platform, at, actor, wake } = call;
      if (principal.kind !== 'member') return refuse('not_found');
      await lockRouting(tx, workspaceId);
      const here = { platform, tx, workspaceId, at };
      const me = (await staffHere(here)).find((one) => one.id === principal.memberId);
      if (me === undefined) return refuse('not_found');
      // Whoever asks for work is there, and may take one more than routing would give them.
      const hands = { ...handsOf(me), availability: 'here' as const, load: 0 };
      const queues = await listQueues(tx, workspaceId);
      const decision = handOut(await waitingIn(here, queues), [hands], at).find((one) => one.memberId !== null);
      if (decision === undefined) return { case: null };
      const handover = {
        caseId: decision.caseId,
        queueId: null,
        memberId: me.id,
        how: 'taken',
        because: becauseOf(decision),
      } as const;
      const taken = await change(
        here,
        [{ ...handover, decide: (facts) => (facts.assigneeId === null ? assign(facts, me.id as MemberId) : null) }],
        actor,
      );
      wake('events');
      return { case: taken === 0 ? null : (await presentCases(tx, workspaceId, [decision.caseId]))[0]! };
    },
  });
  workspaceRoute(app, context, {
    method: 'GET',
    url: '/cases/:id/assignments',
    summary: 'Whom routing gave a case to, and why; newest first',
    permission: 'case:read',
    idempotency: 'safe',
    audit: null,
    params: z.strictObject({ id }),
    answer: z.strictObject({ items: z.array(assignment), nextCursor: z.null() }),
    async handle({ tx, workspaceId, params }) {
      if ((await presentCases(tx, workspaceId, [params.id])).length === 0) return refuse('not_found');
      return { items: (await assignmentsOf(tx, workspaceId, params.id)).map(present), nextCursor: null };
    },
  });
}

function present(row: AssignmentRow & { member_name: string | null }): AssignmentRecord {
  return {
    id: row.id,
    caseId: row.case_id,
    queueId: row.queue_id,
    memberId: row.member_id,
    memberName: row.member_name,
    how: row.how,
    because: row.because,
    assignedAt: wireInstant(row.assigned_at),
  };
}
