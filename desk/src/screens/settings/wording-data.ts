/** What do the wording settings ask the server for, and what do they tell it? Queries and writes only. */
import { queryOptions } from '@tanstack/react-query';
import type { CraftRates } from '@meanwhile/wire/craft.ts';
import type { AskRate } from '@meanwhile/wire/facts.ts';
import type { UrgentLine } from '@meanwhile/wire/urgent-lines.ts';
import { paths } from '../../paths.ts';
import { del, get, put, type Listing } from '../../sync/api.ts';

type Place = Pick<UrgentLine, 'kind' | 'language'>;
export const urgentLinesQuery = queryOptions({
  queryKey: ['urgent-lines'],
  queryFn: () => get<Listing<UrgentLine>>(paths.urgentLines),
});
export const craftRatesQuery = (days: number) =>
  queryOptions({ queryKey: ['craft-rates', days], queryFn: () => get<CraftRates>(paths.craftRates, { days }) });
export const craftAsksQuery = (days: number) =>
  queryOptions({ queryKey: ['craft-asks', days], queryFn: () => get<AskRate>(paths.craftAsks, { days }) });
export const saveUrgentLine = ({ kind, language }: Place, body: { words: string; route: string; keptBecause?: string }) =>
  put<UrgentLine>(paths.urgentLine(kind, language), body);
export const removeUrgentLine = ({ kind, language }: Place) => del(paths.urgentLine(kind, language));
