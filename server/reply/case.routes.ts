/** Cases over REST: one case and every verb a person can do to it. Lists of them are `case-list.routes.ts`. */
import { limits } from '@meanwhile/core/kernel/limits.ts';
import { isDeepStrictEqual } from 'node:util';
import { assign } from '@meanwhile/core/conversation/assign.ts';
import { maskCards } from '@meanwhile/core/conversation/mask-cards.ts';
import { release } from '@meanwhile/core/conversation/release.ts';
import { reopen } from '@meanwhile/core/conversation/reopen.ts';
import { resolve } from '@meanwhile/core/conversation/resolve.ts';
import { snooze } from '@meanwhile/core/conversation/snooze.ts';
import { waitOn } from '@meanwhile/core/conversation/wait-on.ts';
import { wake, wakeAt } from '@meanwhile/core/conversation/wake.ts';
import type { CaseFacts, Verdict } from '@meanwhile/core/conversation/case-facts.ts';
import type { MemberId } from '@meanwhile/core/kernel/ids.ts';
import { isRefusal, refuse, type Refusal } from '@meanwhile/core/kernel/refusal.ts';
import { caseRow, id, type CaseRow } from '@meanwhile/wire/records.ts';
import { assignCase, changeCase, snoozeCase, waitOn as waitOnBody } from '@meanwhile/wire/requests.ts';
import type { EventType } from '@meanwhile/wire/stream.ts';
import type { FastifyInstance } from 'fastify';
import { sql } from 'kysely';
import { z } from 'zod';
import { dropItem, putItem } from '../platform/jobs/work-item.ts';
import {
  caseEvent,
  saveTags,
  updateCases,
  factsOf,
  withFacts,
  caseIdByNumber,
  casesById,
  lockCase,
  presentCases,
  presentOne,
  type CaseFactsRow,
} from '../case/case.ts';
import { askFrom, placeOpenCases } from '../routing/routing.ts';
import { missingFields } from '../topic/topic.ts';
import { dueOf, settledDue } from '../commitment/commitment.ts';
import { workspaceRoute, type Call, type HttpContext } from '../platform/http/route.ts';

const byId = z.strictObject({ id });

export function registerCaseRoutes(app: FastifyInstance, context: HttpContext): void {
  const read = { permission: 'case:read', idempotency: 'safe', audit: null } as const;
  workspaceRoute(app, context, {
    ...read,
    method: 'GET',
    url: '/cases/:id',
    summary: 'One case',
    params: byId,
    answer: caseRow,
    handle: async ({ tx, workspaceId, params }) => (await presentCases(tx, workspaceId, [params.id]))[0] ?? refuse('not_found'),
  });
  workspaceRoute(app, context, {
    ...read,
    method: 'GET',
    url: '/cases/by-number/:number',
    summary: 'The case with this short number',
    params: z.strictObject({ number: z.coerce.number().int().min(1).max(limits.caseNumberMax) }),
    answer: caseRow,
    async handle({ tx, workspaceId, params }) {
      const found = await caseIdByNumber(tx, workspaceId, params.number);
      return found === undefined ? refuse('not_found') : (await presentCases(tx, workspaceId, [found.id]))[0]!;
    },
  });
  verb(app, context, {
    name: 'assign',
    body: assignCase,
    event: 'case.assigned',
    decide: (facts, call) => assign(facts, call.body.memberId as MemberId),
  });
  verb(app, context, { name: 'release', body: z.strictObject({}).nullish(), event: 'case.released', decide: (facts) => release(facts) });
  verb(app, context, {
    name: 'snooze',
    body: snoozeCase,
    event: 'case.snoozed',
    decide: (facts, call) => snooze(facts, Date.parse(call.body.until), call.at),
  });
  verb(app, context, { name: 'wake', body: z.strictObject({}).nullish(), event: 'case.woken', decide: (facts) => wake(facts) });
  verb(app, context, {
    name: 'resolve',
    body: z.strictObject({}).nullish(),
    event: 'case.resolved',
    decide: (facts, call) => resolve(facts, call.at),
  });
  verb(app, context, { name: 'reopen', body: z.strictObject({}).nullish(), event: 'case.reopened', decide: (facts) => reopen(facts) });
  verb(app, context, { name: 'wait', body: waitOnBody, event: 'case.waiting', decide: (facts, call) => waitOn(facts, call.body.on) });
  registerChange(app, context);
}

/** One verb is one transaction: lock, decide in core, save, say what happened. Doing it twice is doing it once. */
function verb<B extends z.ZodType>(
  app: FastifyInstance,
  context: HttpContext,
  {
    name,
    body,
    event,
    decide,
  }: { name: string; body: B; event: EventType; decide: (facts: CaseFacts, call: Call<{ id: string }, unknown, z.output<B>>) => Verdict },
): void {
  workspaceRoute(app, context, {
    method: 'POST',
    url: `/cases/:id/${name}`,
    summary: `Case: ${name}`,
    permission: 'case:write',
    idempotency: 'natural',
    audit: event,
    params: byId,
    body,
    answer: caseRow,
    handle: (call) => applyVerb(call, { event, decide: (facts) => decide(facts, call) }),
  });
}

type CaseCall = Call<{ id: string }, unknown, unknown>;

/** The case as it is after the verb; unchanged, and nobody told, where it was so already. Refusals come before anything is written. */
export async function applyVerb(
  call: CaseCall,
  { event, decide }: { readonly event: EventType; readonly decide: (facts: CaseFacts) => Verdict },
): Promise<CaseRow | Refusal> {
  const row = await lockCase(call.tx, call.workspaceId, call.params.id);
  if (row === undefined) return refuse('not_found');
  const verdict = decide(factsOf(row));
  if (isRefusal(verdict)) return alreadySo(verdict) ? presentOne(call.tx, call.workspaceId, row) : verdict;
  const next = await named(call, withFacts(row, verdict.next, call.at));
  if (next === null) return refuse('not_found');
  const missing = event === 'case.resolved' ? await missingFields(call.tx, call.workspaceId, row) : [];
  if (missing.length > 0) return refuse('fields_missing', missing.join(', '));
  return saveVerb(call, { before: row, changed: next }, event);
}

function alreadySo(verdict: Refusal): boolean {
  return verdict.refused === 'case_unchanged';
}

/** The assignee's name, and only a member of this workspace that is still there. */
export async function named(
  call: Pick<Call<unknown, unknown, unknown>, 'tx' | 'workspaceId'>,
  row: CaseFactsRow,
): Promise<CaseFactsRow | null> {
  if (row.assignee_id === null || row.assignee_name !== null) return row;
  const member = await call.tx.row(
    sql<{
      name: string;
    }>`select name from tenant.member where workspace_id = ${call.workspaceId} and id = ${row.assignee_id} and removed_at is null`,
  );
  return member === undefined ? null : { ...row, assignee_name: member.name };
}

/** Writes a case after a verb, keeps its alarm clock in step and tells the screens. */
export async function saveVerb(
  call: Call<unknown, unknown, unknown>,
  step: { before: CaseFactsRow; changed: CaseFactsRow },
  event: EventType,
  more: Record<string, unknown> = {},
): Promise<CaseRow> {
  const { tx, workspaceId } = call;
  const { before, changed } = step;
  const next = await settledDue(call, changed, before);
  await updateCases(tx, workspaceId, [next]);
  if (before.snoozed_until !== next.snoozed_until) {
    if (next.snoozed_until === null) await dropItem(tx, workspaceId, 'wake', next.id);
    else
      await putItem(tx, workspaceId, {
        kind: 'wake',
        rowId: next.id,
        dueAt: wakeAt({ snoozedUntilAt: next.snoozed_until, dueAt: next.due_at }, call.at),
      });
  }
  const wire = await presentOne(tx, workspaceId, next);
  await call.emit(caseEvent(event, next, { case: wire, ...more }));
  // A place may be free now, or a case without hands.
  await askFrom(call);
  return wire;
}

function registerChange(app: FastifyInstance, context: HttpContext): void {
  workspaceRoute(app, context, {
    method: 'PATCH',
    url: '/cases/:id',
    summary: 'Change topic, tags, subject, priority or whether it is urgent',
    permission: 'case:write',
    idempotency: 'natural',
    audit: 'case.changed',
    params: byId,
    body: changeCase,
    answer: caseRow,
    handle: (call) => changeCaseFacts(call, () => call.body),
  });
}

type CaseChange = z.output<typeof changeCase>;

const coveredSubject = (wanted: string | null | undefined, now: string | null): string | null =>
  wanted === undefined ? now : wanted === null ? null : maskCards(wanted);

/** Topic, tags, subject, urgency, priority; `change` gives null where nothing is to be done. What is so already tells nobody. A foreign topic or tag is like none. */
export async function changeCaseFacts(call: CaseCall, change: (row: CaseFactsRow) => CaseChange | null): Promise<CaseRow | Refusal> {
  const { tx, workspaceId } = call;
  const row = await lockCase(tx, workspaceId, call.params.id);
  if (row === undefined) return refuse('not_found');
  const wanted = change(row);
  if (wanted === null) return presentOne(tx, workspaceId, row);
  const tagIds = wanted.tagIds === undefined ? undefined : [...new Set(wanted.tagIds)].toSorted();
  if (!(await areKnown(call, wanted.topicId, tagIds))) return refuse('not_found');
  const next: CaseFactsRow = {
    ...row,
    topic_id: wanted.topicId === undefined ? row.topic_id : wanted.topicId,
    subject: coveredSubject(wanted.subject, row.subject),
    tag_ids: tagIds ?? row.tag_ids,
    urgency: wanted.urgency === undefined ? row.urgency : wanted.urgency,
    priority: wanted.priority ?? row.priority,
  };
  if (isDeepStrictEqual(next, row)) return presentOne(tx, workspaceId, row);
  if (tagIds !== undefined) await saveTags(tx, workspaceId, row.id, tagIds);
  await updateCases(tx, workspaceId, [next]);
  if (next.topic_id !== row.topic_id && (await placeOpenCases(tx, workspaceId, [row.id])) > 0) await askFrom(call);
  const placed = await reckoned(call, row);
  const wire = await presentOne(tx, workspaceId, placed);
  await call.emit(caseEvent('case.changed', row, { case: wire }));
  return wire;
}

/** What it is about and how soon it wants an answer choose its internal target; what was told stays due as it was. */
async function reckoned(call: CaseCall, before: CaseFactsRow): Promise<CaseFactsRow> {
  const { tx, workspaceId } = call;
  const [row] = await casesById(tx, workspaceId, [before.id]);
  if (row!.priority === before.priority && row!.topic_id === before.topic_id) return row!;
  const due = { ...row!, due_at: await dueOf(call, row!) };
  if (due.due_at !== row!.due_at) await updateCases(tx, workspaceId, [due]);
  return due;
}

async function areKnown(
  { tx, workspaceId }: CaseCall,
  topicId: string | null | undefined,
  tagIds: readonly string[] = [],
): Promise<boolean> {
  const topic =
    topicId === null || topicId === undefined
      ? true
      : await tx.row(sql`select 1 from tenant.topic where workspace_id = ${workspaceId} and id = ${topicId} and removed_at is null`);
  if (topic === undefined) return false;
  if (tagIds.length === 0) return true;
  const known = await tx.rows(sql`select id from tenant.tag where workspace_id = ${workspaceId} and id = any(${tagIds}::uuid[])`);
  return known.length === tagIds.length;
}
