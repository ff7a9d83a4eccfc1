/**
 * When is each waiting case answered, if the people planned work through them in routing's order and nothing new comes? The order is asked anew
 * before every answer, as routing does: what cannot be kept any more makes room for what can. People are one stream of work, so skills, queues and
 * whose hands a case is in are left out.
 */
import { doneAt, type Capacity } from '../commitment/estimate-capacity.ts';
import type { Instant } from '../kernel/instant.ts';
import { guardFactor, placeOf, type Waiting } from './order.ts';

export interface WorkedOff {
  readonly id: string;
  /** Null: not within the plan. */
  readonly doneAt: Instant | null;
}

/** In the order of answering; every case once. O(n log n) but for cases that come back from the late ones. */
export function workOff(cases: readonly Waiting[], capacity: Capacity, nowAt: Instant): WorkedOff[] {
  const line = lineOf(cases);
  const done: WorkedOff[] = [];
  let workMs = 0;
  while (done.length < cases.length) {
    // The first moment of work after what came before: over a night that is the next morning.
    const startAt = doneAt(capacity, nowAt, workMs + 1);
    const next = line.take(startAt ?? nowAt);
    workMs += next.expectedMs;
    done.push({ id: next.id, doneAt: startAt === null ? null : doneAt(capacity, nowAt, workMs) });
  }
  return done;
}

type Compare = (a: Waiting, b: Waiting) => number;
const byWait: Compare = (a, b) => a.waitingSinceAt - b.waitingSinceAt || (a.id < b.id ? -1 : 1);
const byDue: Compare = (a, b) => (a.dueAt ?? a.waitingSinceAt) - (b.dueAt ?? b.waitingSinceAt) || byWait(a, b);

/** The bands of `order.ts`, each kept sorted with its first one at the end. Must not be asked for more than there is. */
function lineOf(cases: readonly Waiting[]): { take(at: Instant): Waiting } {
  const band = (of: (one: Waiting) => boolean, by: Compare): Waiting[] => cases.filter(of).toSorted((a, b) => by(b, a));
  const urgent = band((one) => one.urgent, byDue);
  const inTime = band((one) => !one.urgent && one.dueAt !== null, byDue);
  const untold = band((one) => !one.urgent && one.dueAt === null, byWait);
  let late: Waiting[] = [];
  let nextBackAt = Number.POSITIVE_INFINITY;

  const bringBack = (at: Instant): void => {
    if (at <= nextBackAt) return;
    for (const one of late) if (backAt(one) < at) insert(inTime, one, byDue);
    late = late.filter((one) => backAt(one) >= at);
    nextBackAt = Math.min(...late.map(backAt));
  };
  const firstInTime = (at: Instant): Waiting | undefined => {
    for (let one = inTime.pop(); one !== undefined; one = inTime.pop()) {
      if (placeOf(one, at) !== 'late') return one;
      insert(late, one, byWait);
      nextBackAt = Math.min(nextBackAt, backAt(one));
    }
    return undefined;
  };
  return {
    take(at) {
      bringBack(at);
      return (urgent.pop() ?? firstInTime(at) ?? late.pop() ?? untold.pop())!;
    },
  };
}

/** After this instant a late one has waited too long, and stands in front again. */
const backAt = ({ dueAt, waitingSinceAt }: Waiting): Instant => waitingSinceAt + guardFactor * (dueAt! - waitingSinceAt);

function insert(list: Waiting[], one: Waiting, by: Compare): void {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (by(list[middle]!, one) > 0) low = middle + 1;
    else high = middle;
  }
  list.splice(low, 0, one);
}
