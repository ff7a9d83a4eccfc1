/** What do the customer screens ask the server for? Queries and the one write; telling one customer from another is the server's. */
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { paths } from '../../paths.ts';
import { get, patch } from '../../sync/api.ts';
import { keys } from '../../sync/query.ts';
import type { CustomerMerge } from '@meanwhile/wire/customer-merge.ts';
import type { Attachment, CaseRow, Customer } from '@meanwhile/wire/records.ts';
import type { Listing } from '../../sync/api.ts';

export const customersQuery = (search: string) =>
  infiniteQueryOptions({
    queryKey: [...keys.customers, 'list', search],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) => get<Listing<Customer>>(paths.customers, { q: search, cursor: pageParam }, signal),
    getNextPageParam: (last) => last.nextCursor,
    staleTime: 0,
  });
export const customerQuery = (id: string) =>
  queryOptions({ queryKey: [...keys.customers, id], queryFn: () => get<Customer>(paths.customer(id)), staleTime: 0 });
export const customerCasesQuery = (id: string) =>
  queryOptions({ queryKey: [...keys.customers, id, 'cases'], queryFn: () => get<Listing<CaseRow>>(paths.customerCases(id)), staleTime: 0 });

export interface CustomerFile {
  readonly file: Attachment;
  readonly caseId: string;
  readonly at: string;
  readonly byUs: boolean;
}
export const customerFilesQuery = (id: string) =>
  queryOptions({
    queryKey: [...keys.customers, id, 'files'],
    queryFn: () => get<{ readonly items: readonly CustomerFile[] }>(paths.customerFiles(id)),
    staleTime: 0,
  });
export const customerMergesQuery = (id: string) =>
  queryOptions({
    queryKey: [...keys.customers, id, 'merges'],
    queryFn: () => get<{ readonly items: readonly CustomerMerge[] }>(paths.customerMerges(id)),
    staleTime: 0,
  });

export const renameCustomer = (id: string, name: string | null) => patch<Customer>(paths.customer(id), { name });
