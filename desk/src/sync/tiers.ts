/** Which tiers may customers have? A short list of keys; empty in most workspaces. */
import { queryOptions, useQuery } from '@tanstack/react-query';
import type { Tiers } from '@meanwhile/wire/tiers.ts';
import { paths } from '../paths.ts';
import { get, put } from './api.ts';

export const tiersQuery = queryOptions({ queryKey: ['tiers'], queryFn: () => get<Tiers>(paths.tiers) });
export const useTiers = () => useQuery(tiersQuery);
export const saveTiers = (keys: readonly string[]) => put<Tiers>(paths.tiers, { keys });
