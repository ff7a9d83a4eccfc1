/**
 * Who writes to a made-up shop, how much work is it, and who is there to do it? Drawn from a seed, one stream per case and per person and day, so that
 * a change to one draws nothing away from another. Nothing here knows what customers are told.
 */
import { dayMs, hourMs, minuteMs, type Instant } from '@meanwhile/core/kernel/instant.ts';
import { Dice } from '../simulate/dice.ts';

export interface ShopSettings {
  readonly seed: string;
  readonly weekCount: number;
  /** From this week on everything takes `shockFactor` as long; null: never. */
  readonly shockWeek: number | null;
  readonly shockFactor: number;
}

export interface Arrival {
  readonly id: string;
  readonly at: Instant;
  readonly urgent: boolean;
  /** Work in it, ms of a person of average speed. */
  readonly handleMs: number;
}

export interface Presence {
  readonly startAt: Instant;
  readonly endAt: Instant;
  readonly person: number;
  /** How much longer than average this person works at something, without what the day takes. */
  readonly pace: number;
  /** Share of that day lost to breaks, meetings and sickness. */
  readonly lost: number;
}

/** A Monday. Times are UTC: summer time has tests of its own. */
export const beginsAt: Instant = Date.UTC(2026, 0, 5);
/** What the shop's plan takes the productive share of a shift to be. */
export const plannedProductive = 0.75;

const weekMs = 7 * dayMs;
const messagesPerDay = 108;
const urgentShare = 0.15;
const meanMs = { urgent: 6 * minuteMs, other: 13 * minuteMs };
/** Spread of handle times, standard deviation ÷ mean. */
export const handleCv = 0.9;
const dayNoiseCv = 0.15;
/** Five people from eight to eight, two to five of them at a time; nobody at night. */
const shiftHours: readonly (readonly [number, number])[] = [
  [8, 16],
  [8, 16],
  [10, 18],
  [12, 20],
  [12, 20],
];

export function weekAt(week: number): Instant {
  return beginsAt + week * weekMs;
}

/** In order of arrival, round the clock: most by day, some in the evening, a few at night. */
export function arrivalsOf(settings: ShopSettings): Arrival[] {
  const weights = Array.from({ length: 24 }, (_, hour) => (hour < 8 ? 1 : hour < 20 ? 6 : 2.5));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const arrivals: Arrival[] = [];
  for (let day = 0; day < 7 * settings.weekCount; day += 1) {
    const dice = new Dice(settings.seed, `day ${day}`);
    const expected = messagesPerDay * dice.gamma(1, dayNoiseCv);
    for (const [hour, weight] of weights.entries()) {
      const hourAt = beginsAt + day * dayMs + hour * hourMs;
      const instants = Array.from({ length: dice.poisson((expected * weight) / total) }, () => hourAt + dice.below(hourMs));
      for (const [index, at] of instants.toSorted((a, b) => a - b).entries()) arrivals.push(drawn(settings, `${day} ${hour} ${index}`, at));
    }
  }
  return arrivals;
}

function drawn({ seed, shockWeek, shockFactor }: ShopSettings, id: string, at: Instant): Arrival {
  const dice = new Dice(seed, `case ${id}`);
  const urgent = dice.chance(urgentShare);
  const usualMs = dice.logNormalOf(urgent ? meanMs.urgent : meanMs.other, handleCv);
  return { id, at, urgent, handleMs: shockWeek !== null && at >= weekAt(shockWeek) ? usualMs * shockFactor : usualMs };
}

/** In order of beginning. Everybody works every day; a week more than there are messages, to answer the last of them. */
export function presencesOf({ seed, weekCount }: ShopSettings): Presence[] {
  const paces = shiftHours.map((_, person) => 1 / new Dice(seed, `person ${person}`).logNormalOf(1, 0.2));
  const presences: Presence[] = [];
  for (let day = 0; day < 7 * (weekCount + 1); day += 1) {
    const dayAt = beginsAt + day * dayMs;
    for (const [person, [from, to]] of shiftHours.entries()) {
      const lost = Math.min(0.8, new Dice(seed, `person ${person} day ${day}`).beta(1 - plannedProductive, 20));
      presences.push({ startAt: dayAt + from * hourMs, endAt: dayAt + to * hourMs, person, pace: paces[person]!, lost });
    }
  }
  return presences;
}
