/** Is a reply time the same after being shown and saved? */
import { describe, expect, it } from 'vitest';
import { amountOf, minutesOf } from './reply-time.ts';

describe('reply time as people write it', () => {
  it.each([[1], [45], [60], [90], [480], [60 * 24 * 60]])('%i minutes survive being shown and saved again', (minutes) => {
    const { amount, unit } = amountOf(minutes);
    expect(minutesOf(String(amount), unit)).toBe(minutes);
  });
  it('eight opening hours are shown as hours, ninety minutes as minutes', () => {
    expect(amountOf(480)).toEqual({ amount: 8, unit: 'hours' });
    expect(amountOf(90)).toEqual({ amount: 90, unit: 'minutes' });
  });
  it.each(['', '0', '-1', '1.5', '1e3', 'soon', '1441', '999999'])('“%s” hours is not a reply time', (text) => {
    expect(minutesOf(text, 'hours')).toBeNull();
  });
});
