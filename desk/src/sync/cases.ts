/** Which cases stand in a tab, and what was said in one? The queries of inbox and thread; they are patched by `apply-event.ts`. */
import { infiniteQueryOptions, queryOptions, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import type { InfiniteData } from '@tanstack/react-query';
import type { CaseFilter } from '@meanwhile/wire/case-list.ts';
import type { CaseRow, Thread } from '@meanwhile/wire/records.ts';
import { api, isView } from '../links.ts';
import type { View } from '../links.ts';
import { get } from './api.ts';
import type { Listing } from './api.ts';
import { compareRows, isInFilter, isInView } from './case-views.ts';
import { readClock } from './clock.ts';
import { keys, queryClient } from './query.ts';

const pageSize = 50;

export type CasePages = InfiniteData<Listing<CaseRow>, string | null>;
export type ThreadPages = InfiniteData<Thread, string | null>;

const noFilter: CaseFilter = {};

export const caseListOptions = (view: View, filter: CaseFilter = noFilter) =>
  infiniteQueryOptions({
    queryKey: keys.caseList(view, filter),
    queryFn: ({ pageParam, signal }) => get<Listing<CaseRow>>(api.cases(), { view, ...filter, cursor: pageParam, limit: pageSize }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor,
  });

export const useCaseList = (view: View, filter: CaseFilter = noFilter) => useInfiniteQuery(caseListOptions(view, filter));

export const threadOptions = (caseId: string) =>
  infiniteQueryOptions({
    queryKey: keys.thread(caseId),
    queryFn: ({ pageParam, signal }) => get<Thread>(api.thread(caseId), { before: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.earlier,
  });

export const useThread = (caseId: string) => useInfiniteQuery(threadOptions(caseId));

/** The case of a thread, for who needs nothing else of it; null: none is asked for. */
export const useThreadCase = (caseId: string | null) =>
  useInfiniteQuery({ ...threadOptions(caseId ?? ''), enabled: caseId !== null, select: (pages: ThreadPages) => pages.pages[0]?.case }).data;

/** Loads a thread before it is asked for: on hover, on focus, and the next one while the last is being answered. */
export function prefetchThread(caseId: string): void {
  void queryClient.prefetchInfiniteQuery(threadOptions(caseId));
}

export const caseByNumberOptions = (number: number) =>
  queryOptions({ queryKey: ['case-number', number], queryFn: () => get<CaseRow>(api.caseByNumber(number)) });
export const useCaseByNumber = (number: number | null) =>
  useQuery({ ...caseByNumberOptions(number ?? 0), enabled: number !== null, retry: false });

export interface CaseListOf {
  readonly view: View;
  readonly filter: CaseFilter;
  readonly memberId: string | null;
}

/** Takes the row out and puts it where it belongs now, or leaves it out. Beyond the last loaded page it waits for that page. */
export function placeRow(pages: CasePages, row: CaseRow, list: CaseListOf): CasePages {
  const { view, filter, memberId } = list;
  const known = pages.pages.flatMap((page) => page.items);
  const old = known.find((item) => item.id === row.id);
  const belongs = isInView(row, view, memberId) && isInFilter(row, filter, readClock(), old !== undefined);
  if (old === undefined && !belongs) return pages;
  if (old !== undefined && belongs && compareRows(old, row, view) === 0)
    return mapPages(pages, (item) => (item.id === row.id ? row : item));
  const without = mapItems(pages, (items) => items.filter((item) => item.id !== row.id));
  if (!belongs) return without;
  let placed = false;
  const result = mapItems(without, (items, isLast) => {
    if (placed) return items;
    const index = items.findIndex((item) => compareRows(row, item, view) < 0);
    if (index === -1 && !isLast) return items;
    placed = true;
    return index === -1 ? [...items, row] : items.toSpliced(index, 0, row);
  });
  return result;
}

function mapItems(pages: CasePages, change: (items: readonly CaseRow[], isLast: boolean) => readonly CaseRow[]): CasePages {
  const end = pages.pages.length - 1;
  return {
    ...pages,
    pages: pages.pages.map((page, index) => ({ ...page, items: change(page.items, index === end && page.nextCursor === null) })),
  };
}
const mapPages = (pages: CasePages, change: (row: CaseRow) => CaseRow): CasePages => mapItems(pages, (items) => items.map(change));

/** Puts a row everywhere it is shown: every loaded tab, its thread, and other threads of the same customer. */
export function putRow(row: CaseRow): void {
  putCounts.set(row.id, putCount(row.id) + 1);
  const memberId = queryClient.getQueryData<{ readonly memberId: string | null }>(keys.me)?.memberId ?? null;
  for (const [key, pages] of queryClient.getQueriesData<CasePages>({ queryKey: keys.caseLists })) {
    const [, view, filter] = key as ReturnType<typeof keys.caseList>;
    if (pages !== undefined && isView(view)) queryClient.setQueryData(key, placeRow(pages, row, { view, filter, memberId }));
  }
  queryClient.setQueriesData<ThreadPages>({ queryKey: keys.threads }, (pages) => {
    if (pages === undefined) return undefined;
    const touches = pages.pages.some((page) => page.case.id === row.id || page.customer.id === row.customer.id);
    if (!touches) return pages;
    return { ...pages, pages: pages.pages.map((page) => withRow(page, row)) };
  });
}

function withRow(page: Thread, row: CaseRow): Thread {
  if (page.case.id === row.id) return { ...page, case: row };
  if (page.customer.id !== row.customer.id) return page;
  const known = page.otherCases.some((other) => other.id === row.id);
  return { ...page, otherCases: known ? page.otherCases.map((other) => (other.id === row.id ? row : other)) : [row, ...page.otherCases] };
}

/** How often each case was put on screen: tells whether anything was heard of it since. */
const putCounts = new Map<string, number>();

export const putCount = (caseId: string): number => putCounts.get(caseId) ?? 0;

/** Shows a row as it is expected to become. Taking it back leaves alone what was heard of the case meanwhile. */
export function showRow(before: CaseRow, expected: CaseRow): { readonly takeBack: () => void } {
  putRow(expected);
  const count = putCount(before.id);
  return {
    takeBack() {
      if (putCount(before.id) === count) putRow(before);
    },
  };
}

/** The row as it is known now, from any list or thread. */
export function knownRow(caseId: string): CaseRow | undefined {
  const thread = queryClient.getQueryData<ThreadPages>(keys.thread(caseId))?.pages[0]?.case;
  if (thread !== undefined) return thread;
  for (const [key, pages] of queryClient.getQueriesData<CasePages>({ queryKey: keys.caseLists })) {
    if (!isView(key[1] as string)) continue;
    const row = pages?.pages.flatMap((page) => page.items).find((item) => item.id === caseId);
    if (row !== undefined) return row;
  }
  return undefined;
}
