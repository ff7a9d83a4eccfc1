/** Cases that are one matter, or two: merge with its undo; the routes of splitting and of spam too. Decided by `core`; messages are never moved by a merge. */
import { merge, type MergeRecord } from '@meanwhile/core/conversation/merge.ts';
import { unmerge } from '@meanwhile/core/conversation/unmerge.ts';
import { earlier } from '@meanwhile/core/kernel/instant.ts';
import { isRefusal, refuse, type Refusal } from '@meanwhile/core/kernel/refusal.ts';
import { caseRow, id, type CaseRow } from '@meanwhile/wire/records.ts';
import { mergeCase, splitCase } from '@meanwhile/wire/requests.ts';
import type { FastifyInstance } from 'fastify';
import { sql } from 'kysely';
import { z } from 'zod';
import { factsOf, lockCase, presentOne, updateCases, withFacts, type CaseFactsRow } from '../case/case.ts';
import { workspaceRoute, type Call, type HttpContext } from '../platform/http/route.ts';
import { saveVerb } from './case.routes.ts';
import { dueOf } from '../commitment/commitment.ts';
import { notSpam, spam } from './spam.ts';
import { notHere, splitOff, storedMessages, waits } from './split-off.ts';

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
    handle: (call) => splitOff(call, { caseId: call.params.id, messageIds: call.body.messageIds }),
  });
  workspaceRoute(app, context, {
    ...verb,
    url: '/messages/:id/not-here',
    summary: 'This message belongs to no matter of its case: make it a case of its own, and put such mail of its sender there from now on',
    audit: 'case.split',
    idempotency: 'key',
    status: 201,
    handle: (call) => notHere(call),
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
  const newer = other.last_message_at > survivor.last_message_at ? other : survivor;
  const kept: CaseFactsRow = {
    ...withFacts(survivor, merged.survivor, at),
    due_at: earlier(survivor.due_at, other.due_at),
    told_at: earlier(survivor.told_at, other.told_at),
    first_answered_at: earlier(survivor.first_answered_at, other.first_answered_at),
    last_message_at: newer.last_message_at,
    last_text: newer.last_text,
    unanswered_text: survivor.unanswered_text ?? other.unanswered_text,
    urgency: survivor.urgency ?? other.urgency,
    urgency_message_id: survivor.urgency_message_id ?? other.urgency_message_id,
  };
  await updateCases(tx, workspaceId, [gone]);
  return saveVerb(call, { before: survivor, changed: kept }, 'case.merged', {
    mergedId: other.id,
    record: merged.before,
    shown: { before: shownOf(survivor), after: shownOf(kept) },
  });
}

/** What a case shows of its turn, beside the facts that `core` decides on. */
type Shown = Pick<CaseFactsRow, 'due_at' | 'told_at' | 'first_answered_at' | 'last_message_at' | 'last_text' | 'unanswered_text'>;

function shownOf({ due_at, told_at, first_answered_at, last_message_at, last_text, unanswered_text }: CaseFactsRow): Shown {
  return { due_at, told_at, first_answered_at, last_message_at, last_text, unanswered_text };
}

interface MergedEvent {
  readonly at: number;
  readonly payload: { readonly record: MergeRecord; readonly shown: { readonly before: Shown; readonly after: Shown } };
}

/** The facts as they were lie in the event of the merge; with nothing done in between, both cases are exactly as before. */
async function undoMerge(call: CaseCall): Promise<CaseRow | Refusal> {
  const { tx, workspaceId, at } = call;
  const gone = await lockCase(tx, workspaceId, call.params.id);
  if (gone === undefined) return refuse('not_found');
  if (gone.merged_into_id === null) return refuse('not_merged');
  const survivor = (await lockCase(tx, workspaceId, gone.merged_into_id))!;
  const event = await tx.row(sql<MergedEvent>`
    select at, payload from tenant.event where workspace_id = ${workspaceId} and type = 'case.merged' and case_id = ${survivor.id} and payload ->> 'mergedId' = ${gone.id} order by at desc limit 1`);
  if (event === undefined) return refuse('not_merged');
  const own = (await storedMessages(tx, workspaceId, survivor.id)).filter(
    (message) => message.received_at > event.at && waits(message, survivor),
  );
  const undone = unmerge(factsOf(survivor), factsOf(gone), event.payload.record, own[0]?.received_at ?? null);
  if (isRefusal(undone)) return undone;
  const kept = withShown(withFacts(survivor, undone.survivor, at), event.payload.shown, undone.isTurnRestored);
  // As asleep or awake as it was, with an alarm of its own again.
  await saveVerb(call, { before: { ...gone, snoozed_until: null }, changed: withFacts(gone, undone.restored, at) }, 'case.unmerged', {
    survivorId: survivor.id,
  });
  if (!undone.isTurnRestored) kept.due_at = await dueOf(call, kept);
  await saveVerb(call, { before: survivor, changed: kept }, 'case.changed');
  return presentOne(tx, workspaceId, (await lockCase(tx, workspaceId, gone.id))!);
}

/** What nothing has changed since the merge goes back to what it was. */
function withShown(row: CaseFactsRow, { before, after }: { before: Shown; after: Shown }, isTurnRestored: boolean): Mutable<CaseFactsRow> {
  const isLast = row.last_message_at === after.last_message_at;
  return {
    ...row,
    ...(isTurnRestored ? { due_at: before.due_at, told_at: before.told_at, unanswered_text: before.unanswered_text } : {}),
    ...(row.first_answered_at === after.first_answered_at ? { first_answered_at: before.first_answered_at } : {}),
    ...(isLast ? { last_message_at: before.last_message_at, last_text: before.last_text } : {}),
  };
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
