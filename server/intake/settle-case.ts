/**
 * By when is a case to be answered, once this message stands in it, and what does the list show of it? A message that begins a wait is reckoned with what
 * holds now; one that joins a wait moves no clock, and one that brings a waiting case back is reckoned anew from its log.
 */
import { effectiveDueAt } from '@meanwhile/core/commitment/clock.ts';
import { firstLine } from '@meanwhile/core/conversation/visible-text.ts';
import { earlier } from '@meanwhile/core/kernel/instant.ts';
import type { TurnTold } from '../commitment/commitment.ts';
import type { CaseFactsRow } from '../case/case.ts';
import type { CaseMade } from './note-case.ts';
import { liveDueAt } from './note-live.ts';
import type { NoteFacts } from './note.ts';
import type { Incoming } from './understand.ts';

const joinsWait = (made: CaseMade, row: CaseFactsRow): boolean => !made.opened && !made.startsTurn && row.unanswered_since !== null;
/** It was ours before this message, and is. */
const goesOn = ({ ballBefore, reopened, woken }: CaseMade): boolean => ballBefore === 'us' && !reopened && !woken;

/** A waiting case comes back to us by this message: its clock may have paused or been given grace, and only its log says so. */
export const comesBack = (made: CaseMade, row: CaseFactsRow): boolean => joinsWait(made, row) && !goesOn(made);

/** The row with text, due time and order brought up to this message. */
export function settleCase(one: Incoming, made: CaseMade, told: TurnTold, { at, promised }: NoteFacts): CaseFactsRow {
  const line = firstLine(one.event.text) || one.event.attachments[0]?.name || one.event.subject || '';
  const { row } = made;
  const waits = row.ball === 'us' && row.unanswered_since !== null;
  const toldDueAt = told.told?.dueAt ?? (waits ? made.toldDueAt : null);
  const newAt = earlier(told.told?.dueAt ?? null, liveDueAt(one, made, told));
  const reckoned = (): number | null => earlier(earlier(effectiveDueAt(toldDueAt, told.clock), promised.get(row.id) ?? null), newAt);
  return {
    ...row,
    last_text: line,
    last_message_at: Math.max(row.last_message_at, one.row.received_at),
    unanswered_text: waits ? (made.startsTurn ? line : row.unanswered_text) : null,
    // A message that joins a wait moves no clock.
    due_at: joinsWait(made, row) && goesOn(made) ? earlier(row.due_at, newAt) : waits ? reckoned() : row.due_at,
    told_at: told.told === null ? row.told_at : at,
  };
}
