/**
 * How many cases stand in each tab and filter? Asked anew when an event changed a case (at most once a second) and at the instant the server
 * named, when a figure changes though nothing happens. In between nothing is asked.
 */
import { queryOptions, useQuery } from '@tanstack/react-query';
import type { CaseCounts } from '@meanwhile/wire/case-list.ts';
import { useEffect } from 'react';
import { api } from '../links.ts';
import { get } from './api.ts';
import { readClock } from './clock.ts';
import { keys, refresh } from './query.ts';

const countsOptions = queryOptions({
  queryKey: keys.caseCounts,
  queryFn: ({ signal }) => get<CaseCounts>(api.caseCounts(), undefined, signal),
});

const everyMs = 1_000;
let planned: ReturnType<typeof setTimeout> | null = null;

/** A mass of events asks once; today's figures with the tabs', where they are on screen. */
export function refreshCounts(): void {
  planned ??= setTimeout(() => {
    planned = null;
    void refresh({ queryKey: keys.caseCounts });
    void refresh({ queryKey: ['today'] });
  }, everyMs);
}

/** Undefined until known. Mounted once, by the tabs. */
export function useCaseCounts(): CaseCounts | undefined {
  const counts = useQuery(countsOptions).data;
  const changeAt = counts?.nextChangeAt ?? null;
  useEffect(() => {
    if (changeAt === null) return;
    // A timer holds 24 days at most; what lies further off comes with another event or the next visit.
    const waitMs = Math.min(Math.max(0, Date.parse(changeAt) - readClock()) + everyMs, 2 ** 31 - 1);
    const timer = setTimeout(() => {
      refreshCounts();
      // The lists of what is late or due soon change with their figures.
      void refresh({
        queryKey: keys.caseLists,
        predicate: ({ queryKey }) => (queryKey[2] as { readonly only?: string } | undefined)?.only !== undefined,
      });
    }, waitMs);
    return () => clearTimeout(timer);
  }, [changeAt]);
  return counts;
}

/** “999+” where no further was counted. */
export const countWords = (count: number, most: number): string => (count >= most ? `${most - 1}+` : String(count));
