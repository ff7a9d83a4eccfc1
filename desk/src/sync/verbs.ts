/**
 * What can be done to a case? Each verb shows at once, is sent, and is put back with a word of why when the server refuses. Undo is the
 * opposite verb. Rules of what is allowed are the server's.
 */
import type { CaseRow, Customer } from '@meanwhile/wire/records.ts';
import { api } from '../links.ts';
import { notify } from '../parts/toast.tsx';
import { failedWords } from '../words/reason.ts';
import { say } from '../words/say.ts';
import { momentWords } from '../words/times.ts';
import { get, isProblem, patch, post, refusedAfterLoss } from './api.ts';
import { putRow, showRow } from './cases.ts';
import { readClock } from './clock.ts';
import { keys, queryClient } from './query.ts';

interface Deed {
  readonly verb: string;
  readonly body?: unknown;
  /** How the row will look; shown before the answer is there. */
  readonly expected: Partial<CaseRow>;
  readonly said: string;
  readonly undo?: (row: CaseRow) => Promise<boolean>;
}

const nowText = () => new Date(readClock()).toISOString();

/** Refused on being repeated: done already, by the try whose answer was lost, if the case is as it was to become. */
async function sendDeed(row: CaseRow, deed: Deed): Promise<CaseRow> {
  try {
    return await post<CaseRow>(api.verb(row.id, deed.verb), deed.body ?? {});
  } catch (error) {
    if (!isProblem(error) || !refusedAfterLoss.has(error)) throw error;
    const now = await get<CaseRow>(api.case(row.id));
    const { state = now.state, mergedIntoId = now.mergedIntoId, spam = now.spam } = deed.expected;
    if (now.state !== state || now.mergedIntoId !== mergedIntoId || now.spam !== spam) throw error;
    return now;
  }
}

/** True when it was done. The toast's way back is silent itself, so undo does not offer undo. */
async function act(row: CaseRow, deed: Deed): Promise<boolean> {
  const shown = showRow(row, { ...row, ...deed.expected });
  try {
    const answer = await sendDeed(row, deed);
    putRow(answer);
    const { undo } = deed;
    notify({ title: deed.said, ...(undo === undefined ? {} : { undo: () => void undo(answer) }) });
    return true;
  } catch (error) {
    shown.takeBack();
    notify({ title: failedWords(error), urgent: true });
    return false;
  }
}

const n = (row: CaseRow) => ({ n: row.number });

export const resolveCase = (row: CaseRow): Promise<boolean> =>
  act(row, {
    verb: 'resolve',
    expected: { state: 'resolved', resolvedAt: nowText() },
    said: say('done.resolve', n(row)),
    undo: reopenCase,
  });
export const reopenCase = (row: CaseRow): Promise<boolean> =>
  act(row, { verb: 'reopen', expected: { state: 'open', resolvedAt: null }, said: say('done.reopen', n(row)) });
export const snoozeCase = (row: CaseRow, until: string): Promise<boolean> =>
  act(row, {
    verb: 'snooze',
    body: { until },
    expected: { snoozedUntil: until },
    said: say('done.snooze', { ...n(row), when: momentWords(until) }),
    undo: wakeCase,
  });
export const wakeCase = (row: CaseRow): Promise<boolean> =>
  act(row, { verb: 'wake', expected: { snoozedUntil: null }, said: say('done.wake', n(row)) });
export const releaseCase = (row: CaseRow): Promise<boolean> => {
  const before = row.assignee;
  return act(row, {
    verb: 'release',
    expected: { assignee: null },
    said: say('done.release', n(row)),
    ...(before === null ? {} : { undo: (now: CaseRow) => assignCase(now, before) }),
  });
};
export const assignCase = (row: CaseRow, to: { readonly id: string; readonly name: string }): Promise<boolean> => {
  const before = row.assignee;
  return act(row, {
    verb: 'assign',
    body: { memberId: to.id },
    expected: { assignee: { id: to.id, name: to.name } },
    said: say('done.assign', { ...n(row), name: to.name }),
    undo: (now) => (before === null ? releaseCase(now) : assignCase(now, before)),
  });
};
export const waitOn = (row: CaseRow, on: 'customer' | 'other'): Promise<boolean> =>
  act(row, { verb: 'wait', body: { on }, expected: { ball: on }, said: say('done.wait', n(row)) });
export const markSpam = (row: CaseRow): Promise<boolean> =>
  act(row, { verb: 'spam', expected: { spam: true }, said: say('done.spam', n(row)), undo: unmarkSpam });
export const unmarkSpam = (row: CaseRow): Promise<boolean> =>
  act(row, { verb: 'not-spam', expected: { spam: false }, said: say('done.notSpam', n(row)) });
export const mergeCase = (row: CaseRow, into: CaseRow): Promise<boolean> =>
  act(row, {
    verb: 'merge',
    body: { intoId: into.id },
    expected: { mergedIntoId: into.id },
    said: say('done.merge', { ...n(row), into: into.number }),
    undo: () => unmergeCase(row),
  });
export const unmergeCase = (row: CaseRow): Promise<boolean> =>
  act({ ...row, mergedIntoId: row.mergedIntoId }, { verb: 'unmerge', expected: { mergedIntoId: null }, said: say('done.unmerge', n(row)) });

/** Moves messages into a case of their own and answers it; null when refused. Undone by merging it back. */
export const splitCase = (row: CaseRow, messageIds: readonly string[]): Promise<CaseRow | null> =>
  splitBy(row, () => post<CaseRow>(api.verb(row.id, 'split'), { messageIds }));

/** This message belongs to another matter: a case of its own, and later mail like it goes there too. Undone as a split is. */
export const takeOut = (row: CaseRow, messageId: string): Promise<CaseRow | null> =>
  splitBy(row, () => post<CaseRow>(api.notHere(messageId), {}));

async function splitBy(row: CaseRow, split: () => Promise<CaseRow>): Promise<CaseRow | null> {
  try {
    const made = await split();
    putRow(made);
    notify({ title: say('done.split', n(made)), undo: () => void mergeCase(made, row) });
    await queryClient.invalidateQueries({ queryKey: keys.thread(row.id) });
    return made;
  } catch (error) {
    notify({ title: failedWords(error), urgent: true });
    return null;
  }
}

/** Topic, tags, subject, urgency, priority. Null where it did not come to that. */
export async function changeCase(
  row: CaseRow,
  change: Partial<Pick<CaseRow, 'topicId' | 'tagIds' | 'subject' | 'urgency' | 'priority'>>,
): Promise<CaseRow | null> {
  const shown = showRow(row, { ...row, ...change });
  try {
    const answer = await patch<CaseRow>(api.case(row.id), change);
    putRow(answer);
    return answer;
  } catch (error) {
    shown.takeBack();
    notify({ title: failedWords(error), urgent: true });
    return null;
  }
}

/** What was taken for urgent is not; the toast's way back makes it so again. */
export async function takeBackUrgency(row: CaseRow): Promise<void> {
  const { urgency } = row;
  if (urgency === null) return;
  const answer = await changeCase(row, { urgency: null });
  if (answer !== null) notify({ title: say('done.notUrgent', n(row)), undo: () => void changeCase(answer, { urgency }) });
}

/** Null takes it away. Threads that show it are fetched anew by the event that follows. */
export async function giveTier(customerId: string, tier: string | null): Promise<void> {
  try {
    await patch<Customer>(api.customer(customerId), { tier });
    await queryClient.invalidateQueries({ queryKey: keys.threads });
  } catch (error) {
    notify({ title: failedWords(error), urgent: true });
  }
}

/** True when saved. Every list that shows the name is fetched anew by the event that follows. */
export async function renameCustomer(customerId: string, name: string | null): Promise<boolean> {
  try {
    await patch<Customer>(api.customer(customerId), { name });
    await Promise.all([
      queryClient.invalidateQueries({ queryKey: keys.threads }),
      queryClient.invalidateQueries({ queryKey: keys.caseLists }),
    ]);
    return true;
  } catch (error) {
    notify({ title: failedWords(error), urgent: true });
    return false;
  }
}
