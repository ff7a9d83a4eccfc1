/** What is meant by what somebody typed beside our question: read leniently, asked back where it can be two things, never guessed. */
import { describe, expect, it } from 'vitest';
import { languages } from '../commitment/words/language.ts';
import { asksWhy, readAnswer, type Question } from './details.ts';
import { detailsWords } from './details-words.ts';

const nowAt = Date.UTC(2026, 10, 26);
const question = (over: Partial<Question>): Question => ({ kind: 'text', choices: [], factKind: null, mandatory: false, ...over });
const read = (over: Partial<Question>, typed: string, locale = 'en-GB') => readAnswer(question(over), typed, { locale, nowAt });
const value = (text: string) => ({ answer: 'value', value: text });

describe('answers to our questions', () => {
  it('one day, however it is written', () => {
    for (const typed of [
      '3 Mar 1985',
      '3.3.85',
      '03/03/85',
      'March 3rd, 1985',
      '1985-03-03',
      'den 3. März 1985',
      '3 mars 1985',
      '3 de marzo de 1985',
      '3 de março de 1985',
      '1985年3月3日',
    ])
      expect([typed, read({ kind: 'date', factKind: 'birthday' }, typed)]).toEqual([typed, value('1985-03-03')]);
  });

  it('a day or a number that can be two is asked back, likelier first', () => {
    expect(read({ kind: 'date' }, '03/04/2026')).toEqual({ answer: 'several', values: ['2026-04-03', '2026-03-04'] });
    expect(read({ kind: 'date' }, '03/04/2026', 'en-US')).toEqual({ answer: 'several', values: ['2026-03-04', '2026-04-03'] });
    expect(read({ kind: 'number' }, '1.234', 'de')).toEqual({ answer: 'several', values: ['1234', '1.234'] });
    expect(read({ kind: 'number' }, '1.234,50', 'de')).toEqual(value('1234.5'));
  });

  it('order numbers lose what means nothing, and a text that is none is kept as it was said', () => {
    expect(read({ factKind: 'order' }, 'order no. 12 34-56')).toEqual(value('123456'));
    expect(read({ factKind: 'order' }, 'the one from last week')).toEqual(value('the one from last week'));
  });

  it('a choice is found in any letters, and what is none of them is not taken', () => {
    const colours = { kind: 'choice', choices: ['Red', 'Grün'] } as const;
    expect(read(colours, 'GRÜN')).toEqual(value('Grün'));
    expect(read(colours, 'blue')).toEqual({ answer: 'unreadable' });
    expect(read({ kind: 'date' }, 'soon')).toEqual({ answer: 'unreadable' });
    expect(read({ kind: 'text' }, 'x'.repeat(501))).toEqual({ answer: 'unreadable' });
  });

  it('empty is skipped, unless it must be answered', () => {
    expect(read({}, '  ')).toEqual({ answer: 'skipped' });
    expect(read({ mandatory: true }, '')).toEqual({ answer: 'needed' });
  });

  it('“why do you need this?” is a question in every language, and an answer that begins alike is none', () => {
    for (const typed of [
      'Why do you need this?',
      'why?',
      'What do you need that for?',
      'Warum brauchen Sie das?',
      'und wozu?',
      'Wofür brauchst du das',
      'Pourquoi ?',
      '¿Por qué lo necesitan?',
      'Para que precisam disto?',
      'なぜ必要ですか',
      'لماذا تحتاجون هذا؟',
    ])
      expect([typed, asksWhy(typed)]).toEqual([typed, true]);
    for (const typed of [
      'Whyte',
      'Wozunder 3',
      'Paris',
      'Pour Quoin Ltd',
      '123',
      'The wheel wobbles. Why I do not know, it came like that from the shop last week.',
    ])
      expect([typed, asksWhy(typed)]).toEqual([typed, false]);
  });

  it('says all of it in every language, and the examples it gives are read', () => {
    for (const language of languages) {
      const words = detailsWords[language];
      expect(Object.keys(words)).toEqual(Object.keys(detailsWords.en));
      expect(words.because).toContain('{reason}');
      const example = /[:：] ?(.+?)[.。]?$/.exec(words.date)?.[1];
      expect([language, readAnswer(question({ kind: 'date' }), example ?? '', { locale: language, nowAt })]).toEqual([
        language,
        value('1985-03-03'),
      ]);
    }
  });
});
