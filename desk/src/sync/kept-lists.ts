/** Which lists were kept, and how are they changed? Each change shows at once and is put back, with a word of why, when the server refuses. */
import { queryOptions, useQuery } from '@tanstack/react-query';
import type { CaseFilter, SavedView } from '@meanwhile/wire/case-list.ts';
import { api } from '../links.ts';
import { notify } from '../parts/toast.tsx';
import { failedWords } from '../words/reason.ts';
import { say } from '../words/say.ts';
import { del, get, patch, post, put } from './api.ts';
import type { Listing } from './api.ts';
import { keys, queryClient } from './query.ts';

const keptOptions = queryOptions({
  queryKey: keys.caseViews,
  queryFn: async ({ signal }) => (await get<Listing<SavedView>>(api.caseViews(), undefined, signal)).items,
});

export const useKeptLists = () => useQuery(keptOptions);

const known = (): readonly SavedView[] => queryClient.getQueryData<readonly SavedView[]>(keys.caseViews) ?? [];

/** Shows `next` while `send` runs; true when it was done. */
async function change(next: readonly SavedView[], send: () => Promise<unknown>): Promise<boolean> {
  const before = known();
  await queryClient.cancelQueries({ queryKey: keys.caseViews });
  queryClient.setQueryData(keys.caseViews, next);
  try {
    await send();
    void queryClient.invalidateQueries({ queryKey: keys.caseViews });
    return true;
  } catch (error) {
    queryClient.setQueryData(keys.caseViews, before);
    notify({ title: failedWords(error), urgent: true });
    return false;
  }
}

export interface KeptBody {
  readonly name: string;
  readonly view: SavedView['view'];
  readonly filter: CaseFilter;
  readonly shared: boolean;
}

export async function keepList(body: KeptBody, idempotencyKey: string): Promise<SavedView> {
  const made = await post<SavedView>(api.caseViews(), body, idempotencyKey);
  await queryClient.invalidateQueries({ queryKey: keys.caseViews });
  return made;
}
export async function changeKept(id: string, body: KeptBody): Promise<SavedView> {
  const changed = await patch<SavedView>(api.caseView(id), body);
  await queryClient.invalidateQueries({ queryKey: keys.caseViews });
  return changed;
}

export async function removeKept(list: SavedView): Promise<void> {
  const done = await change(
    known().filter((one) => one.id !== list.id),
    () => del(api.caseView(list.id)),
  );
  if (done) notify({ title: say('kept.removed', { name: list.name }), undo: () => void restoreKept(list) });
}

async function restoreKept(list: SavedView): Promise<void> {
  if (await change([...known(), list], () => post(api.caseViewRestore(list.id), {})))
    notify({ title: say('kept.restored', { name: list.name }) });
}

/** One place forward or back among lists of the same kind. */
export function moveKept(list: SavedView, by: 1 | -1): Promise<boolean> {
  const peers = known().filter((one) => one.shared === list.shared);
  const at = peers.findIndex((one) => one.id === list.id);
  const other = peers[at + by];
  if (other === undefined) return Promise.resolve(false);
  const order = peers.map((one) => (one.id === list.id ? other : one.id === other.id ? list : one));
  const rest = known().filter((one) => one.shared !== list.shared);
  const next = list.shared ? [...order, ...rest] : [...rest, ...order];
  return change(next, () => put(api.caseViewOrder(), { ids: order.map((one) => one.id) }));
}
