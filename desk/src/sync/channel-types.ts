/** Which kinds of channel does this installation know? Asked once: they change with the program alone. Until it is known a channel has a plain look. */
import { queryOptions, useQuery } from '@tanstack/react-query';
import type { ChannelTypeRecord } from '@meanwhile/wire/channel-type.ts';
import { paths } from '../paths.ts';
import { say } from '../words/say.ts';
import { get, type Listing } from './api.ts';

type Asked = Pick<Listing<ChannelTypeRecord>, 'items'>;
export const channelTypesQuery = queryOptions({
  queryKey: ['channel-types'],
  queryFn: () => get<Asked>(paths.channelTypes),
  staleTime: Infinity,
});

const none: readonly ChannelTypeRecord[] = [];
export const useChannelTypes = (): readonly ChannelTypeRecord[] => useQuery(channelTypesQuery).data?.items ?? none;
export const useChannelType = (type: string): ChannelTypeRecord | null => useChannelTypes().find((one) => one.type === type) ?? null;

/** Our own are said in the reader's language; the others by their proper name. */
export function channelName(type: string, types: readonly ChannelTypeRecord[]): string {
  if (type === 'messenger' || type === 'email') return say(`channel.${type}`);
  return types.find((one) => one.type === type)?.title ?? type;
}
