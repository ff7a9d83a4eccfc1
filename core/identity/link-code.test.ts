/** Codes are guessed by nobody, and read however they are spelled. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { linkCodeBytes, linkCodeFrom, linkCodeIn } from './link-code.ts';

describe('a link code', () => {
  it('made of any bytes is found again in any words around it', () => {
    const bytes = fc.uint8Array({ minLength: linkCodeBytes, maxLength: linkCodeBytes });
    fc.assert(
      fc.property(bytes, fc.constantFrom('', 'I am maria@post.example and go on here. ', '/start ', '“'), (given, before) => {
        const code = linkCodeFrom(given);
        fc.pre(code !== null);
        expect(linkCodeIn(`${before}${code}.`)).toBe(code);
        expect(linkCodeIn(`${before}${code.toLowerCase()}\nHello`)).toBe(code);
      }),
    );
  });

  it('takes each sign as often as any other', () => {
    const counts = new Map<string, number>();
    for (let first = 0; first < 256; first += 1) {
      const code = linkCodeFrom(new Uint8Array(linkCodeBytes).fill(first));
      const sign = code?.[3];
      if (sign !== undefined) counts.set(sign, (counts.get(sign) ?? 0) + 1);
    }
    expect([counts.size, new Set(counts.values())]).toEqual([30, new Set([8])]);
  });

  it.each([
    'MW-ABCD-EFGH',
    'MW-ABCD-EFGH-IKMN',
    'MW-ABCD-EFGH-JKMNP',
    'XMW-ABCD-EFGH-JKMN',
    'MW ABCD EFGH JKMN',
    `${'x'.repeat(1_000)} MW-ABCD-EFGH-JKMN`,
  ])('is not read out of %s', (text) => {
    expect(linkCodeIn(text)).toBeNull();
  });
});
