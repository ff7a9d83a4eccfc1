/** An answer did not arrive: the case is ours again, with the customer's word unanswered. The one place where a delivery moves a case. */
import { comeBack } from '@meanwhile/core/conversation/come-back.ts';
import { firstLine } from '@meanwhile/core/conversation/visible-text.ts';
import { isRefusal } from '@meanwhile/core/kernel/refusal.ts';
import { sql } from 'kysely';
import {
  caseEvent,
  casesById,
  factsOf,
  lockCase,
  presentOne,
  updateCases,
  withFacts,
  type CaseFactsRow,
  type DeliveryFacts,
} from '../case/case.ts';
import type { Here } from '../platform/here.ts';
import type { NewEvent } from '../platform/stream/append-event.ts';
import { dueOf } from '../reply/reply.ts';
import { askedBefore } from './report.store.ts';

/** What the screens hear of it; empty when the case was ours already. */
export async function cameBack(here: Here, delivery: DeliveryFacts): Promise<NewEvent[]> {
  const { tx, workspaceId, at } = here;
  const target = await caseOf(here, delivery.message_id);
  if (target === null) return [];
  const asked = await askedBefore(tx, workspaceId, target.id, delivery.message_id);
  const verdict = comeBack(factsOf(target), asked?.received_at ?? null);
  if (isRefusal(verdict)) return [];
  const changed: CaseFactsRow = {
    ...withFacts(target, verdict.next, at),
    unanswered_text: target.unanswered_text ?? (asked === undefined ? null : firstLine(asked.text)),
  };
  const next = { ...changed, due_at: await dueOf(here, changed) };
  await updateCases(tx, workspaceId, [next]);
  return [
    {
      ...caseEvent(verdict.did === 'case.reopened' ? 'case.reopened' : 'case.changed', next, {
        case: await presentOne(tx, workspaceId, next),
      }),
      actor: 'system',
    },
  ];
}

/** The case of the message or its survivor, locked. */
async function caseOf({ tx, workspaceId }: Here, messageId: string): Promise<CaseFactsRow | null> {
  const message = await tx.row(
    sql<{ case_id: string }>`select case_id from tenant.message where workspace_id = ${workspaceId} and id = ${messageId}`,
  );
  let row = message === undefined ? undefined : await lockCase(tx, workspaceId, message.case_id);
  for (let hop = 0; row !== undefined && row.merged_into_id !== null && hop < 5; hop += 1)
    [row] = await casesById(tx, workspaceId, [row.merged_into_id]);
  return row ?? null;
}
