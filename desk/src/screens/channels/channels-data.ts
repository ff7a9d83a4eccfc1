/** What do the channel screens ask the server for, and what do they tell it? Queries and writes only; nothing is decided or worded here. */
import { queryOptions } from '@tanstack/react-query';
import { paths } from '../../paths.ts';
import { get, patch, post, put } from '../../sync/api.ts';
import { keys } from '../../sync/query.ts';
import type { ChannelStance } from '@meanwhile/wire/live.ts';
import type { HolidayYear } from '@meanwhile/wire/holidays.ts';
import type { MailHandedOver, MailTest } from '@meanwhile/wire/mail-in.ts';
import type { CommitmentPolicyRecord } from '@meanwhile/wire/policy.ts';
import type { Calendar, Channel, Delivery, Inbound } from '@meanwhile/wire/records.ts';
import type { Listing } from '../../sync/api.ts';
import type { CalendarBody } from './calendar-draft.ts';

export interface EntryAnswer {
  readonly words: string | null;
  readonly besideSend?: string;
}
export interface PolicyBody {
  readonly name: string;
  readonly calendarId: string;
  readonly replyWithinMinutes: number;
  readonly appliesTo: CommitmentPolicyRecord['appliesTo'];
}
export interface NewChannel {
  readonly type: Channel['type'];
  readonly name: string;
  readonly policyId: string | null;
  readonly settings: Readonly<Record<string, unknown>>;
}
export interface ChannelChange {
  readonly name?: string;
  readonly policyId?: string;
  readonly tellsSooner?: boolean;
  readonly mayBeLive?: boolean;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly secrets?: Readonly<Record<string, string | null>>;
  readonly keptBecause?: string;
}

const minuteMs = 60_000;
/** More than anyone has; a longer list would be paged. */
const limit = 200;

export const channelsQuery = queryOptions({ queryKey: keys.channels, queryFn: () => get<Listing<Channel>>(paths.channels, { limit }) });
export const calendarsQuery = queryOptions({ queryKey: ['calendars'], queryFn: () => get<Listing<Calendar>>(paths.calendars, { limit }) });
export const policiesQuery = queryOptions({
  queryKey: ['commitment-policies'],
  queryFn: () => get<Listing<CommitmentPolicyRecord>>(paths.policies, { limit }),
});
export const quarantineQuery = queryOptions({
  queryKey: ['inbound', 'quarantined'],
  queryFn: () => get<Listing<Inbound>>(paths.inbound, { state: 'quarantined', limit }),
});
export const troubleQuery = queryOptions({
  queryKey: ['deliveries', 'trouble'],
  queryFn: async () => {
    const [unknown, failed] = await Promise.all([listDeliveries('unknown'), listDeliveries('failed')]);
    return [...unknown.items, ...failed.items];
  },
});
export const outboxQuery = queryOptions({ queryKey: ['deliveries', 'queued'], queryFn: () => listDeliveries('queued'), staleTime: 0 });
/** Who is there changes by itself. */
export const stanceQuery = (id: string) =>
  queryOptions({
    queryKey: ['stance', id],
    queryFn: () => get<ChannelStance>(paths.channelStance(id)),
    staleTime: 0,
    refetchInterval: 15_000,
  });
/** The sentence names a time, so it is asked for anew every minute. */
export const entryQuery = (channelId: string, locale: string) =>
  queryOptions({
    queryKey: ['entry', channelId, locale],
    queryFn: () => get<EntryAnswer>(paths.channelEntry(channelId), { locale }),
    staleTime: minuteMs,
    refetchInterval: minuteMs,
  });
/** Names a time too. */
export const policyPreviewQuery = (calendarId: string, replyWithinMinutes: number, locale: string) =>
  queryOptions({
    queryKey: ['entry', 'preview', calendarId, replyWithinMinutes, locale],
    queryFn: () => get<{ readonly words: string }>(paths.policyPreview, { calendarId, replyWithinMinutes, locale }),
    staleTime: minuteMs,
    refetchInterval: minuteMs,
    placeholderData: (before) => before,
    retry: false,
  });
/** Days of a year do not change while somebody looks at them. */
export const holidaysQuery = (asked: { country: string | null; region: string | null; year: number; locale: string }) =>
  queryOptions({
    queryKey: ['holidays', asked],
    queryFn: () =>
      get<HolidayYear>(paths.holidays, {
        year: asked.year,
        locale: asked.locale,
        ...(asked.country === null ? {} : { country: asked.country }),
        ...(asked.region === null ? {} : { region: asked.region }),
      }),
    staleTime: Infinity,
  });

/** Somebody may be waiting for the first mail: looked at often, and only while the page is open. */
export const handedOverQuery = (channelId: string) =>
  queryOptions({
    queryKey: ['handed-over', channelId],
    queryFn: () => get<MailHandedOver>(paths.channelHandedOver(channelId)),
    refetchInterval: 5_000,
  });

const isAwaited = (test: MailTest | undefined): boolean => test?.state === 'waiting' || test?.state === 'came';
/** Looked at often while a test is on its way; one that came may still come again. */
export const mailTestQuery = (channelId: string) =>
  queryOptions({
    queryKey: ['mail-test', channelId],
    queryFn: () => get<MailTest>(paths.channelMailTest(channelId)),
    refetchInterval: ({ state }) => (isAwaited(state.data) ? 3_000 : false),
  });

function listDeliveries(state: Delivery['state']): Promise<Listing<Delivery>> {
  return get<Listing<Delivery>>(paths.deliveries, { state, limit });
}

export const createChannel = (body: NewChannel, key: string) => post<Channel>(paths.channels, body, key);
export const changeChannel = (id: string, change: ChannelChange) => patch<Channel>(paths.channel(id), change);
export const sendMailTest = (id: string) => post<MailTest>(paths.channelMailTest(id), {});
export const connectChannel = (id: string, credentials: Readonly<Record<string, string>>) =>
  post<Channel>(paths.channelConnect(id), { credentials });
export const openChannel = (id: string) => post<Channel>(paths.channelOpen(id), {});
export const closeChannel = (id: string) => post<Channel>(paths.channelClose(id), {});
export const saveCalendar = (id: string, body: CalendarBody & { readonly keptBecause?: string }) => put<Calendar>(paths.calendar(id), body);
export const createPolicy = (body: PolicyBody, key: string) => post<CommitmentPolicyRecord>(paths.policies, body, key);
export const savePolicy = (id: string, body: PolicyBody) => put<CommitmentPolicyRecord>(paths.policy(id), body);
export const releaseInbound = (id: string) => post<unknown>(paths.inboundRelease(id), {});
export const discardInbound = (id: string) => post<unknown>(paths.inboundDiscard(id), {});
export const settleDelivery = (id: string, as: 'sent' | 'send_again') => post<Delivery>(paths.deliverySettle(id), { as });
export const redriveDelivery = (id: string) => post<Delivery>(paths.deliveryRedrive(id), {});
