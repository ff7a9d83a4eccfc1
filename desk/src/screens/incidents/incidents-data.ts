/** What do the screens of incidents ask the server for, and what do their forms tell it? What shows before its answer is `sync/incident-deeds.ts`. */
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import type {
  ChangeIncident,
  Incident,
  IncidentAudience,
  IncidentCase,
  IncidentOutcome,
  IncidentPreview,
  IncidentReply,
  IncidentSuggestion,
  IncidentTexts,
  OpenIncident,
  ReplyToIncident,
} from '@meanwhile/wire/incidents.ts';
import { api } from '../../links.ts';
import { get, patch, post, type Listing } from '../../sync/api.ts';
import { keys } from '../../sync/query.ts';

const pageSize = 50;
const minuteMs = 60_000;
const onTheWayMs = 2_000;

export const incidentsQuery = infiniteQueryOptions({
  queryKey: [...keys.incidents, 'list'],
  initialPageParam: '',
  queryFn: ({ pageParam, signal }) => get<Listing<Incident>>(api.incidents(), { cursor: pageParam, limit: pageSize }, signal),
  getNextPageParam: (last) => last.nextCursor,
});
export const incidentQuery = (id: string) =>
  queryOptions({ queryKey: [...keys.incidents, 'one', id], queryFn: ({ signal }) => get<Incident>(api.incident(id), undefined, signal) });
export const linkedQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: [...keys.incidents, 'cases', id],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) =>
      get<Listing<IncidentCase>>(api.incidentPart(id, 'cases'), { cursor: pageParam, limit: pageSize }, signal),
    getNextPageParam: (last) => last.nextCursor,
  });
/** Customers go on writing, and nothing says here when a case begins to look like it. */
export const suggestionsQuery = (id: string) =>
  queryOptions({
    queryKey: [...keys.incidents, 'suggestions', id],
    queryFn: async ({ signal }) => (await get<Listing<IncidentSuggestion>>(api.incidentPart(id, 'suggestions'), undefined, signal)).items,
    refetchInterval: minuteMs,
  });
export const audienceQuery = (id: string) =>
  queryOptions({
    queryKey: [...keys.incidents, 'audience', id],
    queryFn: ({ signal }) => get<IncidentAudience>(api.incidentPart(id, 'audience'), undefined, signal),
    staleTime: 0,
  });
export const repliesQuery = (id: string) =>
  queryOptions({
    queryKey: [...keys.incidents, 'replies', id],
    queryFn: ({ signal }) => get<Listing<IncidentReply>>(api.incidentPart(id, 'replies'), { limit: pageSize }, signal),
    // The stream tells of its beginning and its end; how far it has come is looked at meanwhile.
    refetchInterval: ({ state }) => (state.data?.items.some(isOnItsWay) === true ? onTheWayMs : false),
  });
const isOnItsWay = ({ undoneAt, finishedAt }: IncidentReply): boolean => undoneAt === null && finishedAt === null;
export const skippedQuery = ({ incidentId, id }: IncidentReply) =>
  infiniteQueryOptions({
    queryKey: [...keys.incidents, 'skipped', incidentId, id],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) =>
      get<Listing<IncidentOutcome>>(
        api.incidentReply(incidentId, id, 'cases'),
        { outcome: 'skipped', cursor: pageParam, limit: pageSize },
        signal,
      ),
    getNextPageParam: (last) => last.nextCursor,
  });

export interface PreviewAsked {
  readonly incidentId: string | null;
  readonly channelId: string;
  readonly locale: string;
  readonly entryTexts: IncidentTexts;
  readonly ackTexts: IncidentTexts;
}
/** The sentences name a time, so they are asked for anew every minute. */
export const previewQuery = (asked: PreviewAsked) =>
  queryOptions({
    queryKey: ['incident-preview', asked],
    queryFn: () => post<IncidentPreview>(api.incidentPreview(), asked),
    staleTime: minuteMs,
    refetchInterval: minuteMs,
    placeholderData: keepPreviousData,
    enabled: asked.channelId !== '',
  });

export const openIncident = (body: OpenIncident, key: string) => post<Incident>(api.incidents(), body, key);
export const changeIncident = (id: string, body: ChangeIncident) => patch<Incident>(api.incident(id), body);
export const answerAll = (id: string, body: ReplyToIncident, key: string) => post<IncidentReply>(api.incidentPart(id, 'reply'), body, key);
