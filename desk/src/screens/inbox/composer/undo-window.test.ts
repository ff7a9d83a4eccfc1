import { describe, expect, it } from 'vitest';
import { secondsLeft, undoWindowMs } from './undo-window.ts';

const nowAt = Date.parse('2026-11-24T14:00:00Z');
const inMs = (ms: number) => new Date(nowAt + ms).toISOString();

describe('taking a reply back', () => {
  it.each([
    ['due in an hour', inMs(3_600_000), 10_000],
    ['due in four seconds', inMs(4_000), 4_000],
    ['due this instant', inMs(0), 0],
    ['late already', inMs(-60_000), 10_000],
    ['nothing due', null, 10_000],
  ])('%s', (_, dueAt, windowMs) => expect(undoWindowMs(dueAt, nowAt)).toBe(windowMs));

  it('counts down in whole seconds and ends at none', () => {
    expect(secondsLeft(inMs(9_200), nowAt)).toBe(10);
    expect(secondsLeft(inMs(-1), nowAt)).toBe(0);
    expect(secondsLeft(null, nowAt)).toBe(0);
  });
});
