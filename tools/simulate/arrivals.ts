/**
 * When do customers come? A non-homogeneous Poisson process: weight of the hour of the week × trend × a Gamma factor of the day. Each hour
 * draws from a stream of its own, so a burst on Tuesday leaves Wednesday as it was.
 */
import { hourMs } from '@meanwhile/core/kernel/instant.ts';
import type { Instant } from '@meanwhile/core/kernel/instant.ts';
import { Dice } from './dice.ts';
import type { Simulation } from './settings.ts';
import type { TopicKey } from './words/topic-words.ts';
import { shopDays } from './zoned.ts';

export interface Arrival {
  /** Names the streams of everything about this case. */
  readonly key: string;
  readonly at: Instant;
  /** Set by a burst: everybody writes about the same thing. */
  readonly topic: TopicKey | null;
}

const yearMs = 365 * 24 * hourMs;

/** How many are expected within the hour that begins at `startAt`, bursts not counted. Arrivals per hour. */
export function expectedIn(simulation: Simulation, hourOfWeek: number, startAt: Instant): number {
  const { perWeek, hourOfWeek: weights, trendPerYear } = simulation.arrivals;
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const trend = 1 + (trendPerYear * (startAt - simulation.fromAt)) / yearMs;
  return (perWeek * (weights[hourOfWeek] ?? 0) * trend) / total;
}

/** In order of time. */
export function arrivalsOf(simulation: Simulation): Arrival[] {
  const { seed, fromAt, toAt } = simulation;
  const found: Arrival[] = [];
  for (const day of shopDays(simulation.calendar.zone, fromAt, toAt)) {
    const noise = new Dice(seed, `day ${day.date}`).gamma(1, simulation.arrivals.dayNoiseCv);
    for (const { startAt, hour } of day.hours) {
      const expected = expectedIn(simulation, (day.weekday - 1) * 24 + hour, startAt) * noise;
      found.push(...drawn(simulation, { key: `hour ${startAt}`, startAt, endAt: startAt + hourMs, expected, topic: null }));
    }
  }
  for (const [index, burst] of simulation.bursts.entries()) {
    for (let startAt = burst.fromAt; startAt < burst.toAt; startAt += hourMs) {
      const hourly = expectedIn(simulation, hourOfWeekAt(simulation, startAt), startAt) * (burst.times - 1);
      const endAt = Math.min(burst.toAt, startAt + hourMs);
      const expected = (hourly * (endAt - startAt)) / hourMs;
      found.push(...drawn(simulation, { key: `burst ${index} ${startAt}`, startAt, endAt, expected, topic: burst.topic }));
    }
  }
  for (const [index, wakeUp] of simulation.wakeUps.entries())
    for (let n = 0; n < wakeUp.count; n += 1) found.push({ key: `wake-up ${index} ${n}`, at: wakeUp.at, topic: null });
  return found.filter((one) => one.at >= fromAt && one.at < toAt).toSorted((a, b) => a.at - b.at || (a.key < b.key ? -1 : 1));
}

interface Hour {
  readonly key: string;
  readonly startAt: Instant;
  readonly endAt: Instant;
  readonly expected: number;
  readonly topic: TopicKey | null;
}

function drawn(simulation: Simulation, hour: Hour): Arrival[] {
  const dice = new Dice(simulation.seed, hour.key);
  return Array.from({ length: dice.poisson(hour.expected) }, (_, index) => ({
    key: `${hour.key}/${index}`,
    at: Math.floor(hour.startAt + dice.uniform() * (hour.endAt - hour.startAt)),
    topic: hour.topic,
  }));
}

function hourOfWeekAt(simulation: Simulation, at: Instant): number {
  const local = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(simulation.calendar.zone);
  return (local.dayOfWeek - 1) * 24 + local.hour;
}
