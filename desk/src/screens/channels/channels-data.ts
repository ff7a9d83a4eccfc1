/** What do the channel screens ask the server for, and what do they tell it? Queries and writes only; nothing is decided or worded here. */
import { queryOptions } from '@tanstack/react-query';
import { api } from '../../sync/api.ts';
import type { Calendar, Channel, CommitmentPolicyRecord, Delivery, Inbound } from '@meanwhile/wire/records.ts';
import type { CalendarBody } from './calendar-draft.ts';

interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextCursor: string | null;
}
export interface EntryAnswer {
  readonly words: string | null;
  readonly besideSend?: string;
}
export interface PolicyBody {
  readonly name: string;
  readonly calendarId: string;
  readonly replyWithinMinutes: number;
}
export interface ChannelChange {
  readonly name?: string;
  readonly policyId?: string;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly secrets?: Readonly<Record<string, string | null>>;
}

const minuteMs = 60_000;
const all = 'limit=200';

export const channelsQuery = queryOptions({ queryKey: ['channels'], queryFn: () => api.get<Page<Channel>>(`/channels?${all}`) });
export const calendarsQuery = queryOptions({ queryKey: ['calendars'], queryFn: () => api.get<Page<Calendar>>(`/calendars?${all}`) });
export const policiesQuery = queryOptions({ queryKey: ['policies'], queryFn: () => api.get<Page<CommitmentPolicyRecord>>(`/commitment-policies?${all}`) });
export const quarantineQuery = queryOptions({ queryKey: ['inbound', 'quarantined'], queryFn: () => api.get<Page<Inbound>>(`/inbound?state=quarantined&${all}`) });
export const troubleQuery = queryOptions({
  queryKey: ['deliveries', 'trouble'],
  queryFn: async () => {
    const [unknown, failed] = await Promise.all(['unknown', 'failed'].map((state) => api.get<Page<Delivery>>(`/deliveries?state=${state}&${all}`)));
    return { items: [...(unknown?.items ?? []), ...(failed?.items ?? [])] };
  },
});
/** The sentence names a time, so it goes stale by the minute. */
export const entryQuery = (channelId: string, locale: string) => queryOptions({
  queryKey: ['channels', channelId, 'entry', locale],
  queryFn: () => api.get<EntryAnswer>(`/channels/${channelId}/entry?locale=${encodeURIComponent(locale)}`),
  staleTime: minuteMs,
  refetchInterval: minuteMs,
});

export const createChannel = (body: { readonly type: Channel['type']; readonly name: string; readonly policyId: string | null; readonly settings: Readonly<Record<string, unknown>> }) =>
  api.post<Channel>('/channels', body);
export const changeChannel = (id: string, change: ChannelChange) => api.patch<Channel>(`/channels/${id}`, change);
export const openChannel = (id: string) => api.post<Channel>(`/channels/${id}/open`, {});
export const closeChannel = (id: string) => api.post<Channel>(`/channels/${id}/close`, {});
export const createCalendar = (body: CalendarBody) => api.post<Calendar>('/calendars', body);
export const saveCalendar = (id: string, body: CalendarBody) => api.put<Calendar>(`/calendars/${id}`, body);
export const createPolicy = (body: PolicyBody) => api.post<CommitmentPolicyRecord>('/commitment-policies', body);
export const savePolicy = (id: string, body: PolicyBody) => api.put<CommitmentPolicyRecord>(`/commitment-policies/${id}`, body);
export const releaseInbound = (id: string) => api.post<unknown>(`/inbound/${id}/release`, {});
export const discardInbound = (id: string) => api.post<unknown>(`/inbound/${id}/discard`, {});
export const settleDelivery = (id: string, as: 'sent' | 'send_again') => api.post<Delivery>(`/deliveries/${id}/settle`, { as });
export const redriveDelivery = (id: string) => api.post<Delivery>(`/deliveries/${id}/redrive`, {});
