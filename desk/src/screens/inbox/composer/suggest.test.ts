import { describe, expect, it } from 'vitest';
import { askedBy, fitting } from './suggest.ts';

describe('while typing', () => {
  it.each([
    ['/', { trigger: '/', word: '', length: 1 }],
    ['Hello /ret', { trigger: '/', word: 'ret', length: 4 }],
    ['(/größe', { trigger: '/', word: 'größe', length: 6 }],
    ['and/or', null],
    ['https://shop.example', null],
    ['/two words', null],
    ['write to ben@lantern', null],
  ])('“%s” calls %j', (before, asked) => {
    expect(askedBy(before, ['/'])).toEqual(asked);
  });

  it('a name is only called where people are', () => {
    expect(askedBy('ask @Be', ['@'])).toEqual({ trigger: '@', word: 'Be', length: 3 });
    expect(askedBy('ask @Be', ['/'])).toBeNull();
  });

  it('the name that begins so comes before the one with such a word in it', () => {
    const people = [{ name: 'Ann Berg' }, { name: 'Ben Adler' }, { name: 'Mia' }];
    expect(fitting(people, 'be').map(({ name }) => name)).toEqual(['Ben Adler', 'Ann Berg']);
    expect(fitting(people, '').length).toBe(3);
  });
});
