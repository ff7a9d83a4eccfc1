/** What is noted of a customer? Asked for once; the stream's word that the customer changed asks anew. Writing waits for its answer. */
import { queryOptions } from '@tanstack/react-query';
import type { CustomerFacts, NoteFact } from '@meanwhile/wire/facts.ts';
import { api } from '../links.ts';
import { call, get, post } from './api.ts';
import { keys } from './query.ts';

export const factsKey = (customerId: string) => [...keys.customers, customerId, 'facts'] as const;
export const factsOptions = (customerId: string) =>
  queryOptions({
    queryKey: factsKey(customerId),
    queryFn: async ({ signal }) => (await get<CustomerFacts>(api.customerFacts(customerId), undefined, signal)).items,
  });

export const noteFact = (customerId: string, body: Partial<NoteFact> & Pick<NoteFact, 'kind' | 'value'>, key: string) =>
  post<CustomerFacts>(api.customerFacts(customerId), body, key);
export const withdrawFact = (customerId: string, factId: string) => call<CustomerFacts>('DELETE', api.customerFact(customerId, factId));
