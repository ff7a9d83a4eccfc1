/** Which incidents are open, and which is a case linked to? What inbox, Today and rules need of them; their own screens ask for the rest. */
import { queryOptions, useQuery } from '@tanstack/react-query';
import type { Incident } from '@meanwhile/wire/incidents.ts';
import { api } from '../links.ts';
import { get, type Listing } from './api.ts';
import { keys } from './query.ts';

type Asked = { readonly state: Incident['state'] } | { readonly caseId: string };

const list = (name: readonly string[], asked: Asked) =>
  queryOptions({
    queryKey: [...keys.incidents, ...name],
    queryFn: async ({ signal }) => (await get<Listing<Incident>>(api.incidents(), { ...asked, limit: 200 }, signal)).items,
  });

export const openIncidentsOptions = list(['state', 'open'], { state: 'open' });
const fixedIncidentsOptions = list(['state', 'fixed'], { state: 'fixed' });
export const incidentsOfCaseOptions = (caseId: string) => list(['of-case', caseId], { caseId });

export const useOpenIncidents = (): readonly Incident[] => useQuery(openIncidentsOptions).data ?? [];
export const useIncidentsOfCase = (caseId: string): readonly Incident[] => useQuery(incidentsOfCaseOptions(caseId)).data ?? [];

/** Those a case can be linked to: all that are not closed, the open ones first, as they are when it is asked. Undefined until known. */
export function useLinkable(): readonly Incident[] | undefined {
  const open = useQuery({ ...openIncidentsOptions, staleTime: 0 }).data;
  const fixed = useQuery({ ...fixedIncidentsOptions, staleTime: 0 }).data;
  return open === undefined || fixed === undefined ? undefined : [...open, ...fixed];
}
