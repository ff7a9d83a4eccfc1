/** What does the chip of this row say now? Asks `core`; a resolved case has none, nor has one that is ours without a time, as a caller's is. */
import { dueChip } from '@meanwhile/core/commitment/due-chip.ts';
import type { DueChip } from '@meanwhile/core/commitment/due-chip.ts';
import type { CaseRow } from '@meanwhile/wire/records.ts';
import { readerZone } from '../../../sync/clock.ts';
import { currentLanguage, say } from '../../../words/say.ts';
import { momentWords } from '../../../words/times.ts';

export function chipOf(row: CaseRow, nowAt: number): DueChip | null {
  if (row.state === 'resolved' || (row.ball === 'us' && row.dueAt === null)) return null;
  const waits = row.ball !== 'us' || row.dueAt === null;
  return dueChip({
    dueAt: waits || row.dueAt === null ? null : Date.parse(row.dueAt),
    startAt: Date.parse(row.unansweredSince ?? row.openedAt),
    nowAt,
    zone: readerZone(),
    locale: currentLanguage(),
  });
}

/** Why it stands where it stands, for the chip's title. */
export function dueReason(row: CaseRow): string | undefined {
  if (row.dueAt === null) return undefined;
  const due = say('row.due', { when: momentWords(row.dueAt) });
  return row.toldAt === null ? due : `${due} · ${say('row.told', { when: momentWords(row.toldAt) })}`;
}

export const nameOf = (row: CaseRow): string =>
  row.customer.name ?? row.customer.address ?? say(row.channelType === 'messenger' ? 'row.visitor' : 'row.unnamed');
