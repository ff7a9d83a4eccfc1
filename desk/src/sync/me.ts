/** Who is at the screen, in which workspace, and what may they do? Reads `/me`; signing in is the sign-in screen's. */
import { QueryObserver, queryOptions, useQuery } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import type { Permission } from '@meanwhile/wire/permissions.ts';
import type { Me } from '@meanwhile/wire/records.ts';
import { api } from '../links.ts';
import { chooseWorkspace, chosenWorkspace, forgetWorkspace, get, isProblem, post } from './api.ts';
import { keys, queryClient } from './query.ts';

async function fetchMe(signal: AbortSignal): Promise<Me> {
  const answer = async () => get<Me>(api.me(), undefined, signal);
  try {
    return await answer();
  } catch (error) {
    // The remembered workspace may be one this person was removed from.
    if (chosenWorkspace() === null || !isProblem(error, 'not_found', 'not_allowed')) throw error;
    forgetWorkspace();
    return answer();
  }
}

export const meOptions = queryOptions({
  queryKey: keys.me,
  queryFn: async ({ signal }) => {
    const me = await fetchMe(signal);
    // Null: signed in, but a member of no workspace (any more).
    if (me.workspaceId === null) forgetWorkspace();
    else chooseWorkspace(me.workspaceId);
    return me;
  },
});

export const useMe = () => useQuery(meOptions);

/** One observer for all who ask what may be done: a case alone asks twenty times, and each observer of its own costs as much as a button. */
const watched = new QueryObserver(queryClient, meOptions);
const subscribe = (listener: () => void): (() => void) => watched.subscribe(listener);

/** May this person do that? False until known. */
export function useMay(permission: Permission): boolean {
  return useSyncExternalStore(subscribe, () => watched.getCurrentResult().data?.permissions.includes(permission) ?? false);
}

/** Everything cached belongs to one workspace, so all of it goes. */
export function switchWorkspace(workspaceId: string): void {
  chooseWorkspace(workspaceId);
  window.location.assign('/');
}

export async function signOut(): Promise<void> {
  await post('/api/auth/sign-out', {});
  forgetWorkspace();
  queryClient.clear();
}
