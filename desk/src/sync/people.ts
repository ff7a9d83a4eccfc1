/** Who can answer, where can be written to, what can a case be about? Small lists every screen may need. */
import { queryOptions, useQuery } from '@tanstack/react-query';
import type { Channel, Tag, Topic } from '@meanwhile/wire/records.ts';
import { api } from '../links.ts';
import { get } from './api.ts';
import type { Listing } from './api.ts';
import { keys } from './query.ts';

export interface Agent {
  readonly id: string;
  readonly name: string;
}

const listOf = <Item>(queryKey: readonly string[], path: string) =>
  queryOptions({ queryKey, queryFn: async ({ signal }) => (await get<Listing<Item>>(path, { limit: 200 }, signal)).items });

export const useAgents = () => useQuery(listOf<Agent>(keys.agents, api.agents()));
export const useTopics = () => useQuery(listOf<Topic>(keys.topics, api.topics()));
export const useTags = () => useQuery(listOf<Tag>(keys.tags, api.tags()));
export const useChannelNames = () => useQuery(listOf<Channel>(['channels', 'names'], api.channels()));
