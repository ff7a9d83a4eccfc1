/** What was I told of, how do I want to be told, and who follows this case? Queries and writes; the stream says when there is something new. */
import { queryOptions, useQuery } from '@tanstack/react-query';
import type { Notice, NoticeSettings } from '@meanwhile/wire/notices.ts';
import { api } from '../links.ts';
import { notify } from '../parts/toast.tsx';
import { failedWords } from '../words/reason.ts';
import { say } from '../words/say.ts';
import { call, get, isProblem, post, put } from './api.ts';
import type { Listing } from './api.ts';
import { queryClient, refresh } from './query.ts';

export interface Follower {
  readonly id: string;
  readonly name: string;
}

const shownMost = 30;
export const noticeKeys = { list: ['notices'], settings: ['notice-settings'], followers: ['followers'] } as const;
const listOptions = queryOptions({
  queryKey: noticeKeys.list,
  queryFn: async ({ signal }) => (await get<Listing<Notice>>(api.notices(), { limit: shownMost }, signal)).items,
});
export const settingsOptions = queryOptions({
  queryKey: noticeKeys.settings,
  queryFn: ({ signal }) => get<NoticeSettings>(api.noticeSettings(), undefined, signal),
});
const followersOptions = (caseId: string) =>
  queryOptions({
    queryKey: [...noticeKeys.followers, caseId],
    queryFn: async ({ signal }) => (await get<Listing<Follower>>(api.followers(caseId), undefined, signal)).items,
  });

export const useNotices = () => useQuery(listOptions);
export const useFollowers = (caseId: string) => useQuery(followersOptions(caseId));
export const saveNoticeSettings = (settings: NoticeSettings) => put<NoticeSettings>(api.noticeSettings(), settings);

/** Seen at once here, then on the server; a lost answer is put right by the next list. */
export async function seeNotices(ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  const seenAt = new Date().toISOString();
  queryClient.setQueryData(listOptions.queryKey, (items) => items?.map((one) => (ids.includes(one.id) ? { ...one, seenAt } : one)));
  try {
    await post(api.noticesSeen(), { ids });
  } catch (error) {
    if (!isProblem(error)) throw error;
    await refresh({ queryKey: noticeKeys.list });
  }
}

export async function follow(caseId: string, self: Follower, wanted: boolean): Promise<void> {
  const { queryKey } = followersOptions(caseId);
  const before = queryClient.getQueryData(queryKey);
  const others = (before ?? []).filter(({ id }) => id !== self.id);
  queryClient.setQueryData(queryKey, wanted ? [...others, self] : others);
  try {
    const { items } = await call<Listing<Follower>>(wanted ? 'PUT' : 'DELETE', api.follow(caseId));
    queryClient.setQueryData(queryKey, items);
    notify({ title: say(wanted ? 'follow.done' : 'follow.undone'), undo: () => void follow(caseId, self, !wanted) });
  } catch (error) {
    queryClient.setQueryData(queryKey, before);
    notify({ title: failedWords(error), urgent: true });
    if (!isProblem(error)) throw error;
  }
}
