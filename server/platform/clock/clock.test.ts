/** What time is it when the machine's clock is set, or differs from the database's? */
import { hourMs } from '@meanwhile/core/kernel/instant.ts';
import { afterEach, expect, test, vi } from 'vitest';
import { systemClock } from './clock.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

test('setting the machine’s clock an hour forward or two back, live, moves no instant of ours; the database’s clock does', () => {
  const clock = systemClock();
  const before = clock.nowAt();
  const real = Date.now;
  expect(Math.abs(before - real())).toBeLessThan(60_000);
  for (const stepMs of [hourMs, -2 * hourMs]) {
    vi.spyOn(Date, 'now').mockImplementation(() => real() + stepMs);
    expect(Date.now() - clock.nowAt()).not.toBeLessThan(stepMs - 60_000);
    expect(clock.nowAt() - before).toBeGreaterThanOrEqual(0);
    expect(clock.nowAt() - before).toBeLessThan(60_000);
  }
  const sentAt = clock.machineNowAt();
  clock.agree(sentAt + hourMs, sentAt, sentAt);
  expect(clock.nowAt() - sentAt).toBeGreaterThanOrEqual(hourMs);
});
