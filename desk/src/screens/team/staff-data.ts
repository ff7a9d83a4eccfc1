/** What do queues, skills, shifts and leave ask the server for, and what do they tell it? Queries and writes only. */
import { queryOptions } from '@tanstack/react-query';
import type { LiveAnswer } from '@meanwhile/wire/live.ts';
import type { Queue, StaffMember, Leave } from '@meanwhile/wire/queues.ts';
import type { Shift } from '@meanwhile/wire/records.ts';
import { paths } from '../../paths.ts';
import { del, get, isProblem, patch, post, put, type Listing } from '../../sync/api.ts';
import { daysLater, type Week } from './week.ts';

export type QueueBody = Omit<Queue, 'id' | 'openCount'>;
export interface NewShift {
  readonly memberId: string;
  readonly pool: Shift['pool'];
  readonly startsAt: string;
  readonly endsAt: string;
  readonly exceptionReason: string | null;
}
export type { LiveAnswer };
export type NewLeave = Omit<Leave, 'id'>;

/** Who is here changes by itself, as shifts begin and end. */
const minuteMs = 60_000;

export const queuesQuery = queryOptions({ queryKey: ['queues'], queryFn: () => get<Listing<Queue>>(paths.queues) });
export const staffQuery = queryOptions({
  queryKey: ['staff'],
  queryFn: () => get<Listing<StaffMember>>(paths.availability),
  staleTime: minuteMs,
  refetchInterval: minuteMs,
});
/** One’s own live shift that runs; it ends by itself. */
export const liveQuery = queryOptions({
  queryKey: ['live'],
  queryFn: () => get<LiveAnswer>(paths.live),
  staleTime: minuteMs,
  refetchInterval: minuteMs,
});
/** `from`, `to`: RFC 3339; those that touch the span. */
export const shiftsQuery = (from: string, to: string) =>
  queryOptions({
    queryKey: ['shifts', from, to],
    queryFn: async () => {
      const items: Shift[] = [];
      for (let cursor: string | null = ''; cursor !== null;) {
        const page: Listing<Shift> = await get<Listing<Shift>>(paths.shifts, {
          from,
          to,
          limit: 200,
          ...(cursor === '' ? {} : { cursor }),
        });
        items.push(...page.items);
        cursor = page.nextCursor;
      }
      return items;
    },
  });
export const leaveQuery = (from: string, to: string) =>
  queryOptions({ queryKey: ['leave', from, to], queryFn: () => get<Listing<Leave>>(paths.leave, { from, to }) });

export const addQueue = (body: QueueBody, key: string) => post<Queue>(paths.queues, body, key);
export const changeQueue = (id: string, body: QueueBody) => put<Queue>(paths.queue(id), body);
export const removeQueue = (id: string) => del(paths.queue(id));
export const changeStaff = (id: string, body: Pick<StaffMember, 'skills' | 'languages' | 'capacity'>) =>
  patch<StaffMember>(paths.staff(id), body);
export const sayAway = (away: boolean) => post<StaffMember>(paths.away, { away });
export const sayLive = (body: { readonly live: boolean; readonly exceptionReason?: string | null }) => post<LiveAnswer>(paths.live, body);
export const addShift = (body: NewShift, key: string) => post<Shift>(paths.shifts, body, key);
/** `keptBecause`: why it goes although a time told can no longer be kept without it. */
export const removeShift = (id: string, keptBecause?: string) =>
  del(`${paths.shift(id)}${keptBecause === undefined ? '' : `?${new URLSearchParams({ keptBecause })}`}`);
export const addLeave = (body: NewLeave, key: string) => post<Leave>(paths.leave, body, key);
export const removeLeave = (id: string) => del(paths.leaveOf(id));

/** Shifts of the week before that are not there yet, a week later. Gives how many; what cannot stand beside another shift is left out. */
export async function copyWeek(week: Week, key: string): Promise<number> {
  const before = await get<Listing<Shift>>(paths.shifts, { from: daysLater(week.from, -7), to: week.from, limit: 200 });
  // What somebody made by hand was no plan.
  const own = before.items.filter((shift) => shift.startsAt >= daysLater(week.from, -7) && !shift.byHand);
  let copied = 0;
  for (const { id, memberId, pool, startsAt, endsAt, exceptionReason } of own) {
    const moved = { memberId, pool, startsAt: daysLater(startsAt, 7), endsAt: daysLater(endsAt, 7), exceptionReason };
    try {
      await addShift(moved, `${key} ${id}`);
      copied += 1;
    } catch (error) {
      if (!isProblem(error, 'shift_overlaps', 'shift_in_other_pool', 'not_found')) throw error;
    }
  }
  return copied;
}
