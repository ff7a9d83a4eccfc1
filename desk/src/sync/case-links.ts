/** Which cases are tied to one? A change shows at once, is undone by its opposite, and goes back with a word of why when it is refused. */
import { queryOptions } from '@tanstack/react-query';
import type { CaseRow } from '@meanwhile/wire/records.ts';
import { api } from '../links.ts';
import { notify } from '../parts/toast.tsx';
import { failedWords } from '../words/reason.ts';
import { say } from '../words/say.ts';
import { call, get, post } from './api.ts';
import { keys, queryClient } from './query.ts';

interface Linked {
  readonly items: readonly CaseRow[];
}

export const caseLinksOptions = (caseId: string) =>
  queryOptions({
    queryKey: keys.caseLinks(caseId),
    queryFn: async ({ signal }) => (await get<Linked>(api.caseLinks(caseId), undefined, signal)).items,
  });

async function change(
  row: CaseRow,
  next: (before: readonly CaseRow[]) => readonly CaseRow[],
  send: () => Promise<Linked>,
): Promise<boolean> {
  const key = keys.caseLinks(row.id);
  const before = queryClient.getQueryData<readonly CaseRow[]>(key) ?? [];
  queryClient.setQueryData(key, next(before));
  try {
    queryClient.setQueryData(key, (await send()).items);
    return true;
  } catch (error) {
    queryClient.setQueryData(key, before);
    notify({ title: failedWords(error), urgent: true });
    return false;
  }
}

export async function tieCase(row: CaseRow, other: CaseRow): Promise<void> {
  const done = await change(
    row,
    (before) => [other, ...before.filter((one) => one.id !== other.id)],
    () => post<Linked>(api.caseLinks(row.id), { caseId: other.id }),
  );
  if (done) notify({ title: say('done.tie', { n: row.number, other: other.number }), undo: () => void untieCase(row, other) });
}

export async function untieCase(row: CaseRow, other: CaseRow): Promise<void> {
  const done = await change(
    row,
    (before) => before.filter((one) => one.id !== other.id),
    () => call<Linked>('DELETE', api.caseLink(row.id, other.id)),
  );
  if (done) notify({ title: say('done.untie', { n: row.number, other: other.number }), undo: () => void tieCase(row, other) });
}
