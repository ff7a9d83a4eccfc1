import { describe, expect, it } from 'vitest';
import { fillIn, firstNameOf, textFor } from './fill-in.ts';

const known = { customer: 'Jonas', agent: 'Mia', case: '42', due: 'tomorrow 10:00' };

describe('a snippet', () => {
  it.each([
    ['Hello {customer}, {agent} here about {case}.', 'Hello Jonas, Mia here about 42.'],
    ['By {due}.', 'By tomorrow 10:00.'],
    ['{order} is on its way', '{order} is on its way'],
    ['{{customer}} {{constructor.constructor("return 1")()}}', '{{customer}} {{constructor.constructor("return 1")()}}'],
    ['<%= customer %> ${customer} {% raw %}', '<%= customer %> $Jonas {% raw %}'],
    ['{constructor} {__proto__} {toString} {Customer}', '{constructor} {__proto__} {toString} {Customer}'],
  ])('says %s as %s', (text, said) => {
    expect(fillIn(text, known)).toBe(said);
  });

  it('never reads a name for more words in braces', () => {
    expect(fillIn('Hello {customer}', { ...known, customer: '{agent} $& $1' })).toBe('Hello {agent} $& $1');
  });

  it('leaves standing what nobody knows', () => {
    expect(fillIn('Hello {customer}, by {due}', { customer: null, agent: 'Mia' })).toBe('Hello {customer}, by {due}');
  });

  it.each([
    ['Jonas Weber', 'Jonas'],
    ['Weber, Jonas', 'Jonas'],
    ['  ', null],
    ['jonas@post.example', null],
    [null, null],
  ])('greets %s by %s', (name, first) => {
    expect(firstNameOf(name)).toBe(first);
  });

  it('is taken in the customer’s language where it has that one', () => {
    const texts = [
      { locale: 'en', text: 'Hello' },
      { locale: 'de', text: 'Guten Tag' },
    ];
    expect([textFor(texts, 'de-AT')?.text, textFor(texts, 'fr')?.text, textFor(texts, null)?.text]).toEqual([
      'Guten Tag',
      'Hello',
      'Hello',
    ]);
  });
});
