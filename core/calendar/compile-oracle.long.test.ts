/** The same second opinion as in `compile-oracle.test.ts`, for two hundred random calendars in each of twelve zones: 2,400 comparisons. */
import { describe, expect, it } from 'vitest';
import { clockChanges, compareByTheMinute } from './minute-oracle.fixture.ts';

describe('open time around clock changes, at length', () => {
  it.each(clockChanges)('in %s around %s two hundred calendars agree with counting minutes', (zone, around) => {
    expect(compareByTheMinute(zone, around, 200)).toBe('agrees');
  });
});
