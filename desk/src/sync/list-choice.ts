/** Which filter is set, and is it a kept list? Remembered while the browser tab lives; the view itself stands in the address. */
import type { CaseFilter } from '@meanwhile/wire/case-list.ts';
import { useSyncExternalStore } from 'react';

export interface ListChoice {
  readonly filter: CaseFilter;
  /** The kept list that was chosen, while its conditions are unchanged. */
  readonly keptId: string | null;
}

const storageKey = 'meanwhile.list';
const everything: ListChoice = { filter: {}, keptId: null };
const listeners = new Set<() => void>();
let choice: ListChoice = remembered();

function remembered(): ListChoice {
  try {
    const { filter, keptId } = JSON.parse(sessionStorage.getItem(storageKey) ?? '') as Partial<ListChoice>;
    return typeof filter === 'object' ? { filter, keptId: keptId ?? null } : everything;
  } catch {
    // Nothing remembered, or not ours.
    return everything;
  }
}

export function chooseList(filter: CaseFilter, keptId: string | null = null): void {
  choice = Object.keys(filter).length === 0 && keptId === null ? everything : { filter, keptId };
  sessionStorage.setItem(storageKey, JSON.stringify(choice));
  for (const listener of listeners) listener();
}
export const showAll = (): void => chooseList({});

export const useListChoice = (): ListChoice =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => choice,
  );

export const isNarrowed = (filter: CaseFilter): boolean => Object.keys(filter).length > 0;
