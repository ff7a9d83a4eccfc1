/** How does what is done to an incident show before the server has answered, in every list it stands in, and how does it go back? */
import type { InfiniteData } from '@tanstack/react-query';
import type { Incident, IncidentCase, IncidentReply, IncidentSuggestion } from '@meanwhile/wire/incidents.ts';
import type { CaseRow } from '@meanwhile/wire/records.ts';
import type { Listing } from './api.ts';
import { keys, queryClient } from './query.ts';

type Pages<Item> = InfiniteData<Listing<Item>, string>;

/** A case as the lists of an incident show it. */
export type Linkable = Pick<IncidentCase, 'caseId' | 'number' | 'customer' | 'channelId' | 'subject' | 'firstLine'>;

export const linkableOf = ({ id, number, customer, channelId, subject, unansweredText, lastText }: CaseRow): Linkable => ({
  caseId: id,
  number,
  customer: customer.name ?? customer.address,
  channelId,
  subject,
  firstLine: unansweredText ?? lastText,
});

/** Does it, and gives the way back to what stood there before. */
export function showAs(change: () => void): () => void {
  const before = queryClient.getQueriesData({ queryKey: keys.incidents });
  change();
  return () => {
    for (const [key, data] of before) queryClient.setQueryData(key, data);
    void queryClient.invalidateQueries({ queryKey: keys.incidents });
  };
}

const key = (...parts: readonly string[]) => [...keys.incidents, ...parts];

/** Everywhere it stands; lists of one state lose it, or get it. */
export function putIncident(incident: Incident): void {
  const swap = (one: Incident): Incident => (one.id === incident.id ? incident : one);
  queryClient.setQueryData(key('one', incident.id), incident);
  queryClient.setQueriesData<readonly Incident[]>({ queryKey: key('of-case') }, (items) => items?.map(swap));
  queryClient.setQueryData<Pages<Incident>>(
    key('list'),
    (data) => data && { ...data, pages: data.pages.map((page) => ({ ...page, items: page.items.map(swap) })) },
  );
  for (const state of ['open', 'fixed'] as const)
    queryClient.setQueryData<readonly Incident[]>(key('state', state), (items) => {
      if (items === undefined) return undefined;
      if (incident.state !== state) return items.filter((one) => one.id !== incident.id);
      return items.some((one) => one.id === incident.id) ? items.map(swap) : [incident, ...items];
    });
}

/** Whether the case is linked to it; undefined where nothing on screen says so. */
export function isLinkedHere(incident: Incident, caseId: string): boolean | undefined {
  const ofCase = queryClient.getQueryData<readonly Incident[]>(key('of-case', caseId));
  if (ofCase !== undefined) return ofCase.some((one) => one.id === incident.id);
  const suggested = queryClient.getQueryData<readonly IncidentSuggestion[]>(key('suggestions', incident.id));
  if (suggested?.some((one) => one.caseId === caseId) === true) return false;
  const linked = queryClient.getQueryData<Pages<IncidentCase>>(key('cases', incident.id));
  return linked?.pages.some((page) => page.items.some((one) => one.caseId === caseId)) === true ? true : undefined;
}

export function putLinked(incident: Incident, one: Linkable, linkedAt: string, linkedBy: string | null): void {
  queryClient.setQueryData<readonly Incident[]>(
    key('of-case', one.caseId),
    (items) => items && [incident, ...items.filter((other) => other.id !== incident.id)],
  );
  const linked: IncidentCase = { ...one, how: 'hand', linkedAt, linkedBy };
  changeCases(incident.id, (items, isFirst) => {
    const rest = items.filter((other) => other.caseId !== one.caseId);
    return isFirst ? [linked, ...rest] : rest;
  });
  queryClient.setQueryData<readonly IncidentSuggestion[]>(key('suggestions', incident.id), (items) =>
    items?.filter((other) => other.caseId !== one.caseId),
  );
}

export function dropLinked(incident: Incident, caseId: string): void {
  queryClient.setQueryData<readonly Incident[]>(key('of-case', caseId), (items) => items?.filter((one) => one.id !== incident.id));
  changeCases(incident.id, (items) => items.filter((other) => other.caseId !== caseId));
}

function changeCases(incidentId: string, change: (items: readonly IncidentCase[], isFirst: boolean) => readonly IncidentCase[]): void {
  queryClient.setQueryData<Pages<IncidentCase>>(
    key('cases', incidentId),
    (data) => data && { ...data, pages: data.pages.map((page, index) => ({ ...page, items: change(page.items, index === 0) })) },
  );
}

export function putReply(reply: IncidentReply): void {
  queryClient.setQueryData<Listing<IncidentReply>>(
    key('replies', reply.incidentId),
    (data) => data && { ...data, items: data.items.map((one) => (one.id === reply.id ? reply : one)) },
  );
}
