/** What takes a deed on several cases back? Each case goes to what it was before, so one deed may need several: one per former assignee or topic. */
import type { BulkDeed } from '@meanwhile/wire/case-bulk.ts';
import type { CaseRow } from '@meanwhile/wire/records.ts';

/** `before`: the rows as they were. The deeds that lead back, each with its rows. */
export function undoOf(before: readonly CaseRow[], deed: BulkDeed): readonly (readonly [BulkDeed, readonly CaseRow[]])[] {
  const groups = Map.groupBy(before, (row) => JSON.stringify(backOf(row, deed)));
  return [...groups].map(([key, rows]) => [JSON.parse(key) as BulkDeed, rows] as const);
}

function backOf(row: CaseRow, deed: BulkDeed): BulkDeed {
  switch (deed.verb) {
    case 'assign':
    case 'release':
      return row.assignee === null ? { verb: 'release' } : { verb: 'assign', memberId: row.assignee.id };
    case 'snooze':
    case 'wake':
      return row.snoozedUntil === null ? { verb: 'wake' } : { verb: 'snooze', until: row.snoozedUntil };
    case 'resolve':
      return { verb: 'reopen' };
    case 'reopen':
      return { verb: 'resolve' };
    case 'tag':
      return { verb: 'untag', tagId: deed.tagId };
    case 'untag':
      return { verb: 'tag', tagId: deed.tagId };
    case 'topic':
      return { verb: 'topic', topicId: row.topicId };
    case 'spam':
      return { verb: 'not-spam' };
    case 'not-spam':
      return { verb: 'spam' };
  }
}
