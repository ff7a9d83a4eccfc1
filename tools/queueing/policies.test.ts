/** In which order waiting cases are taken, played over four hundred days with a tenth more work than can be done. */
import { describe, expect, test } from 'vitest';
import { orderNames, playOrder, playRuns, type OrderFigures, type OrderName } from './policies.ts';

const days = { fromDay: 0, dayCount: 400 };
const overloaded = Object.fromEntries(orderNames.map((name) => [name, playOrder(name, 1.1, days)])) as Record<OrderName, OrderFigures>;

describe('a queue with more work than can be done', () => {
  const fifo = overloaded['first come, first served'];
  const ours = overloaded['savable first with an age guard'];
  const lateLast = overloaded['earliest due first, late ones last'];

  test('whoever answers first come, first served keeps less than any other order', () => {
    for (const name of orderNames.slice(1)) expect(overloaded[name].all).toBeGreaterThan(fifo.all + 0.1);
    expect(fifo.short).toBeLessThan(0.5);
  });
  test('the product’s order keeps more than the earliest due, which works on what is lost', () => {
    expect(ours.all).toBeGreaterThan(overloaded['earliest due first'].all + 0.01);
    expect(ours.all).toBeGreaterThan(overloaded['short ones always first'].all);
    expect(ours.all).toBeGreaterThan(overloaded['age by time told'].all);
    expect(ours.all).toBeGreaterThan(0.99);
  });
  test('the age guard costs half a percent of it and saves those who would wait thirty times what they were told', () => {
    expect(lateLast.worst).toBeGreaterThan(20);
    expect(lateLast.all - ours.all).toBeLessThan(0.005);
    const runs = playRuns('savable first with an age guard', 1.1, 3);
    expect(runs.worst).toBeLessThanOrEqual(3);
    expect(runs.worstEver).toBeLessThanOrEqual(4);
  });
  test('the longest waits of all orders stand as they do in the published table', () => {
    const byWorst = orderNames.toSorted((a, b) => overloaded[a].worst - overloaded[b].worst);
    expect(byWorst).toEqual([
      'short ones always first',
      'age by time told',
      'savable first with an age guard',
      'earliest due first',
      'first come, first served',
      'earliest due first, late ones last',
    ]);
  });
});

test('with a little time to spare every order but first come, first served keeps nearly all', () => {
  for (const name of orderNames)
    expect(playOrder(name, 0.95, { fromDay: 0, dayCount: 100 }).all > 0.99).toBe(name !== 'first come, first served');
});
