/**
 * What does a macro do to a case, in one go? Topic, tags, assignee, whose turn and snooze in one transaction; its text is given back for the
 * writer's field, never sent by itself. Undo puts all of it back while nothing else has changed the case.
 */
import { applyMacro } from '@meanwhile/core/conversation/apply-macro.ts';
import type { MemberId } from '@meanwhile/core/kernel/ids.ts';
import { minuteMs } from '@meanwhile/core/kernel/instant.ts';
import { isRefusal, refuse, type Refusal } from '@meanwhile/core/kernel/refusal.ts';
import { caseRow, id, type CaseRow } from '@meanwhile/wire/records.ts';
import { applyMacro as applyBody, macroApplied, undoMacro, type MacroApplied } from '@meanwhile/wire/snippets.ts';
import type { FastifyInstance } from 'fastify';
import { sql } from 'kysely';
import { z } from 'zod';
import { factsOf, lockCase, saveTags, withFacts, type CaseFactsRow } from '../case/case.ts';
import { workspaceRoute, type Call, type HttpContext } from '../platform/http/route.ts';
import { macroById } from '../snippet/snippet.ts';
import { missingFields } from '../topic/topic.ts';
import { named, saveVerb } from './case.routes.ts';

const byId = z.strictObject({ id });
const verb = { method: 'POST', permission: 'case:write', audit: 'case.changed', params: byId } as const;

export function registerCaseMacroRoutes(app: FastifyInstance, context: HttpContext): void {
  workspaceRoute(app, context, {
    ...verb,
    url: '/cases/:id/macro',
    summary: 'Apply a macro; its text comes back for the field',
    idempotency: 'key',
    body: applyBody,
    answer: macroApplied,
    handle: (call) => apply(call),
  });
  workspaceRoute(app, context, {
    ...verb,
    url: '/cases/:id/undo-macro',
    summary: 'Put back everything the macro changed',
    idempotency: 'key',
    body: undoMacro,
    answer: caseRow,
    handle: (call) => undo(call),
  });
}

/** What a macro may change of a case, and what follows from it once saved; when an answer is due is reckoned anew each time. */
type Touched = Pick<
  CaseFactsRow,
  | 'topic_id'
  | 'tag_ids'
  | 'assignee_id'
  | 'assignee_name'
  | 'state'
  | 'ball'
  | 'snoozed_until'
  | 'resolved_at'
  | 'unanswered_since'
  | 'unanswered_text'
>;

function touchedOf(row: CaseFactsRow): Touched {
  const { topic_id, tag_ids, assignee_id, assignee_name, state, ball, snoozed_until, resolved_at } = row;
  const { unanswered_since, unanswered_text } = row;
  return {
    topic_id,
    tag_ids,
    assignee_id,
    assignee_name,
    state,
    ball,
    snoozed_until,
    resolved_at,
    unanswered_since,
    // As it is stored: where nobody waits, no text waits.
    unanswered_text: unanswered_since === null ? null : unanswered_text,
  };
}

async function apply(call: Call<{ id: string }, unknown, z.output<typeof applyBody>>): Promise<MacroApplied | Refusal> {
  const { tx, workspaceId, principal, at } = call;
  const row = await lockCase(tx, workspaceId, call.params.id);
  const macro = await macroById(tx, workspaceId, call.body.macroId);
  if (row === undefined || macro === undefined) return refuse('not_found');
  const { steps } = macro;
  if (steps.assignee === 'me' && principal.kind !== 'member')
    return refuse('not_allowed', 'This macro assigns the case to whoever applies it.');
  const facts = applyMacro(
    factsOf(row),
    {
      assigneeId: (steps.assignee === 'me' && principal.kind === 'member' ? principal.memberId : steps.assignee) as MemberId | null,
      status: steps.status,
      snoozedUntilAt: steps.snoozeMinutes === null ? null : at + steps.snoozeMinutes * minuteMs,
    },
    at,
  );
  if (isRefusal(facts)) return facts;
  const changed = await named(call, withFacts(row, facts, at));
  if (changed === null) return refuse('not_found', 'The macro assigns to somebody who has left.');
  const tagIds = await tagsStillThere(call, [...row.tag_ids, ...steps.tagIds]);
  const next: CaseFactsRow = { ...changed, topic_id: (await topicStillThere(call, steps.topicId)) ?? row.topic_id, tag_ids: tagIds };
  const missing = row.state === 'open' && next.state === 'resolved' ? await missingFields(tx, workspaceId, next) : [];
  if (missing.length > 0) return refuse('fields_missing', missing.join(', '));
  await saveTags(call.tx, call.workspaceId, next.id, next.tag_ids);
  const appliedId = call.platform.clock.newId<'applied'>();
  const record = { appliedId, before: touchedOf(row), after: touchedOf(next) };
  const wire = await saveVerb(call, { before: row, changed: next }, 'case.changed', { macro: { name: macro.name, ...record } });
  return { case: wire, text: steps.text, appliedId };
}

interface AppliedEvent {
  readonly payload: { readonly macro: { readonly before: Touched; readonly after: Touched } };
}

async function undo(call: Call<{ id: string }, unknown, z.output<typeof undoMacro>>): Promise<CaseRow | Refusal> {
  const { tx, workspaceId } = call;
  const row = await lockCase(tx, workspaceId, call.params.id);
  if (row === undefined) return refuse('not_found');
  const event = await tx.row(sql<AppliedEvent>`
    select payload from tenant.event where workspace_id = ${workspaceId} and type = 'case.changed' and case_id = ${row.id}
      and payload -> 'macro' ->> 'appliedId' = ${call.body.appliedId} order by at desc limit 1`);
  if (event === undefined) return refuse('not_found');
  const { before, after } = event.payload.macro;
  if (JSON.stringify(touchedOf(row)) !== JSON.stringify({ ...touchedOf(row), ...after }))
    return refuse('conflict', 'The case has changed since; the macro cannot be undone any more.');
  const next: CaseFactsRow = { ...row, ...before, tag_ids: await tagsStillThere(call, before.tag_ids) };
  await saveTags(call.tx, call.workspaceId, next.id, next.tag_ids);
  return saveVerb(call, { before: row, changed: next }, 'case.changed');
}

type Tagging = Pick<Call<unknown, unknown, unknown>, 'tx' | 'workspaceId'>;

async function tagsStillThere({ tx, workspaceId }: Tagging, tagIds: readonly string[]): Promise<string[]> {
  const rows = await tx.rows(
    sql<{ id: string }>`select id from tenant.tag where workspace_id = ${workspaceId} and id = any(${[...new Set(tagIds)]}::uuid[])`,
  );
  return rows.map((one) => one.id).toSorted();
}

async function topicStillThere({ tx, workspaceId }: Tagging, topicId: string | null): Promise<string | null> {
  const row = await tx.row(
    sql<{ id: string }>`select id from tenant.topic where workspace_id = ${workspaceId} and id = ${topicId}::uuid and removed_at is null`,
  );
  return row?.id ?? null;
}
