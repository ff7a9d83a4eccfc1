import { describe, expect, it } from 'vitest';
import { deedOf, isChoosable, keyOf, readChoice, takenBy } from './key-choice.ts';

const deeds = ['j', 'k', 'e', '!'];

describe('a key of one’s own', () => {
  it('does what the old one did, and the old one does nothing any more', () => {
    const choice = { e: 'd' };
    expect([deedOf('d', choice, deeds), deedOf('e', choice, deeds), deedOf('j', choice, deeds)]).toEqual(['e', null, 'j']);
  });

  it('two deeds may change places', () => {
    const choice = { j: 'k', k: 'j' };
    expect([deedOf('k', choice, deeds), deedOf('j', choice, deeds)]).toEqual(['j', 'k']);
  });

  it('a deed without a key is done by none; keys that are not to be chosen stay what they are', () => {
    expect([keyOf('e', { e: null }), deedOf('e', { e: null }, deeds)]).toEqual([null, null]);
    expect([deedOf('ArrowDown', {}, deeds), deedOf('7', {}, deeds)]).toEqual(['ArrowDown', '7']);
  });

  it('is one visible character, no digit, and nobody else’s', () => {
    expect(['d', 'ü', '#', '', ' ', '7', 'Enter', 'dd', '\n'].map(isChoosable)).toEqual([
      true,
      true,
      true,
      false,
      false,
      false,
      false,
      false,
      false,
    ]);
    expect([takenBy('j', 'e', {}, deeds), takenBy('e', 'e', {}, deeds), takenBy('j', 'e', { j: null }, deeds)]).toEqual([
      'j',
      undefined,
      undefined,
    ]);
  });

  it('what was stored by somebody else is no choice', () => {
    expect(readChoice('{"e":"d","j":null,"zz":"q","k":"Enter","!":7}', deeds)).toEqual({ e: 'd', j: null });
    expect([readChoice('{', deeds), readChoice('[1]', deeds), readChoice(null, deeds)]).toEqual([{}, {}, {}]);
  });
});
