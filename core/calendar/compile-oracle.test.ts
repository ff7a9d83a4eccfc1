/** An independent reckoning, minute by minute from the wall-clock text of `Intl`, must agree with the compiled calendar around every clock change. */
import { describe, expect, it } from 'vitest';
import { clockChanges, compareByTheMinute } from './minute-oracle.fixture.ts';

describe('open time around clock changes', () => {
  it.each(clockChanges)('in %s around %s agrees with counting minutes on a wall clock', (zone, around) => {
    expect(compareByTheMinute(zone, around, 6)).toBe('agrees');
  });
});
