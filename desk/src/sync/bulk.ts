/**
 * What is done to several cases at once? All rows change at once, one call tells the server, each row the server refused goes back, and one
 * undo takes back what was done. Nothing is decided here.
 */
import { limits } from '@meanwhile/core/kernel/limits.ts';
import type { BulkDeed, BulkOutcome } from '@meanwhile/wire/case-bulk.ts';
import type { CaseRow } from '@meanwhile/wire/records.ts';
import { api } from '../links.ts';
import { notify } from '../parts/toast.tsx';
import { reasonOf, reasonOfCode } from '../words/reason.ts';
import { say } from '../words/say.ts';
import { isProblem, post } from './api.ts';
import { undoOf } from './bulk-undo.ts';
import { putRow, showRow } from './cases.ts';
import { readClock } from './clock.ts';
import { lostCodes } from './lost.ts';

/** How the row will look; shown before the answer is there. `people`: names for ids. */
function expected(row: CaseRow, deed: BulkDeed, people: ReadonlyMap<string, string>): CaseRow {
  switch (deed.verb) {
    case 'assign':
      return { ...row, assignee: { id: deed.memberId, name: people.get(deed.memberId) ?? '' } };
    case 'release':
      return { ...row, assignee: null };
    case 'snooze':
      return { ...row, snoozedUntil: deed.until };
    case 'wake':
      return { ...row, snoozedUntil: null };
    case 'resolve':
      return { ...row, state: 'resolved', resolvedAt: new Date(readClock()).toISOString() };
    case 'reopen':
      return { ...row, state: 'open', resolvedAt: null };
    case 'tag':
      return { ...row, tagIds: [...new Set([...row.tagIds, deed.tagId])] };
    case 'untag':
      return { ...row, tagIds: row.tagIds.filter((id) => id !== deed.tagId) };
    case 'topic':
      return { ...row, topicId: deed.topicId };
    case 'spam':
      return { ...row, spam: true };
    case 'not-spam':
      return { ...row, spam: false };
  }
}

export interface BulkNames {
  /** Member ids and their names. */
  readonly people: ReadonlyMap<string, string>;
}

interface Sent {
  readonly done: readonly CaseRow[];
  readonly why: string | null;
  readonly refusedCount: number;
  /** The answer never came: what was not heard of may have been done. */
  readonly isLost: boolean;
}

async function send(rows: readonly CaseRow[], deed: BulkDeed, names: BulkNames): Promise<Sent> {
  const byId = new Map(rows.map((row) => [row.id, row]));
  const shown = new Map(rows.map((row) => [row.id, showRow(row, expected(row, deed, names.people))]));
  const outcomes: BulkOutcome[] = [];
  let why: string | null = null;
  let isLost = false;
  for (let from = 0; from < rows.length; from += limits.bulkCases) {
    const part = rows.slice(from, from + limits.bulkCases).map((row) => row.id);
    try {
      outcomes.push(...(await post<{ readonly items: readonly BulkOutcome[] }>(api.casesBulk(), { ids: part, deed })).items);
    } catch (error) {
      why = reasonOf(error);
      isLost = isProblem(error, ...lostCodes);
      break;
    }
  }
  const answered = new Map(outcomes.map((one) => [one.id, one]));
  for (const row of rows) {
    const now = answered.get(row.id)?.case;
    if (now === undefined || now === null) shown.get(row.id)?.takeBack();
    else putRow(now);
  }
  const refused = outcomes.find((one) => one.outcome === 'refused');
  if (refused?.code != null) why ??= reasonOfCode(refused.code);
  return {
    // As they were before: that is what undo goes back to.
    done: outcomes.filter((one) => one.outcome === 'done').map((one) => byId.get(one.id)!),
    why,
    refusedCount: rows.length - outcomes.filter((one) => one.outcome !== 'refused').length,
    isLost,
  };
}

/** True when at least one was done. */
export async function doForAll(rows: readonly CaseRow[], deed: BulkDeed, names: BulkNames): Promise<boolean> {
  const { done, why, refusedCount, isLost } = await send(rows, deed, names);
  const failed = failedFor(refusedCount, isLost, why);
  if (done.length === 0) {
    notify(failed === null ? { title: say('bulk.unchanged') } : { title: failed, urgent: true });
    return false;
  }
  notify({
    title: say(`bulk.done.${deed.verb}`, { n: done.length }),
    ...(failed === null ? {} : { detail: failed }),
    undo: () => void takeBack(done, deed, names),
  });
  return true;
}

const failedFor = (n: number, isLost: boolean, why: string | null): string | null =>
  n === 0 ? null : isLost ? say('bulk.lost', { n }) : say('bulk.refused', { n, reason: why ?? say('reason.ours') });

async function takeBack(before: readonly CaseRow[], deed: BulkDeed, names: BulkNames): Promise<void> {
  let [backCount, failedCount, reason, wasLost] = [0, 0, '', false];
  for (const [back, rows] of undoOf(before, deed)) {
    const { done, why, refusedCount, isLost } = await send(
      rows.map((row) => expected(row, deed, names.people)),
      back,
      names,
    );
    backCount += done.length;
    failedCount += refusedCount;
    reason = why ?? reason;
    wasLost ||= isLost;
  }
  const failed = failedFor(failedCount, wasLost, reason);
  notify({
    title: say('bulk.undone', { n: backCount }),
    ...(failed === null ? {} : { detail: failed, urgent: true }),
  });
}
