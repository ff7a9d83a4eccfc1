/** Does the accent preview tell the truth about contrast? */
import { describe, expect, it } from 'vitest';
import { checkAccent, contrastWithWhite } from './contrast.ts';

describe('accent colour', () => {
  it('black on white is 21, white on white is 1', () => {
    expect(contrastWithWhite('#000000')).toBeCloseTo(21, 5);
    expect(contrastWithWhite('#ffffff')).toBeCloseTo(1, 5);
  });
  it('a grey published as the darkest failing and the lightest passing one falls on the right side', () => {
    expect(checkAccent('#777777')?.passes).toBe(false);
    expect(checkAccent('#767676')?.passes).toBe(true);
  });
  it('the yellow of Lemon Lane is darkened until it carries text, an indigo stays as chosen', () => {
    const yellow = checkAccent('#FFD400');
    expect(yellow?.passes).toBe(false);
    expect(yellow?.forTextRatio).toBeGreaterThanOrEqual(4.5);
    expect(yellow?.forText).not.toBe(yellow?.chosen);
    expect(checkAccent('#4f46e5')).toMatchObject({ passes: true, forText: '#4f46e5' });
  });
  it('text that is no colour is no colour', () => {
    for (const text of ['', 'red', '#fff', '#12345g', '4f46e5']) expect(checkAccent(text)).toBeNull();
  });
});
