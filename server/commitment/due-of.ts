/** By when is this case to be answered? The earlier of what was told for it and its clock, worked out anew after a verb that moved messages. */
import { effectiveDueAt } from '@meanwhile/core/commitment/clock.ts';
import { earlier } from '@meanwhile/core/kernel/instant.ts';
import type { CaseFactsRow } from '../case/case.ts';
import { caseTime } from './case-time.ts';
import { clockFor } from './clock-of-turn.ts';
import { answeringDueAt } from './clock.ts';
import { runningOfCase } from './ending.store.ts';
import type { Here } from '../platform/here.ts';

/** Null where nobody waits and nothing is promised. The case must be stored already. */
export async function dueOf({ tx, workspaceId, at }: Pick<Here, 'tx' | 'workspaceId' | 'at'>, row: CaseFactsRow): Promise<number | null> {
  const waits = row.unanswered_since !== null;
  // Only what was told with our last answer can still run then.
  if (!waits && (row.state === 'resolved' || row.told_at === null)) return null;
  const running = await runningOfCase(tx, workspaceId, row.id);
  const told = running.filter(({ kind }) => waits || kind === 'promise').map(({ due_at }) => due_at);
  if (!waits) return told.length === 0 ? null : Math.min(...told);
  const toldDueAt = told.length === 0 ? null : Math.min(...told);
  const clockDueAt = await answeringDueAt({ tx, workspaceId, at }, row);
  if (clockDueAt !== undefined) return earlier(toldDueAt, clockDueAt);
  // Nothing is left of its log, or it is nobody's wait: by the message that waits, and what holds now.
  const time = await caseTime({ tx, workspaceId, at }, row);
  const facts = { firstAnsweredAt: row.first_answered_at, unansweredSinceAt: row.unanswered_since };
  return effectiveDueAt(toldDueAt, time === undefined ? null : clockFor(facts, time, at));
}

/**
 * As it is stored after a verb: where nobody waits the internal target goes; what was promised stays due. A case that changed hands may have a clock
 * that stands from now on, or runs again.
 */
export async function settledDue(
  here: Pick<Here, 'tx' | 'workspaceId' | 'at'>,
  row: CaseFactsRow,
  before: Pick<CaseFactsRow, 'ball' | 'state'> = row,
): Promise<CaseFactsRow> {
  if (row.unanswered_since === null) return { ...row, unanswered_text: null, due_at: await dueOf(here, row) };
  return row.ball === before.ball && row.state === before.state ? row : { ...row, due_at: await dueOf(here, row) };
}
