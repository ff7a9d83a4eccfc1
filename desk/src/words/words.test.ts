import { describe, expect, it } from 'vitest';
import { de } from './de.ts';
import { en } from './en.ts';
import { fill } from './say.ts';

const placeholders = (text: string) => [...new Set([...text.matchAll(/\{(\w+)[},]/g)].map(([, name]) => name))].sort();

/** With something in every gap; agents' own blanks such as {customer} stay in what explains them. */
const filled = (text: string) =>
  fill(text, Object.fromEntries(placeholders(text).map((name) => [name, name === 'n' ? 3 : 'x'])), 'en').replaceAll(/\{[a-z]+\}/g, '');

describe('the words of the desk', () => {
  it('say everything in German that they say in English', () => {
    expect(Object.keys(de).sort()).toEqual(Object.keys(en).sort());
  });

  it('name the same things in both languages', () => {
    const different = Object.entries(en).filter(
      ([key, text]) => placeholders(text).join() !== placeholders(de[key as keyof typeof en]).join(),
    );
    expect(different.map(([key]) => key)).toEqual([]);
  });

  it('never shout and never use words customers and agents should not read', () => {
    const wrong = Object.entries(en).filter(([, text]) => /!|please note|unfortunately|\bSLA\b|inbox zero/i.test(text));
    expect(wrong).toEqual([]);
  });

  it('count with one and other alone, as nothing else is understood', () => {
    const left = [...Object.entries(en), ...Object.entries(de)].filter(([, text]) => /[{}]|plural/.test(filled(text)));
    expect(left.map(([key]) => key)).toEqual([]);
  });

  it('count one and many', () => {
    expect(fill('{n, plural, one {# result} other {# results}}', { n: 1 }, 'en')).toBe('1 result');
    expect(fill('{n, plural, one {# Ergebnis} other {# Ergebnisse}}', { n: 1200 }, 'de')).toBe('1.200 Ergebnisse');
    expect(fill('To {name}', {}, 'en')).toBe('To {name}');
  });
});
