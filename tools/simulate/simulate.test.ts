/** Does chance follow its formulas, does the same seed tell the same story, and does a changed policy leave everything else as it was? */
import { dayMs, hourMs, minuteMs } from '@meanwhile/core/kernel/instant.ts';
import { expect, test } from 'vitest';
import { arrivalsOf, expectedIn } from './arrivals.ts';
import type { World } from './book.ts';
import { Desk } from './desk.ts';
import { Dice } from './dice.ts';
import { fateOf, touchOf } from './fate.ts';
import { LogDigest } from './log-digest.ts';
import { preset, presetNames, presetSpan } from './presets.ts';
import type { Simulation } from './settings.ts';
import { shiftsOf, utilisationOf } from './staff.ts';
import { topicWords } from './words/compose.ts';
import { paperWorld } from './world.ts';
import { shopDays } from './zoned.ts';

const toAt = Date.parse('2026-11-02T10:00:00Z');
const week = (own: Partial<Simulation> = {}): Simulation => ({
  ...preset('calm', { seed: 'lantern', fromAt: toAt - 7 * dayMs, toAt, scale: 0.12 }),
  ...own,
});

interface Told {
  readonly digest: string;
  readonly desk: Desk;
  readonly world: World;
  /** What customers wrote first, in the order they came. */
  readonly openings: string[];
  readonly messageCount: number;
}

function run(simulation: Simulation): Told {
  const world = paperWorld(simulation);
  const desk = new Desk(simulation, world);
  const digest = new LogDigest();
  let messageCount = 0;
  const openings: string[] = [];
  for (const slice of desk.run()) {
    digest.add(slice);
    messageCount += slice.batch.messages.length;
  }
  for (const row of desk.truth.rows.toSorted((a, b) => a.at - b.at)) openings.push(`${row.at} ${row.person} ${row.topic} ${row.way}`);
  return { digest: digest.hex(), desk, world, openings, messageCount };
}

const mean = (numbers: readonly number[]): number => numbers.reduce((sum, one) => sum + one, 0) / numbers.length;
const cvOf = (numbers: readonly number[]): number => {
  const middle = mean(numbers);
  return Math.sqrt(mean(numbers.map((one) => (one - middle) ** 2))) / middle;
};
const draws = (count: number, draw: (dice: Dice) => number): number[] => {
  const dice = new Dice('lantern', 'formulas');
  return Array.from({ length: count }, () => draw(dice));
};

test('the same seed writes the same log, event by event; another seed another', () => {
  const first = run(week());
  expect(first.messageCount).toBeGreaterThan(500);
  expect(run(week()).digest).toBe(first.digest);
  expect(run(week({ seed: 'harbour' })).digest).not.toBe(first.digest);
});

test('a shop that answers twice as fast has the same customers with the same matters at the same instants', () => {
  const slow = run(week());
  const fast = run(week({ replyWithinMs: { messenger: 2 * hourMs, email: 5 * hourMs } }));
  expect(fast.digest).not.toBe(slow.digest);
  const elsewhere = (line: string): boolean => !line.includes('+');
  expect(
    fast.desk.truth.rows
      .filter((row) => elsewhere(row.key))
      .map((row) => row.key)
      .toSorted(),
  ).toEqual(
    slow.desk.truth.rows
      .filter((row) => elsewhere(row.key))
      .map((row) => row.key)
      .toSorted(),
  );
  const simulation = week();
  for (const arrival of arrivalsOf(simulation).slice(0, 50)) {
    const [here, there] = [fateOf(simulation, arrival), fateOf({ ...simulation, routing: 'newest' }, arrival)];
    expect(there).toEqual(here);
    for (const n of [0, 1, 2]) {
      const [{ words: a, ...before }, { words: b, ...after }] = [
        touchOf(simulation, here, n),
        touchOf({ ...simulation, shrinkageMean: 0.5 }, here, n),
      ];
      expect(after).toEqual(before);
      expect(b.uniform()).toBe(a.uniform());
    }
  }
});

test('one more agent on sick leave moves nobody else’s shifts or pace', () => {
  const all = shiftsOf(week(), toAt - 7 * dayMs, toAt);
  const gap = shiftsOf(week({ absences: [{ agent: 'noor', fromAt: toAt - 7 * dayMs, toAt }] }), toAt - 7 * dayMs, toAt);
  expect(all.some((shift) => shift.agent.key === 'noor')).toBe(true);
  expect(gap).toEqual(all.filter((shift) => shift.agent.key !== 'noor'));
});

test('draws follow their formulas', () => {
  expect(mean(draws(20_000, (dice) => dice.uniform()))).toBeCloseTo(0.5, 1.7);
  const normal = draws(20_000, (dice) => dice.normal());
  expect(mean(normal)).toBeCloseTo(0, 1.5);
  expect(Math.sqrt(mean(normal.map((one) => one * one)))).toBeCloseTo(1, 1.5);
  const handle = draws(40_000, (dice) => dice.logNormalOf(6, 0.8));
  expect(mean(handle)).toBeGreaterThan(5.85);
  expect(mean(handle)).toBeLessThan(6.15);
  expect(cvOf(handle)).toBeCloseTo(0.8, 1);
  const noise = draws(20_000, (dice) => dice.gamma(1, 0.15));
  expect(mean(noise)).toBeCloseTo(1, 2);
  expect(cvOf(noise)).toBeCloseTo(0.15, 2);
  const shrinkage = draws(20_000, (dice) => dice.beta(0.25, 20));
  expect(mean(shrinkage)).toBeCloseTo(0.25, 2);
  // Beta: variance m (1 - m) / (weight + 1).
  expect(mean(shrinkage.map((one) => (one - 0.25) ** 2))).toBeCloseTo((0.25 * 0.75) / 21, 3);
  for (const expected of [0.4, 7, 90]) {
    const counts = draws(20_000, (dice) => dice.poisson(expected));
    // Four standard errors: of the mean, and of the variance (4th central moment of a Poisson: λ + 3λ²).
    expect(Math.abs(mean(counts) - expected)).toBeLessThan(4 * Math.sqrt(expected / counts.length));
    const variance = mean(counts.map((one) => (one - expected) ** 2));
    expect(Math.abs(variance - expected)).toBeLessThan(4 * Math.sqrt((expected + 2 * expected ** 2) / counts.length));
  }
  expect(mean(draws(20_000, (dice) => dice.exponential(5)))).toBeCloseTo(5, 0.7);
});

test('as many customers come in each hour of the day as its weight says', () => {
  const simulation = preset('calm', { seed: 'lantern', fromAt: toAt - 182 * dayMs, toAt, scale: 0.5 });
  const found = new Map<number, number>();
  const expected = new Map<number, number>();
  const add = (into: Map<number, number>, hour: number, count: number): void => void into.set(hour, (into.get(hour) ?? 0) + count);
  const days = shopDays(simulation.calendar.zone, simulation.fromAt, toAt);
  const hours = days.flatMap((day) => day.hours.map(({ startAt, hour }) => ({ startAt, hourOfWeek: (day.weekday - 1) * 24 + hour, hour })));
  const arrivals = arrivalsOf(simulation);
  for (const { startAt, hourOfWeek, hour } of hours) add(expected, hour, expectedIn(simulation, hourOfWeek, startAt));
  let index = 0;
  for (const { startAt, hour } of hours) {
    while (index < arrivals.length && arrivals[index]!.at < startAt + hourMs) {
      if (arrivals[index]!.at >= startAt) add(found, hour, 1);
      index += 1;
    }
  }
  expect(arrivals.length).toBeGreaterThan(20_000);
  // Four standard errors of a Poisson count whose days vary by 15 %.
  for (const [hour, count] of expected) {
    const error = Math.sqrt(count + (0.15 * count) ** 2 / days.length);
    expect(Math.abs((found.get(hour) ?? 0) - count), `hour ${hour}`).toBeLessThan(4 * error);
  }
});

test('topics come in their shares, and urgent ones as often as they should', () => {
  const simulation = preset('calm', { seed: 'lantern', fromAt: toAt - 28 * dayMs, toAt, scale: 1 });
  const fates = arrivalsOf(simulation).map((arrival) => fateOf(simulation, arrival));
  const delivery = fates.filter((fate) => fate.topic.key === 'delivery');
  expect(delivery.length / fates.length).toBeCloseTo(0.22, 1.7);
  expect(delivery.filter((fate) => fate.urgent).length / delivery.length).toBeCloseTo(0.25, 1.2);
  expect(fates.filter((fate) => fate.person.language === 'de').length / fates.length).toBeCloseTo(0.45, 1.2);
  expect(new Set(fates.map((fate) => fate.text)).size / fates.length).toBeGreaterThan(0.95);
  for (const fate of fates.slice(0, 2_000)) expect(fate.text).not.toMatch(/[{}]|undefined|lorem/i);
  expect(topicWords.length).toBeGreaterThanOrEqual(12);
});

test('the log of a week hangs together: sequences without gaps, times told end once, nobody answers before they were asked', () => {
  const world = paperWorld(week());
  const desk = new Desk(week(), world);
  const seqs = new Map<string, number>();
  const ended = new Set<string>();
  let [toldCount, endedCount] = [0, 0];
  for (const { events } of desk.run()) {
    for (const { type, payload } of events) {
      const message = payload['message'] as { conversationId: string; seq: number } | undefined;
      if (message !== undefined && (type === 'message.received' || type === 'message.sent')) {
        expect(message.seq).toBe((seqs.get(message.conversationId) ?? 0) + 1);
        seqs.set(message.conversationId, message.seq);
      }
      if (type === 'commitment.told') toldCount += 1;
      if (type !== 'commitment.kept' && type !== 'commitment.broken') continue;
      const id = payload['commitmentId'] as string;
      expect(ended.has(id)).toBe(false);
      ended.add(id);
      endedCount += 1;
    }
  }
  expect(toldCount).toBeGreaterThan(100);
  expect(endedCount).toBeGreaterThan(toldCount * 0.7);
});

test.each(presetNames)('the preset %s is the calm shop with its own change, and runs', (name) => {
  const span = presetSpan(name, 10, toAt);
  const size = { seed: 'lantern', ...span, scale: 0.05 };
  const simulation = preset(name, size);
  const { desk, messageCount } = run(simulation);
  expect(messageCount).toBeGreaterThan(100);
  expect(desk.truth.rows.length).toBeGreaterThan(50);
  if (name === 'overload') expect(utilisationOf(simulation)).toBeCloseTo(1.1, 5);
  if (name === 'handle-shock') expect(simulation.handleShock?.times).toBe(1.3);
  if (name === 'looks-live') expect(simulation.patienceMs.median).toBe(2 * minuteMs);
  if (name === 'wake-up-monday')
    expect(arrivalsOf(simulation).filter((one) => one.at === simulation.wakeUps[0]?.at).length).toBe(simulation.wakeUps[0]?.count);
  if (name === 'outage') {
    const [burst] = simulation.bursts;
    expect(burst?.toAt).toBe(burst!.fromAt + 2 * hourMs);
    expect(burst?.times).toBe(8);
  }
  if (name === 'dst-week')
    expect(shopDays(simulation.calendar.zone, span.fromAt, span.toAt).some((day) => day.endAt - day.startAt !== 24 * hourMs)).toBe(true);
  if (name === 'holiday-week') expect(Object.values(simulation.calendar.exceptions).some((windows) => windows.length === 0)).toBe(true);
});
