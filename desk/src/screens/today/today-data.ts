/** What does Today ask the server for, and what does it tell it? Queries and writes only. */
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { Leave } from '@meanwhile/wire/queues.ts';
import type { Today, TodayWithout } from '@meanwhile/wire/today.ts';
import { paths } from '../../paths.ts';
import { get, isProblem } from '../../sync/api.ts';
import { addLeave, removeLeave, type NewLeave } from '../team/staff-data.ts';

/** Hours pass by themselves; everything else comes by the stream. */
const minuteMs = 60_000;

export const todayQuery = queryOptions({
  queryKey: ['today'],
  queryFn: ({ signal }) => get<Today>(paths.today, undefined, signal),
  staleTime: minuteMs,
  refetchInterval: minuteMs,
});

/** What leave changes on screen. */
export const refreshAfterLeave = [['today'], ['leave'], ['staff']] as const;

/** `memberIds`: somebody at least; nothing is asked for nobody. */
export const withoutQuery = (memberIds: readonly string[], until: string) =>
  queryOptions({
    queryKey: ['today', 'without', memberIds, until],
    queryFn: ({ signal }) => get<TodayWithout>(paths.todayWithout, { memberIds: memberIds.join(','), until }, signal),
    enabled: memberIds.length > 0,
    placeholderData: keepPreviousData,
  });

/** Leave for each of them, or for none: where one is refused, what was added before is taken back. A repeated press carries the same keys. */
export async function markAbsent(memberIds: readonly string[], leave: Omit<NewLeave, 'memberId'>, key: string): Promise<Leave[]> {
  const added: Leave[] = [];
  try {
    for (const memberId of memberIds) added.push(await addLeave({ memberId, ...leave }, `${key} ${memberId}`));
  } catch (error) {
    // Whether it was heard is not known: the next press asks again under the same keys.
    if (!isProblem(error, 'unreachable', 'outcome_unknown', 'database_away')) await markPresent(added);
    throw error;
  }
  return added;
}

export async function markPresent(leave: readonly Leave[]): Promise<void> {
  for (const one of leave) await removeLeave(one.id);
}
