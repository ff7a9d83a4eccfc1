/** What does the log ask the server for? Pages of it, and the check. */
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { paths } from '../../paths.ts';
import { get } from '../../sync/api.ts';
import type { AuditEvent, AuditVerification } from '@meanwhile/wire/audit.ts';
import type { Listing } from '../../sync/api.ts';

export type LogChoice = 'settings' | 'everything';

export const logQuery = (about: LogChoice) =>
  infiniteQueryOptions({
    queryKey: ['log', about],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) => get<Listing<AuditEvent>>(paths.auditEvents, { about, cursor: pageParam }, signal),
    getNextPageParam: (last) => last.nextCursor,
    staleTime: 0,
  });
export const logCheckQuery = queryOptions({
  queryKey: ['log', 'check'],
  queryFn: () => get<AuditVerification>(paths.auditVerification),
  staleTime: 0,
  gcTime: 0,
});
