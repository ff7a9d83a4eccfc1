/** Is this no customer at all? Marking and unmarking spam: decided by `core`; what was told to spam is released, and its sender is blocked or let in again. */
import { firstLine } from '@meanwhile/core/conversation/visible-text.ts';
import { markSpam, unmarkSpam } from '@meanwhile/core/conversation/spam.ts';
import { isRefusal, refuse, type Refusal } from '@meanwhile/core/kernel/refusal.ts';
import type { CaseRow } from '@meanwhile/wire/records.ts';
import { sql } from 'kysely';
import { setBlocked, wasAnswered } from '../customer/customer.ts';
import { factsOf, lockCase, presentOne, withFacts } from '../case/case.ts';
import { dueOf, endCommitment, runningOfCase } from '../commitment/commitment.ts';
import { iso } from '../platform/db/instant.ts';
import type { Call } from '../platform/http/route.ts';
import { saveVerb } from './case.routes.ts';

type CaseCall = Call<{ id: string }, unknown, unknown>;

/** Spam was no customer's turn: what was told to it is released, and nothing of it is ever counted or answered. */
export async function spam(call: CaseCall): Promise<CaseRow | Refusal> {
  const { tx, workspaceId, at } = call;
  const row = await lockCase(tx, workspaceId, call.params.id);
  if (row === undefined) return refuse('not_found');
  const verdict = markSpam(factsOf(row), at);
  if (isRefusal(verdict)) return verdict.refused === 'case_spam' ? presentOne(tx, workspaceId, row) : verdict;
  for (const running of await runningOfCase(tx, workspaceId, row.id)) {
    await endCommitment(tx, workspaceId, running.id, { ending: 'released', endedAt: at, byMessageId: null, why: 'spam' });
    await call.emit({
      type: 'commitment.released',
      audience: 'desk',
      conversationId: row.conversation_id,
      caseId: row.id,
      channelId: row.channel_id,
      subjectId: running.id,
      payload: { commitmentId: running.id, ending: 'released', endedAt: iso(at) },
    });
  }
  const wire = await saveVerb(call, { before: row, changed: withFacts(row, verdict.next, at) }, 'case.changed');
  // Who was ever answered is a customer, and one bad message does not shut them out.
  if (!(await wasAnswered(tx, workspaceId, wire.customer.id))) await setBlocked(call, wire.customer.id, at);
  return wire;
}

/** It is due from its own time again; a time that was released stays released. */
export async function notSpam(call: CaseCall): Promise<CaseRow | Refusal> {
  const { tx, workspaceId, at } = call;
  const row = await lockCase(tx, workspaceId, call.params.id);
  if (row === undefined) return refuse('not_found');
  const waiting = await tx.row(sql<{ received_at: number; text: string }>`
    select received_at, coalesce(visible_text, text) as text from tenant.message
    where workspace_id = ${workspaceId} and case_id = ${row.id} and author_kind = 'customer' and not automatic
      and received_at > coalesce((select max(x.received_at) from tenant.message x where x.workspace_id = ${workspaceId} and x.case_id = ${row.id} and x.author_kind = 'agent'), '-infinity'::timestamptz)
    order by received_at, id limit 1`);
  const verdict = unmarkSpam(factsOf(row), waiting?.received_at ?? null);
  if (isRefusal(verdict)) return verdict.refused === 'case_unchanged' ? presentOne(tx, workspaceId, row) : verdict;
  const open = { ...withFacts(row, verdict.next, at), unanswered_text: waiting === undefined ? null : firstLine(waiting.text) };
  const wire = await saveVerb(call, { before: row, changed: { ...open, due_at: await dueOf(call, open) } }, 'case.changed');
  await setBlocked(call, wire.customer.id, null);
  return wire;
}
