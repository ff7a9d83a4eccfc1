import { describe, expect, it } from 'vitest';
import { isRefusal } from '../kernel/refusal.ts';
import { fieldValue, type FieldKind } from './field.ts';

const kept = (kind: FieldKind, written: string) => {
  const value = fieldValue({ kind, choices: ['blue', 'red'] }, written);
  return isRefusal(value) ? null : value;
};

describe('what an agent writes into a field of a case', () => {
  it.each([
    ['text', '  Frame   no. 12 ', 'Frame no. 12'],
    ['text', '   ', null],
    ['text', 'x'.repeat(501), null],
    ['number', '007,50', '7.5'],
    ['number', '-0', '0'],
    ['number', '1e9', null],
    ['number', '1 or 1=1', null],
    ['date', '2028-02-29', '2028-02-29'],
    ['date', '2026-02-29', null],
    ['date', '2026-13-01', null],
    ['date', '24.11.2026', null],
    ['choice', 'blue', 'blue'],
    ['choice', 'green', null],
    ['choice', '__proto__', null],
  ] as const)('%s: “%s”', (kind, written, expected) => expect(kept(kind, written)).toBe(expected));
});
