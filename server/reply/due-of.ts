/** By when is this case to be answered? The earlier of what was told for it and its clock, worked out anew after a verb that moved messages. */
import { effectiveDueAt } from '@meanwhile/core/commitment/clock.ts';
import type { CaseFactsRow } from '../case/case.ts';
import { caseTime, clockFor, runningOfCase } from '../commitment/commitment.ts';
import type { Here } from '../platform/here.ts';

/** Null where nobody waits. The case must be stored already. */
export async function dueOf({ tx, workspaceId, at }: Pick<Here, 'tx' | 'workspaceId' | 'at'>, row: CaseFactsRow): Promise<number | null> {
  if (row.unanswered_since === null) return null;
  const told = (await runningOfCase(tx, workspaceId, row.id)).map((running) => running.due_at);
  const time = await caseTime({ tx, workspaceId, at }, row);
  const facts = { firstAnsweredAt: row.first_answered_at, unansweredSinceAt: row.unanswered_since };
  return effectiveDueAt(told.length === 0 ? null : Math.min(...told), time === undefined ? null : clockFor(facts, time, at));
}
