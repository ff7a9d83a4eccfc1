/**
 * In which tab and filter does a case stand, and where in it? The server decides; this is the same rule for moving a row the moment an event says it
 * changed, without fetching the list anew.
 */
import { isOnly } from '@meanwhile/core/conversation/only.ts';
import type { CaseFilter } from '@meanwhile/wire/case-list.ts';
import type { CaseRow } from '@meanwhile/wire/records.ts';
import type { View } from '../links.ts';

/** `memberId` is null for API users and owners without membership. */
export function isInView(row: CaseRow, view: View, memberId: string | null): boolean {
  if (row.mergedIntoId !== null) return false;
  if (view === 'all') return true;
  if (row.spam || row.state === 'resolved') return false;
  const mine = memberId !== null && row.assignee?.id === memberId;
  if (view === 'mine') return mine;
  if (view === 'waiting') return row.ball !== 'us';
  if (view === 'team') return row.ball === 'us';
  return row.ball === 'us' && row.snoozedUntil === null && (mine || row.assignee === null);
}

/** Do all conditions of the filter hold for this row at `nowAt`? `isListed`: the server gave it to this list. */
export function isInFilter(row: CaseRow, filter: CaseFilter, nowAt: number, isListed = false): boolean {
  if (filter.channelId !== undefined && row.channelId !== filter.channelId) return false;
  if (filter.topicId !== undefined && row.topicId !== filter.topicId) return false;
  if (filter.tagId !== undefined && !row.tagIds.includes(filter.tagId)) return false;
  if (filter.assigneeId !== undefined && (row.assignee?.id ?? 'nobody') !== filter.assigneeId) return false;
  // What stands in a field is not in the row: such a list is asked for anew when a field was written, and shows what it was given till then.
  if (filter.fieldId !== undefined && !isListed) return false;
  if (filter.only === undefined) return true;
  const facts = {
    state: row.state,
    ball: row.ball,
    isOut: row.spam || row.mergedIntoId !== null,
    dueAt: row.dueAt === null ? null : Date.parse(row.dueAt),
    waitsSinceAt: Date.parse(row.unansweredSince ?? row.openedAt),
    lastMessageAt: Date.parse(row.lastMessageAt),
  };
  return isOnly(filter.only, facts, nowAt);
}

const instant = (text: string | null, missing: number) => (text === null ? missing : Date.parse(text));

/** As the server sorts: before all others while the customer waits. */
const isUrgent = (row: CaseRow) => row.urgency !== null && row.unansweredSince !== null;

/** Urgent first, then earliest due, where somebody waits for us; newest first elsewhere. Negative: `a` stands above `b`. */
export function compareRows(a: CaseRow, b: CaseRow, view: View): number {
  if (view === 'next' || view === 'mine' || view === 'team') {
    const byUrgency = Number(isUrgent(b)) - Number(isUrgent(a));
    if (byUrgency !== 0) return byUrgency;
    const far = Number.MAX_SAFE_INTEGER;
    const byDue = instant(a.dueAt, far) - instant(b.dueAt, far);
    return byDue === 0 ? instant(a.lastMessageAt, 0) - instant(b.lastMessageAt, 0) : byDue;
  }
  return instant(b.lastMessageAt, 0) - instant(a.lastMessageAt, 0);
}
