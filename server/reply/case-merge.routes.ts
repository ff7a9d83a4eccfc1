/** Cases that are one matter, or two: merge and split with their undo, and spam. Decided by `core`; messages are never moved by a merge. */
import { markSpam, unmarkSpam } from '@meanwhile/core/conversation/spam.ts';
import { merge, type MergeRecord } from '@meanwhile/core/conversation/merge.ts';
import { split } from '@meanwhile/core/conversation/split.ts';
import { unmerge } from '@meanwhile/core/conversation/unmerge.ts';
import { isRefusal, refuse, type Refusal } from '@meanwhile/core/kernel/refusal.ts';
import { caseRow, id, type CaseRow } from '@meanwhile/wire/records.ts';
import { mergeCase, splitCase } from '@meanwhile/wire/requests.ts';
import type { FastifyInstance } from 'fastify';
import { sql } from 'kysely';
import { z } from 'zod';
import { takeCaseNumbers, insertCase, updateCases, factsOf, withFacts, lockCase, presentOne, type CaseFactsRow } from '../case/case.ts';
import { workspaceRoute, type Call, type HttpContext } from '../platform/http/route.ts';
import { saveVerb } from './case.routes.ts';
import { endCommitment, runningOfCase } from '../commitment/commitment.ts';

const byId = z.strictObject({ id });
type CaseCall = Call<{ id: string }, unknown, unknown>;

export function registerCaseMergeRoutes(app: FastifyInstance, context: HttpContext): void {
  const verb = { method: 'POST', permission: 'case:write', idempotency: 'natural', params: byId, answer: caseRow } as const;
  workspaceRoute(app, context, {
    ...verb,
    url: '/cases/:id/merge',
    summary: 'Merge this case into another',
    audit: 'case.merged',
    body: mergeCase,
    handle: (call) => mergeInto(call, call.body.intoId),
  });
  workspaceRoute(app, context, {
    ...verb,
    url: '/cases/:id/unmerge',
    summary: 'Undo the merge',
    audit: 'case.unmerged',
    handle: (call) => undoMerge(call),
  });
  workspaceRoute(app, context, {
    ...verb,
    url: '/cases/:id/split',
    summary: 'Make these messages a case of their own',
    audit: 'case.split',
    idempotency: 'key',
    status: 201,
    body: splitCase,
    handle: (call) => splitOff(call, call.body.messageIds),
  });
  workspaceRoute(app, context, {
    ...verb,
    url: '/cases/:id/spam',
    summary: 'Mark as spam',
    audit: 'case.changed',
    handle: (call) => spam(call),
  });
  workspaceRoute(app, context, {
    ...verb,
    url: '/cases/:id/not-spam',
    summary: 'Not spam after all',
    audit: 'case.changed',
    handle: (call) => notSpam(call),
  });
}

async function mergeInto(call: CaseCall, intoId: string): Promise<CaseRow | Refusal> {
  const { tx, workspaceId, at } = call;
  const other = await lockCase(tx, workspaceId, call.params.id);
  const survivor = await lockCase(tx, workspaceId, intoId);
  if (other === undefined || survivor === undefined) return refuse('not_found');
  const merged = merge(factsOf(survivor), factsOf(other));
  if (isRefusal(merged)) return merged;
  const gone = withFacts(other, merged.merged, at);
  const kept: CaseFactsRow = {
    ...withFacts(survivor, merged.survivor, at),
    due_at: earlier(survivor.due_at, other.due_at),
    told_at: earlier(survivor.told_at, other.told_at),
    first_answered_at: earlier(survivor.first_answered_at, other.first_answered_at),
    last_message_at: Math.max(survivor.last_message_at, other.last_message_at),
    unanswered_text: survivor.unanswered_text ?? other.unanswered_text,
  };
  await updateCases(tx, workspaceId, [gone]);
  return saveVerb(call, { before: survivor, changed: kept }, 'case.merged', {
    mergedId: other.id,
    record: merged.before,
    dueAt: survivor.due_at,
  });
}

/** The facts as they were lie in the event of the merge; with nothing done in between, both cases are exactly as before. */
async function undoMerge(call: CaseCall): Promise<CaseRow | Refusal> {
  const { tx, workspaceId, at } = call;
  const gone = await lockCase(tx, workspaceId, call.params.id);
  if (gone === undefined) return refuse('not_found');
  if (gone.merged_into_id === null) return refuse('not_merged');
  const survivor = (await lockCase(tx, workspaceId, gone.merged_into_id))!;
  const event = await tx.row(sql<{ payload: { record: MergeRecord; dueAt: number | null } }>`
    select payload from tenant.event where workspace_id = ${workspaceId} and type = 'case.merged' and case_id = ${survivor.id} and payload ->> 'mergedId' = ${gone.id} order by at desc limit 1`);
  if (event === undefined) return refuse('not_merged');
  const undone = unmerge(factsOf(survivor), factsOf(gone), event.payload.record);
  if (isRefusal(undone)) return undone;
  const back: CaseFactsRow = { ...withFacts(gone, undone.restored, at) };
  const kept: CaseFactsRow = {
    ...withFacts(survivor, undone.survivor, at),
    due_at: undone.survivor.unansweredSinceAt === null ? null : (event.payload.dueAt ?? survivor.due_at),
  };
  await updateCases(tx, workspaceId, [kept]);
  const wire = await presentOne(tx, workspaceId, kept);
  await call.emit({
    type: 'case.changed',
    audience: 'desk',
    conversationId: kept.conversation_id,
    caseId: kept.id,
    channelId: kept.channel_id,
    subjectId: kept.id,
    payload: { case: wire },
  });
  return saveVerb(call, { before: gone, changed: back }, 'case.unmerged', { survivorId: survivor.id });
}

async function splitOff(call: CaseCall, messageIds: readonly string[]): Promise<CaseRow | Refusal> {
  const { tx, workspaceId, at } = call;
  const row = await lockCase(tx, workspaceId, call.params.id);
  if (row === undefined) return refuse('not_found');
  const messages = await tx.rows(sql<{ id: string; received_at: number; author_kind: string; text: string; automatic: boolean }>`
    select id, received_at, author_kind, text, automatic from tenant.message where workspace_id = ${workspaceId} and case_id = ${row.id} and state = 'stored' order by received_at, id`);
  const wanted = new Set(messageIds);
  const out = messages.filter((message) => wanted.has(message.id));
  // A foreign id is like no id; a case is never emptied.
  if (out.length !== wanted.size || out.length === messages.length) return refuse('not_found');
  const answeredAt = Math.max(0, ...messages.filter((message) => message.author_kind === 'agent').map((message) => message.received_at));
  const open = (half: typeof messages): number | null =>
    half.find((message) => message.author_kind === 'customer' && !message.automatic && message.received_at > answeredAt)?.received_at ??
    null;
  const left = messages.filter((message) => !wanted.has(message.id));
  const verdict = split(factsOf(row), {
    newId: call.platform.clock.newId<'case'>(),
    messageAt: out[0]!.received_at,
    unansweredOutAt: open(out),
    unansweredLeftAt: open(left),
  });
  if (isRefusal(verdict)) return verdict;
  const number = await takeCaseNumbers(tx, workspaceId, 1);
  const made: CaseFactsRow = {
    ...withFacts(
      {
        ...row,
        id: verdict.out.id,
        number,
        tag_ids: [],
        follows_id: row.id,
        subject: null,
        last_text: out.at(-1)!.text.slice(0, 140),
        last_message_at: out.at(-1)!.received_at,
      },
      verdict.out,
      at,
    ),
    assignee_name: row.assignee_name,
    unanswered_text: open(out) === null ? null : row.unanswered_text,
    due_at: open(out) === null ? null : row.due_at,
  };
  await insertCase(tx, workspaceId, made);
  await tx.run(
    sql`update tenant.message set case_id = ${made.id} where workspace_id = ${workspaceId} and id = any(${[...wanted]}::uuid[])`,
  );
  await tx.run(
    sql`update tenant.search_document set case_id = ${made.id} where workspace_id = ${workspaceId} and id = any(${[...wanted]}::uuid[])`,
  );
  await saveVerb(
    call,
    { before: row, changed: { ...withFacts(row, verdict.left, at), due_at: open(left) === null ? null : row.due_at } },
    'case.split',
    { newCaseId: made.id },
  );
  const wire = await presentOne(tx, workspaceId, made);
  await call.emit({
    type: 'case.opened',
    audience: 'desk',
    conversationId: made.conversation_id,
    caseId: made.id,
    channelId: made.channel_id,
    subjectId: made.id,
    payload: { case: wire },
  });
  return wire;
}

/** Spam was no customer's turn: what was told to it is released, and nothing of it is ever counted or answered. */
async function spam(call: CaseCall): Promise<CaseRow | Refusal> {
  const { tx, workspaceId, at } = call;
  const row = await lockCase(tx, workspaceId, call.params.id);
  if (row === undefined) return refuse('not_found');
  const verdict = markSpam(factsOf(row), at);
  if (isRefusal(verdict)) return verdict.refused === 'case_spam' ? presentOne(tx, workspaceId, row) : verdict;
  for (const running of await runningOfCase(tx, workspaceId, row.id))
    await endCommitment(tx, workspaceId, running.id, { ending: 'released', endedAt: at, byMessageId: null, why: 'spam' });
  return saveVerb(call, { before: row, changed: withFacts(row, verdict.next, at) }, 'case.changed');
}

async function notSpam(call: CaseCall): Promise<CaseRow | Refusal> {
  const { tx, workspaceId, at } = call;
  const row = await lockCase(tx, workspaceId, call.params.id);
  if (row === undefined) return refuse('not_found');
  const waiting = await tx.row(sql<{ received_at: number | null }>`
    select min(received_at) as received_at from tenant.message where workspace_id = ${workspaceId} and case_id = ${row.id} and author_kind = 'customer' and not automatic
      and received_at > coalesce((select max(x.received_at) from tenant.message x where x.workspace_id = ${workspaceId} and x.case_id = ${row.id} and x.author_kind = 'agent'), '-infinity'::timestamptz)`);
  const verdict = unmarkSpam(factsOf(row), waiting?.received_at ?? null);
  if (isRefusal(verdict)) return verdict.refused === 'case_unchanged' ? presentOne(tx, workspaceId, row) : verdict;
  return saveVerb(call, { before: row, changed: withFacts(row, verdict.next, at) }, 'case.changed');
}

function earlier(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.min(a, b);
}
