import { describe, expect, it } from 'vitest';
import { createSeen, waitBefore } from './stream.ts';

describe('coming back after the connection was lost', () => {
  it('waits a little longer each time, never over 20 s, and never all desks at the same moment', () => {
    expect([0, 1, 2, 10, 50].map((attempt) => waitBefore(attempt, 1))).toEqual([500, 1_000, 2_000, 20_000, 20_000]);
    expect(waitBefore(0, 0)).toBe(250);
  });

  it('applies an event that comes twice once, and forgets the oldest first', () => {
    const isSeen = createSeen(2);
    expect(['a', 'a', 'b', 'c', 'a'].map(isSeen)).toEqual([false, true, false, false, false]);
  });
});
