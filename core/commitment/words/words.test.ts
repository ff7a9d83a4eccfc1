/** Every language says the same things, with the same facts, and none of what we never say. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { en } from './en.ts';
import { fill, placeholdersIn } from './fill.ts';
import { catalogueOf, directionOf, languageOf, languages } from './language.ts';
import { catalogues, say, wordsFor } from './words-for.ts';
import type { WordKey } from './words-for.ts';

const keys = Object.keys(en) as WordKey[];

/** Phrases no automatic text contains, in any language we speak. */
const banned =
  /please note|unfortunately|appreciate your patience|higher than usual|one moment|connecting you|\bseen\b|\bdelivered\b|\bticket\b|\bcase\b|\bqueue\b|\bSLA\b|\bstance\b|\bcommitment\b|\bbroken\b|\boverride\b|noreply|bitte beachten|leider|Ihre Geduld|deine Geduld|\bVorgang\b|\bFall\b|veuillez noter|malheureusement|votre patience|lamentablemente|tenga en cuenta|su paciencia|infelizmente|observe que|sua paciência|残念ながら|あいにく|للأسف|صبركم/iu;
const shouting = /[!！¡]|\p{Extended_Pictographic}/u;

describe.each(languages)('the words in %s', (language) => {
  const words = catalogues[language];

  it('are the same sentences as in English', () => {
    expect(Object.keys(words).sort()).toEqual([...keys].sort());
    expect(keys.filter((key) => words[key].trim() !== words[key] || words[key] === '')).toEqual([]);
  });

  it('name the same facts', () => {
    const differing = keys.filter((key) => placeholdersIn(words[key]).join() !== placeholdersIn(en[key]).join());
    expect(differing).toEqual([]);
  });

  it('contain no broken placeholder', () => {
    expect(keys.filter((key) => /[{}]/.test(words[key].replace(/\{[a-zA-Z]+\}/g, '')))).toEqual([]);
  });

  it('never shout, excuse themselves with volume or speak of machinery', () => {
    expect(keys.filter((key) => banned.test(words[key]) || shouting.test(words[key]))).toEqual([]);
  });
});

describe.each(languages.filter((language) => language !== 'en'))('the catalogue in %s', (language) => {
  it('is translated', () => {
    expect(keys.filter((key) => catalogues[language][key] === en[key])).toEqual(
      ['file.uploading'].filter((key) => catalogues[language][key as WordKey] === en[key as WordKey]),
    );
  });
});

describe('choosing words', () => {
  it.each([
    ['de-AT', 'de'],
    ['de_CH', 'de'],
    ['pt-BR', 'pt'],
    ['EN-gb', 'en'],
    ['tlh', 'en'],
    ['', 'en'],
    ['fr', 'fr'],
    ['__proto__', 'en'],
  ])('for a reader with %s are in %s', (locale, language) => {
    expect(languageOf(locale)).toBe(language);
  });

  it('the du form is used where the workspace chose it, in German only', () => {
    expect(catalogueOf('de-DE', true)).toBe('de-du');
    expect(catalogueOf('fr', true)).toBe('fr');
    expect(wordsFor('de', true)['label.message']).toBe('Deine Nachricht');
    expect(wordsFor('de-du')['label.message']).toBe('Deine Nachricht');
  });

  it('the du set never says Sie', () => {
    const formal = keys.filter((key) => /\b(Sie|Ihnen|Ihr|Ihre|Ihren)\b/.test(catalogues['de-du'][key]));
    expect(formal).toEqual([]);
  });

  it('Arabic runs from right to left', () => {
    expect(directionOf('ar-EG')).toBe('rtl');
    expect(directionOf('de')).toBe('ltr');
  });
});

describe('filling in facts', () => {
  it('puts the brand and the time where they belong', () => {
    expect(say('own.received', 'en', { received: '2:02 pm', by: '4:00 pm today' })).toBe('Received 2:02 pm · reply by 4:00 pm today');
  });

  it('a fact we do not have stays visible as a gap, never as “undefined”', () => {
    expect(fill('Hello {name}, {greeting}', { name: 'Ada' })).toBe('Hello Ada, {greeting}');
    expect(fill('{constructor}{toString}', {})).toBe('{constructor}{toString}');
  });

  it('a customer’s own text cannot pull in other facts', () => {
    fc.assert(
      fc.property(
        fc.string(),
        (text) => fill('“{firstLine}” {link}', { firstLine: `{link}${text}$&`, link: 'L' }) === `“{link}${text}$&” L`,
      ),
      { numRuns: 300 },
    );
  });
});
