/**
 * In whose hands does each waiting case go? Case by case in routing's order, to the eligible member with the most room, keeping rare skills free
 * and customers with the person they know. Every answer carries its reasons, and so does every case nobody could take. Presence is decided in
 * `availability.ts`, order in `order.ts`.
 */
import type { Instant } from '../kernel/instant.ts';
import type { Availability } from './availability.ts';
import { effort } from './effort.ts';
import { byRoutingOrder, placeOf, type Place, type Waiting } from './order.ts';
import { languageOf } from './queue-of.ts';

export interface Hands {
  readonly id: string;
  readonly availability: Availability;
  readonly skills: readonly string[];
  readonly languages: readonly string[];
  readonly capacity: number;
  readonly load: number;
}

export interface ToHandOut extends Waiting {
  readonly queueId: string;
  readonly skills: readonly string[];
  /** Members of its queue; empty: everybody with the skills. */
  readonly memberIds: readonly string[];
  readonly locale: string | null;
  /** Who answered this customer last. */
  readonly knownId: string | null;
}

export type WhyNot = Availability | 'not_in_queue' | 'lacks_skill' | 'no_room';

export interface HandedOut {
  readonly caseId: string;
  /** Null: nobody can take it now. */
  readonly memberId: string | null;
  readonly place: Place;
  /** Which of the waiting it was, 1 first. */
  readonly rank: number;
  readonly eligibleCount: number;
  /** What spoke for the one chosen. */
  readonly because: readonly ('knows_customer' | 'speaks_language' | 'most_room')[];
  /** For how many members each reason held; empty where somebody took it. */
  readonly whyNot: Readonly<Partial<Record<WhyNot, number>>>;
}

/** Half of the room a rare skill takes: one that a single member here has costs as much as half a full load. */
const scarcityWeight = 0.5;
const languageWeight = 0.6;
/** Somebody the customer knows is worth this much load, until half of the time told is gone. */
const knownWeight = 0.8;

/** Gives one answer per case, in routing's order. Nobody is given more than their capacity. */
export function handOut(cases: readonly ToHandOut[], people: readonly Hands[], nowAt: Instant): HandedOut[] {
  const load = new Map(people.map((one) => [one.id, one.load]));
  const scarcity = scarcityOf(people);
  return cases.toSorted(byRoutingOrder(nowAt)).map((one, index) => {
    const why: Partial<Record<WhyNot, number>> = {};
    const eligible = people.filter((person) => {
      const reason = whyNot(one, person, load.get(person.id)!);
      if (reason !== null) why[reason] = (why[reason] ?? 0) + 1;
      return reason === null;
    });
    const costs = eligible.map((person) => ({ person, cost: costOf(one, person, { load: load.get(person.id)!, scarcity, nowAt }) }));
    const [best] = costs.toSorted((a, b) => a.cost - b.cost || (a.person.id < b.person.id ? -1 : 1));
    const told = { caseId: one.id, place: placeOf(one, nowAt), rank: index + 1, eligibleCount: eligible.length };
    if (best === undefined) return { ...told, memberId: null, because: [], whyNot: why };
    load.set(best.person.id, load.get(best.person.id)! + effort.waitsForUs);
    return { ...told, memberId: best.person.id, because: reasonsFor(one, best.person, nowAt), whyNot: {} };
  });
}

/** The first thing that keeps this member from taking it; null where nothing does. */
export function whyNot(one: ToHandOut, person: Hands, load: number): WhyNot | null {
  if (person.availability !== 'here') return person.availability;
  if (one.memberIds.length > 0 && !one.memberIds.includes(person.id)) return 'not_in_queue';
  if (!one.skills.every((skill) => person.skills.includes(skill))) return 'lacks_skill';
  return load + effort.waitsForUs > person.capacity ? 'no_room' : null;
}

function costOf(
  one: ToHandOut,
  person: Hands,
  { load, scarcity, nowAt }: { load: number; scarcity: ReadonlyMap<string, number>; nowAt: Instant },
): number {
  const unused = person.skills.filter((skill) => !one.skills.includes(skill)).map((skill) => scarcity.get(skill) ?? 0);
  const rare = scarcityWeight * Math.max(0, ...unused);
  const language = speaks(one, person) ? 0 : languageWeight;
  return load / person.capacity + rare + language - (knows(one, person, nowAt) ? knownWeight : 0);
}

function speaks(one: ToHandOut, person: Hands): boolean {
  return one.locale === null || person.languages.length === 0 || person.languages.includes(languageOf(one.locale));
}

/** The bonus for the person a customer knows ends when half of the time told is gone: being kept waiting for a friend is no favour. */
function knows(one: ToHandOut, person: Hands, nowAt: Instant): boolean {
  if (one.knownId !== person.id) return false;
  return one.dueAt === null || nowAt - one.waitingSinceAt <= (one.dueAt - one.waitingSinceAt) / 2;
}

function reasonsFor(one: ToHandOut, person: Hands, nowAt: Instant): HandedOut['because'] {
  const reasons: HandedOut['because'][number][] = [];
  if (knows(one, person, nowAt)) reasons.push('knows_customer');
  if (one.locale !== null && person.languages.includes(languageOf(one.locale))) reasons.push('speaks_language');
  return reasons.length === 0 ? ['most_room'] : reasons;
}

/** 1 ÷ how many of those here have it. */
function scarcityOf(people: readonly Hands[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const person of people) {
    if (person.availability !== 'here') continue;
    for (const skill of person.skills) counts.set(skill, (counts.get(skill) ?? 0) + 1);
  }
  return new Map([...counts].map(([skill, count]) => [skill, 1 / count]));
}
