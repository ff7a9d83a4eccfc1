/** What do internal targets ask the server for, and what do they tell it? Queries and writes only. */
import { queryOptions } from '@tanstack/react-query';
import type { ClockTarget, SaveTarget } from '@meanwhile/wire/targets.ts';
import { paths } from '../../paths.ts';
import { del, get, post, put, type Listing } from '../../sync/api.ts';

export const targetsQuery = queryOptions({ queryKey: ['clock-targets'], queryFn: () => get<Listing<ClockTarget>>(paths.targets) });
export const addTarget = (body: SaveTarget, key: string) => post<ClockTarget>(paths.targets, body, key);
export const changeTarget = (id: string, body: SaveTarget) => put<ClockTarget>(paths.target(id), body);
export const orderTargets = (ids: readonly string[]) => put<Listing<ClockTarget>>(paths.targetOrder, { ids });
export const removeTarget = (id: string) => del(paths.target(id));
