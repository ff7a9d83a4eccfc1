/** Do customers read an incident's words in their language, before the time; and which cases look like it? */
import { describe, expect, it } from 'vitest';
import { suggest } from './suggest.ts';
import { withIncidents, wordsOf } from './words-of.ts';

const texts = { en: 'We know that paying fails.', de: 'Wir wissen, dass das Bezahlen nicht geht.' };

describe('the words of an incident', () => {
  it.each([
    ['de-AT', 'en', texts.de],
    ['de-du', 'en', texts.de],
    ['ja', 'de', texts.en],
    ['pt-BR', 'en', texts.en],
  ])('for a customer with %s in a workspace with %s', (locale, workspace, words) => {
    expect(wordsOf(texts, locale, workspace)).toBe(words);
  });

  it('are those of the workspace’s language where there is neither the customer’s nor English', () => {
    expect(wordsOf({ fr: 'Nous le savons.', de: texts.de }, 'ja', 'fr-CH')).toBe('Nous le savons.');
    expect(wordsOf({ de: texts.de }, 'ja', 'es')).toBe(texts.de);
    expect(wordsOf({}, 'de', 'de')).toBeNull();
  });

  it('stand before the time, each once, and nothing is added where nothing was written', () => {
    const reader = { locale: 'en', workspaceLocale: 'en' };
    expect(withIncidents('Reply by noon.', [texts, { en: 'Parcels are late.' }, texts, {}], reader)).toBe(
      'We know that paying fails. Parcels are late. Reply by noon.',
    );
    expect(withIncidents('Reply by noon.', [], reader)).toBe('Reply by noon.');
  });
});

describe('cases that may be about it', () => {
  const linked = [{ id: 'l', topicId: 'payment', text: 'Your checkout refuses my card with error 51' }];
  const cases = [
    { id: 'gift', topicId: 'gifts', text: 'Do you wrap gifts?' },
    { id: 'topic', topicId: 'payment', text: 'It does not work' },
    { id: 'title', topicId: null, text: 'Payment always fails here' },
    { id: 'like', topicId: null, text: 'Card refused at the checkout' },
    { id: 'one', topicId: null, text: 'When is my payment booked?' },
  ];

  it('have the topic of a linked one, or share words with the title or a linked one', () => {
    expect(suggest('Payment fails', linked, cases).map(({ id, because }) => [id, because])).toEqual([
      ['like', 'words'],
      ['title', 'words'],
      ['topic', 'topic'],
    ]);
  });

  it('are none where the title says nothing and nothing is linked', () => {
    expect(suggest('We are', [], cases)).toEqual([]);
  });
});
