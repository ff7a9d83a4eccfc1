/** What became of the times told on a channel? The question to the server, and how its figures are said; nothing is counted here. */
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { formatDuration } from '@meanwhile/core/commitment/duration-words.ts';
import { paths } from '../../paths.ts';
import { get, put } from '../../sync/api.ts';
import { localeOf } from '../../words/when.ts';
import type { ChannelCoverage, EstimateSettings } from '@meanwhile/wire/coverage.ts';

export const coverageQuery = (channelId: string, days: number) =>
  queryOptions({
    queryKey: ['coverage', channelId, days],
    queryFn: () => get<ChannelCoverage>(paths.channelCoverage(channelId), { days }),
    placeholderData: keepPreviousData,
  });

export const estimateQuery = queryOptions({ queryKey: ['estimate'], queryFn: () => get<EstimateSettings>(paths.estimate) });
export const saveEstimate = (body: EstimateSettings) => put<EstimateSettings>(paths.estimate, body);

/** Rounded down: 99.96 % is not all of them. */
export function percent(share: number, digits = 1): string {
  return new Intl.NumberFormat(localeOf(), { maximumFractionDigits: digits, roundingMode: 'floor' }).format(
    // 0.95 * 100 is a little more, 0.29 * 100 a little less than it should be.
    Number((share * 100).toFixed(9)),
  );
}

/** “22 hours”, “40 minutes”. */
export const minutesWords = (minutes: number): string => formatDuration(minutes * 60_000, localeOf());
