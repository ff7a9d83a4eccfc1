/** Who of the members is here to answer, with how much room? From the plan, leave, their own word and their last input; facts to `core/routing`. */
import { availabilityOf, type Availability } from '@meanwhile/core/routing/availability.ts';
import { loadOf } from '@meanwhile/core/routing/effort.ts';
import type { Hands } from '@meanwhile/core/routing/hand-out.ts';
import { dayMs } from '@meanwhile/core/kernel/instant.ts';
import type { Here } from '../platform/here.ts';
import { plansShifts, staffNow } from './staff.store.ts';

export interface StaffHere {
  readonly id: string;
  readonly name: string;
  readonly skills: readonly string[];
  readonly languages: readonly string[];
  readonly capacity: number;
  readonly load: number;
  readonly availability: Availability;
  readonly nextShiftAt: number | null;
  readonly awaySinceAt: number | null;
}

/** A workspace that had no shift for this long plans none. */
const planMemoryMs = 14 * dayMs;

export async function staffHere({ tx, workspaceId, at }: Pick<Here, 'tx' | 'workspaceId' | 'at'>): Promise<StaffHere[]> {
  const shiftsArePlanned = await plansShifts(tx, workspaceId, at - planMemoryMs);
  return (await staffNow(tx, workspaceId, at, dayMs)).map((row) => ({
    id: row.id,
    name: row.name,
    skills: row.skills,
    languages: row.languages,
    capacity: row.capacity,
    load: loadOf({ ourCount: row.our_count, waitingCount: row.waiting_count }),
    availability: availabilityOf(
      {
        shift: row.shift_pool === null || row.shift_starts_at === null ? null : { pool: row.shift_pool, startsAt: row.shift_starts_at },
        shiftsArePlanned,
        onLeave: row.on_leave,
        awaySinceAt: row.away_since,
        inputAt: row.input_at,
      },
      at,
    ),
    nextShiftAt: row.next_shift_at,
    awaySinceAt: row.away_since,
  }));
}

export function handsOf({ id, availability, skills, languages, capacity, load }: StaffHere): Hands {
  return { id, availability, skills, languages, capacity, load };
}
