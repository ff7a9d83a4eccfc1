/** Messages that are a matter of their own become a case of their own. What a person takes out of a case by hand is remembered for later mail. */
import { isThanksOnly } from '@meanwhile/core/commitment/is-thanks.ts';
import { split } from '@meanwhile/core/conversation/split.ts';
import { firstLine } from '@meanwhile/core/conversation/visible-text.ts';
import { isRefusal, refuse, type Refusal } from '@meanwhile/core/kernel/refusal.ts';
import type { CaseRow } from '@meanwhile/wire/records.ts';
import { sql } from 'kysely';
import {
  caseEvent,
  factsOf,
  insertCase,
  lockCase,
  presentOne,
  takeCaseNumbers,
  updateCases,
  withFacts,
  type CaseFactsRow,
} from '../case/case.ts';
import type { Transaction } from '../platform/db/transaction.ts';
import type { Call } from '../platform/http/route.ts';
import { saveVerb } from './case.routes.ts';
import { dueOf } from '../commitment/commitment.ts';

type CaseCall = Call<{ id: string }, unknown, unknown>;
type Mutable<T> = { -readonly [K in keyof T]: T[K] };

export interface SplitWanted {
  readonly caseId: string;
  readonly messageIds: readonly string[];
}

/** `params.id` is the message. `case_unchanged` for the only message of its case, `not_found` for what no customer wrote. */
export async function notHere(call: CaseCall): Promise<CaseRow | Refusal> {
  const { tx, workspaceId, params } = call;
  const row = await tx.row(sql<{ case_id: string; alone: boolean }>`
    select m.case_id, not exists (select 1 from tenant.message o where o.workspace_id = m.workspace_id and o.case_id = m.case_id and o.state = 'stored' and o.author_kind <> 'automation' and o.id <> m.id) as alone
    from tenant.message m where m.workspace_id = ${workspaceId} and m.id = ${params.id} and m.author_kind = 'customer'`);
  if (row === undefined) return refuse('not_found');
  if (row.alone) return refuse('case_unchanged');
  const made = await splitOff(call, { caseId: row.case_id, messageIds: [params.id] });
  if (isRefusal(made)) return made;
  await tx.run(sql`update tenant.message set split_from_id = ${row.case_id} where workspace_id = ${workspaceId} and id = ${params.id}`);
  return made;
}

export interface SplitMessage {
  readonly id: string;
  readonly received_at: number;
  readonly author_kind: string;
  /** What its sender wrote just then, without quotations. */
  readonly text: string;
  readonly automatic: boolean;
}

export function storedMessages(tx: Transaction, workspaceId: string, caseId: string): Promise<SplitMessage[]> {
  return tx.rows(sql<SplitMessage>`
    select id, received_at, author_kind, coalesce(visible_text, text) as text, automatic from tenant.message
    where workspace_id = ${workspaceId} and case_id = ${caseId} and state = 'stored' order by received_at, id`);
}

/** Is this one of the messages the case waits with? Thanks and automatic mail wait for nobody. */
export function waits(message: SplitMessage, row: CaseFactsRow): boolean {
  if (row.unanswered_since === null || message.received_at < row.unanswered_since) return false;
  return message.author_kind === 'customer' && !message.automatic && !isThanksOnly(message.text);
}

export async function splitOff(call: CaseCall, { caseId, messageIds }: SplitWanted): Promise<CaseRow | Refusal> {
  const { tx, workspaceId, at } = call;
  const row = await lockCase(tx, workspaceId, caseId);
  if (row === undefined) return refuse('not_found');
  const messages = await storedMessages(tx, workspaceId, row.id);
  const wanted = new Set(messageIds);
  const out = messages.filter((message) => wanted.has(message.id));
  // A foreign id is like no id; a case is never emptied.
  if (out.length !== wanted.size || out.length === messages.length) return refuse('not_found');
  const left = messages.filter((message) => !wanted.has(message.id));
  const waiting = (half: readonly SplitMessage[]) => half.find((message) => waits(message, row));
  const verdict = split(factsOf(row), {
    newId: call.platform.clock.newId<'case'>(),
    messageAt: out[0]!.received_at,
    unansweredOutAt: waiting(out)?.received_at ?? null,
    unansweredLeftAt: waiting(left)?.received_at ?? null,
  });
  if (isRefusal(verdict)) return verdict;
  const halfOf = (half: readonly SplitMessage[]) => ({
    unanswered_text: waiting(half) === undefined ? null : firstLine(waiting(half)!.text),
    last_text: firstLine(half.at(-1)!.text),
    last_message_at: half.at(-1)!.received_at,
  });
  const number = await takeCaseNumbers(tx, workspaceId, 1);
  const blank = { ...row, id: verdict.out.id, number, tag_ids: [], follows_id: row.id, subject: null, due_at: null };
  const made: Mutable<CaseFactsRow> = { ...withFacts(blank, verdict.out, at), ...halfOf(out), assignee_name: row.assignee_name };
  await insertCase(tx, workspaceId, made);
  await moveMessages(call, [...wanted], made.id);
  made.due_at = await dueOf(call, made);
  made.ball = ballOf(made);
  await updateCases(tx, workspaceId, [made]);
  const kept: Mutable<CaseFactsRow> = { ...withFacts(row, verdict.left, at), ...halfOf(left) };
  kept.due_at = await dueOf(call, kept);
  kept.ball = ballOf(kept);
  await saveVerb(call, { before: row, changed: kept }, 'case.split', { newCaseId: made.id });
  const wire = await presentOne(tx, workspaceId, made);
  await call.emit(caseEvent('case.opened', made, { case: wire }));
  return wire;
}

/** The half in which we promised something is ours, though nobody waits in it. */
function ballOf({ ball, due_at, unanswered_since }: CaseFactsRow): CaseFactsRow['ball'] {
  return ball === 'customer' && due_at !== null && unanswered_since === null ? 'us' : ball;
}

async function moveMessages({ tx, workspaceId }: CaseCall, messageIds: readonly string[], toCaseId: string): Promise<void> {
  await tx.run(
    sql`update tenant.message set case_id = ${toCaseId} where workspace_id = ${workspaceId} and id = any(${messageIds}::uuid[])`,
  );
  await tx.run(
    sql`update tenant.search_document set case_id = ${toCaseId} where workspace_id = ${workspaceId} and id = any(${messageIds}::uuid[])`,
  );
}
