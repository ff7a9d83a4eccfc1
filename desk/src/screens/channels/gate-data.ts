/** What do the three tests of a channel see, and why may it be open all the same? Queries and writes only. */
import { queryOptions } from '@tanstack/react-query';
import type { ChannelGate, GateOverview } from '@meanwhile/wire/gate.ts';
import { paths } from '../../paths.ts';
import { get, post } from '../../sync/api.ts';

export const gateQuery = (channelId: string) =>
  queryOptions({ queryKey: ['gate', channelId], queryFn: () => get<ChannelGate>(paths.channelGate(channelId)) });
/** Time passes by itself: an override lapses without anybody’s doing. */
export const gatesQuery = queryOptions({ queryKey: ['gates'], queryFn: () => get<GateOverview>(paths.gates), refetchInterval: 60_000 });
export const overrideGate = (channelId: string, because: string, key: string) =>
  post<ChannelGate>(paths.channelOverride(channelId), { because }, key);
