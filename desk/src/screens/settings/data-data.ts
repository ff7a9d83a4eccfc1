/** What do the settings of keeping and forgetting ask the server for? */
import { queryOptions } from '@tanstack/react-query';
import { paths } from '../../paths.ts';
import { get, put } from '../../sync/api.ts';
import type { Retention } from '@meanwhile/wire/retention.ts';

export const retentionQuery = queryOptions({ queryKey: ['retention'], queryFn: () => get<Retention>(paths.retention), staleTime: 0 });
export const saveRetention = (keep: Retention) => put<Retention>(paths.retention, keep);
export const previewRetention = ({ quietMonths, spamDays }: Retention) =>
  get<{ readonly customerCount: number; readonly more: boolean }>(paths.retentionPreview, { quietMonths, spamDays });
