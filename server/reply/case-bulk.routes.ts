/**
 * One deed for several cases, over REST. Each case is decided for itself: what one refuses is its own outcome and keeps no other from being
 * done. All of it is one transaction, in one order of locks, so that two people who choose the same cases never wait for each other in a circle.
 */
import { assign } from '@meanwhile/core/conversation/assign.ts';
import type { CaseFacts, Verdict } from '@meanwhile/core/conversation/case-facts.ts';
import { release } from '@meanwhile/core/conversation/release.ts';
import { reopen } from '@meanwhile/core/conversation/reopen.ts';
import { resolve } from '@meanwhile/core/conversation/resolve.ts';
import { snooze } from '@meanwhile/core/conversation/snooze.ts';
import { wake } from '@meanwhile/core/conversation/wake.ts';
import type { MemberId } from '@meanwhile/core/kernel/ids.ts';
import { isRefusal, type Refusal } from '@meanwhile/core/kernel/refusal.ts';
import { bulkCases, bulkOutcome, type BulkDeed, type BulkOutcome } from '@meanwhile/wire/case-bulk.ts';
import type { CaseRow } from '@meanwhile/wire/records.ts';
import type { EventType } from '@meanwhile/wire/stream.ts';
import type { FastifyInstance } from 'fastify';
import { sql } from 'kysely';
import { z } from 'zod';
import { workspaceRoute, type Call, type HttpContext } from '../platform/http/route.ts';
import { applyVerb, changeCaseFacts } from './case.routes.ts';
import { notSpam, spam } from './spam.ts';

type AnyCall = Call<unknown, unknown, unknown>;
type CaseCall = Call<{ id: string }, unknown, unknown>;

export function registerCaseBulkRoutes(app: FastifyInstance, context: HttpContext): void {
  workspaceRoute(app, context, {
    method: 'POST',
    url: '/cases/bulk',
    summary: 'Do one thing to several cases; each has its own outcome',
    permission: 'case:write',
    idempotency: 'natural',
    audit: [
      'case.assigned',
      'case.released',
      'case.snoozed',
      'case.woken',
      'case.resolved',
      'case.reopened',
      'case.changed',
      'commitment.released',
      'customer.changed',
    ],
    body: bulkCases,
    answer: z.strictObject({ items: z.array(bulkOutcome) }),
    async handle(call) {
      const ids = [...new Set(call.body.ids)];
      await lockInOrder(call, ids);
      const items: BulkOutcome[] = [];
      for (const caseId of ids) items.push(await one({ ...call, params: { id: caseId } }, call.body.deed));
      return { items };
    },
  });
}

async function lockInOrder({ tx, workspaceId }: AnyCall, ids: readonly string[]): Promise<void> {
  await tx.run(sql`select co.id from tenant.conversation co where co.workspace_id = ${workspaceId}
    and co.id in (select c.conversation_id from tenant."case" c where c.workspace_id = ${workspaceId} and c.id = any(${ids}::uuid[])) order by co.id for update`);
}

/** A refusal is returned before anything of this case was written; what is written stands. */
async function one(call: CaseCall, deed: BulkDeed): Promise<BulkOutcome> {
  const changed = { done: false };
  const watched: CaseCall = {
    ...call,
    emit: async (...events) => {
      changed.done = true;
      await call.emit(...events);
    },
  };
  const result = await perform(watched, deed);
  const caseId = call.params.id;
  if (isRefusal(result)) return { id: caseId, outcome: 'refused', code: result.refused, case: null };
  return { id: caseId, outcome: changed.done ? 'done' : 'unchanged', code: null, case: result };
}

function perform(call: CaseCall, deed: BulkDeed): Promise<CaseRow | Refusal> {
  const verb = (event: EventType, decide: (facts: CaseFacts) => Verdict) => applyVerb(call, { event, decide });
  switch (deed.verb) {
    case 'assign':
      return verb('case.assigned', (facts) => assign(facts, deed.memberId as MemberId));
    case 'release':
      return verb('case.released', release);
    case 'snooze':
      return verb('case.snoozed', (facts) => snooze(facts, Date.parse(deed.until), call.at));
    case 'wake':
      return verb('case.woken', wake);
    case 'resolve':
      return verb('case.resolved', (facts) => resolve(facts, call.at));
    case 'reopen':
      return verb('case.reopened', reopen);
    case 'topic':
      return changeCaseFacts(call, (row) => (row.topic_id === deed.topicId ? null : { topicId: deed.topicId }));
    case 'tag':
      return changeCaseFacts(call, (row) => (row.tag_ids.includes(deed.tagId) ? null : { tagIds: [...row.tag_ids, deed.tagId] }));
    case 'untag':
      return changeCaseFacts(call, (row) =>
        row.tag_ids.includes(deed.tagId) ? { tagIds: row.tag_ids.filter((tagId) => tagId !== deed.tagId) } : null,
      );
    case 'spam':
      return spam(call);
    case 'not-spam':
      return notSpam(call);
  }
}
