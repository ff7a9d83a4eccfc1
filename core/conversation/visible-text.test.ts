/** Which line of a message stands in the list. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { firstLine, ownLines, snippet } from './visible-text.ts';

const graphemes = new Intl.Segmenter();

describe('the line shown in a list', () => {
  it.each([
    ['the greeting alone is skipped', 'Dear Nora,\n\nmy order 4711 is missing a cup.\nAda', 'my order 4711 is missing a cup.'],
    ['also in German', 'Sehr geehrte Frau Klein,\r\nmeine Tasse fehlt.', 'meine Tasse fehlt.'],
    ['also in Japanese', 'こんにちは。\n荷物が届きません。', '荷物が届きません。'],
    ['a greeting that already says something stays', 'Hi my printer broke\nplease help', 'Hi my printer broke'],
    ['a greeting is all there is', 'Hello', 'Hello'],
    ['answers below quoted mail are found', '> When will it come?\n> Ada\n\nTomorrow is fine.', 'Tomorrow is fine.'],
    [
      'quoted mail below is left out',
      'Tomorrow is fine.\n\nOn Tue, Nov 24, 2026 at 10:00 AM Nora <n@shop.example> wrote:\n> When?',
      'Tomorrow is fine.',
    ],
    ['a message that is only quoted is still shown', '> When will it come?', '> When will it come?'],
    ['invisible and direction-changing characters are dropped', 'Invoice \u202Etxt.exe\u200B now', 'Invoice txt.exe now'],
    ['nothing stays nothing', ' \n\t ', ''],
  ])('%s', (_sentence, text, expected) => {
    expect(firstLine(text)).toBe(expected);
  });

  it('the signature is left out of the snippet', () => {
    expect(snippet('Hello,\nmy cup is broken.\nCan I have another?\n-- \nAda\n+49 30 1234')).toBe('my cup is broken. Can I have another?');
    expect(ownLines('Yes\n-----Original Message-----\nFrom: x@y.example')).toEqual(['Yes']);
  });

  it('long lines end at a word, and never inside a character', () => {
    expect(firstLine('one two three four five six', 15)).toBe('one two three…');
    const family = '👩\u200d👩\u200d👧\u200d👦';
    expect(firstLine(family.repeat(40), 10)).toBe(`${family.repeat(9)}…`);
  });

  it('takes any text, however hostile, and gives one line of bounded length', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
        const line = firstLine(text, 40);
        return !/[\n\r\u202e]/.test(line) && [...graphemes.segment(line)].length <= 41;
      }),
      { numRuns: 500 },
    );
  });

  it('a megabyte without a line break is cut, not chewed', () => {
    expect(firstLine('a '.repeat(500_000), 20)).toBe('a a a a a a a a a…');
  });
});
