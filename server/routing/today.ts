/**
 * What falls due against the people planned, what will be late as planned, and what if some of them are absent? Reads facts in six statements and
 * reckons on them in `core`; nothing is kept. New messages to come, skills and queues are left out, and the screen says so.
 */
import { stepLimits } from '@meanwhile/core/kernel/limits.ts';
import { localInstant } from '@meanwhile/core/calendar/compile.ts';
import { capacityOf, capacityBetween, type Capacity } from '@meanwhile/core/commitment/estimate-capacity.ts';
import { localClock, localDate } from '@meanwhile/core/commitment/zoned-parts.ts';
import { dayMs, hourMs, minuteMs } from '@meanwhile/core/kernel/instant.ts';
import { personMsBetween, plannedHours, type PersonHours } from '@meanwhile/core/routing/planned.ts';
import { workOff } from '@meanwhile/core/routing/work-off.ts';
import { workFigures, type WorkFigures } from '../commitment/commitment.ts';
import type { Here } from '../platform/here.ts';
import { staffHere, type StaffHere } from './staff.ts';
import { listLeave, plansShifts, type LeaveRow } from './staff.store.ts';
import { dueCases, shiftsAhead, workspaceZone, type DueRow, type PlannedRow } from './today.store.ts';

export type At = Pick<Here, 'tx' | 'workspaceId' | 'at'>;

/** So many of the soonest due are looked at. */
export const mostDue = stepLimits.todayDue;
/** As far as the next day with somebody planned is looked for. */
const planDays = 8;

export interface Facts {
  readonly at: number;
  readonly zone: string;
  readonly untilAt: number;
  readonly dayEndsAt: number;
  readonly figures: WorkFigures;
  readonly isPlanned: boolean;
  readonly due: readonly DueRow[];
  readonly shifts: readonly PlannedRow[];
  readonly leave: readonly LeaveRow[];
  readonly staff: readonly StaffHere[];
}

/** `alsoUntilAt`: looks at least as far as that, and at most a week. */
export async function factsOfToday({ tx, workspaceId, at }: At, alsoUntilAt = at): Promise<Facts> {
  const zone = await workspaceZone(tx, workspaceId);
  const dayEndsAt = endOfDay(at, zone);
  const span = { fromAt: at, toAt: at + planDays * dayMs };
  const shifts = await shiftsAhead(tx, workspaceId, span);
  const leave = await listLeave(tx, workspaceId, span);
  const untilAt = Math.max(horizon(zone, dayEndsAt, shifts), Math.min(alsoUntilAt, span.toAt));
  return {
    at,
    zone,
    untilAt,
    dayEndsAt,
    figures: await workFigures(tx, workspaceId, at),
    isPlanned: await plansShifts(tx, workspaceId, at - 14 * dayMs),
    due: await dueCases(tx, workspaceId, { at, untilAt, most: mostDue + 1 }),
    shifts,
    leave,
    staff: await staffHere({ tx, workspaceId, at }),
  };
}

/** The latest time told; where none was told anew, what the list goes by. */
export const dueOf = (row: DueRow): number => row.again_at ?? row.due_at;

export interface Plan {
  readonly hours: readonly PersonHours[];
  readonly capacity: Capacity;
  /** By case; null: not within the plan. */
  readonly doneAt: ReadonlyMap<string, number | null>;
}

/** What the people planned get done if these are absent too. Whoever said they are away is not counted until the shift that runs now is over. */
export function planOf(facts: Facts, absent: readonly PersonHours[] = []): Plan {
  const { at } = facts;
  const shifts = facts.shifts.filter((one) => one.pool === 'async' && one.starts_at < facts.untilAt).map(hoursOf);
  const away = new Set(facts.staff.filter((one) => one.awaySinceAt !== null).map((one) => one.id));
  const awayHours = shifts.filter((one) => away.has(one.memberId) && one.startAt <= at);
  const hours = plannedHours(shifts, [...facts.leave.map(hoursOf), ...awayHours, ...absent], at);
  const { figures } = facts;
  const capacity = capacityOf(hours, figures.productiveShare);
  const waiting = facts.due.slice(0, mostDue).map((row) => ({
    id: row.id,
    urgent: row.urgent,
    dueAt: row.due_at,
    waitingSinceAt: row.waiting_since,
    expectedMs: figures.perReplyMs,
  }));
  return { hours, capacity, doneAt: new Map(workOff(waiting, capacity, at).map((one) => [one.id, one.doneAt])) };
}

/** Not late yet, and not done by the time told. Nothing where nobody plans shifts. */
export function willBeLate({ at, isPlanned, due }: Facts, { doneAt }: Plan): DueRow[] {
  if (!isPlanned) return [];
  return due
    .slice(0, mostDue)
    .filter((row) => dueOf(row) >= at && isAfter(doneAt.get(row.id) ?? null, dueOf(row)))
    .toSorted(bySoonest);
}

export const lateNow = ({ at, due }: Facts): DueRow[] =>
  due
    .slice(0, mostDue)
    .filter((row) => dueOf(row) < at)
    .toSorted(bySoonest);

export interface AtRisk {
  readonly row: DueRow;
  readonly why: 'in_their_hands' | 'too_few_people';
}

/** Replies that these people's absence until `untilAt` puts at risk, the soonest due first. What will be late or is late anyway is not among them. */
export function atRiskWithout(facts: Facts, memberIds: readonly string[], untilAt: number): { plan: Plan; atRisk: AtRisk[] } {
  const { at } = facts;
  const before = planOf(facts);
  const plan = planOf(
    facts,
    memberIds.map((memberId) => ({ memberId, startAt: at, endAt: untilAt })),
  );
  const lateAnyway = new Set(willBeLate(facts, before).map((row) => row.id));
  const late = new Set(willBeLate(facts, plan).map((row) => row.id));
  const atRisk = facts.due.slice(0, mostDue).flatMap((row): AtRisk[] => {
    if (lateAnyway.has(row.id) || dueOf(row) < at) return [];
    const isTheirs = row.assignee_id !== null && memberIds.includes(row.assignee_id) && dueOf(row) < untilAt;
    if (isTheirs) return [{ row, why: 'in_their_hands' }];
    return late.has(row.id) ? [{ row, why: 'too_few_people' }] : [];
  });
  return { plan, atRisk: atRisk.toSorted((a, b) => bySoonest(a.row, b.row)) };
}

export interface HourAhead {
  readonly startsAt: number;
  readonly dueCount: number;
  readonly lateCount: number;
  readonly peopleCount: number;
  readonly canAnswerCount: number;
}

/** Whole hours of the workspace's clock from the one that runs; those with nothing due and nobody there are left out. */
export function hoursAhead(facts: Facts, plan: Plan): HourAhead[] {
  const { at, zone, untilAt } = facts;
  const firstAt = at - localClock(at, zone).minute * minuteMs - (at % minuteMs);
  const hourOf = (instant: number): number => Math.floor((instant - firstAt) / hourMs);
  const ahead = facts.due.slice(0, mostDue).filter((row) => dueOf(row) >= at && dueOf(row) < untilAt);
  const due = Map.groupBy(ahead, (row) => hourOf(dueOf(row)));
  const late = Map.groupBy(willBeLate(facts, plan), (row) => hourOf(dueOf(row)));
  const { perReplyMs } = facts.figures;
  const hours: HourAhead[] = [];
  for (let n = 0; firstAt + n * hourMs < untilAt; n += 1) {
    const startsAt = firstAt + n * hourMs;
    const [fromAt, toAt] = [Math.max(startsAt, at), Math.min(startsAt + hourMs, untilAt)];
    hours.push({
      startsAt,
      dueCount: due.get(n)?.length ?? 0,
      lateCount: late.get(n)?.length ?? 0,
      peopleCount: Math.round((10 * personMsBetween(plan.hours, fromAt, toAt)) / (toAt - fromAt)) / 10,
      canAnswerCount: Math.floor(capacityBetween(plan.capacity, fromAt, toAt) / perReplyMs),
    });
  }
  return hours.filter((hour) => hour.dueCount > 0 || hour.peopleCount > 0);
}

const bySoonest = (a: DueRow, b: DueRow): number => dueOf(a) - dueOf(b) || (a.id < b.id ? -1 : 1);
const isAfter = (doneAt: number | null, dueAt: number): boolean => doneAt === null || doneAt > dueAt;
const hoursOf = (row: Pick<PlannedRow, 'member_id' | 'starts_at' | 'ends_at'>): PersonHours => ({
  memberId: row.member_id,
  startAt: row.starts_at,
  endAt: row.ends_at,
});

/** The end of tomorrow; where nobody is planned then, of the next day on which somebody is. */
function horizon(zone: string, dayEndsAt: number, shifts: readonly PlannedRow[]): number {
  const next = shifts.find((shift) => shift.pool === 'async' && shift.ends_at > dayEndsAt);
  return endOfDay(next === undefined ? dayEndsAt : Math.max(dayEndsAt, next.starts_at), zone);
}

/** The next midnight of this zone's clock after an instant. */
function endOfDay(at: number, zone: string): number {
  const tomorrow = Date.parse(localDate(at, zone)) + dayMs;
  return localInstant(`${localDate(tomorrow, 'UTC')}T00:00`, zone);
}
